#include "tests/sim/support/oracles.h"

#include <algorithm>

#include "base/text.h"
#include "crds/release.h"
#include "kube/types/resources.h"
#include "tests/sim/support/objects.h"

namespace slipway::testing {
namespace {

constexpr std::size_t kStatusBound = std::size_t{64} << 10;

std::int32_t resolved(const Value& field, std::int32_t replicas, Rounding rounding) {
  std::optional<IntOrPercent> parsed;
  if (const auto number = field.asInt()) parsed = IntOrPercent{static_cast<std::int32_t>(*number)};
  if (const auto string = field.asString()) parsed = parseIntOrPercent(*string);
  return resolve(parsed.value_or(IntOrPercent{25, true}), replicas, rounding);
}

bool selects(const Value& service, const Value& pod) {
  const auto& wanted = service["spec"]["selector"].members();
  return std::all_of(wanted.begin(), wanted.end(), [&](const auto& label) {
    return pod["metadata"]["labels"][label.key] == label.value;
  });
}

// UIDs of the pods that a Service still sends to.
std::set<std::string> listedPods(const kube::fake::State& state, const std::string& ns,
                                 const std::string& service) {
  std::set<std::string> uids;
  for (const Value& slice : state.all(kube::resources::endpointSlices(), ns)) {
    if (slice["metadata"]["labels"]["kubernetes.io/service-name"].stringOr("") != service) continue;
    for (const Value& endpoint : slice["endpoints"].elements())
      if (endpoint["conditions"]["ready"].asBool().value_or(false))
        uids.insert(std::string(endpoint["targetRef"]["uid"].stringOr("")));
  }
  return uids;
}

struct Promise {
  std::int32_t surge = 0;
  std::int32_t unavailable = 0;
};

Promise promiseOf(const Value& strategy, std::int32_t replicas) {
  if (strategy["recreate"].isObject()) return {0, replicas};
  // Both in full, and for a while a third one that is being replaced.
  if (strategy["blueGreen"].isObject()) return {2 * replicas, 0};
  const Value& bounded = strategy["canary"].isObject() ? strategy["canary"] : strategy["rolling"];
  Promise promise{resolved(bounded["maxSurge"], replicas, Rounding::Up),
                  resolved(bounded["maxUnavailable"], replicas, Rounding::Down)};
  if (promise.surge == 0 && promise.unavailable == 0) promise.unavailable = 1;
  const bool onTop =
      bounded["stableScale"].stringOr("") == "Full" ||
      std::any_of(bounded["steps"].elements().begin(), bounded["steps"].elements().end(),
                  [](const Value& step) { return !step["setReplicas"].isNull(); });
  if (onTop) promise.surge = std::max(promise.surge, replicas);
  return promise;
}

// Of spec.traffic.services.
bool leadsUsers(const Value& asked) {
  return asked["role"].stringOr("Stable") == "Stable";
}

bool anyRejected(const kube::fake::State& state, const std::string& ns) {
  const auto sets = state.all(kube::resources::replicaSets(), ns);
  return std::any_of(sets.begin(), sets.end(), [](const Value& set) {
    return !set["metadata"]["annotations"]["slipway.dev/rejected"].isNull();
  });
}

// Who changed that object last; empty: nobody that is remembered.
std::string lastChangedBy(const kube::fake::State& state, const kube::Resource& resource,
                          const kube::ObjectKey& key) {
  const auto& audit = state.audit();
  for (std::size_t i = audit.end(); i > audit.first(); --i) {
    const auto& entry = *audit.at(i - 1);
    if (entry.changed && entry.resource == resource.name() && entry.key == key) return entry.actor;
  }
  return {};
}

// Pods that there must be. On the way back half of the stable ones are enough, and others may come
// before it is over.
std::int32_t leastOf(std::int32_t replicas, std::int32_t unavailable, bool back) {
  const std::int32_t least = replicas - unavailable;
  return back ? std::min(least, (replicas + 1) / 2) : least;
}

}  // namespace

void Oracles::Lasting::look(bool holds, Duration at) {
  if (since && at - *since >= atLeast) was = true;
  if (!holds) {
    since.reset();
  } else if (!since) {
    since = at;
  }
}

void Oracles::fail(Duration at, const std::string& what) {
  if (told_.insert(what).second)
    failures_.push_back("oracle, " + humanDuration(at) + " after the start: " + what);
}

void Oracles::look(const sim::World& world) {
  for (const Value& set : world.state().all(kube::resources::replicaSets()))
    if (ownedByKind(set, crds::releases().kind))
      owned_.insert(std::string(set["metadata"]["uid"].stringOr("")));
  lookAtWrites(world.state(), world.elapsed());
  for (const Value& release : world.state().all(crds::releases())) {
    lookAtStatus(release, world.elapsed());
    lookAtRelease(world.state(), release, world.elapsed());
    lookAtTraffic(world.state(), release, world.elapsed());
    lookAtWorkload(world.state(), release, world.elapsed());
  }
}

// What the operator changed, and how it was before.
void Oracles::lookAtWrites(const kube::fake::State& state, Duration at) {
  const auto& audit = state.audit();
  for (audited_ = std::max(audited_, audit.first()); audited_ < audit.end(); ++audited_) {
    const auto& entry = *audit.at(audited_);
    if (!entry.changed || entry.actor != "operator") continue;
    const bool ofSets = entry.resource == kube::resources::replicaSets().name();
    if (!ofSets && entry.resource != crds::releases().name()) continue;
    const auto& changes = state.changes();
    for (std::size_t i = changes.end(); i > changes.first(); --i) {
      const auto& change = *changes.at(i - 1);
      if (change.version < entry.version) break;
      if (change.version != entry.version) continue;
      const Value before = change.before ? change.before->value : Value();
      const Value after = change.after ? change.after->value : Value();
      if (ofSets) {
        lookAtReplicaSet(state, before, after, at);
      } else if (!before.isNull() && !after.isNull()) {
        lookAtReadiness(state, before, after, at);
      }
    }
  }
}

// Whatever has a name that is known: the operator changes and deletes only what a Release owns.
void Oracles::lookAtReplicaSet(const kube::fake::State& state, const Value& before,
                               const Value& after, Duration at) {
  if (before.isNull()) {
    // One that is created is owned, if only until somebody takes the owner away at once.
    if (ownedByKind(after, crds::releases().kind))
      owned_.insert(std::string(after["metadata"]["uid"].stringOr("")));
    return;
  }
  if (!owned_.contains(std::string(before["metadata"]["uid"].stringOr(""))))
    fail(at, std::string(before["metadata"]["name"].stringOr("")) +
                 ": changed although no Release has ever owned it");
  if (!after.isNull()) lookAtShrinking(state, before, after, at);
}

// Who is told that a revision is ready finds users with it, unless somebody else led them away.
void Oracles::lookAtReadiness(const kube::fake::State& state, const Value& before,
                              const Value& after, Duration at) {
  if (conditionIs(before, "Ready", "True") || !conditionIs(after, "Ready", "True")) return;
  if (after["spec"]["replicas"].asInt().value_or(1) == 0) return;
  const std::string ns(after["metadata"]["namespace"].stringOr(""));
  const auto stable = after["status"]["stable"]["hash"].stringOr("");
  for (const Value& asked : after["spec"]["traffic"]["services"].elements()) {
    const kube::ObjectKey key{ns, std::string(asked["name"].stringOr(""))};
    const auto led =
        state.get(kube::resources::services(), key)["spec"]["selector"]["slipway.dev/revision"];
    if (leadsUsers(asked) && !led.isNull() && led.stringOr("") != stable &&
        lastChangedBy(state, kube::resources::services(), key) == "operator")
      fail(at, "Ready while Service " + key.name + " still leads to another revision");
  }
}

// Where users are led away from a revision as a whole, its pods go only when nobody is still sent
// to them. (Where pods of both revisions serve, each that goes leaves by its own drain.)
void Oracles::lookAtShrinking(const kube::fake::State& state, const Value& before,
                              const Value& after, Duration at) {
  const auto size = [](const Value& set) { return set["spec"]["replicas"].asInt().value_or(1); };
  if (size(after) >= size(before)) return;
  const std::string ns(after["metadata"]["namespace"].stringOr(""));
  const Value& rejected = after["metadata"]["annotations"]["slipway.dev/rejected"];
  for (const Value& release : state.all(crds::releases(), ns)) {
    const bool asAWhole = !rejected.isNull() || release["spec"]["strategy"]["blueGreen"].isObject();
    if (!asAWhole || !ownedBy(after, release["metadata"]["uid"].stringOr(""))) continue;
    for (const Value& asked : release["spec"]["traffic"]["services"].elements()) {
      if (!leadsUsers(asked)) continue;
      const std::string name(asked["name"].stringOr(""));
      const Value service = state.get(kube::resources::services(), {ns, name});
      const auto listed = listedPods(state, ns, name);
      for (const Value& pod : state.all(kube::resources::pods(), ns))
        if (ownedBy(pod, after["metadata"]["uid"].stringOr("")) && !selects(service, pod) &&
            listed.contains(std::string(pod["metadata"]["uid"].stringOr(""))))
          fail(at, "Service " + name + " leads away from pods that are asked to go while its " +
                       "EndpointSlices list them");
    }
  }
}

void Oracles::lookAtStatus(const Value& release, Duration at) {
  const std::string name(release["metadata"]["name"].stringOr(""));
  const Value& status = release["status"];
  if (printJson(status).size() > kStatusBound) fail(at, name + ": status is over 64 KiB");
  if (conditionIs(release, "Reconciling", "True") && conditionIs(release, "Stalled", "True"))
    fail(at, name + ": Reconciling and Stalled at once");
  // Between a spec change and the next pass the old status stands, and names its generation.
  const auto observed = status["observedGeneration"].asInt();
  for (const Value& c : status["conditions"].elements())
    if (c["type"].stringOr("") == "Ready" && c["status"].stringOr("") == "True" &&
        c["observedGeneration"].asInt() != observed)
      fail(at, name + ": Ready for a generation that was not observed");
  if (observed.value_or(0) > release["metadata"]["generation"].asInt().value_or(0))
    fail(at, name + ": a generation was observed that there is not");
}

// Users never reach a pod that fails its checks, and always some pod once they did.
void Oracles::lookAtTraffic(const kube::fake::State& state, const Value& release, Duration at) {
  const auto ns = release["metadata"]["namespace"].stringOr("");
  if (!release["metadata"]["deletionTimestamp"].isNull()) return;
  for (const Value& asked : release["spec"]["traffic"]["services"].elements()) {
    if (!leadsUsers(asked)) continue;
    const std::string name(asked["name"].stringOr(""));
    const Value service = state.get(kube::resources::services(), {std::string(ns), name});
    const Value& selector = service["spec"]["selector"];
    // Where others led it says nothing of us.
    if (selector["slipway.dev/release"].isNull()) continue;
    std::int64_t ready = 0;
    for (const Value& pod : state.all(kube::resources::pods(), std::string(ns))) {
      const bool leaving = !pod["metadata"]["deletionTimestamp"].isNull();
      if (!selects(service, pod) || leaving || !conditionIs(pod, "Ready", "True")) continue;
      ++ready;
      if (badImages.contains(podImage(pod)))
        fail(at, "Service " + name + " leads users to pods that fail their checks");
    }
    const auto replicas =
        static_cast<std::int32_t>(release["spec"]["replicas"].asInt().value_or(1));
    const auto promise = promiseOf(release["spec"]["strategy"], replicas);
    Led& led = led_[std::string(service["metadata"]["uid"].stringOr(""))];
    if (led.replicas != replicas) led = {.replicas = replicas, .since = at};
    // What was decided before may still be on its way.
    led.whole.look(at - led.since > std::chrono::seconds(2) && ready >= replicas, at);
    const bool back = anyRejected(state, std::string(ns));
    if (led.whole.was && !podsBreak_ && ready < leastOf(replicas, promise.unavailable, back))
      fail(at, "Service " + name + " leads users to " + std::to_string(ready) +
                   " ready pods, fewer than replicas - maxUnavailable");
    if (led.whole.was && !podsBreak_ && ready == 0 && promise.unavailable < replicas)
      fail(at, "Service " + name + " leads users to no ready pod, although it did");
  }
}

// From the day it is adopted until it is given back, its own pods and the Release's are never fewer
// than users had.
void Oracles::lookAtWorkload(const kube::fake::State& state, const Value& release, Duration at) {
  const std::string ns(release["metadata"]["namespace"].stringOr(""));
  const std::string name(release["spec"]["workloadRef"]["name"].stringOr(""));
  const Value deployment = state.get(kube::resources::deployments(), {ns, name});
  const auto before = parseJson(
      deployment["metadata"]["annotations"][std::string(crds::kWorkloadBefore)].stringOr(""));
  if (!before.ok() || podsBreak_) return;
  std::int64_t available = 0;
  for (const Value& set : state.all(kube::resources::replicaSets(), ns)) {
    const bool ours = ownedBy(set, release["metadata"]["uid"].stringOr(""));
    const bool bad = badImages.contains(podImage(set["spec"]["template"]));
    if (ownedBy(set, deployment["metadata"]["uid"].stringOr("")) || (ours && !bad))
      available += set["status"]["availableReplicas"].asInt().value_or(0);
  }
  const auto replicas = static_cast<std::int32_t>(release["spec"]["replicas"].asInt().value_or(1));
  const auto users = std::min<std::int64_t>(replicas, (*before)["replicas"].asInt().value_or(1)) -
                     promiseOf(release["spec"]["strategy"], replicas).unavailable;
  const std::string uid(deployment["metadata"]["uid"].stringOr(""));
  if (available >= users) wasWhole_.insert(uid);
  if (wasWhole_.contains(uid) && available < users)
    fail(at, "Deployment " + name + " and its Release have " + std::to_string(available) +
                 " available pods, fewer than users had");
}

void Oracles::lookAtRelease(const kube::fake::State& state, const Value& release, Duration at) {
  const std::string name(release["metadata"]["name"].stringOr(""));
  const std::string uid(release["metadata"]["uid"].stringOr(""));
  const std::string ns(release["metadata"]["namespace"].stringOr(""));
  const auto replicas = static_cast<std::int32_t>(release["spec"]["replicas"].asInt().value_or(1));
  const bool recreates = release["spec"]["strategy"]["recreate"].isObject();
  const auto [surge, unavailable] = promiseOf(release["spec"]["strategy"], replicas);
  const Value& status = release["status"];

  std::int64_t wanted = 0;
  std::set<std::string> setUids;
  for (const Value& set : state.all(kube::resources::replicaSets(), ns)) {
    if (!ownedBy(set, uid)) continue;
    wanted += set["spec"]["replicas"].asInt().value_or(0);
    setUids.insert(std::string(set["metadata"]["uid"].stringOr("")));
    if (status["stable"]["hash"].stringOr("-") ==
            set["metadata"]["labels"]["slipway.dev/revision"].stringOr("") &&
        badImages.contains(podImage(set["spec"]["template"])))
      fail(at, name + ": a revision that fails its checks became stable");
  }
  const auto& services = release["spec"]["traffic"]["services"].elements();
  const bool leads = std::any_of(services.begin(), services.end(), leadsUsers);
  Seen& seen = seen_[uid];
  if (seen.replicas != replicas) seen = {.replicas = replicas, .since = at};
  // What was decided before may still be on its way.
  const bool noticed = at - seen.since > std::chrono::seconds(2);
  if (noticed && wanted <= replicas + surge) seen.wasBounded = true;
  if (seen.wasBounded && !podsBreak_ && wanted > replicas + surge)
    fail(at,
         name + ": " + std::to_string(wanted) + " pods are asked for, more than replicas + surge");

  std::int64_t available = 0;
  std::set<std::string_view> running;
  std::string picture;  // of each pod: ready, or leaving
  for (const Value& pod : state.all(kube::resources::pods(), ns)) {
    const bool ours = std::any_of(setUids.begin(), setUids.end(),
                                  [&](const std::string& set) { return ownedBy(pod, set); });
    if (!ours) continue;
    running.insert(pod["metadata"]["labels"]["slipway.dev/revision"].stringOr(""));
    picture += " " + std::string(pod["metadata"]["name"].stringOr(""));
    picture += conditionIs(pod, "Ready", "True") ? "+" : "-";
    if (!pod["metadata"]["deletionTimestamp"].isNull()) picture += "x";
    if (pod["metadata"]["deletionTimestamp"].isNull() && conditionIs(pod, "Ready", "True") &&
        !badImages.contains(podImage(pod)))
      ++available;
  }
  if (recreates && !podsBreak_ && running.size() > 1)
    fail(at, name + ": two revisions run side by side");
  seen.available.look(noticed && available >= replicas, at);
  const bool deleting = !release["metadata"]["deletionTimestamp"].isNull();
  // Pods that were rejected and that no Service leads to any more do not help, and go at once.
  const bool back = leads && anyRejected(state, ns);
  if (seen.available.was && !podsBreak_ && !deleting &&
      available < leastOf(replicas, unavailable, back))
    fail(at,
         name + ": only " + std::to_string(available) +
             " pods that pass their checks are available, fewer than replicas - maxUnavailable:" +
             picture);
}

}  // namespace slipway::testing
