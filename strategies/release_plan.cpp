#include "strategies/release_plan.h"

#include <algorithm>
#include <iterator>

#include "crds/revision.h"
#include "strategies/collection.h"
#include "strategies/commands.h"
#include "strategies/judgement.h"
#include "strategies/seeded_bugs.h"
#include "strategies/status.h"
#include "strategies/strategy.h"
#include "strategies/takeover.h"
#include "strategies/traffic/services.h"
#include "strategies/workload.h"

namespace slipway::strategies {
namespace {

Target targetOf(const RevisionView& revision) {
  return {revision.name, revision.uid, revision.resourceVersion, revision.annotated,
          revision.generation};
}

std::string objectOf(const RevisionView& revision) {
  return "ReplicaSet/" + revision.name;
}

Intent createIntent(const Snapshot& snapshot, const Roles& roles) {
  const std::string& release = snapshot.release.meta.name;
  CreateReplicaSet create{crds::replicaSetName(release, roles.asked.hash), roles.asked,
                          roles.attempt, effectiveSelector(snapshot)};
  if (SLIPWAY_SEEDED_BUG(RandomName)) {
    create.name += std::to_string(snapshot.now.time_since_epoch().count() % 1000);
  }
  // For people RolloutStarted and Scaled say as much.
  Note note{Note::Level::Log, "ReplicaSet/" + create.name, "ReplicaSetCreated",
            "created for revision " + std::to_string(roles.asked.revision)};
  return {std::move(create), std::move(note)};
}

Intent rejectIntent(const Snapshot& snapshot, const Roles& roles, const Judgement& judgement) {
  const RevisionView& view = *judgement.condemned;
  MarkRejected reject{targetOf(view), {judgement.reason, judgement.detail, snapshot.now}, {}};
  if (&view == roles.current && view.attempt != roles.attempt) reject.attempt = roles.attempt;
  Note note{Note::Level::Warning, "Release/" + snapshot.release.meta.name, judgement.reason,
            "revision " + std::to_string(view.number) + " (" + view.hash +
                ") is rejected: " + judgement.detail};
  return {std::move(reject), std::move(note)};
}

Intent clearIntent(const Roles& roles) {
  ClearRejection clear{targetOf(*roles.current), roles.attempt};
  Note note{Note::Level::Normal, objectOf(*roles.current), "Retrying",
            "revision " + std::to_string(roles.asked.revision) + ": attempt " +
                std::to_string(roles.attempt)};
  return {std::move(clear), std::move(note)};
}

// What stays when nothing else tells of a rollback that was not asked for.
constexpr std::int32_t kRecordTtlSeconds = 7 * 24 * 3600;

void planRecord(const Snapshot& snapshot, Plan& plan) {
  const crds::RollbackSeen* seen = unrecorded(snapshot);
  if (!seen) return;
  CreateRollback create;
  create.name = seen->name;
  create.spec.release = snapshot.release.meta.name;
  create.spec.from = seen->fromHash;
  create.spec.toRevision = seen->toRevision;
  create.spec.reason = seen->message;
  create.spec.automatic = true;
  create.spec.ttlSecondsAfterFinished = kRecordTtlSeconds;
  Note note{Note::Level::Log, "Rollback/" + seen->name, "RollbackRecorded",
            "records the way back to revision " + std::to_string(seen->toRevision)};
  plan.intents.push_back({std::move(create), std::move(note)});
}

// Pods of the update stand in for old ones only once they passed; anywhere else available is
// enough.
Side sideOf(const RevisionView* revision, const std::optional<SmokeVerdict>& verdict) {
  if (!revision) return {};
  Side side{revision->desired, revision->current, revision->available, revision->available,
            revision->sizedFor};
  side.leaving = revision->leaving;
  if (verdict && !SLIPWAY_SEEDED_BUG(UnverifiedReleasesOld)) {
    side.counted = std::min(verdict->passedPods, revision->available);
  }
  return side;
}

struct Sided {
  Side target;
  std::vector<Side> others;
};

Sided sidesOf(const Snapshot& snapshot, const Roles& roles, const Judgement& judgement) {
  Sided sides{sideOf(roles.target, judgement.verdict), {}};
  // Pods that no user reaches do not stand in for those that users reach.
  const auto reached = [&](const RevisionView* revision) {
    return revision && trafficReaches(snapshot, *revision);
  };
  const bool some =
      reached(roles.target) || std::any_of(roles.others.begin(), roles.others.end(), reached);
  sides.target.reached = !some || reached(roles.target);
  if (!sides.target.reached) sides.target.counted = 0;
  for (const RevisionView* other : roles.others) {
    Side& side = sides.others.emplace_back(sideOf(other, std::nullopt));
    side.reached = !some || reached(other);
    if (!side.reached) side.available = 0;
    side.held = keepsPods(snapshot, roles, *other);
    side.lingers = lingers(snapshot, roles, *other);
    side.spent = !side.reached && other->rejected && !side.lingers;
  }
  return sides;
}

class Scaling {
 public:
  Scaling(const Snapshot& snapshot, const Roles& roles, Plan& plan)
      : snapshot_(snapshot), roles_(roles), plan_(plan) {}

