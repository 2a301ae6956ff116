#include "tests/contract/bench.h"

namespace slipway::contract {
namespace {

constexpr const char* kSpec = R"j({
  "type": "object",
  "default": {},
  "properties": {
    "size": {"type": "integer", "format": "int32", "minimum": 0, "maximum": 100, "default": 1},
    "big": {"type": "integer", "format": "int64"},
    "colour": {"type": "string", "enum": ["red", "blue"]},
    "code": {"type": "string", "pattern": "^[a-z]{2}[0-9]+$", "maxLength": 5, "minLength": 3},
    "flag": {"type": "boolean"},
    "ratio": {"type": "number"},
    "limit": {"x-kubernetes-int-or-string": true},
    "note": {"type": "string", "nullable": true},
    "tags": {"type": "array", "x-kubernetes-list-type": "set", "maxItems": 3,
      "items": {"type": "string", "maxLength": 10}},
    "steps": {"type": "array", "x-kubernetes-list-type": "atomic", "maxItems": 4,
      "items": {"type": "object", "required": ["weight"], "properties": {
        "weight": {"type": "integer", "minimum": 0}, "wait": {"type": "string", "default": "1s"}}}},
    "parts": {"type": "array", "x-kubernetes-list-type": "map", "maxItems": 5,
      "x-kubernetes-list-map-keys": ["name"],
      "items": {"type": "object", "required": ["name"], "properties": {
        "name": {"type": "string", "maxLength": 20},
        "count": {"type": "integer", "default": 1},
        "kind": {"type": "string", "maxLength": 20}},
        "x-kubernetes-validations": [
          {"rule": "!has(self.kind) || !has(oldSelf.kind) || self.kind == oldSelf.kind",
           "message": "a part keeps its kind"}]}},
    "pins": {"type": "object", "x-kubernetes-map-type": "atomic", "maxProperties": 2,
      "additionalProperties": {"type": "string"}},
    "words": {"type": "object", "additionalProperties": {"type": "string", "maxLength": 5}},
    "free": {"type": "object", "x-kubernetes-preserve-unknown-fields": true,
      "properties": {"known": {"type": "integer"}}},
    "one": {"type": "object", "properties": {
        "a": {"type": "object"}, "b": {"type": "object"}},
      "x-kubernetes-validations": [
        {"rule": "[has(self.a), has(self.b)].filter(x, x).size() == 1",
         "message": "exactly one of a and b"}]},
    "owner": {"type": "string", "maxLength": 20,
      "x-kubernetes-validations": [{"rule": "self == oldSelf", "message": "owner is immutable"}]},
    "low": {"type": "integer", "maximum": 1000},
    "high": {"type": "integer", "maximum": 1000}
  },
  "x-kubernetes-validations": [
    {"rule": "!has(self.low) || !has(self.high) || self.low <= self.high",
     "message": "low must not be above high", "fieldPath": ".low"},
    {"rule": "has(self.owner) == has(oldSelf.owner)", "message": "owner stays present or absent",
     "reason": "FieldValueForbidden"}]
})j";

constexpr const char* kStatus = R"({
  "type": "object",
  "default": {"observedGeneration": -1},
  "properties": {
    "observedGeneration": {"type": "integer", "format": "int64"},
    "replicas": {"type": "integer"},
    "selector": {"type": "string"},
    "phase": {"type": "string"},
    "conditions": {"type": "array", "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["type"], "maxItems": 16,
      "items": {"type": "object", "required": ["type", "status"], "properties": {
        "type": {"type": "string"}, "status": {"type": "string", "enum": ["True", "False"]},
        "reason": {"type": "string"}}}}
  }
})";

constexpr const char* kDefinition = R"({
  "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
  "metadata": {"name": "widgets.contract.slipway.dev"},
  "spec": {
    "group": "contract.slipway.dev", "scope": "Namespaced",
    "names": {"plural": "widgets", "singular": "widget", "kind": "Widget", "listKind": "WidgetList"},
    "versions": [{
      "name": "v1", "served": true, "storage": true,
      "subresources": {"status": {}, "scale": {"specReplicasPath": ".spec.size",
        "statusReplicasPath": ".status.replicas", "labelSelectorPath": ".status.selector"}},
      "schema": {"openAPIV3Schema": {"type": "object", "required": ["spec"],
        "x-kubernetes-validations": [
          {"rule": "size(self.metadata.name) <= 30", "message": "the name is too long"}]}}}]}})";

}  // namespace

const Resource& widgets() {
  static const Resource r{"contract.slipway.dev", "v1", "widgets", "Widget", true};
  return r;
}

Value widgetDefinition() {
  const std::string schema = "/spec/versions/0/schema/openAPIV3Schema/properties";
  return json(kDefinition)
      .withPointer(schema + "/spec", json(kSpec))
      .withPointer(schema + "/status", json(kStatus));
}

Value widget(const std::string& name, Value spec) {
  return Value::object({{"apiVersion", "contract.slipway.dev/v1"},
                        {"kind", "Widget"},
                        {"metadata", Value::object({{"name", name}})},
                        {"spec", std::move(spec)}});
}

}  // namespace slipway::contract
