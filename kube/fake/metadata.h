#pragma once

#include <string>
#include <string_view>

#include "base/value.h"
#include "kube/fake/schema.h"

// What every API server does to `metadata`, whatever the kind.
namespace slipway::kube::fake {

// The part of a schema that is the same for all kinds.
const Value& metadataSchema();

// Drops what is empty or null, managedFields, and everything that only the server sets.
Value cleanedMetadata(const Value& metadata);

// The object without the fields that nobody owns: apiVersion, kind and the server's metadata.
Value ownable(const Value& object);

// Names, labels, annotations, owners and finalizers.
FieldProblems metadataProblems(const Value& metadata, std::string_view kind);
// What may not change once it is there.
FieldProblems metadataChangeProblems(const Value& metadata, const Value& before);

bool isDnsSubdomain(std::string_view name);
bool isDnsLabel(std::string_view name);

}  // namespace slipway::kube::fake
