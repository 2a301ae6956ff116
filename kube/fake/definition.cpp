#include "kube/fake/metadata.h"
#include "kube/fake/resource_type.h"

namespace slipway::kube::fake {
namespace {

// The declared schema with what every object has; of metadata a definition may only bound the
// names.
Value completed(const Value& declared) {
  Value metadata = metadataSchema();
  for (const char* field : {"name", "generateName"}) {
    const Value& bounds = declared["properties"]["metadata"]["properties"][field];
    if (bounds.isObject())
      metadata = metadata.withPointer(std::string("/properties/") + field, bounds);
  }
  Value properties = declared["properties"];
  properties = properties.with("apiVersion", Value::object({{"type", "string"}}));
  properties = properties.with("kind", Value::object({{"type", "string"}}));
  return declared.with("properties", properties.with("metadata", metadata));
}

// ".spec.replicas" -> "/spec/replicas"
std::string pointerOf(std::string_view path) {
  std::string pointer(path);
  for (char& c : pointer)
    if (c == '.') c = '/';
  return pointer;
}

const Value* servedVersion(const Value& definition) {
  for (const Value& version : definition["spec"]["versions"].elements())
    if (version["served"] == Value(true) && version["storage"] == Value(true)) return &version;
  return nullptr;
}

}  // namespace

Expected<ResourceTypePtr, std::string> typeOfDefinition(const Value& definition) {
  const Value& spec = definition["spec"];
  const Value* version = servedVersion(definition);
  if (!version) return Unexpected<std::string>{"spec.versions: none is served and stored"};
  const Value& declared = (*version)["schema"]["openAPIV3Schema"];
  if (!declared.isObject())
    return Unexpected<std::string>{"spec.versions[0].schema.openAPIV3Schema: Required value"};
  auto schema = parseSchema(completed(declared));
  if (!schema.ok()) return Unexpected{"spec.versions[0].schema.openAPIV3Schema" + schema.error()};

  auto type = std::make_shared<ResourceType>();
  type->resource = {
      std::string(spec["group"].stringOr("")), std::string((*version)["name"].stringOr("")),
      std::string(spec["names"]["plural"].stringOr("")),
      std::string(spec["names"]["kind"].stringOr("")), spec["scope"] == Value("Namespaced")};
  type->schema = *schema;
  type->custom = true;
  type->hasGeneration = true;
  const Value& subresources = (*version)["subresources"];
  type->hasStatus = subresources["status"].isObject();
  const Value& scale = subresources["scale"];
  type->hasScale = scale.isObject();
  type->scale = {pointerOf(scale["specReplicasPath"].stringOr("")),
                 pointerOf(scale["statusReplicasPath"].stringOr("")),
                 pointerOf(scale["labelSelectorPath"].stringOr(""))};
  if (definition["metadata"]["name"] != Value(type->resource.name()))
    return Unexpected{"metadata.name: Invalid value: must be spec.names.plural+\".\"+spec.group (" +
                      type->resource.name() + ")"};
  return ResourceTypePtr(std::move(type));
}

}  // namespace slipway::kube::fake
