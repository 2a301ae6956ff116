#include "strategies/workload.h"

#include <algorithm>

#include "strategies/seeded_bugs.h"
#include "strategies/strategy.h"
#include "strategies/takeover.h"
#include "strategies/traffic/services.h"

namespace slipway::strategies {
namespace {

using crds::ScaleDown;
using Held = WorkloadView::Held;

// Its pods know nothing of draining: so long every node has to see that no Service leads to them.
constexpr Duration kSeenEverywhere = std::chrono::seconds(10);

const WorkloadView* askedWorkload(const Snapshot& snapshot) {
  for (const WorkloadView& workload : snapshot.workloads) {
    if (workload.asked) return &workload;
  }
  return nullptr;
}

const crds::WorkloadStatus* statusOf(const Snapshot& snapshot, const WorkloadView& workload) {
  const auto& status = snapshot.release.status.workload;
  return status && status->name == workload.name && status->uid == workload.uid ? &*status
                                                                                : nullptr;
}

Held heldBefore(const WorkloadView& workload) {
  return workload.before.value_or(Held{workload.now.replicas, false});
}

Target targetOf(const WorkloadView& workload) {
  return {workload.name, workload.uid, workload.resourceVersion, true, 0};
}

Note noteOf(const WorkloadView& workload, const char* reason, std::string message) {
  return {Note::Level::Normal, "Deployment/" + workload.name, reason, std::move(message)};
}

std::string podsText(std::int32_t count) {
  return std::to_string(count) + (count == 1 ? " pod" : " pods");
}

// Pods of the target that serve in the place of the Deployment's.
std::int32_t standIns(const Snapshot& snapshot, const Roles& roles, const Judgement& judgement) {
  if (!roles.target) return 0;
  // Users who come by a Service that still leads elsewhere reach none of them.
  if (hasTraffic(snapshot) && !trafficReaches(snapshot, *roles.target)) return 0;
  const std::int32_t available = availableOf(roles.target);
  return judgement.verdict ? std::min(available, judgement.verdict->passedPods) : available;
}

bool tookOver(const Snapshot& snapshot, const Roles& roles) {
  return roles.goal == Goal::Stay && roles.stable && trafficSettled(snapshot, roles) &&
         availableOf(roles.stable) >= snapshot.release.spec.replicas;
}

// How many pods of its own it should have now; nullopt: as many as it has.
std::optional<std::int32_t> wantedReplicas(const Snapshot& snapshot, const Roles& roles,
                                           const Judgement& judgement,
                                           const WorkloadView& workload) {
  const ScaleDown scaleDown = snapshot.release.spec.workload->scaleDown;
  if (scaleDown == ScaleDown::Never) return std::nullopt;
  const auto* status = statusOf(snapshot, workload);
  if (status && status->retired) return 0;
  if (SLIPWAY_SEEDED_BUG(RetiresTooEarly)) return 0;
  if (tookOver(snapshot, roles)) {
    return workloadDelayLeft(snapshot, roles) ? std::nullopt : std::optional(0);
  }
  if (scaleDown != ScaleDown::Progressively || roles.stableRef) return std::nullopt;
  // Its own pods are all that users have while the first revision is bad.
  if (roles.goal != Goal::Deploy) return heldBefore(workload).replicas;
  const std::int32_t left =
      std::max(heldBefore(workload).replicas - standIns(snapshot, roles, judgement), 0);
  // Pods of the update that fail for a moment are no reason to bring others up again.
  return std::min(left, workload.now.replicas);
}

// What is observed must stand in status before anything is done about it: otherwise what somebody
// else did would be undone without having been counted.
bool noted(const Snapshot& snapshot, const WorkloadView& workload) {
  const auto* status = statusOf(snapshot, workload);
  return status && status->generation == workload.generation;
}

void hold(const Snapshot& snapshot, const Roles& roles, const Judgement& judgement,
          const WorkloadView& workload, std::vector<Intent>& intents) {
  if (!noted(snapshot, workload)) return;
  Held held = workload.now;
  held.paused = true;
  if (const auto wanted = wantedReplicas(snapshot, roles, judgement, workload)) {
    held.replicas = *wanted;
  }
  if (held == workload.now) return;
  std::string text;
  if (held.replicas != workload.now.replicas) {
    text = "from " + std::to_string(workload.now.replicas) + " to " + podsText(held.replicas);
  }
  if (!workload.now.paused) text += text.empty() ? "paused again" : ", and paused again";
  intents.push_back({HoldWorkload{targetOf(workload), held},
                     noteOf(workload, "WorkloadScaled", std::move(text))});
}

// As it is given back: with as many pods as serve in its place.
Held heldAfter(const Snapshot& snapshot, const WorkloadView& workload) {
  const Held before = heldBefore(workload);
  Held held{workload.now.replicas, before.paused};
  if (snapshot.release.spec.workload->scaleDown == ScaleDown::Never) return held;
  const auto* status = statusOf(snapshot, workload);
  const bool retired = status && status->retired;
  held.replicas =
      std::max(held.replicas, retired ? snapshot.release.spec.replicas : before.replicas);
  return held;
}

Intent letGo(const WorkloadView& workload) {
  return {ReturnWorkload{targetOf(workload), heldBefore(workload).paused},
          noteOf(workload, "WorkloadGivenBack", "given back")};
}

std::string place(const Snapshot& snapshot) {
  return "spec.workloadRef: Deployment " + snapshot.release.spec.workload->name;
}

}  // namespace

std::optional<Problem> workloadProblem(const Snapshot& snapshot) {
  const WorkloadView* workload = askedWorkload(snapshot);
  if (!workload) return std::nullopt;
  if (workload->standing == Standing::Missing) {
    return Problem{"WorkloadMissing",
                   place(snapshot) + " does not exist; create it, or give spec.template instead"};
  }
  if (workload->standing == Standing::Taken) {
    return Problem{"WorkloadTaken",
                   place(snapshot) + " belongs to " + workload->taker + "; use another one"};
  }
  if (snapshot.release.spec.templateLabels.empty()) {
    return Problem{"WorkloadUnusable", place(snapshot) + " has a template without labels"};
  }
  const auto* status = statusOf(snapshot, *workload);
  if (!status || status->resets < kMostResets) return std::nullopt;
  return Problem{"WorkloadContested",
                 place(snapshot) + " was scaled or resumed " + timesBy(status->resets, status->by) +
                     "; leave spec.replicas and spec.paused out of its manifest, then change this "
                     "Release"};
}

std::vector<Intent> workloadIntents(const Snapshot& snapshot, const Roles& roles,
                                    const Judgement& judgement) {
  std::vector<Intent> intents;
  for (const WorkloadView& workload : snapshot.workloads) {
    if (!workload.asked) {
      intents.push_back(letGo(workload));
    } else if (workload.standing == Standing::Ours) {
      hold(snapshot, roles, judgement, workload, intents);
    } else if (workload.standing == Standing::Unclaimed) {
      // One that lost our label still knows what it was.
      intents.push_back(
          hasFinalizer(snapshot)
              ? Intent{ClaimWorkload{targetOf(workload), workload.before.value_or(workload.now)},
                       noteOf(workload, "WorkloadAdopted",
                              "paused, and rolled out by this Release")}
              : finalizerIntent(snapshot, true));
    }
  }
  return intents;
}

std::optional<Duration> workloadDelayLeft(const Snapshot& snapshot, const Roles& roles) {
  const WorkloadView* workload = askedWorkload(snapshot);
  if (!workload || workload->now.replicas == 0 || !hasTraffic(snapshot) ||
      !tookOver(snapshot, roles)) {
    return std::nullopt;
  }
  const Duration delay = std::max(scaleDownDelay(snapshot.release.spec.strategy), kSeenEverywhere);
  const Duration left = delay - snapshot.elapsed.sinceTraffic;
  return left > Duration{0} ? std::optional(left) : std::nullopt;
}

WorkloadFarewell workloadFarewell(const Snapshot& snapshot) {
  WorkloadFarewell farewell;
  const WorkloadView* workload = askedWorkload(snapshot);
  if (!workload || workload->standing != Standing::Ours) return farewell;
  const bool serving = std::any_of(snapshot.revisions.begin(), snapshot.revisions.end(),
                                   [](const RevisionView& r) { return r.available > 0; });
  // Pods that are all there is are not given up for ones that do not come; there, removing the
  // label slipway.dev/release from the Deployment lets it go at once.
  farewell.ready = workload->whole || !serving;
  farewell.waitsFor = "being deleted: goes when the pods of Deployment " + workload->name +
                      " are available; without its label slipway.dev/release it is let go at once";
  const Held held = heldAfter(snapshot, *workload);
  if (held == workload->now) return farewell;
  farewell.ready = false;
  farewell.intents.push_back({HoldWorkload{targetOf(*workload), held},
                              noteOf(*workload, "WorkloadScaled",
                                     "to be given back with " + podsText(held.replicas) +
                                         "; the Release goes when they are available")});
  return farewell;
}

std::vector<Intent> workloadReturn(const Snapshot& snapshot) {
  std::vector<Intent> intents;
  for (const WorkloadView& workload : snapshot.workloads) {
    if (workload.standing == Standing::Ours) intents.push_back(letGo(workload));
  }
  return intents;
}

Seldom<crds::WorkloadStatus> nextWorkload(const Snapshot& snapshot) {
  const WorkloadView* workload = askedWorkload(snapshot);
  if (!workload) return std::nullopt;
  const auto* before = statusOf(snapshot, *workload);
  if (workload->standing != Standing::Ours) {
    return before ? snapshot.release.status.workload : std::nullopt;
  }
  crds::WorkloadStatus next;
  next.name = workload->name;
  next.uid = workload->uid;
  next.generation = workload->generation;
  next.digest = workload->digest;
  const bool goes = snapshot.release.spec.workload->scaleDown != ScaleDown::Never;
  const bool gone = workload->now.replicas == 0 && snapshot.release.status.stable;
  next.retired = goes && (gone || (before && before->retired));
  const bool sameSpec =
      snapshot.release.status.observedGeneration == snapshot.release.meta.generation;
  if (before && sameSpec) {
    const bool touched = before->generation != workload->generation &&
                         (!workload->now.paused || (next.retired && workload->now.replicas > 0));
    next.resets = before->resets + (touched ? 1 : 0);
    next.by = touched ? workload->manager : before->by;
  }
  return next;
}

}  // namespace slipway::strategies
