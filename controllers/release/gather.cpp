#include "controllers/release/gather.h"

#include <algorithm>
#include <charconv>
#include <tuple>

#include "base/reader.h"
#include "base/text.h"
#include "controllers/release/overlap.h"
#include "crds/revision.h"
#include "strategies/seeded_bugs.h"

namespace slipway::controllers {
namespace {

using strategies::PodView;
using strategies::RevisionView;
using strategies::ServiceView;
using strategies::Snapshot;
using strategies::Standing;
using strategies::Stranger;
using strategies::WorkloadView;

// So long what the server said of a Service or a Deployment holds.
constexpr Duration kLookFor = std::chrono::seconds(5);

std::string annotation(const kube::ObjectMeta& meta, std::string_view name) {
  return std::string(meta.annotations.valueOr(name, ""));
}

// Annotations can be edited by anybody: what is no number reads as the fallback.
template <typename Number>
Number numberOr(const std::string& text, Number fallback) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && number >= 0 ? number : fallback;
}

PodView viewOf(const kube::Pod& pod, const kube::ReplicaSet& owner, bool allAvailable,
               WallTime now) {
  PodView view;
  view.name = pod.meta.name;
  view.uid = pod.meta.uid;
  view.ip = pod.ip;
  view.ports = pod.ports;
  view.ready = pod.ready;
  view.troubled = pod.troubled;
  view.terminating = pod.meta.deletionTimestamp || pod.ended;
  view.images = pod.images;
  const Duration least = std::chrono::seconds(owner.minReadySeconds);
  const Duration readyFor = pod.readySince ? now - *pod.readySince : least;
  view.available = pod.ready && (readyFor >= least || allAvailable);
  view.availableIn = std::clamp(least - readyFor, Duration(std::chrono::milliseconds(100)),
                                std::max(least, Duration(std::chrono::milliseconds(100))));
  return view;
}

void readAnnotations(const kube::ObjectMeta& meta, RevisionView& view) {
  view.annotated = !meta.annotations.empty();
  view.digest = annotation(meta, crds::kTemplate);
  view.number = numberOr<std::int64_t>(annotation(meta, crds::kRevisionNumber), 0);
  view.attempt = numberOr<std::int32_t>(annotation(meta, crds::kAttempt), 1);
  view.version = annotation(meta, crds::kVersion);
  view.sizedFor = numberOr<std::int32_t>(annotation(meta, crds::kSizedFor), 0);
  view.lastActive = parseTime(annotation(meta, crds::kLastActive));
  if (meta.annotations.contains(crds::kRejected)) {
    view.rejected = crds::readRejection(annotation(meta, crds::kRejected));
  }
}

// Pods whose containers may still run. A cache that is behind shows too many rather than too few:
// the ReplicaSet's own count knows of those that it has not shown yet.
std::int32_t presentPods(const std::vector<std::shared_ptr<const kube::Pod>>& pods) {
  return static_cast<std::int32_t>(
      std::count_if(pods.begin(), pods.end(), [](const auto& pod) { return !pod->ended; }));
}

RevisionView viewOf(const kube::ReplicaSet& set, std::string hash, const ReleaseStores& stores,
                    WallTime now) {
  RevisionView view;
  view.name = set.meta.name;
  view.uid = set.meta.uid;
  view.resourceVersion = set.meta.resourceVersion;
  view.generation = set.meta.generation;
  view.hash = std::move(hash);
  readAnnotations(set.meta, view);
  view.deleting = set.meta.deletionTimestamp.has_value();
  view.desired = set.replicas;
  view.current = set.currentReplicas;
  view.ready = set.readyReplicas;
  view.available = set.availableReplicas;
  view.leaving = std::max(set.terminatingReplicas, presentPods(stores.pods.indexed(set.meta.uid)));
  view.minReadySeconds = set.minReadySeconds;
  view.failure = set.failure;
  view.selector = set.selector.matchLabels;
  const auto pods = stores.pods.indexed(set.meta.uid);
  const auto ready =
      std::count_if(pods.begin(), pods.end(), [](const auto& p) { return p->ready; });
  // The ReplicaSet's own count also settles it, whatever our clock thinks of readySince.
  const bool allAvailable = ready <= set.availableReplicas;
  for (const auto& pod : pods) view.pods.push_back(viewOf(*pod, set, allAvailable, now));
  return view;
}

Stranger strangerOf(const kube::ReplicaSet& set, const crds::Release& release) {
  Stranger stranger{set.meta.name, {}, false};
  if (const auto owner = set.meta.controller()) {
    stranger.owner = owner->kind + " " + owner->name;
    stranger.ofFormerSelf = owner->kind == "Release" && owner->name == release.meta.name;
  }
  return stranger;
}

void gatherReplicaSets(const ReleaseStores& stores, Snapshot& snapshot) {
  const crds::Release& release = snapshot.release;
  for (const auto& set : stores.replicaSets.indexed(release.meta.key().text())) {
    const auto owner = set->meta.controller();
    std::string hash = crds::hashOfName(release.meta.name, set->meta.name);
    if (owner && owner->uid == release.meta.uid && !hash.empty()) {
      snapshot.revisions.push_back(viewOf(*set, std::move(hash), stores, snapshot.now));
    } else if (!owner || owner->uid != release.meta.uid) {
      snapshot.strangers.push_back(strangerOf(*set, release));
    }
  }
}

// It was dealt with, as its own status says: it never runs again.
bool isFinished(const std::vector<kube::Condition>& conditions) {
  return std::any_of(conditions.begin(), conditions.end(), [](const auto& c) {
    return (c.type == "Ready" || c.type == "Stalled") && c.status == kube::ConditionStatus::True;
  });
}

// As the server said when it was asked.
void leaveOutGonePods(Snapshot& snapshot, std::set<std::string>& gone) {
  std::set<std::string> shown;
  for (RevisionView& revision : snapshot.revisions) {
    for (PodView& pod : revision.pods) {
      if (!gone.contains(pod.uid)) continue;
      shown.insert(pod.uid);
      pod.terminating = true;
    }
  }
  gone = std::move(shown);
}

void gatherRollbacks(const ReleaseStores& stores, Snapshot& snapshot) {
  const kube::ObjectKey key = snapshot.release.meta.key();
  for (const auto& rollback : stores.rollbacks.indexed(key.text())) {
    if (rollback->meta.deletionTimestamp) continue;
    snapshot.rollbacks.push_back({rollback->meta.name, rollback->meta.uid, rollback->spec,
                                  rollback->meta.creationTimestamp.value_or(WallTime{}),
                                  isFinished(rollback->status.conditions), false});
  }
  // A name that a record of ours needs may be taken by somebody else's.
  for (const crds::RollbackSeen& seen : snapshot.release.status.rollbacksSeen) {
    if (!seen.automatic || seen.recorded) continue;
    const kube::ObjectKey name{key.ns, seen.name};
    const auto taken = stores.rollbacks.get(name);
    const bool foreign = taken && taken->spec.release != key.name;
    if (foreign || stores.rollbacks.invalid(name)) {
      snapshot.rollbacks.push_back({seen.name, {}, {}, {}, true, true});
    }
  }
}

void gatherCommands(const ReleaseStores& stores, Snapshot& snapshot) {
  const kube::ObjectMeta& meta = snapshot.release.meta;
  for (const auto& approval : stores.approvals.indexed(meta.key().text())) {
    if (approval->meta.deletionTimestamp || isFinished(approval->status.conditions)) continue;
    snapshot.commands.push_back({approval->meta.name, approval->spec.token, approval->spec.decision,
                                 approval->meta.creationTimestamp.value_or(WallTime{})});
  }
  if (std::string token = annotation(meta, crds::kRetry); !token.empty()) {
    snapshot.commands.push_back({{}, std::move(token), "Retry", snapshot.now});
  }
}

// Pods that a Service still sends to: ready ones, and those that serve while they end.
std::vector<std::string> endpointsOf(const ReleaseStores& stores, const kube::ObjectKey& service) {
  std::vector<std::string> uids;
  for (const auto& slice : stores.slices.indexed(service.text())) {
    for (const kube::SliceEndpoint& endpoint : slice->endpoints) {
      if (endpoint.ready && !endpoint.targetUid.empty()) uids.push_back(endpoint.targetUid);
    }
  }
  std::sort(uids.begin(), uids.end());
  return uids;
}

// What we noted of an object when we took it over; nullopt: nothing that can be read.
std::optional<Value> noteOf(const kube::ObjectMeta& meta, std::string_view name) {
  auto parsed = parseJson(annotation(meta, name));
  if (!parsed.ok() || !parsed->isObject()) return std::nullopt;
  return std::move(*parsed);
}

std::optional<kube::Labels> selectorBefore(const kube::ObjectMeta& meta) {
  const auto note = noteOf(meta, crds::kSelectorBefore);
  if (!note) return std::nullopt;
  FieldErrors ignored;
  return kube::readLabels(Reader(*note, ignored));
}

// And whose it is, when it is taken.
std::pair<Standing, std::string> standingOf(const kube::ObjectMeta& meta,
                                            const crds::Release& release) {
  const auto owner = meta.controller();
  if (owner && owner->uid != release.meta.uid) {
    return {Standing::Taken, owner->kind + " " + owner->name};
  }
  const auto label = meta.labels.find(crds::kReleaseLabel);
  if (label == meta.labels.end()) return {Standing::Unclaimed, {}};
  if (label->second == release.meta.name) return {Standing::Ours, {}};
  return {Standing::Taken, "Release " + std::string(label->second)};
}

ServiceView viewOf(const kube::Service& service, const crds::Release& release) {
  ServiceView view;
  view.name = service.meta.name;
  view.uid = service.meta.uid;
  view.resourceVersion = service.meta.resourceVersion;
  view.type = service.type;
  view.hasSelector = service.hasSelector;
  view.selector = service.selector;
  view.manager = service.selectorManager;
  view.before = selectorBefore(service.meta);
  const auto owner = service.meta.controller();
  view.created = owner && owner->uid == release.meta.uid;
  std::tie(view.standing, view.taker) = standingOf(service.meta, release);
  return view;
}

ServiceView askedService(const ReleaseStores& stores, const ReleaseMemory& memory,
                         const crds::Release& release, const crds::TrafficService& asked) {
  const kube::ObjectKey key{release.meta.ns, asked.name};
  ServiceView view;
  view.name = asked.name;
  const auto look = memory.serviceLooks.find(asked.name);
  if (const auto service = stores.services.get(key)) {
    view = viewOf(*service, release);
    view.endpoints = endpointsOf(stores, key);
  } else if (look != memory.serviceLooks.end()) {
    if (look->second.service) view = viewOf(*look->second.service, release);
    view.refusal = look->second.refusal;
  }
  view.role = asked.role;
  return view;
}

void gatherServices(const ReleaseStores& stores, const ReleaseMemory& memory, Snapshot& snapshot) {
  const crds::Release& release = snapshot.release;
  for (const crds::TrafficService& asked : release.spec.traffic.services) {
    snapshot.services.push_back(askedService(stores, memory, release, asked));
  }
  for (const auto& service : stores.services.indexed(release.meta.key().text())) {
    const bool known = std::any_of(snapshot.services.begin(), snapshot.services.end(),
                                   [&](const auto& s) { return s.name == service->meta.name; });
    if (known || service->meta.deletionTimestamp) continue;
    ServiceView view = viewOf(*service, release);
    view.asked = false;
    if (view.standing == Standing::Ours) snapshot.services.push_back(std::move(view));
  }
}

std::optional<WorkloadView::Held> heldBefore(const kube::ObjectMeta& meta) {
  const auto note = noteOf(meta, crds::kWorkloadBefore);
  if (!note) return std::nullopt;
  FieldErrors ignored;
  const Reader reader(*note, ignored);
  return WorkloadView::Held{reader["replicas"].int32(1, 0), reader["paused"].boolean()};
}

WorkloadView viewOf(const kube::Deployment& workload, const crds::Release& release) {
  WorkloadView view;
  view.name = workload.meta.name;
  view.uid = workload.meta.uid;
  view.resourceVersion = workload.meta.resourceVersion;
  view.generation = workload.meta.generation;
  view.now = {workload.replicas, workload.paused};
  view.before = heldBefore(workload.meta);
  // A paused one brings up no pods of a template that changed meanwhile.
  view.whole = workload.observedGeneration >= workload.meta.generation &&
               workload.availableReplicas >= workload.replicas &&
               (workload.paused || workload.updatedReplicas >= workload.replicas);
  view.manager = workload.scaleManager;
  std::tie(view.standing, view.taker) = standingOf(workload.meta, release);
  return view;
}

// Its template is the Release's, as if it stood there. The generation at which it was read first
// says what it is: another version of Kubernetes may show more defaults of the same.
void adoptTemplate(const kube::Deployment& workload, crds::Release& release, WorkloadView& view) {
  crds::ReleaseSpec& spec = release.spec;
  spec.podTemplate = workload.podTemplate;
  spec.templateLabels = workload.templateLabels;
  const auto& known = release.status.workload;
  const bool same = known && known->uid == view.uid && known->generation == view.generation;
  spec.templateDigest = same ? known->digest : crds::textDigest(spec.podTemplate.text());
  view.digest = spec.templateDigest;
}

void gatherWorkloads(const ReleaseStores& stores, const ReleaseMemory& memory, Snapshot& snapshot) {
  crds::Release& release = snapshot.release;
  if (const auto& asked = release.spec.workload) {
    WorkloadView view;
    view.name = asked->name;
    const auto cached = stores.workloads.get({release.meta.ns, asked->name});
    const auto& look = memory.workloadLook;
    const kube::Deployment* workload = cached ? cached.get() : nullptr;
    if (!workload && look && look->name == asked->name && look->workload) {
      workload = &*look->workload;
    }
    if (workload) {
      view = viewOf(*workload, release);
      adoptTemplate(*workload, release, view);
    } else if (release.status.workload && release.status.workload->name == asked->name) {
      release.spec.templateDigest = release.status.workload->digest;  // it still asks for that
    }
    snapshot.workloads.push_back(std::move(view));
  }
  for (const auto& workload : stores.workloads.indexed(release.meta.key().text())) {
    if (release.spec.workload && release.spec.workload->name == workload->meta.name) continue;
    if (workload->meta.deletionTimestamp) continue;
    WorkloadView view = viewOf(*workload, release);
    view.asked = false;
    if (view.standing == Standing::Ours) snapshot.workloads.push_back(std::move(view));
  }
}

std::optional<WallTime> trafficMovedAt(const crds::Release& release) {
  std::optional<WallTime> latest;
  for (const crds::ServiceStatus& status : release.status.traffic) {
    for (const crds::TrafficService& asked : release.spec.traffic.services) {
      if (asked.name != status.service || asked.role != crds::ServiceRole::Stable) continue;
      latest = std::max(latest.value_or(status.since), status.since);
    }
  }
  return latest;
}

strategies::Elapsed elapsed(const crds::Release& release, const Clock& clock,
                            ReleaseMemory& memory) {
  const auto& update = release.status.update;
  const auto timeOf = [&](auto member) {
    return update ? std::optional<WallTime>((*update).*member) : std::nullopt;
  };
  const auto progressedAt = timeOf(&crds::UpdateStatus::progressedAt);
  if (SLIPWAY_SEEDED_BUG(ProgressByWallClock) && update) {
    return {clock.wall() - *progressedAt, {}, {}, {}, {}};
  }
  return {memory.progress.since(progressedAt, clock),
          memory.stepPassed.since(update ? update->stepPassedAt : std::nullopt, clock),
          memory.promoted.since(update ? update->promotedAt : std::nullopt, clock),
          memory.down.since(update ? update->downSince : std::nullopt, clock),
          memory.traffic.since(trafficMovedAt(release), clock)};
}

}  // namespace

