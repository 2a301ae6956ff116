#include "strategies/judgement.h"

#include <algorithm>
#include <numeric>

#include "base/text.h"
#include "strategies/commands.h"
#include "strategies/seeded_bugs.h"
#include "strategies/strategy.h"
#include "strategies/traffic/services.h"
#include "strategies/verdict/pod_trouble.h"
#include "strategies/workload.h"

namespace slipway::strategies {
namespace {

struct Finding {
  Situation situation;
  std::string reason;
  std::string detail;
};
using MaybeFinding = std::optional<Finding>;

bool othersGone(const Roles& roles) {
  return std::all_of(roles.others.begin(), roles.others.end(),
                     [](const auto* r) { return r->desired == 0 && r->current == 0; });
}

bool fullSize(const Snapshot& snapshot, const RevisionView& revision) {
  const std::int32_t replicas = snapshot.release.spec.replicas;
  return revision.desired == replicas && revision.current == replicas &&
         revision.available >= replicas;
}

bool announced(const Snapshot& snapshot, const Roles& roles) {
  const auto& update = snapshot.release.status.update;
  return (update && update->ref.hash == roles.asked.hash) || SLIPWAY_SEEDED_BUG(ActsBeforeIntent);
}

MaybeFinding deciding(const Snapshot& snapshot, const Roles& roles, const Judgement&) {
  if (!hasUndecided(snapshot, roles)) return std::nullopt;
  return Finding{Situation::Deciding, "Deciding", ""};
}

// Somebody wants it back: what they leave is marked, whatever else is wrong.
MaybeFinding ordered(const Snapshot&, const Roles& roles, const Judgement&) {
  if (!roles.condemned) return std::nullopt;
  return Finding{Situation::Failing, "RollbackRequested", roles.ordered->message};
}

MaybeFinding retrying(const Snapshot&, const Roles& roles, const Judgement&) {
  if (!roles.retrying) return std::nullopt;
  return Finding{Situation::Retrying, "Retrying", ""};
}

MaybeFinding blocked(const Snapshot& snapshot, const Roles&, const Judgement&) {
  if (snapshot.olderTwin) {
    return Finding{Situation::Blocked, "SelectorOverlap",
                   "spec.selector also selects the pods of Release " + snapshot.olderTwin->text() +
                       ", which is older; give them different labels"};
  }
  if (auto problem = workloadProblem(snapshot)) {
    return Finding{Situation::Blocked, std::move(problem->reason), std::move(problem->message)};
  }
  const kube::Labels& labels = snapshot.release.spec.templateLabels;
  for (const auto& wanted : effectiveSelector(snapshot)) {
    const auto found = labels.find(wanted.first);
    if (found != labels.end() && *found == wanted) continue;
    return Finding{Situation::Blocked, "SelectorMismatch",
                   crds::templateField(snapshot.release.spec) + ".metadata.labels: label " +
                       kube::text(wanted) +
                       " is part of the selector since the first revision; add it again"};
  }
  return std::nullopt;
}

// What keeps the revision that we move to from having a ReplicaSet.
MaybeFinding absent(const Snapshot& snapshot, const Roles& roles, const Judgement&) {
  if (roles.target) return std::nullopt;
  for (const Stranger& stranger : snapshot.strangers) {
    if (stranger.name != snapshot.release.meta.name + "-" + roles.asked.hash) continue;
    const std::string owner = stranger.owner.empty() ? "nobody" : stranger.owner;
    if (stranger.ofFormerSelf) {
      return Finding{
          Situation::Creating, "WaitingForDeletion",
          "ReplicaSet " + stranger.name + " of an earlier Release of this name is not deleted yet"};
    }
    return Finding{Situation::Refused, "NameTaken",
                   "ReplicaSet " + stranger.name + " exists and belongs to " + owner +
                       "; delete or rename it"};
  }
  const auto& refusal = snapshot.refusal;
  if (refusal && refusal->digest == snapshot.release.spec.templateDigest) {
    return Finding{refusal->stalls ? Situation::Refused : Situation::Creating, refusal->reason,
                   refusal->message};
  }
  return Finding{Situation::Creating, "Creating", "creating the ReplicaSet"};
}

// Where both revisions stand side by side, old pods stay for a while without anything being wrong.
bool othersRetire(const Snapshot& snapshot, const Roles& roles) {
  return sideBySide(snapshot.release.spec.strategy) && !othersGone(roles) && roles.target &&
         fullSize(snapshot, *roles.target) && trafficOnlyOn(snapshot, roles.target->hash);
}

MaybeFinding blockedTraffic(const Snapshot& snapshot, const Roles&, const Judgement&) {
  auto problem = trafficProblem(snapshot);
  if (!problem) return std::nullopt;
  return Finding{Situation::Blocked, std::move(problem->reason), std::move(problem->message)};
}

MaybeFinding rejected(const Snapshot& snapshot, const Roles& roles, const Judgement&) {
  if (roles.goal == Goal::Hold) {
    return Finding{Situation::Held, roles.rejection->reason, roles.rejection->message};
  }
  if (roles.goal != Goal::Return) return std::nullopt;
  const bool whole =
      othersGone(roles) && fullSize(snapshot, *roles.stable) && trafficSettled(snapshot, roles);
  const bool back = whole || othersRetire(snapshot, roles);
  return Finding{back ? Situation::RolledBack : Situation::Returning, roles.rejection->reason,
                 roles.rejection->message};
}

MaybeFinding staying(const Snapshot& snapshot, const Roles& roles, const Judgement& judgement) {
  if (roles.goal != Goal::Stay) return std::nullopt;
  if (snapshot.release.spec.paused && roles.target && !othersGone(roles)) {
    return Finding{Situation::Paused, "Paused", ""};
  }
  if (auto missing = absent(snapshot, roles, judgement)) return missing;
  if (auto problem = blockedTraffic(snapshot, roles, judgement)) return problem;
  if (othersRetire(snapshot, roles)) return Finding{Situation::Retiring, "", ""};
  const bool whole =
      othersGone(roles) && fullSize(snapshot, *roles.target) && trafficSettled(snapshot, roles);
  return Finding{whole ? Situation::Settled : Situation::Repairing, "", ""};
}

MaybeFinding unannounced(const Snapshot& snapshot, const Roles& roles, const Judgement&) {
  if (announced(snapshot, roles)) return std::nullopt;
  if (snapshot.release.spec.paused) return Finding{Situation::Paused, "Paused", ""};
  return Finding{Situation::Announcing, "Announcing", ""};
}

MaybeFinding pausedBeforeStart(const Snapshot& snapshot, const Roles& roles, const Judgement&) {
  if (!snapshot.release.spec.paused || roles.target) return std::nullopt;
  return Finding{Situation::Paused, "Paused", ""};
}

MaybeFinding failed(const Snapshot& snapshot, const Roles& roles, const Judgement& judgement) {
  if (const auto failure = storedFailure(snapshot, roles)) {
    return Finding{Situation::Failing, "SmokeTestFailed", *failure};
  }
  // Answers are only in memory, and marking a revision cannot be undone: first, status.
  for (const auto* verdict : {&judgement.verdict, &judgement.after}) {
    if (!*verdict || !(*verdict)->failure) continue;
    return Finding{Situation::Condemned, "SmokeTestFailed", *(*verdict)->failure};
  }
  if (decidedAgainst(snapshot, roles)) {
    return Finding{Situation::Failing, "RejectedByHand", decidedAgainst(snapshot, roles)->message};
  }
  if (auto trouble = terminalTrouble(*roles.target)) {
    return Finding{Situation::Failing, trouble->reason, trouble->message};
  }
  const auto left = deadlineLeft(snapshot, judgement);
  if (!left || *left > Duration{0}) return std::nullopt;
  const std::chrono::seconds deadline(snapshot.release.spec.progressDeadlineSeconds);
  std::string text = "no further pod became available for " + humanDuration(deadline) + " (" +
                     std::to_string(roles.target->available) + " of " +
                     std::to_string(snapshot.release.spec.replicas) + " are)";
  if (!roles.target->failure.empty()) text += ": " + roles.target->failure;
  return Finding{Situation::Failing, "ProgressDeadlineExceeded", std::move(text)};
}

bool allPassed(const std::optional<SmokeVerdict>& verdict, std::int32_t pods) {
  return verdict && verdict->waitingPods == 0 && verdict->passedPods >= pods;
}

// The update before this one was replaced while it served: users still reach all pods that come.
MaybeFinding recalling(const Snapshot& snapshot, const Roles& roles, const Judgement&) {
  if (snapshot.release.spec.paused || !mustRecall(snapshot, roles)) return std::nullopt;
  return Finding{Situation::Recalling, "", ""};
}

// The first pods have passed: from now on users reach them, too. Where both revisions stand side by
// side, that is the switch, once all have passed.
MaybeFinding admitting(const Snapshot& snapshot, const Roles& roles, const Judgement& judgement) {
  const crds::ReleaseSpec& spec = snapshot.release.spec;
  const auto& update = snapshot.release.status.update;
  if (!roles.stableRef || !update || update->servingAt || spec.paused) return std::nullopt;
  if (!hasTraffic(snapshot) || sideBySide(spec.strategy)) return std::nullopt;
  const bool passed = judgement.verdict && judgement.verdict->waitingPods == 0 &&
                      judgement.verdict->passedPods >= std::max(roles.target->desired, 1);
  if (!passed) return std::nullopt;
  return Finding{Situation::Admitting, "Admitting", ""};
}

// Beside the update only the revision that users are with has pods, which it keeps to the end: the
// stable one, or, before there is one, whatever they were led to.
bool onlyServingLeft(const Snapshot& snapshot, const Roles& roles) {
  return std::all_of(roles.others.begin(), roles.others.end(), [&](const auto* r) {
    const bool serving = roles.stable ? r == roles.stable : trafficReaches(snapshot, *r);
    return serving || (r->desired == 0 && r->current == 0);
  });
}

// Steps mean what they were when the rollout began; after promotion they mean nothing any more.
MaybeFinding restepping(const Snapshot& snapshot, const Roles& roles, const Judgement&) {
  const auto& update = snapshot.release.status.update;
  if (!roles.stableRef || !update || update->promotedAt) return std::nullopt;
  if (update->stepsDigest == crds::stepsDigest(snapshot.release.spec.strategy)) return std::nullopt;
  return Finding{Situation::Restepping, "StepsChanged", ""};
}

// The tests after promotion are of what users get, and so is the end of a rollout.
bool usersAreThere(const Snapshot& snapshot, const Roles& roles) {
  return trafficOnlyOn(snapshot, roles.target->hash) || SLIPWAY_SEEDED_BUG(EndsBeforeTheSwitch);
}

MaybeFinding finished(const Snapshot& snapshot, const Roles& roles, const Judgement& judgement) {
  const crds::ReleaseSpec& spec = snapshot.release.spec;
  const bool beside = sideBySide(spec.strategy);
  const bool alone = beside ? onlyServingLeft(snapshot, roles) : othersGone(roles);
  if (stepped(snapshot) || !alone || !fullSize(snapshot, *roles.target)) return std::nullopt;
  if (spec.replicas == 0) return Finding{Situation::ScaledToZero, "ScaledToZero", ""};
  const bool careless = SLIPWAY_SEEDED_BUG(PromotesBeforeChecks);
  if (!careless && !allPassed(judgement.verdict, spec.replicas)) return std::nullopt;
  if (spec.paused) return Finding{Situation::Paused, "Paused", ""};
  const bool watched = !spec.smokeTests.empty() || spec.bake || hasTraffic(snapshot);
  if (careless || !watched) return Finding{Situation::Complete, "", ""};
  const auto& update = snapshot.release.status.update;
  if (!update || !update->promotedAt) return Finding{Situation::Promoting, "", ""};
  const bool passed = allPassed(judgement.after, spec.replicas);
  if (passed && usersAreThere(snapshot, roles) && !bakeLeft(snapshot))
    return Finding{Situation::Complete, "", ""};
  return Finding{Situation::Verifying, "", ""};
}

// All pods of the step are there and passed, and the old ones they stand for are gone.
bool stepDone(const Roles& roles, const Judgement& judgement) {
  const std::int32_t old = std::accumulate(roles.others.begin(), roles.others.end(), 0,
                                           [](std::int32_t sum, const RevisionView* r) {
                                             return sum + std::max(r->desired, r->current);
                                           });
  const std::int32_t limit = judgement.step.limit;
  const std::int32_t there = std::max(roles.target->desired, roles.target->current);
  // Pods above the limit stay where no stable pod is left that could take over from them.
  const bool whole = roles.stable && roles.stable->available > 0;
  const bool size = judgement.step.exact && whole ? there == limit : there >= limit;
  return size && roles.target->desired >= limit && old <= judgement.bounds.kept &&
         allPassed(judgement.verdict, limit);
}

// Nobody has decided in time.
MaybeFinding timedOut(const Judgement& judgement) {
  const crds::Pause& pause = judgement.step.pause;
  if (!pause.decided || pause.onTimeout == crds::OnTimeout::Promote) return std::nullopt;
  return Finding{Situation::Failing, "PromotionTimeout",
                 judgement.step.label + ": nobody promoted it within " + humanDuration(pause.time)};
}

MaybeFinding betweenSteps(const Snapshot& snapshot, const Roles& roles,
                          const Judgement& judgement) {
  if (!stepped(snapshot) || snapshot.release.spec.paused) return std::nullopt;
  // Once it is written down that the step has passed, that holds: a new process asks its pods
  // again, and neither begins the pause anew nor calls it off.
  const auto& passedAt = snapshot.release.status.update->stepPassedAt;
  if (!passedAt && !stepDone(roles, judgement)) return std::nullopt;
  const bool waits = judgement.step.pause.time > Duration{0};
  if (waits && !passedAt) {
    return Finding{Situation::StepPassed, "StepPassed", ""};
  }
  if (pauseLeft(snapshot, judgement)) return Finding{Situation::Pausing, "Pause", ""};
  if (auto late = timedOut(judgement)) return late;
  return Finding{Situation::NextStep, "NextStep", ""};
}

MaybeFinding underway(const Snapshot& snapshot, const Roles&, const Judgement&) {
  if (snapshot.release.spec.paused) return Finding{Situation::Paused, "Paused", ""};
  return Finding{Situation::Rolling, "", ""};
}

// Paused, scaled to zero, refused or blocked until now.
bool wasHeldUp(const crds::ReleaseStatus& status) {
  return std::any_of(status.conditions.begin(), status.conditions.end(), [](const auto& condition) {
    return condition.type == "Progressing" && condition.status == kube::ConditionStatus::False;
  });
}

}  // namespace

bool stepped(const Snapshot& snapshot) {
  const auto& update = snapshot.release.status.update;
  const crds::ReleaseSpec& spec = snapshot.release.spec;
  return update && update->step < update->steps && stepsOf(spec.strategy, spec.replicas) > 0;
}

std::optional<std::string> storedFailure(const Snapshot& snapshot, const Roles& roles) {
  const auto& verification = snapshot.release.status.verification;
  if (!verification || verification->state != crds::Verdict::Failed) return std::nullopt;
  for (const auto& check : verification->checks) {
    if (check.verdict != crds::Verdict::Failed || check.revision != roles.asked.revision ||
        check.attempt != roles.attempt) {
      continue;
    }
    return failureText(check);
  }
  return std::nullopt;
}

std::optional<Duration> deadlineLeft(const Snapshot& snapshot, const Judgement& judgement) {
  const crds::ReleaseSpec& spec = snapshot.release.spec;
  const auto& update = snapshot.release.status.update;
  Duration whole = std::chrono::seconds(spec.progressDeadlineSeconds);
  if (spec.paused || spec.replicas == 0 || !update) return std::nullopt;
  if (judgement.resumed || judgement.progressed) return whole;
  // Every new pod is there and passed: what is missing is that old ones go.
  if (allPassed(judgement.verdict, std::min(judgement.bounds.limit, spec.replicas))) {
    return std::nullopt;
  }
  // A pod that fails in a pause or in the bake has until their end, and the deadline after that.
  if (update->stepPassedAt) whole += judgement.step.pause.time;
  if (update->promotedAt && spec.bake) whole += spec.bake->duration;
  return whole - snapshot.elapsed.sinceProgress;
}

std::optional<Duration> pauseLeft(const Snapshot& snapshot, const Judgement& judgement) {
  const auto& update = snapshot.release.status.update;
  if (!update || !update->stepPassedAt || !stepped(snapshot)) return std::nullopt;
  const Duration left = judgement.step.pause.time - snapshot.elapsed.sinceStepPassed;
  return left > Duration{0} ? std::optional(left) : std::nullopt;
}

std::optional<Duration> bakeLeft(const Snapshot& snapshot) {
  const auto& update = snapshot.release.status.update;
  const auto& bake = snapshot.release.spec.bake;
  if (!update || !update->promotedAt || !bake) return std::nullopt;
  const Duration left = bake->duration - snapshot.elapsed.sincePromoted;
  return left > Duration{0} ? std::optional(left) : std::nullopt;
}

std::int32_t roundDue(const Snapshot& snapshot) {
  const auto& bake = snapshot.release.spec.bake;
  if (!bake) return 0;
  for (const CheckResult& result : snapshot.results) {
    const bool open = result.verdict == crds::Verdict::Running;
    if (open && result.id.phase != crds::CheckPhase::BeforePromotion &&
        result.id.phase != crds::CheckPhase::AfterRollback) {
      return result.id.round;
    }
  }
  const Duration since =
      std::clamp<Duration>(snapshot.elapsed.sincePromoted, Duration{0}, bake->duration);
  return static_cast<std::int32_t>(since / bake->interval);
}

namespace {

void testUpdate(const Snapshot& snapshot, const Roles& roles, Judgement& judgement) {
  const auto& update = snapshot.release.status.update;
  SmokeRound round{crds::CheckPhase::BeforePromotion, 0, roles.attempt, nullptr};
  if (update && update->steps > 0) round.only = judgement.step.checks;
  judgement.verdict = smokeVerdict(snapshot, *roles.target, round);
  if (!update || !update->promotedAt || !usersAreThere(snapshot, roles)) return;
  const std::int32_t due = roundDue(snapshot);
  const auto phase = due == 0 ? crds::CheckPhase::AfterPromotion : crds::CheckPhase::Bake;
  judgement.after = smokeVerdict(snapshot, *roles.target, {phase, due, roles.attempt, nullptr});
}

// Once, of the revision that a rollback came back to.
void testBack(const Snapshot& snapshot, const Roles& roles, Judgement& judgement) {
  const bool open = std::any_of(
      snapshot.release.status.rollbacksSeen.begin(), snapshot.release.status.rollbacksSeen.end(),
      [&](const crds::RollbackSeen& seen) {
        return seen.outcome == "Done" && seen.verified.empty() && seen.toHash == roles.stable->hash;
      });
  if (!open || snapshot.release.spec.smokeTests.empty()) return;
  judgement.back =
      smokeVerdict(snapshot, *roles.stable,
                   {crds::CheckPhase::AfterRollback, 0, roles.stable->attempt, nullptr});
}

void numberChecks(const Roles& roles, std::optional<SmokeVerdict>& verdict) {
  if (!verdict) return;
  for (auto& check : verdict->summary.checks) check.revision = roles.asked.revision;
}

}  // namespace

Judgement judge(const Snapshot& snapshot, const Roles& roles) {
  const crds::ReleaseSpec& spec = snapshot.release.spec;
  const auto& update = snapshot.release.status.update;
  Judgement judgement;
  judgement.bounds = boundsOf(spec.strategy, spec.replicas);
  judgement.resumed = wasHeldUp(snapshot.release.status);
  judgement.condemned = roles.condemned ? roles.condemned : roles.current;
  const bool deploys = roles.goal == Goal::Deploy && announced(snapshot, roles);
  if (deploys) {
    // Beside a stable revision that is not there (any more) nobody needs to be careful.
    const std::int32_t steps = update ? update->steps : 0;
    const std::int32_t step = update && roles.stable ? update->step : steps;
    judgement.step = stepAt(spec.strategy, step, steps, spec.replicas);
    judgement.bounds.limit = judgement.step.limit;
    if (roles.stable) judgement.bounds.kept = judgement.step.kept;
  }
  if (deploys && roles.target && !roles.retrying) {
    testUpdate(snapshot, roles, judgement);
    judgement.progressed = update && roles.target->available > update->availableMax;
    numberChecks(roles, judgement.verdict);
    numberChecks(roles, judgement.after);
  }
  for (const auto rule :
       {&deciding, &ordered, &blocked, &retrying, &rejected, &staying, &unannounced,
        &pausedBeforeStart, &absent, &failed, &blockedTraffic, &restepping, &recalling, &admitting,
        &finished, &betweenSteps, &underway}) {
    if (auto finding = rule(snapshot, roles, judgement)) {
      judgement.situation = finding->situation;
      judgement.reason = std::move(finding->reason);
      judgement.detail = std::move(finding->detail);
      break;
    }
  }
  if (judgement.situation == Situation::RolledBack) testBack(snapshot, roles, judgement);
  return judgement;
}

}  // namespace slipway::strategies
