#include <algorithm>

#include "base/text.h"
#include "kube/fake/write.h"
#include "kube/types/resources.h"

namespace slipway::kube::fake {
namespace {

constexpr std::int64_t kDefaultGrace = 30;

std::optional<ApiError> preconditionProblem(const Write& write, const Value& metadata) {
  const ApiRequest& request = write.request;
  const auto differs = [&](const std::string& wanted, const char* field, const char* name) {
    const std::string actual(metadata[field].stringOr(""));
    if (wanted.empty() || wanted == actual) return std::string();
    return std::string("Precondition failed: ") + name + " in precondition: " + wanted + ", " +
           name + " in object meta: " + actual;
  };
  std::string why = differs(request.uidPrecondition, "uid", "UID");
  if (why.empty()) why = differs(request.versionPrecondition, "resourceVersion", "ResourceVersion");
  if (why.empty()) return std::nullopt;
  return errors::conflict(write.resource(), request.key.name, why);
}

// Foreground and Orphan are finalizers that the garbage collector removes when it has done its
// part.
Value withPropagation(const Write& write, Value metadata) {
  const std::string& propagation = write.request.propagation;
  if (propagation.empty() || propagation == "Background") return metadata;
  const Value finalizer(propagation == "Orphan" ? "orphan" : "foregroundDeletion");
  Value::Elements finalizers = metadata["finalizers"].elements();
  if (std::find(finalizers.begin(), finalizers.end(), finalizer) == finalizers.end())
    finalizers.push_back(finalizer);
  return metadata.with("finalizers", Value::array(std::move(finalizers)));
}

// Seconds until the object may go; a pod on a node waits for its kubelet.
std::int64_t graceOf(const Write& write, const Value& object) {
  if (write.resource() != resources::pods()) return 0;
  const std::string_view phase = object["status"]["phase"].stringOr("");
  if (object["spec"]["nodeName"].stringOr("").empty()) return 0;
  if (phase == "Succeeded" || phase == "Failed") return 0;
  if (const auto asked = write.request.body["gracePeriodSeconds"].asInt()) return *asked;
  return object["spec"]["terminationGracePeriodSeconds"].asInt().value_or(kDefaultGrace);
}

Value success(const Write& write, const Value& object) {
  return Value::object({{"kind", "Status"},
                        {"apiVersion", "v1"},
                        {"metadata", Value::object()},
                        {"status", "Success"},
                        {"details", Value::object({{"name", write.request.key.name},
                                                   {"group", write.resource().group},
                                                   {"kind", write.resource().plural},
                                                   {"uid", object["metadata"]["uid"]}})}});
}

Value marked(const Write& write, const Value& object, Value metadata, std::int64_t grace) {
  metadata = metadata.with("deletionTimestamp",
                           formatTime(write.caller.now + std::chrono::seconds(grace)));
  metadata = metadata.with("deletionGracePeriodSeconds", grace);
  if (const auto generation = metadata["generation"].asInt())
    metadata = metadata.with("generation", *generation + 1);
  Value result = object.with("metadata", std::move(metadata));
  if (write.resource() == resources::namespaces())
    result = result.withPointer("/status/phase", "Terminating");
  return result;
}

Answer deleteTerminating(Write& write, const ObjectPtr& before, std::int64_t grace) {
  const ObjectKey& key = write.request.key;
  const Value& metadata = before->value["metadata"];
  const std::int64_t left = metadata["deletionGracePeriodSeconds"].asInt().value_or(0);
  const bool blocked = !metadata["finalizers"].elements().empty();
  const bool pod = write.resource() == resources::pods();
  if (!pod || grace >= left) return answer(key, 200, false, before->value);
  if (grace == 0 && !blocked)
    return answer(key, 200, true, removeStored(write, before, before->value));
  return answer(key, 200, true,
                keepStored(write, before,
                           before->value.withPointer("/metadata/deletionGracePeriodSeconds", grace),
                           before->owners));
}

}  // namespace

Answer deleteObject(Write& write) {
  const ObjectKey& key = write.request.key;
  const ObjectPtr before = write.state.find(write.resource().name(), key);
  if (!before) return refuse(key, errors::notFound(write.resource(), key.name));
  const Value& object = before->value;
  if (const auto problem = preconditionProblem(write, object["metadata"]))
    return refuse(key, *problem);
  const std::int64_t grace = graceOf(write, object);
  if (!object["metadata"]["deletionTimestamp"].isNull())
    return deleteTerminating(write, before, grace);
  Value metadata = withPropagation(write, object["metadata"]);
  const bool waits = !metadata["finalizers"].elements().empty() || grace > 0 ||
                     write.resource() == resources::namespaces();
  if (waits)
    return answer(key, 200, true,
                  keepStored(write, before, marked(write, object, std::move(metadata), grace),
                             before->owners));
  const Value last = removeStored(write, before, before->value);
  return answer(key, 200, true,
                write.resource() == resources::pods() ? last : success(write, object));
}

}  // namespace slipway::kube::fake