kube::Decoded<kube::ReplicaSet> decodeOwnedReplicaSet(const Value& object) {
  auto decoded = kube::decodeReplicaSet(object);
  if (!decoded.ok()) return decoded;
  auto& annotations = decoded->meta.annotations;
  const auto stored = annotations.find(crds::kTemplate);
  if (stored != annotations.end()) {
    annotations.insert_or_assign(crds::kTemplate, crds::textDigest(stored->second));
  }
  return decoded;
}

std::optional<kube::ObjectKey> releaseOf(const kube::ObjectMeta& meta) {
  const auto label = meta.labels.find(crds::kReleaseLabel);
  if (label == meta.labels.end()) return std::nullopt;
  return kube::ObjectKey{meta.ns, std::string(label->second)};
}

std::vector<std::string> releaseIndex(const kube::ObjectMeta& meta) {
  const auto release = releaseOf(meta);
  if (!release) return {};
  return {release->text()};
}

std::vector<std::string> controllerIndex(const kube::ObjectMeta& meta) {
  const auto owner = meta.controller();
  if (!owner) return {};
  return {owner->uid};
}

std::vector<std::string> rollbackIndex(const crds::Rollback& rollback) {
  return {kube::ObjectKey{rollback.meta.ns, rollback.spec.release}.text()};
}

