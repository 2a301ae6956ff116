#pragma once

#include <string>
#include <vector>

#include "base/value.h"

namespace slipway::crds {

// The API reference of these CustomResourceDefinitions as Markdown: every field with its type,
// default, bounds and description, and the rules of the schema.
std::string referenceOf(const std::vector<Value>& definitions);

// One field of a schema, with all that lies above it: "spec.verification.smokeTests[].name".
struct Field {
  std::string path;
  const Value* schema = nullptr;
  bool required = false;
};
// All fields below `schema`, in the order of the file, parents first; not the schema itself.
std::vector<Field> fieldsOf(const Value& schema, const std::string& path);

}  // namespace slipway::crds
