#include "strategies/conditions.h"

#include <algorithm>

#include "base/text.h"
#include "strategies/commands.h"
#include "strategies/strategy.h"
#include "strategies/traffic/services.h"

namespace slipway::strategies {
namespace {

using kube::Condition;
using kube::ConditionStatus;

std::string count(std::int32_t some, std::int32_t all) {
  return std::to_string(some) + " of " + std::to_string(all);
}

std::string recreateMessage(const Snapshot& snapshot, const Roles& roles) {
  std::int32_t old = 0;
  for (const RevisionView* other : roles.others) {
    old += std::max({other->desired, other->current, other->leaving});
  }
  const std::string head = "recreating as " + revisionName(roles.asked) + ": ";
  if (old > 0) return head + "waiting until " + std::to_string(old) + " old pods are gone";
  return head + count(roles.target->available, snapshot.release.spec.replicas) + " pods available";
}

// As verification tells it, which another leader may have brought further.
std::int32_t toldPassed(const crds::ReleaseStatus& next,
                        const std::optional<SmokeVerdict>& verdict) {
  const std::int32_t seen = verdict ? verdict->passedPods : 0;
  if (!next.verification || next.verification->checks.empty()) return seen;
  const auto& checks = next.verification->checks;
  const bool sameRound = verdict && !verdict->summary.checks.empty() &&
                         verdict->summary.checks.front().phase == checks.front().phase;
  if (!sameRound) return seen;
  const auto least =
      std::min_element(checks.begin(), checks.end(),
                       [](const auto& a, const auto& b) { return a.passed < b.passed; });
  return std::max(seen, least->passed);
}

std::string verifyingMessage(const Snapshot& snapshot, const Roles& roles,
                             const Judgement& judgement, const crds::ReleaseStatus& next) {
  std::string text = revisionName(roles.asked) + ": all pods are new; ";
  if (next.waiting) {
    return text + "baking until " + formatTime(*next.waiting->until) + ", then " +
           next.waiting->then;
  }
  if (!trafficOnlyOn(snapshot, roles.target->hash)) {
    return text + "its Services lead to them once EndpointSlices list them";
  }
  return text + count(toldPassed(next, judgement.after), snapshot.release.spec.replicas) +
         " passed once more";
}

std::string pausingMessage(const Roles& roles, const Judgement& judgement,
                           const crds::ReleaseStatus& next) {
  const bool decided = judgement.step.pause.decided;
  return "rolling to " + revisionName(roles.asked) + ": " + judgement.step.label + " passed; " +
         (decided ? "waiting for a decision about " + next.waiting->token + " until "
                  : "waiting until ") +
         formatTime(*next.waiting->until) + ", then " + next.waiting->then;
}

std::string rollingMessage(const Snapshot& snapshot, const Roles& roles, const Judgement& judgement,
                           const crds::ReleaseStatus& next) {
  const auto& spec = snapshot.release.spec;
  if (hasDowntime(spec.strategy)) return recreateMessage(snapshot, roles);
  std::string text = "rolling to " + revisionName(roles.asked) + ": ";
  if (!judgement.step.label.empty()) text += judgement.step.label + ", ";
  text += count(roles.target->available, spec.replicas) + " pods available";
  if (!spec.smokeTests.empty()) {
    text += ", " + std::to_string(toldPassed(next, judgement.verdict)) + " passed";
  }
  if (!roles.target->failure.empty()) text += "; cannot create pods: " + roles.target->failure;
  return text;
}

std::string recallingMessage(const Snapshot& snapshot, const Roles& roles) {
  return "before " + revisionName(roles.asked) + " comes, users go back to " +
         revisionName(*roles.stableRef) + ": " +
         count(roles.stable->available, snapshot.release.spec.replicas) + " pods available";
}

std::string pausedMessage(const Snapshot& snapshot, const Roles& roles) {
  const auto& update = snapshot.release.status.update;
  const bool begun = update && update->ref.hash == roles.asked.hash;
  return std::string("paused ") + (begun ? "on the way to " : "before ") +
         revisionName(roles.asked) + "; set spec.paused to false to go on";
}

std::string repairMessage(const Snapshot& snapshot, const Roles& roles) {
  std::string text = revisionName(roles.asked) + ": " +
                     count(roles.target->available, snapshot.release.spec.replicas) +
                     " pods available";
  if (!roles.target->failure.empty()) text += "; cannot create pods: " + roles.target->failure;
  if (!trafficSettled(snapshot, roles)) text += "; its Services do not lead to it yet";
  return text;
}

std::string rejectedText(const Roles& roles, const Judgement& judgement) {
  return revisionName(roles.asked) + " was rejected (" + judgement.reason +
         "): " + judgement.detail;
}

// What would bring the rejected revision back.
std::string tryAgain(const Snapshot& snapshot, const Roles& roles) {
  return "; change " + crds::templateField(snapshot.release.spec) + ", or retry with token " +
         currentToken(snapshot, roles).value_or("");
}

std::string heldMessage(const Snapshot& snapshot, const Roles& roles, const Judgement& judgement) {
  std::string text = rejectedText(roles, judgement);
  text += roles.stable ? "; spec.onFailure is Hold, so nothing moves; go back with a Rollback"
                       : "; there is no earlier revision to go back to, so its pods are kept";
  return text + tryAgain(snapshot, roles);
}

ConditionStatus verified(const crds::ReleaseStatus& next) {
  switch (next.verification ? next.verification->state : crds::Verdict::Running) {
    case crds::Verdict::Passed:
      return ConditionStatus::True;
    case crds::Verdict::Failed:
      return ConditionStatus::False;
    case crds::Verdict::Running:
      break;
  }
  return ConditionStatus::Unknown;
}

std::string checksText(const crds::VerificationStatus& verification) {
  std::string text;
  for (const auto& check : verification.checks) {
    if (check.reason.empty()) continue;
    if (!text.empty()) text += "; ";
    text += check.name + ": " + check.reason;
  }
  return text;
}

Condition verifiedCondition(const Snapshot& snapshot, const Roles& roles,
                            const crds::ReleaseStatus& next) {
  Condition condition;
  condition.type = "Verified";
  if (snapshot.release.spec.smokeTests.empty()) {
    condition.reason = "NoSmokeTests";
    condition.message = "spec.verification.smokeTests names no test";
  } else if (roles.goal == Goal::Stay && !next.verification) {
    // It was left for another revision and is back: what each pod answered is not kept.
    condition.status = ConditionStatus::True;
    condition.reason = "Promoted";
    condition.message = "it was promoted before; tests that are new run with the next revision";
  } else {
    condition.status = verified(next);
    condition.reason = next.verification ? std::string(crds::text(next.verification->state))
                                         : std::string("NotStarted");
    if (next.verification) condition.message = checksText(*next.verification);
    if (condition.message.empty()) condition.message = "no test has been answered yet";
  }
  return condition;
}

enum class Lean : std::uint8_t { Ready, Reconciling, Stalled };

Lean leanOf(Situation situation) {
  switch (situation) {
    case Situation::Settled:
    case Situation::Retiring:
    case Situation::ScaledToZero:
    case Situation::Complete:
      return Lean::Ready;
    case Situation::Blocked:
    case Situation::Refused:
    case Situation::RolledBack:
    case Situation::Held:
      return Lean::Stalled;
    default:
      return Lean::Reconciling;
  }
}

bool moving(Situation situation) {
  switch (situation) {
    case Situation::Announcing:
    case Situation::Creating:
    case Situation::Retrying:
    case Situation::Recalling:
    case Situation::Rolling:
    case Situation::Admitting:
    case Situation::Restepping:
    case Situation::StepPassed:
    case Situation::Pausing:
    case Situation::NextStep:
    case Situation::Promoting:
    case Situation::Verifying:
    case Situation::Condemned:
    case Situation::Failing:
    case Situation::Returning:
      return true;
    default:
      return false;
  }
}

std::string reasonOf(const Judgement& judgement) {
  switch (judgement.situation) {
    case Situation::Blocked:
    case Situation::Refused:
    case Situation::RolledBack:
    case Situation::Held:
      return judgement.reason;
    case Situation::Returning:
      return "RollingBack";
    case Situation::Pausing:
      return "Pause";
    case Situation::Promoting:
    case Situation::Verifying:
      return "Verifying";
    case Situation::Deciding:
    case Situation::Announcing:
    case Situation::Retrying:
    case Situation::Recalling:
    case Situation::Rolling:
    case Situation::Admitting:
    case Situation::Restepping:
    case Situation::StepPassed:
    case Situation::NextStep:
    case Situation::Condemned:
    case Situation::Failing:
      return "RollingOut";
    case Situation::Creating:
      return "Creating";
    case Situation::Paused:
      return "Paused";
    case Situation::ScaledToZero:
      return "ScaledToZero";
    case Situation::Repairing:
      return "PodsUnavailable";
    case Situation::Complete:
    case Situation::Retiring:
    case Situation::Settled:
      break;
  }
  return "Complete";
}

// A strategy with downtime promises nothing while it moves pods, and that is no availability.
Condition availableCondition(const Snapshot& snapshot, const Judgement& judgement,
                             const crds::ReleaseStatus& next) {
  const crds::ReleaseSpec& spec = snapshot.release.spec;
  const std::int32_t least = hasDowntime(spec.strategy) ? spec.replicas : judgement.bounds.floor();
  const bool enough = next.availableReplicas >= least;
  Condition condition;
  condition.type = "Available";
  condition.status = enough ? ConditionStatus::True : ConditionStatus::False;
  condition.reason = enough ? "EnoughPods" : "TooFewPods";
  condition.message = "at least " + std::to_string(least) + " pods must be available";
  return condition;
}

Condition stated(std::string type, bool holds, std::string reason, std::string message) {
  Condition condition;
  condition.type = std::move(type);
  condition.status = holds ? ConditionStatus::True : ConditionStatus::False;
  condition.reason = std::move(reason);
  condition.message = std::move(message);
  return condition;
}

// The rest of every condition: generation, and since when it says so.
void complete(const Snapshot& snapshot, std::vector<Condition>& conditions) {
  const auto& before = snapshot.release.status.conditions;
  for (Condition& condition : conditions) {
    condition.observedGeneration = snapshot.release.meta.generation;
    condition.lastTransitionTime = snapshot.now;
    condition.message = truncateUtf8(condition.message, 1024);
    const auto same = std::find_if(before.begin(), before.end(), [&](const Condition& old) {
      return old.type == condition.type && old.status == condition.status;
    });
    if (same != before.end()) condition.lastTransitionTime = same->lastTransitionTime;
  }
}

}  // namespace

std::string revisionName(const crds::RevisionRef& ref) {
  std::string text = "revision " + std::to_string(ref.revision) + " (" + ref.hash;
  if (!ref.version.empty()) text += ", " + ref.version;
  return text + ")";
}

std::string statusMessage(const Snapshot& snapshot, const Roles& roles, const Judgement& judgement,
                          const crds::ReleaseStatus& next) {
  const std::string replicas = std::to_string(snapshot.release.spec.replicas);
  switch (judgement.situation) {
    case Situation::Blocked:
    case Situation::Refused:
      return judgement.detail;
    case Situation::Announcing:
      return "starting to roll out " + revisionName(roles.asked);
    case Situation::Paused:
      return pausedMessage(snapshot, roles);
    case Situation::Creating:
      return revisionName(roles.asked) + ": " + judgement.detail;
    case Situation::Deciding:
      return snapshot.release.status.message;
    case Situation::Retrying:
      return "trying " + revisionName(roles.asked) + " again, attempt " +
             std::to_string(roles.attempt);
    case Situation::Recalling:
      return recallingMessage(snapshot, roles);
    case Situation::Rolling:
    case Situation::Admitting:
    case Situation::Restepping:
    case Situation::StepPassed:
    case Situation::NextStep:
      return rollingMessage(snapshot, roles, judgement, next);
    case Situation::Pausing:
      return pausingMessage(roles, judgement, next);
    case Situation::Promoting:
    case Situation::Verifying:
      return verifyingMessage(snapshot, roles, judgement, next);
    case Situation::Condemned:
      return revisionName(roles.asked) + " failed: " + judgement.detail;
    case Situation::Failing:
      if (roles.condemned) return judgement.detail;
      return revisionName(roles.asked) + " failed: " + judgement.detail;
    case Situation::ScaledToZero:
      return revisionName(roles.asked) + " is scaled to 0; it is tested once it has pods";
    case Situation::Repairing:
      return repairMessage(snapshot, roles);
    case Situation::Returning:
      return "going back to " + revisionName(*roles.stableRef) + ": " +
             rejectedText(roles, judgement);
    case Situation::RolledBack:
      return rejectedText(roles, judgement) + "; " + revisionName(*roles.stableRef) + " serves" +
             tryAgain(snapshot, roles);
    case Situation::Held:
      return heldMessage(snapshot, roles, judgement);
    case Situation::Complete:
    case Situation::Retiring:
    case Situation::Settled:
      break;
  }
  return revisionName(roles.asked) + " serves with " + replicas + " pods";
}

std::vector<Condition> conditionsOf(const Snapshot& snapshot, const Roles& roles,
                                    const Judgement& judgement, const crds::ReleaseStatus& next) {
  const Lean lean = leanOf(judgement.situation);
  const std::string reason = reasonOf(judgement);
  std::vector<Condition> conditions;
  conditions.push_back(stated("Ready", lean == Lean::Ready, reason, next.message));
  if (lean == Lean::Reconciling) {
    conditions.push_back(stated("Reconciling", true, reason, next.message));
  }
  if (lean == Lean::Stalled) conditions.push_back(stated("Stalled", true, reason, next.message));
  conditions.push_back(availableCondition(snapshot, judgement, next));
  const bool moves = moving(judgement.situation);
  conditions.push_back(stated("Progressing", moves, reason,
                              moves ? "pods or decisions are on their way; status.message says more"
                                    : "nothing is on its way between revisions"));
  conditions.push_back(verifiedCondition(snapshot, roles, next));
  if (snapshot.release.spec.paused) {
    conditions.push_back(stated("Paused", true, "SpecPaused", "spec.paused is true"));
  }
  if (judgement.situation == Situation::RolledBack) {
    conditions.push_back(stated("RolledBack", true, reason, judgement.detail));
  }
  complete(snapshot, conditions);
  return conditions;
}

std::string phaseOf(const Judgement& judgement) {
  switch (judgement.situation) {
    case Situation::Blocked:
    case Situation::Refused:
    case Situation::Held:
      return "Stalled";
    case Situation::Deciding:
    case Situation::Announcing:
    case Situation::Creating:
    case Situation::Retrying:
    case Situation::Recalling:
    case Situation::Rolling:
    case Situation::Admitting:
    case Situation::Restepping:
    case Situation::StepPassed:
    case Situation::Pausing:
    case Situation::NextStep:
    case Situation::Condemned:
    case Situation::Failing:
      return "Progressing";
    case Situation::Promoting:
    case Situation::Verifying:
      return "Verifying";
    case Situation::Paused:
      return "Paused";
    case Situation::ScaledToZero:
      return "ScaledToZero";
    case Situation::Repairing:
      return "Degraded";
    case Situation::Returning:
      return "RollingBack";
    case Situation::RolledBack:
      return "RolledBack";
    case Situation::Complete:
    case Situation::Retiring:
    case Situation::Settled:
      break;
  }
  return "Healthy";
}

}  // namespace slipway::strategies
