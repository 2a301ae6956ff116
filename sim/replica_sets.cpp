#include "sim/replica_sets.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "kube/types/resources.h"
#include "sim/pods.h"

namespace slipway::sim {

using kube::ApiRequest;
using kube::Finish;
using kube::ObjectKey;
using kube::Verb;

namespace {

ApiRequest createPod(const RawObject& set) {
  const Value& pattern = set.object["spec"]["template"];
  Value metadata = Value::object({{"generateName", set.meta.name + "-"},
                                  {"namespace", set.meta.ns},
                                  {"labels", pattern["metadata"]["labels"]}});
  if (pattern["metadata"]["annotations"].isObject())
    metadata = metadata.with("annotations", pattern["metadata"]["annotations"]);
  const kube::OwnerReference owner{"apps/v1",    "ReplicaSet", set.meta.name,
                                   set.meta.uid, true,         true};
  metadata = metadata.with("ownerReferences", Value::array({kube::ownerReferenceValue(owner)}));
  ApiRequest request;
  request.verb = Verb::Create;
  request.resource = kube::resources::pods();
  request.key = {set.meta.ns, ""};
  request.fieldManager = "sim-controllers";
  request.body = Value::object(
      {{"apiVersion", "v1"}, {"kind", "Pod"}, {"metadata", metadata}, {"spec", pattern["spec"]}});
  return request;
}

ApiRequest deletePod(const RawObject& pod) {
  ApiRequest request;
  request.verb = Verb::Delete;
  request.resource = kube::resources::pods();
  request.key = pod.meta.key();
  request.uidPrecondition = pod.meta.uid;
  return request;
}

// The order in which pods go: unbound, not ready, cheap to delete, ready for the shortest time,
// youngest; names break ties.
auto deletionRank(const RawObject& pod) {
  const auto ready = podReadySince(pod);
  const std::string cost(
      pod.meta.annotations.valueOr("controller.kubernetes.io/pod-deletion-cost", "0"));
  return std::tuple(
      !pod.object["spec"]["nodeName"].stringOr("").empty(), ready.has_value(),
      std::atoll(cost.c_str()), -ready.value_or(WallTime{}).time_since_epoch().count(),
      -pod.meta.creationTimestamp.value_or(WallTime{}).time_since_epoch().count(), pod.meta.name);
}

struct Counts {
  std::int64_t all = 0;
  std::int64_t ready = 0;
  std::int64_t available = 0;
  std::int64_t terminating = 0;
};

Value statusValue(const Counts& counts, const RawObject& set) {
  return Value::object({{"replicas", counts.all},
                        {"fullyLabeledReplicas", counts.all},
                        {"readyReplicas", counts.ready},
                        {"availableReplicas", counts.available},
                        {"terminatingReplicas", counts.terminating},
                        {"observedGeneration", set.meta.generation}});
}

}  // namespace

ReplicaSetController::ReplicaSetController(ActorSeams seams)
    : seams_(seams),
      actor_(
          "sim-replicasets", seams, [this](const ObjectKey& key) { return plan(key); },
          [this] { return sets_ && pods_ && synced(); }) {
  sets_ = std::make_unique<RawInformer>(actor_.runtime(),
                                        kube::Selection{kube::resources::replicaSets()}, decodeRaw);
  pods_ = std::make_unique<RawInformer>(actor_.runtime(), kube::Selection{kube::resources::pods()},
                                        decodeRaw, ownerUids);
  sets_->onChanged([this](const ObjectKey& key, const RawPtr&, const RawPtr&) { actor_.add(key); });
  pods_->onChanged([this](const ObjectKey&, const RawPtr& before, const RawPtr& after) {
    for (const auto& pod : {before, after})
      if (pod && pod->meta.controller()) actor_.add({pod->meta.ns, pod->meta.controller()->name});
  });
}

ReplicaSetController::~ReplicaSetController() = default;

void ReplicaSetController::start() {
  sets_->start();
  pods_->start();
}

Work ReplicaSetController::plan(const ObjectKey& key) {
  const RawPtr set = sets_->store().get(key);
  if (!set || set->meta.deletionTimestamp) return {};
  std::vector<RawPtr> active;
  std::int64_t terminating = 0;
  for (const auto& pod : pods_->store().indexed(set->meta.uid)) {
    if (isActive(*pod)) active.push_back(pod);
    if (pod->meta.deletionTimestamp) ++terminating;
  }

  Work work;
  const auto wanted = set->object["spec"]["replicas"].asInt().value_or(1);
  const auto have = static_cast<std::int64_t>(active.size());
  for (std::int64_t i = have; i < wanted; ++i) work.requests.push_back(createPod(*set));
  if (have > wanted) {
    std::sort(active.begin(), active.end(),
              [](const RawPtr& a, const RawPtr& b) { return deletionRank(*a) < deletionRank(*b); });
    for (std::int64_t i = 0; i < have - wanted; ++i)
      work.requests.push_back(deletePod(*active[static_cast<std::size_t>(i)]));
  }

  Counts counts{have, 0, 0, terminating};
  const Duration minReady =
      std::chrono::seconds(set->object["spec"]["minReadySeconds"].asInt().value_or(0));
  const WallTime now = seams_.timers.clock().wall();
  std::optional<Duration> next;
  for (const auto& pod : active) {
    const auto since = podReadySince(*pod);
    if (!since) continue;
    ++counts.ready;
    if (minReady == Duration{0} || *since + minReady <= now) {
      ++counts.available;
    } else {
      const Duration left = *since + minReady - now;
      next = next ? std::min(*next, left) : left;
    }
  }
  const Value status = statusValue(counts, *set);
  if (!(applyMergePatch(set->object["status"], status) == set->object["status"])) {
    work.requests.push_back(
        statusPatch(kube::resources::replicaSets(), set->meta, status, "sim-controllers"));
  }
  if (next) work.finish = Finish::requeueAfter(*next);
  return work;
}

}  // namespace slipway::sim
