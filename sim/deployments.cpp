#include "sim/deployments.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "kube/types/resources.h"

namespace slipway::sim {

using kube::ApiRequest;
using kube::ObjectKey;
using kube::Verb;

namespace {

constexpr const char* kHashLabel = "pod-template-hash";

std::string hashOf(const Value& podTemplate) {
  return sha256Hex(canonicalJson(podTemplate)).substr(54);
}

// One of its ReplicaSets, and how many pods it is to have.
struct Sized {
  RawPtr set;
  bool ofTemplate = false;
  std::int64_t desired = 0;
  std::int64_t available = 0;
  std::int64_t wanted = 0;
};

// Another cluster hashes templates in another way, so it is the template that counts.
bool isOf(const RawObject& set, const Value& podTemplate) {
  const Value& own = set.object["spec"]["template"];
  const Value labels = own["metadata"]["labels"].without(kHashLabel);
  return own.withPointer("/metadata/labels", labels) == podTemplate;
}

std::vector<Sized> sizesOf(const std::vector<RawPtr>& sets, const std::string& newName,
                           const Value& podTemplate) {
  std::vector<Sized> sizes;
  for (const RawPtr& set : sets) {
    Sized one{set, set->meta.name == newName || isOf(*set, podTemplate),
              set->object["spec"]["replicas"].asInt().value_or(0),
              set->object["status"]["availableReplicas"].asInt().value_or(0), 0};
    one.wanted = one.desired;
    sizes.push_back(std::move(one));
  }
  // The newest last.
  std::stable_sort(sizes.begin(), sizes.end(), [](const Sized& a, const Sized& b) {
    return a.set->meta.creationTimestamp < b.set->meta.creationTimestamp;
  });
  return sizes;
}

std::int64_t totalOf(const std::vector<Sized>& sizes) {
  std::int64_t total = 0;
  for (const Sized& one : sizes) total += one.desired;
  return total;
}

// The pods that there are grow and shrink: those of the newest ReplicaSet that has some.
void scalePaused(std::vector<Sized>& sizes, std::int64_t replicas) {
  if (sizes.empty()) return;
  const auto last =
      std::find_if(sizes.rbegin(), sizes.rend(), [](const Sized& one) { return one.desired > 0; });
  Sized& active = last == sizes.rend() ? sizes.back() : *last;
  active.wanted = std::max<std::int64_t>(active.desired + replicas - totalOf(sizes), 0);
}

void roll(std::vector<Sized>& sizes, std::int64_t replicas) {
  const std::int64_t surge = (replicas + 3) / 4;
  const std::int64_t least = replicas - replicas / 4;
  const std::int64_t total = totalOf(sizes);
  std::int64_t unavailable = 0;
  for (Sized& one : sizes) {
    if (!one.ofTemplate) continue;
    one.wanted =
        std::min(replicas, one.desired + std::max<std::int64_t>(replicas + surge - total, 0));
    unavailable = std::max<std::int64_t>(one.desired - one.available, 0);
  }
  std::int64_t spare = total - least - unavailable;
  for (Sized& one : sizes) {
    if (one.ofTemplate) continue;
    const std::int64_t fewer = std::clamp<std::int64_t>(spare, 0, one.desired);
    one.wanted = replicas == 0 ? 0 : one.desired - fewer;
    spare -= fewer;
  }
}

ApiRequest scaleRequest(const Sized& one) {
  ApiRequest request;
  request.verb = Verb::MergePatch;
  request.resource = kube::resources::replicaSets();
  request.key = one.set->meta.key();
  request.fieldManager = "sim-controllers";
  request.body = Value::object({{"metadata", Value::object({{"uid", one.set->meta.uid}})},
                                {"spec", Value::object({{"replicas", one.wanted}})}});
  return request;
}

ApiRequest createRequest(const RawObject& deployment, const std::string& hash) {
  const Value& spec = deployment.object["spec"];
  const Value labels = spec["template"]["metadata"]["labels"].with(kHashLabel, hash);
  const kube::OwnerReference owner{"apps/v1",           "Deployment", deployment.meta.name,
                                   deployment.meta.uid, true,         true};
  ApiRequest request;
  request.verb = Verb::Create;
  request.resource = kube::resources::replicaSets();
  request.key = {deployment.meta.ns, deployment.meta.name + "-" + hash};
  request.fieldManager = "sim-controllers";
  request.body = Value::object(
      {{"apiVersion", "apps/v1"},
       {"kind", "ReplicaSet"},
       {"metadata",
        Value::object({{"name", request.key.name},
                       {"namespace", deployment.meta.ns},
                       {"labels", labels},
                       {"ownerReferences", Value::array({kube::ownerReferenceValue(owner)})}})},
       {"spec",
        Value::object({{"replicas", 0},
                       {"selector", Value::object({{"matchLabels", labels}})},
                       {"template", spec["template"].withPointer("/metadata/labels", labels)}})}});
  return request;
}

Value statusOf(const RawObject& deployment, const std::vector<Sized>& sizes) {
  std::int64_t all = 0;
  std::int64_t updated = 0;
  std::int64_t ready = 0;
  std::int64_t available = 0;
  for (const Sized& one : sizes) {
    const Value& status = one.set->object["status"];
    all += status["replicas"].asInt().value_or(0);
    if (one.ofTemplate) updated += status["replicas"].asInt().value_or(0);
    ready += status["readyReplicas"].asInt().value_or(0);
    available += one.available;
  }
  return Value::object({{"observedGeneration", deployment.meta.generation},
                        {"replicas", all},
                        {"updatedReplicas", updated},
                        {"readyReplicas", ready},
                        {"availableReplicas", available}});
}

}  // namespace

DeploymentController::DeploymentController(ActorSeams seams)
    : actor_(
          "sim-deployments", seams, [this](const ObjectKey& key) { return plan(key); },
          [this] { return deployments_ && sets_ && synced(); }) {
  deployments_ = std::make_unique<RawInformer>(
      actor_.runtime(), kube::Selection{kube::resources::deployments()}, decodeRaw);
  sets_ = std::make_unique<RawInformer>(
      actor_.runtime(), kube::Selection{kube::resources::replicaSets()}, decodeRaw, ownerUids);
  deployments_->onChanged(
      [this](const ObjectKey& key, const RawPtr&, const RawPtr&) { actor_.add(key); });
  sets_->onChanged([this](const ObjectKey&, const RawPtr& before, const RawPtr& after) {
    for (const auto& set : {before, after}) {
      const auto owner = set ? set->meta.controller() : std::nullopt;
      if (owner && owner->kind == "Deployment") actor_.add({set->meta.ns, owner->name});
    }
  });
}

DeploymentController::~DeploymentController() = default;

void DeploymentController::start() {
  deployments_->start();
  sets_->start();
}

Work DeploymentController::plan(const ObjectKey& key) {
  const RawPtr deployment = deployments_->store().get(key);
  if (!deployment || deployment->meta.deletionTimestamp) return {};
  const Value& spec = deployment->object["spec"];
  const std::string hash = hashOf(spec["template"]);
  auto sizes = sizesOf(sets_->store().indexed(deployment->meta.uid), key.name + "-" + hash,
                       spec["template"]);
  const auto replicas = spec["replicas"].asInt().value_or(1);
  const bool known =
      std::any_of(sizes.begin(), sizes.end(), [](const Sized& one) { return one.ofTemplate; });

  Work work;
  if (spec["paused"].asBool().value_or(false)) {
    scalePaused(sizes, replicas);
  } else if (!known) {
    work.requests.push_back(createRequest(*deployment, hash));
  } else {
    roll(sizes, replicas);
  }
  for (const Sized& one : sizes)
    if (one.wanted != one.desired) work.requests.push_back(scaleRequest(one));
  const Value status = statusOf(*deployment, sizes);
  if (!(applyMergePatch(deployment->object["status"], status) == deployment->object["status"]))
    work.requests.push_back(
        statusPatch(kube::resources::deployments(), deployment->meta, status, "sim-controllers"));
  return work;
}

}  // namespace slipway::sim
