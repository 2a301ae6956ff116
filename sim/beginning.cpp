#include "sim/beginning.h"

#include <algorithm>

#include "kube/fake/restore.h"
#include "kube/types/resources.h"
#include "sim/play.h"

namespace slipway::sim {
namespace {

// Who writes the status of what Slipway owns.
constexpr const char* kOperator = "slipway";

bool isCondition(const Value& condition, std::string_view type, std::string_view status) {
  return condition["type"].stringOr("") == type && condition["status"].stringOr("") == status;
}

// A container that only begins to run waits for one of these.
bool isBeginning(std::string_view reason) {
  return reason.empty() || reason == "ContainerCreating" || reason == "PodInitializing";
}

bool isStuck(const Value& container) {
  return container["restartCount"].asInt().value_or(0) > 0 ||
         !isBeginning(container["state"]["waiting"]["reason"].stringOr(""));
}

bool stays(const Value& pod) {
  const Value& status = pod["status"];
  const auto& conditions = status["conditions"].elements();
  const bool ready = std::any_of(conditions.begin(), conditions.end(),
                                 [](const Value& c) { return isCondition(c, "Ready", "True"); });
  const bool nowhere = std::any_of(conditions.begin(), conditions.end(), [](const Value& c) {
    return isCondition(c, "PodScheduled", "False");
  });
  const auto& containers = status["containerStatuses"].elements();
  return ready || nowhere || std::any_of(containers.begin(), containers.end(), isStuck);
}

void createNamespace(kube::fake::State& state, const std::string& name) {
  const auto& namespaces = kube::resources::namespaces();
  if (name.empty() || state.find(namespaces.name(), {"", name})) return;
  const Value metadata = Value::object({{"name", name}, {"uid", state.newUid()}});
  kube::fake::restore(state, namespaces, Value::object({{"metadata", metadata}}), kOperator);
}

}  // namespace

void restore(kube::fake::State& state, const Beginning& beginning) {
  if (!beginning.objects.empty()) state.skipSerials();
  for (const Value& object : beginning.objects) {
    const auto resource = resourceOfKind(object["kind"].stringOr(""));
    if (!resource) continue;
    if (resource->namespaced) {
      createNamespace(state, std::string(object["metadata"]["namespace"].stringOr("")));
    }
    kube::fake::restore(state, *resource, object, kOperator);
  }
}

std::set<std::string> ownersElsewhere(const Beginning& beginning) {
  std::set<std::string> here;
  for (const Value& object : beginning.objects) {
    here.emplace(object["metadata"]["uid"].stringOr(""));
  }
  std::set<std::string> elsewhere;
  for (const Value& object : beginning.objects) {
    for (const Value& owner : object["metadata"]["ownerReferences"].elements()) {
      std::string uid(owner["uid"].stringOr(""));
      if (!here.contains(uid)) elsewhere.insert(std::move(uid));
    }
  }
  return elsewhere;
}

std::set<std::string> podsThatStay(const Beginning& beginning) {
  std::set<std::string> uids;
  for (const Value& object : beginning.objects) {
    if (object["kind"].stringOr("") != kube::resources::pods().kind || !stays(object)) continue;
    uids.emplace(object["metadata"]["uid"].stringOr(""));
  }
  return uids;
}

}  // namespace slipway::sim
