#include <algorithm>

#include "base/text.h"
#include "kube/fake/write.h"
#include "kube/types/object.h"

namespace slipway::kube::fake {
namespace {

std::int64_t intAt(const Value& object, const std::string& pointer) {
  const Value* found = pointer.empty() ? nullptr : object.findPointer(pointer);
  return found ? found->asInt().value_or(0) : 0;
}

std::string selectorText(const ResourceType& type, const Value& object) {
  if (!type.custom) {
    FieldErrors errors;
    return readLabelSelector(Reader(object["spec"]["selector"], errors)).queryText();
  }
  const Value* text =
      type.scale.selector.empty() ? nullptr : object.findPointer(type.scale.selector);
  return text ? std::string(text->stringOr("")) : std::string();
}

Value scaleOf(const ResourceType& type, const Value& object) {
  Value::Members metadata;
  for (const char* field : {"name", "namespace", "uid", "resourceVersion", "creationTimestamp"})
    metadata.push_back({field, object["metadata"][field]});
  Value::Members status = {{"replicas", intAt(object, type.scale.statusReplicas)}};
  const std::string selector = selectorText(type, object);
  if (!selector.empty()) status.push_back({"selector", selector});
  // spec.replicas is left out at 0, as the real one does: a patch must add, not replace or test it.
  const std::int64_t replicas = intAt(object, type.scale.specReplicas);
  const Value spec = replicas == 0 ? Value::object() : Value::object({{"replicas", replicas}});
  return Value::object({{"kind", "Scale"},
                        {"apiVersion", "autoscaling/v1"},
                        {"metadata", Value::object(std::move(metadata))},
                        {"spec", spec},
                        {"status", Value::object(std::move(status))}});
}

Expected<Value, ApiError> patchedScale(const Write& write, const Value& scale) {
  if (write.request.verb == Verb::MergePatch) return applyMergePatch(scale, write.request.body);
  if (write.request.verb != Verb::JsonPatch) {
    ApiError error = errors::badRequest("the scale subresource takes JSON and merge patches here");
    error.code = 405;
    error.reason = "MethodNotAllowed";
    return Unexpected{error};
  }
  return jsonPatched(scale, write.request.body);
}

}  // namespace

FieldProblems scaleProblems(const Write& write, const Value& object) {
  if (!write.type.custom || !write.type.hasScale) return {};
  const Value* replicas = object.findPointer(write.type.scale.specReplicas);
  if (!replicas || replicas->kind() != Value::Kind::Number) return {};
  std::string path = write.type.scale.specReplicas;
  std::replace(path.begin(), path.end(), '/', '.');
  return {{path, "Invalid value: 0: " + path +
                     " accessor error: " + std::string(replicas->numberText()) +
                     " is of the type float64, expected int64"}};
}

ApiResult getScale(const State& state, const ResourceType& type, const ObjectKey& key) {
  const ObjectPtr object = state.find(type.resource.name(), key);
  if (!object) return errors::rejected(errors::notFound(type.resource, key.name));
  return {Outcome::Applied, scaleOf(type, object->value), {}};
}

Answer patchScale(Write& write) {
  const ObjectKey& key = write.request.key;
  const ObjectPtr before = write.state.find(write.resource().name(), key);
  if (!before) return refuse(key, errors::notFound(write.resource(), key.name));
  auto scale = patchedScale(write, scaleOf(write.type, before->value));
  if (!scale.ok()) return refuse(key, scale.error());
  const auto replicas = (*scale)["spec"]["replicas"].asInt().value_or(0);
  if (replicas < 0)
    return refuse(key,
                  errors::invalid({"autoscaling", "v1", "", "Scale", true}, key.name,
                                  {{"spec.replicas", "Invalid value: " + std::to_string(replicas) +
                                                         ": must be greater than or equal to 0"}}));
  Value proposed = before->value.withPointer(write.type.scale.specReplicas, replicas);
  for (const char* field : {"resourceVersion", "uid"})
    proposed =
        proposed.with("metadata", proposed["metadata"].with(field, (*scale)["metadata"][field]));
  Answer stored = storeChanged(write, before, proposed);
  if (stored.result.applied()) stored.result.object = scaleOf(write.type, stored.result.object);
  return stored;
}

Answer bindPod(Write& write) {
  const ObjectKey& key = write.request.key;
  const ObjectPtr before = write.state.find(write.resource().name(), key);
  if (!before) return refuse(key, errors::notFound(write.resource(), key.name));
  if (write.request.verb != Verb::Create)
    return refuse(key, errors::badRequest("a binding can only be created"));
  const std::string node(write.request.body["target"]["name"].stringOr(""));
  if (node.empty())
    return refuse(key, errors::invalid({"", "v1", "", "Binding", true}, key.name,
                                       {{"target.name", "Required value"}}));
  const std::string_view taken = before->value["spec"]["nodeName"].stringOr("");
  if (!taken.empty())
    return refuse(key, errors::conflict({"", "v1", "pods/binding", "Binding", true}, key.name,
                                        "pod " + key.name + " is already assigned to node \"" +
                                            std::string(taken) + "\""));
  const Value scheduled = Value::object({{"type", "PodScheduled"},
                                         {"status", "True"},
                                         {"lastTransitionTime", formatTime(write.caller.now)}});
  Value bound = before->value.withPointer("/spec/nodeName", node);
  bound = bound.withPointer("/status/conditions", Value::array({scheduled}));
  keepStored(write, before, bound, before->owners);
  return answer(key, 201, true,
                Value::object({{"kind", "Status"}, {"apiVersion", "v1"}, {"status", "Success"}}));
}

}  // namespace slipway::kube::fake
