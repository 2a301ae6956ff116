#include "controllers/release/rollout_metrics.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <vector>

namespace slipway::controllers {
namespace {

using crds::HistoryEntry;
using crds::RollbackSeen;
using kube::MetricFamily;
using kube::MetricKind;

// From a second to a week: a rollout may wait for a person.
const std::vector<double>& buckets() {
  static const std::vector<double> bounds{1,    2,    5,    10,    30,    60,    120,    300,   600,
                                          1200, 1800, 3600, 10800, 28800, 86400, 259200, 604800};
  return bounds;
}

const MetricFamily& releases() {
  static const MetricFamily family{
      MetricKind::Gauge, "slipway_releases", "Releases by the phase of their status", {}};
  return family;
}
const MetricFamily& rollouts() {
  static const MetricFamily family{MetricKind::Counter,
                                   "slipway_rollouts_total",
                                   "Rollouts that ended, by strategy and outcome",
                                   {}};
  return family;
}
const MetricFamily& durations() {
  static const MetricFamily family{
      MetricKind::Histogram, "slipway_rollout_duration_seconds",
      "From a rollout's start to its end, pauses included, by strategy and outcome", buckets()};
  return family;
}
const MetricFamily& leadTimes() {
  static const MetricFamily family{
      MetricKind::Histogram, "slipway_lead_time_seconds",
      "From the first attempt at a revision until it served all, by strategy", buckets()};
  return family;
}
const MetricFamily& detections() {
  static const MetricFamily family{
      MetricKind::Histogram, "slipway_time_to_detect_seconds",
      "From a bad revision's start until it was rejected by a check, by strategy", buckets()};
  return family;
}
const MetricFamily& restorations() {
  static const MetricFamily family{
      MetricKind::Histogram, "slipway_time_to_restore_seconds",
      "From the decision to go back until all traffic was back, by strategy and cause", buckets()};
  return family;
}

constexpr std::array<std::string_view, 4> kOutcomes{"Promoted", "RolledBack", "Held", "Superseded"};
constexpr std::string_view kAutomatic = "automatic";
constexpr std::string_view kRequested = "requested";

double secondsBetween(WallTime from, WallTime to) {
  return std::max(0.0, std::chrono::duration<double>(to - from).count());
}

// What people decided was not detected by a check.
bool detected(const HistoryEntry& entry) {
  const bool bad = entry.outcome == "RolledBack" || entry.outcome == "Held";
  return bad && entry.reason != "RollbackRequested" && entry.reason != "RejectedByHand";
}

bool sameRollout(const HistoryEntry& one, const HistoryEntry& other) {
  return one.hash == other.hash && one.attempt == other.attempt && one.outcome == other.outcome &&
         one.finishedAt == other.finishedAt;
}

// Newest first. A status that was lost and is built anew names rollouts that were counted long ago:
// only what is not older than the newest one known before counts.
std::vector<HistoryEntry> endedBetween(const std::vector<HistoryEntry>& before,
                                       const std::vector<HistoryEntry>& after) {
  std::vector<HistoryEntry> ended;
  for (const HistoryEntry& entry : after) {
    const bool known = std::any_of(before.begin(), before.end(), [&](const HistoryEntry& old) {
      return sameRollout(entry, old);
    });
    const bool old = !before.empty() && entry.finishedAt < before.front().finishedAt;
    if (!known && !old) ended.push_back(entry);
  }
  return ended;
}

// Attempts of the same revision that follow each other are one change.
WallTime firstAttempt(const std::vector<HistoryEntry>& history, const HistoryEntry& promoted) {
  WallTime first = promoted.startedAt;
  auto entry = std::find_if(history.begin(), history.end(),
                            [&](const HistoryEntry& one) { return sameRollout(one, promoted); });
  while (entry != history.end() && ++entry != history.end()) {
    if (entry->hash != promoted.hash || entry->outcome == "Promoted") break;
    first = std::min(first, entry->startedAt);
  }
  return first;
}

// Whether the way back was still to be gone. One that appears with its end in one write counts when
// it is about the update that was known: in a status that is built anew it may be of long ago.
bool wasAway(const crds::ReleaseStatus& before, const RollbackSeen& now) {
  for (const RollbackSeen& known : before.rollbacksSeen) {
    if (known.name == now.name && known.decidedAt == now.decidedAt) return !known.trafficBackAt;
  }
  return before.update && now.decidedAt >= before.update->startedAt;
}

std::string_view phaseOf(const crds::Release& release) {
  return release.status.phase.empty() ? std::string_view("Pending") : release.status.phase;
}

}  // namespace

RolloutMetrics::RolloutMetrics(kube::Metrics& metrics) : metrics_(metrics) {}

void RolloutMetrics::changed(const crds::Release* before, const crds::Release* after, bool leading,
                             std::size_t invalid) {
  countPhases(before, after, invalid);
  if (!after) return;
  declare(crds::strategyName(after->spec.strategy));
  if (!before || !leading || before->meta.uid != after->meta.uid) return;
  countEnded(*before, *after);
  countRestored(*before, *after);
}

void RolloutMetrics::countPhases(const crds::Release* before, const crds::Release* after,
                                 std::size_t invalid) {
  // Most changes of a Release leave it in its phase.
  const bool same = before && after && phaseOf(*before) == phaseOf(*after) && invalid == invalid_;
  if (same) return;
  invalid_ = invalid;
  if (before) --phases_[std::string(phaseOf(*before))];
  if (after) ++phases_[std::string(phaseOf(*after))];
  const auto set = [this](std::string_view phase, std::size_t count) {
    metrics_.record(releases(), {{"phase", phase}}, static_cast<double>(count));
  };
  // What is not valid is told to be Stalled, whatever its status still says.
  const auto stalled = phases_.find("Stalled");
  set("Stalled", (stalled == phases_.end() ? 0 : stalled->second) + invalid);
  for (const auto* release : {before, after}) {
    if (release && phaseOf(*release) != "Stalled") {
      set(phaseOf(*release), phases_[std::string(phaseOf(*release))]);
    }
  }
}

// At zero before anything happens: what begins with one has no rate.
void RolloutMetrics::declare(std::string_view strategy) {
  if (declared_.contains(strategy)) return;
  declared_.emplace(strategy);
  for (const auto outcome : kOutcomes) {
    metrics_.declare(rollouts(), {{"strategy", strategy}, {"outcome", outcome}});
    metrics_.declare(durations(), {{"strategy", strategy}, {"outcome", outcome}});
  }
  metrics_.declare(leadTimes(), {{"strategy", strategy}});
  metrics_.declare(detections(), {{"strategy", strategy}});
  for (const auto cause : {kAutomatic, kRequested}) {
    metrics_.declare(restorations(), {{"strategy", strategy}, {"cause", cause}});
  }
}

void RolloutMetrics::countEnded(const crds::Release& before, const crds::Release& after) {
  const auto strategy = crds::strategyName(after.spec.strategy);
  for (const HistoryEntry& entry : endedBetween(before.status.history, after.status.history)) {
    const double took = secondsBetween(entry.startedAt, entry.finishedAt);
    metrics_.record(rollouts(), {{"strategy", strategy}, {"outcome", entry.outcome}}, 1);
    metrics_.record(durations(), {{"strategy", strategy}, {"outcome", entry.outcome}}, took);
    if (detected(entry)) metrics_.record(detections(), {{"strategy", strategy}}, took);
    if (entry.outcome == "Promoted") {
      const auto first = firstAttempt(after.status.history, entry);
      metrics_.record(leadTimes(), {{"strategy", strategy}},
                      secondsBetween(first, entry.finishedAt));
    }
  }
}

void RolloutMetrics::countRestored(const crds::Release& before, const crds::Release& after) {
  for (const RollbackSeen& now : after.status.rollbacksSeen) {
    if (!now.trafficBackAt || !wasAway(before.status, now)) continue;
    metrics_.record(restorations(),
                    {{"strategy", crds::strategyName(after.spec.strategy)},
                     {"cause", now.automatic ? kAutomatic : kRequested}},
                    secondsBetween(now.decidedAt, *now.trafficBackAt));
  }
}

}  // namespace slipway::controllers
