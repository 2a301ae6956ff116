#include <stdexcept>

#include "kube/fake/metadata.h"
#include "kube/fake/resource_type.h"
#include "kube/types/resources.h"

namespace slipway::kube::fake {
namespace {

// What matters of a pod template: which lists are keyed, and the defaults that make a stored
// template differ from the one that was sent. Everything else passes unjudged.
constexpr const char* kPodSpec = R"({
  "type": "object", "x-kubernetes-preserve-unknown-fields": true,
  "properties": {
    "restartPolicy": {"type": "string", "default": "Always"},
    "dnsPolicy": {"type": "string", "default": "ClusterFirst"},
    "schedulerName": {"type": "string", "default": "default-scheduler"},
    "terminationGracePeriodSeconds": {"type": "integer", "default": 30},
    "securityContext": {"type": "object", "default": {}},
    "volumes": {"type": "array", "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["name"], "items": {"type": "object"}},
    "containers": {"type": "array", "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["name"], "minItems": 1,
      "items": {"type": "object", "required": ["name"], "properties": {
        "name": {"type": "string"},
        "imagePullPolicy": {"type": "string", "default": "IfNotPresent"},
        "resources": {"type": "object", "default": {}},
        "terminationMessagePath": {"type": "string", "default": "/dev/termination-log"},
        "terminationMessagePolicy": {"type": "string", "default": "File"},
        "env": {"type": "array", "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": ["name"], "items": {"type": "object"}},
        "ports": {"type": "array", "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": ["containerPort", "protocol"],
          "items": {"type": "object", "properties": {
            "containerPort": {"type": "integer"},
            "protocol": {"type": "string", "default": "TCP"}}}}}}}}})";

constexpr const char* kTemplate =
    R"({"type": "object", "properties": {"metadata": METADATA, "spec": PODSPEC}})";

constexpr const char* kConditions = R"({"type": "array", "x-kubernetes-list-type": "map",
  "x-kubernetes-list-map-keys": ["type"], "items": {"type": "object"}})";

constexpr const char* kPod = R"({"type": "object", "required": ["spec"], "properties": {
  "metadata": METADATA, "spec": PODSPEC,
  "status": {"type": "object", "properties": {"conditions": CONDITIONS}}}})";

constexpr const char* kWorkload = R"({"type": "object", "required": ["spec"], "properties": {
  "metadata": METADATA,
  "spec": {"type": "object", "required": ["selector"], "properties": {
    "replicas": {"type": "integer", "format": "int32", "minimum": 0, "default": 1},
    "minReadySeconds": {"type": "integer", "format": "int32", "minimum": 0},
    "selector": {"type": "object", "x-kubernetes-map-type": "atomic"},
    "template": TEMPLATE}},
  "status": {"type": "object", "properties": {"conditions": CONDITIONS}}}})";

constexpr const char* kService = R"({"type": "object", "properties": {
  "metadata": METADATA,
  "spec": {"type": "object", "properties": {
    "type": {"type": "string", "default": "ClusterIP",
      "enum": ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"]},
    "sessionAffinity": {"type": "string", "default": "None"},
    "internalTrafficPolicy": {"type": "string", "default": "Cluster"},
    "selector": {"type": "object", "x-kubernetes-map-type": "atomic",
      "additionalProperties": {"type": "string"}},
    "ports": {"type": "array", "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["port", "protocol"],
      "items": {"type": "object", "required": ["port"], "properties": {
        "port": {"type": "integer", "minimum": 1, "maximum": 65535},
        "protocol": {"type": "string", "default": "TCP"},
        "targetPort": {"x-kubernetes-int-or-string": true}}}}}},
  "status": {"type": "object", "default": {"loadBalancer": {}},
    "properties": {"conditions": CONDITIONS}}}})";

constexpr const char* kPlain = R"({"type": "object", "properties": {"metadata": METADATA}})";

constexpr const char* kWithConditions = R"({"type": "object", "properties": {"metadata": METADATA,
  "status": {"type": "object", "properties": {"conditions": CONDITIONS}}}})";

void replaceAll(std::string& text, std::string_view name, const std::string& by) {
  for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at + by.size()))
    text.replace(at, name.size(), by);
}

SchemaPtr schemaOf(std::string text) {
  replaceAll(text, "TEMPLATE", kTemplate);
  replaceAll(text, "PODSPEC", kPodSpec);
  replaceAll(text, "CONDITIONS", kConditions);
  replaceAll(text, "METADATA", printJson(metadataSchema()));
  auto json = parseJson(text);
  if (!json.ok()) throw std::logic_error("built-in schema: " + json.error().message);
  auto schema = parseSchema(*json);
  if (!schema.ok()) throw std::logic_error("built-in schema: " + schema.error());
  return *schema;
}

enum Trait : unsigned { kNone = 0, kStatus = 1, kScale = 2, kGeneration = 4 };

using Types = std::map<std::string, ResourceTypePtr>;

void add(Types& types, Resource resource, const char* schema, unsigned traits) {
  auto type = std::make_shared<ResourceType>();
  type->resource = std::move(resource);
  type->schema = schemaOf(schema);
  type->hasStatus = (traits & kStatus) != 0;
  type->hasScale = (traits & kScale) != 0;
  type->hasGeneration = (traits & kGeneration) != 0;
  type->scale = {"/spec/replicas", "/status/replicas", ""};
  types[type->resource.name()] = type;
}

Types parseBuiltins() {
  Types types;
  add(types, resources::pods(), kPod, kStatus | kGeneration);
  add(types, resources::replicaSets(), kWorkload, kStatus | kScale | kGeneration);
  add(types, {"apps", "v1", "deployments", "Deployment", true}, kWorkload,
      kStatus | kScale | kGeneration);
  add(types, resources::services(), kService, kStatus);
  add(types, resources::endpointSlices(), kPlain, kGeneration);
  add(types, resources::configMaps(), kPlain, kNone);
  add(types, {"", "v1", "secrets", "Secret", true}, kPlain, kNone);
  add(types, {"", "v1", "serviceaccounts", "ServiceAccount", true}, kPlain, kNone);
  add(types, resources::namespaces(), kWithConditions, kStatus);
  add(types, resources::nodes(), kWithConditions, kStatus);
  add(types, resources::leases(), kPlain, kNone);
  add(types, resources::events(), kPlain, kNone);
  add(types, {"batch", "v1", "jobs", "Job", true}, kWithConditions, kStatus | kGeneration);
  add(types, resources::customResourceDefinitions(), kWithConditions, kStatus | kGeneration);
  add(types, resources::selfSubjectAccessReviews(), kPlain, kNone);
  return types;
}

}  // namespace

std::map<std::string, ResourceTypePtr> builtinTypes() {
  static const Types types = parseBuiltins();
  return types;
}

}  // namespace slipway::kube::fake