  // Growing comes before shrinking. What still shrinks does that first: its ReplicaSet reports pods
  // that are as good as gone, which would count as available again as soon as they are asked for.
  void apply(const Sizes& sizes) {
    for (const bool growing : {true, false}) {
      if (roles_.target) add(*roles_.target, sizes.target, growing);
      for (std::size_t i = 0; i < roles_.others.size(); ++i) {
        add(*roles_.others[i], sizes.others[i], growing);
      }
    }
  }

 private:
  void add(const RevisionView& revision, std::int32_t to, bool growing) {
    if (revision.deleting || growing != (to > revision.desired)) return;
    if (growing && revision.current > revision.desired) return;
    const std::int32_t replicas = snapshot_.release.spec.replicas;
    const bool resized = revision.desired > 0 && revision.sizedFor != replicas;
    if (to == revision.desired && !resized) return;
    Scale scale{targetOf(revision), revision.desired, to, replicas, std::nullopt, std::nullopt};
    if (&revision == roles_.target && roles_.goal == Goal::Deploy &&
        revision.attempt != roles_.attempt) {
      scale.attempt = roles_.attempt;
    }
    if (to == 0) scale.lastActive = activeUntil(revision);
    const bool same = to == revision.desired;
    Note note{same ? Note::Level::Log : Note::Level::Normal, objectOf(revision), "Scaled",
              "revision " + std::to_string(revision.number) + ": from " +
                  std::to_string(revision.desired) + " to " + std::to_string(to) + " pods"};
    plan_.intents.push_back({std::move(scale), std::move(note)});
  }

  // Never before what others have: revisions are ordered by it, whatever was done to the clock.
  WallTime activeUntil(const RevisionView& revision) const {
    WallTime last = snapshot_.now;
    for (const RevisionView& other : snapshot_.revisions) {
      if (&other == &revision || !other.lastActive) continue;
      last = std::max(last, *other.lastActive + std::chrono::seconds(1));
    }
    return last;
  }

