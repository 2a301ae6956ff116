#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.h"
#include "base/value.h"
#include "kube/fake/cel.h"

namespace re2 {
class RE2;
}

namespace slipway::kube::fake {

// One reason why an object is refused, as Kubernetes words it: "Invalid value: -1: should be ...".
struct FieldProblem {
  std::string path;  // "spec.ports[0].name"
  std::string message;
};
using FieldProblems = std::vector<FieldProblem>;

enum class ListType : std::uint8_t { Atomic, Map, Set };

struct Schema;
using SchemaPtr = std::shared_ptr<const Schema>;

// One rule of x-kubernetes-validations, compiled.
struct SchemaRule {
  cel::ProgramPtr program;
  std::string message;
  std::string fieldPath;  // below the schema's own path; usually empty
  std::string reason;
  bool transition = false;  // mentions oldSelf
};

// A structural OpenAPI v3 schema as CustomResourceDefinitions hold it. What is not listed here is
// refused when it is read, rather than ignored.
struct Schema {
  std::string type;  // empty: any
  std::map<std::string, SchemaPtr, std::less<>> properties;
  SchemaPtr additional;  // additionalProperties as a schema
  SchemaPtr items;
  std::vector<std::string> required;
  std::optional<Value> defaultValue;
  std::vector<Value> enumeration;
  std::optional<long double> minimum, maximum;
  bool exclusiveMinimum = false;
  bool exclusiveMaximum = false;
  std::optional<std::int64_t> minItems, maxItems, minLength, maxLength, minProperties,
      maxProperties;
  std::string patternText;
  std::shared_ptr<const re2::RE2> pattern;
  std::string format;
  bool nullable = false;
  bool preserveUnknown = false;
  bool intOrString = false;
  bool embedded = false;  // x-kubernetes-embedded-resource
  bool atomicMap = false;
  ListType listType = ListType::Atomic;
  std::vector<std::string> listKeys;
  std::vector<SchemaRule> rules;
  std::vector<SchemaPtr> allOf, anyOf, oneOf;
  SchemaPtr negation;  // not

  bool defaultsBelow = false;     // some default here or further down
  bool transitionsBelow = false;  // some transition rule here or further down

  // The schema of that member; nullptr: not declared.
  const Schema* member(std::string_view key) const;
};

// The error names the place in the schema and what is not understood there.
Expected<SchemaPtr, std::string> parseSchema(const Value& schema);
// Accepts everything, keeps everything.
SchemaPtr anySchema();

// The value without the fields that the schema doesn't know; their paths go to `dropped`.
Value pruned(const Value& value, const Schema& schema, std::vector<std::string>* dropped = nullptr);
// The value with defaults filled in; nulls that are not nullable give way to defaults.
Value defaulted(const Value& value, const Schema& schema);
// Everything that is wrong. `before`: the stored object, for transition rules (nullptr: a create).
// Parts that did not change since are not judged again.
FieldProblems validate(const Value& value, const Value* before, const Schema& schema,
                       const std::string& path = {});

}  // namespace slipway::kube::fake