std::vector<std::string> approvalIndex(const crds::Approval& approval) {
  return {kube::ObjectKey{approval.meta.ns, approval.spec.release}.text()};
}

std::vector<std::string> sliceIndex(const kube::EndpointSlice& slice) {
  return {kube::ObjectKey{slice.meta.ns, slice.service}.text()};
}

std::string serviceToLookAt(const crds::Release& release, const ReleaseStores& stores,
                            const ReleaseMemory& memory, MonoTime now) {
  if (release.meta.deletionTimestamp) return {};
  for (const crds::TrafficService& asked : release.spec.traffic.services) {
    if (stores.services.get({release.meta.ns, asked.name})) continue;
    const auto look = memory.serviceLooks.find(asked.name);
    if (look == memory.serviceLooks.end() || now - look->second.at >= kLookFor) return asked.name;
  }
  return {};
}

bool workloadToLookAt(const crds::Release& release, const ReleaseStores& stores,
                      const ReleaseMemory& memory, MonoTime now) {
  const auto& asked = release.spec.workload;
  if (release.meta.deletionTimestamp || !asked) return false;
  if (stores.workloads.get({release.meta.ns, asked->name})) return false;
  const auto& look = memory.workloadLook;
  return !look || look->name != asked->name || now - look->at >= kLookFor;
}

