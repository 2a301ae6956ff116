#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/expected.h"
#include "kube/fake/schema.h"
#include "kube/types/object.h"

namespace slipway::kube::fake {

// Where the scale subresource finds its numbers; JSON pointers.
struct ScalePaths {
  std::string specReplicas;
  std::string statusReplicas;
  std::string selector;  // empty: none
};

// One served kind.
struct ResourceType {
  Resource resource;
  SchemaPtr schema;  // of the whole object; metadata is judged apart
  bool custom = false;
  bool hasStatus = false;
  bool hasScale = false;
  bool hasGeneration = false;
  ScalePaths scale;
};
using ResourceTypePtr = std::shared_ptr<const ResourceType>;

// Keyed by Resource::name(); parsed once per process image of a State, shared by its copies.
std::map<std::string, ResourceTypePtr> builtinTypes();

// The type that a CustomResourceDefinition object declares (its one served version). The error
// says what the fake cannot evaluate: a CEL rule outside its subset, an unknown keyword.
Expected<ResourceTypePtr, std::string> typeOfDefinition(const Value& definition);

}  // namespace slipway::kube::fake
