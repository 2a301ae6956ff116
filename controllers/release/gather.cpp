#include "controllers/release/gather.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "controllers/release/overlap.h"
#include "crds/revision.h"
#include "strategies/seeded_bugs.h"

namespace slipway::controllers {
namespace {

using strategies::PodView;
using strategies::RevisionView;
using strategies::Snapshot;
using strategies::Stranger;

std::string annotation(const kube::ObjectMeta& meta, std::string_view name) {
  const auto found = meta.annotations.find(std::string(name));
  return found == meta.annotations.end() ? std::string() : found->second;
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
  PodView view{pod.meta.name, pod.meta.uid, pod.ip,     pod.ports,   false,
               pod.ready,     false,        Duration{}, pod.troubled};
  view.terminating =
      pod.meta.deletionTimestamp || pod.phase == "Failed" || pod.phase == "Succeeded";
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
  if (meta.annotations.count(std::string(crds::kRejected))) {
    view.rejected = crds::readRejection(annotation(meta, crds::kRejected));
  }
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
  if (const auto* owner = set.meta.controller()) {
    stranger.owner = owner->kind + " " + owner->name;
    stranger.ofFormerSelf = owner->kind == "Release" && owner->name == release.meta.name;
  }
  return stranger;
}

void gatherReplicaSets(const ReleaseStores& stores, Snapshot& snapshot) {
  const crds::Release& release = snapshot.release;
  for (const auto& set : stores.replicaSets.indexed(release.meta.key().text())) {
    const auto* owner = set->meta.controller();
    std::string hash = crds::hashOfName(release.meta.name, set->meta.name);
    if (owner && owner->uid == release.meta.uid && !hash.empty()) {
      snapshot.revisions.push_back(viewOf(*set, std::move(hash), stores, snapshot.now));
    } else if (!owner || owner->uid != release.meta.uid) {
      snapshot.strangers.push_back(strangerOf(*set, release));
    }
  }
}

Duration sinceProgress(const crds::Release& release, const Clock& clock, WallTime now,
                       ReleaseMemory& memory) {
  if (!release.status.update) return Duration{0};
  const WallTime progressedAt = release.status.update->progressedAt;
  if (SLIPWAY_SEEDED_BUG(ProgressByWallClock)) return now - progressedAt;
  if (memory.progressedAt != progressedAt) {
    memory.progressedAt = progressedAt;
    memory.missedBefore = std::max<Duration>(now - progressedAt, Duration{0});
    memory.seenAt = clock.mono();
  }
  return memory.missedBefore + (clock.mono() - memory.seenAt);
}

}  // namespace

kube::Decoded<kube::ReplicaSet> decodeOwnedReplicaSet(const Value& object) {
  auto decoded = kube::decodeReplicaSet(object);
  if (!decoded.ok()) return decoded;
  auto& annotations = decoded->meta.annotations;
  const auto stored = annotations.find(std::string(crds::kTemplate));
  if (stored != annotations.end()) stored->second = crds::textDigest(stored->second);
  return decoded;
}

std::vector<std::string> releaseIndex(const kube::ObjectMeta& meta) {
  const auto label = meta.labels.find(std::string(crds::kReleaseLabel));
  if (label == meta.labels.end()) return {};
  return {kube::ObjectKey{meta.ns, label->second}.text()};
}

std::vector<std::string> controllerIndex(const kube::ObjectMeta& meta) {
  const auto* owner = meta.controller();
  if (!owner) return {};
  return {owner->uid};
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
  gatherReplicaSets(stores, snapshot);
  snapshot.results = tests.results(key);
  const bool retry = clock.mono() - memory.refusedAt >= memory.refusedFor;
  if (memory.refusal && !retry) snapshot.refusal = memory.refusal;
  snapshot.olderTwin = olderTwin(stores.releases, *release);
  snapshot.sinceProgress = sinceProgress(*release, clock, clock.wall(), memory);
  return snapshot;
}

}  // namespace slipway::controllers