void Stopwatch::start(const std::optional<WallTime>& time, WallTime wall, MonoTime mono) {
  if (!time || of_ == time) return;
  of_ = time;
  before_ = std::max<Duration>(wall - *time, Duration{0});
  seenAt_ = mono;
}

Duration Stopwatch::since(const std::optional<WallTime>& time, const Clock& clock) {
  if (!time) {
    of_.reset();
    return Duration{0};
  }
  start(time, clock.wall(), clock.mono());
  return before_ + (clock.mono() - seenAt_);
}

bool ReleaseMemory::empty() const {
  const auto watches = {&progress, &stepPassed, &promoted, &down, &traffic};
  const bool measures = std::any_of(watches.begin(), watches.end(),
                                    [](const Stopwatch* watch) { return watch->runs(); });
  const bool waits = refusal || refusedFor > Duration{0} || outdatedFor > Duration{0};
  const bool looked = !serviceLooks.empty() || workloadLook;
  const bool missed = !gonePods.empty() || !vanished.empty() || !collected.empty();
  return !measures && !waits && !looked && !missed;
}

std::optional<Snapshot> gatherRelease(const kube::ObjectKey& key, const ReleaseStores& stores,
                                      const SmokeTests& tests, const Clock& clock,
                                      ReleaseMemory& memory) {
  const auto release = stores.releases.get(key);
  if (!release) return std::nullopt;
  if (memory.uid != release->meta.uid) memory = {};
  memory.uid = release->meta.uid;
  Snapshot snapshot;
  snapshot.now = std::chrono::floor<std::chrono::seconds>(clock.wall());
  snapshot.release = *release;
  gatherWorkloads(stores, memory, snapshot);
  gatherReplicaSets(stores, snapshot);
  if (!memory.gonePods.empty()) leaveOutGonePods(snapshot, memory.gonePods);
  snapshot.results = tests.results(key);
  const bool retry = clock.mono() - memory.refusedAt >= memory.refusedFor;
  if (memory.refusal && !retry) snapshot.refusal = memory.refusal;
  snapshot.olderTwin = olderTwin(stores.releases, *release);
  gatherRollbacks(stores, snapshot);
  gatherCommands(stores, snapshot);
  gatherServices(stores, memory, snapshot);
  snapshot.elapsed = elapsed(*release, clock, memory);
  return snapshot;
}

}  // namespace slipway::controllers