  const Snapshot& snapshot_;
  const Roles& roles_;
  Plan& plan_;
};

// Keeps shares and sizes as they are, for a new number of replicas.
bool planRescale(const Snapshot& snapshot, const Roles& roles, const Judgement& judgement,
                 Plan& plan) {
  const Sided sides = sidesOf(snapshot, roles, judgement);
  const bool othersAreBad =
      std::all_of(roles.others.begin(), roles.others.end(),
                  [](const auto* r) { return r->desired == 0 || r->rejected; });
  const auto sizes = rescale(judgement.bounds, sides.target, sides.others,
                             roles.goal != Goal::Deploy || othersAreBad);
  if (!sizes) return false;
  Scaling(snapshot, roles, plan).apply(*sizes);
  return true;
}

void planRoll(const Snapshot& snapshot, const Roles& roles, const Judgement& judgement,
              Plan& plan) {
  if (planRescale(snapshot, roles, judgement, plan)) return;
  // New pods come only when users can't reach them by mistake.
  const bool first = roles.goal == Goal::Deploy && roles.target && roles.target->desired == 0;
  if (first && !trafficSettled(snapshot, roles)) return;
  const Sided sides = sidesOf(snapshot, roles, judgement);
  Scaling(snapshot, roles, plan)
      .apply(nextSizes(snapshot.release.spec.strategy, judgement.bounds, sides.target, sides.others,
                       roles.goal == Goal::Deploy));
}

// As if the spec asked for the stable revision, until that can carry its users alone.
void planRecall(const Snapshot& snapshot, const Roles& roles, Plan& plan) {
  Roles back = roles;
  back.goal = Goal::Stay;
  back.target = roles.stable;
  std::erase(back.others, roles.stable);
  // Pods that somebody else gave the update are the first to go.
  if (roles.target) back.others.insert(back.others.begin(), roles.target);
  const crds::ReleaseSpec& spec = snapshot.release.spec;
  Judgement judgement;
  judgement.bounds = boundsOf(spec.strategy, spec.replicas);
  planRoll(snapshot, back, judgement, plan);
}

void planMinReady(const Snapshot& snapshot, const Roles& roles, Plan& plan) {
  const std::int32_t seconds = snapshot.release.spec.minReadySeconds;
  if (!roles.target || roles.target->deleting || roles.target->minReadySeconds == seconds) return;
  Note note{Note::Level::Log, objectOf(*roles.target), "MinReadySeconds",
            "set to " + std::to_string(seconds)};
  plan.intents.push_back({SetMinReady{targetOf(*roles.target), seconds}, std::move(note)});
}

void planCollection(const Snapshot& snapshot, const Roles& roles, Plan& plan) {
  for (const RevisionView* old : collectable(snapshot, roles)) {
    Note note{Note::Level::Log, objectOf(*old), "ReplicaSetCollected",
              "revision " + std::to_string(old->number) + " is beyond spec.revisionHistoryLimit"};
    plan.intents.push_back({DeleteReplicaSet{targetOf(*old)}, std::move(note)});
  }
}

void planChecks(const Judgement& judgement, Plan& plan) {
  for (const auto* verdict : {&judgement.verdict, &judgement.after, &judgement.back}) {
    if (!*verdict) continue;
    plan.checks.insert((*verdict)->relevant.begin(), (*verdict)->relevant.end());
    for (const Intent& start : (*verdict)->start) plan.intents.push_back(start);
  }
}

void append(std::vector<Intent> intents, Plan& plan) {
  std::move(intents.begin(), intents.end(), std::back_inserter(plan.intents));
}

// What it took over is looked after whatever else is going on, but for moments of decision.
void planTaken(const Snapshot& snapshot, const Roles& roles, const Judgement& judgement,
               Plan& plan) {
  switch (judgement.situation) {
    case Situation::Creating:
    case Situation::Refused:
    case Situation::Paused:
    case Situation::Held:
    case Situation::Recalling:
    case Situation::Rolling:
    case Situation::Pausing:
    case Situation::Verifying:
    case Situation::ScaledToZero:
    case Situation::Repairing:
    case Situation::Returning:
    case Situation::Settled:
    case Situation::Retiring:
    case Situation::RolledBack:
      append(workloadIntents(snapshot, roles, judgement), plan);
      append(trafficIntents(snapshot, roles), plan);
      return;
    default:
      return;
  }
}

void planActs(const Snapshot& snapshot, const Roles& roles, const Judgement& judgement,
              Plan& plan) {
  switch (judgement.situation) {
    case Situation::Deciding:
    case Situation::Blocked:
    case Situation::Announcing:
    case Situation::Condemned:
    case Situation::Admitting:
    case Situation::Restepping:
    case Situation::StepPassed:
    case Situation::NextStep:
    case Situation::Promoting:
    case Situation::Complete:
      return;
    case Situation::Retrying:
      plan.intents.push_back(clearIntent(roles));
      return;
    case Situation::Creating:
      planRescale(snapshot, roles, judgement, plan);
      if (judgement.reason == "Creating") plan.intents.push_back(createIntent(snapshot, roles));
      return;
    case Situation::Failing:
      plan.intents.push_back(rejectIntent(snapshot, roles, judgement));
      return;
    case Situation::Refused:
    case Situation::Paused:
    case Situation::Held:
      planRescale(snapshot, roles, judgement, plan);
      return;
    case Situation::Recalling:
      planRecall(snapshot, roles, plan);
      return;
    case Situation::Rolling:
    case Situation::Pausing:
    case Situation::Verifying:
    case Situation::ScaledToZero:
    case Situation::Repairing:
    case Situation::Returning:
      planMinReady(snapshot, roles, plan);
      planRoll(snapshot, roles, judgement, plan);
      return;
    case Situation::Settled:
    case Situation::Retiring:
    case Situation::RolledBack:
      planMinReady(snapshot, roles, plan);
      planRoll(snapshot, roles, judgement, plan);
      planCollection(snapshot, roles, plan);
      return;
  }
}

// Of a Release that is being deleted: users are led back to pods that are there, then its
// Deployment is let go, then the Release.
Plan planFarewell(const Snapshot& snapshot) {
  Plan plan;
  if (!hasFinalizer(snapshot)) return plan;
  WorkloadFarewell workload = workloadFarewell(snapshot);
  append(std::move(workload.intents), plan);
  if (!workload.ready) {
    if (snapshot.release.status.message == workload.waitsFor) return plan;
    plan.status = snapshot.release.status;
    plan.status->message = workload.waitsFor;
    return plan;
  }
  append(trafficFarewell(snapshot), plan);
  if (plan.intents.empty()) append(workloadReturn(snapshot), plan);
  if (plan.intents.empty()) plan.intents.push_back(finalizerIntent(snapshot, false));
  return plan;
}

std::optional<WitnessPod> witnessOf(const Judgement& judgement) {
  if (judgement.situation != Situation::Condemned) return std::nullopt;
  for (const auto* verdict : {&judgement.verdict, &judgement.after}) {
    if (*verdict && (*verdict)->failure) return (*verdict)->witness;
  }
  return std::nullopt;
}

void sooner(std::optional<Duration>& at, Duration other) {
  at = at ? std::min(*at, other) : other;
}

// Until the next round of the bake, or its end.
std::optional<Duration> nextRound(const Snapshot& snapshot) {
  const auto left = bakeLeft(snapshot);
  if (!left) return std::nullopt;
  const Duration interval = snapshot.release.spec.bake->interval;
  const Duration next = interval * (roundDue(snapshot) + 1) - snapshot.elapsed.sincePromoted;
  // A round that is still being answered announces itself when it is.
  return next > Duration{0} ? std::min(*left, next) : *left;
}

// Time passes without an event: the progress deadline, and pods that become available by waiting.
std::optional<Duration> nextLook(const Snapshot& snapshot, const Roles& roles,
                                 const Judgement& judgement) {
  std::optional<Duration> after;
  if (judgement.situation == Situation::Recalling || judgement.situation == Situation::Rolling ||
      judgement.situation == Situation::Verifying) {
    if (const auto left = deadlineLeft(snapshot, judgement)) {
      sooner(after, std::max(*left, Duration(std::chrono::seconds(1))));
    }
  }
  if (judgement.situation == Situation::Pausing) sooner(after, *pauseLeft(snapshot, judgement));
  if (judgement.situation == Situation::Verifying) {
    if (const auto left = nextRound(snapshot)) sooner(after, *left);
  }
  // Old pods that only wait for time to pass.
  const bool waits = std::any_of(roles.others.begin(), roles.others.end(), [&](const auto* other) {
    return other->desired > 0 && keepsPods(snapshot, roles, *other);
  });
  if (waits) {
    if (const auto left = delayLeft(snapshot)) sooner(after, *left);
  }
  if (const auto left = workloadDelayLeft(snapshot, roles)) sooner(after, *left);
  // Nobody tells us when a Service or a Deployment that is missing comes.
  if (judgement.situation == Situation::Blocked &&
      (trafficProblem(snapshot) || workloadProblem(snapshot))) {
    sooner(after, std::chrono::seconds(10));
  }
  if (judgement.verdict && roles.target) {
    for (const PodView& pod : roles.target->pods) {
      if (pod.ready && !pod.available && !pod.terminating) sooner(after, pod.availableIn);
    }
  }
  return after;
}

}  // namespace

Plan planRelease(const Snapshot& snapshot) {
  if (snapshot.release.meta.deletionTimestamp) return planFarewell(snapshot);
  Plan plan;
  const Roles roles = rolesOf(snapshot);
  const Judgement judgement = judge(snapshot, roles);
  planTaken(snapshot, roles, judgement, plan);
  planActs(snapshot, roles, judgement, plan);
  planChecks(judgement, plan);
  planRecord(snapshot, plan);
  plan.witness = witnessOf(judgement);
  plan.requeueAfter = nextLook(snapshot, roles, judgement);
  crds::ReleaseStatus next = nextStatus(snapshot, roles, judgement);
  const bool same = SLIPWAY_SEEDED_BUG(StatusOrderMatters)
                        ? next == snapshot.release.status
                        : crds::sameStatus(next, snapshot.release.status);
  if (!same) {
    plan.statusNotes = transitions(snapshot.release, next);
    // What was found out about a revision is told before it is left.
    plan.statusMayWait = plan.statusNotes.empty() && judgement.situation != Situation::Failing &&
                         !trafficWaitsForStatus(snapshot, roles) &&
                         crds::onlyTells(next, snapshot.release.status);
    plan.status = std::move(next);
  }
  return plan;
}

}  // namespace slipway::strategies
