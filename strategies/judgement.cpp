#include "strategies/judgement.h"

#include <algorithm>
#include <numeric>

#include "base/text.h"
#include "strategies/seeded_bugs.h"
#include "strategies/verdict/pod_trouble.h"

namespace slipway::strategies {
namespace {

struct Finding {
  Situation situation;
  std::string reason;
  std::string detail;
};
using MaybeFinding = std::optional<Finding>;

const crds::RollingStrategy& rollingOf(const crds::ReleaseSpec& spec) {
  return std::get<crds::RollingStrategy>(spec.strategy);
}

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

MaybeFinding blocked(const Snapshot& snapshot, const Roles&, const Judgement&) {
  if (snapshot.olderTwin) {
    return Finding{Situation::Blocked, "SelectorOverlap",
                   "spec.selector also selects the pods of Release " + snapshot.olderTwin->text() +
                       ", which is older; give them different labels"};
  }
  const kube::Labels& labels = snapshot.release.spec.templateLabels;
  for (const auto& [key, value] : effectiveSelector(snapshot)) {
    const auto found = labels.find(key);
    if (found != labels.end() && found->second == value) continue;
    return Finding{Situation::Blocked, "SelectorMismatch",
                   "spec.template.metadata.labels: label " + key + "=" + value +
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

MaybeFinding rejected(const Snapshot& snapshot, const Roles& roles, const Judgement&) {
  if (roles.goal == Goal::Hold) {
    return Finding{Situation::Held, roles.rejection->reason, roles.rejection->message};
  }
  if (roles.goal != Goal::Return) return std::nullopt;
  const bool back = othersGone(roles) && fullSize(snapshot, *roles.stable);
  return Finding{back ? Situation::RolledBack : Situation::Returning, roles.rejection->reason,
                 roles.rejection->message};
}

MaybeFinding staying(const Snapshot& snapshot, const Roles& roles, const Judgement& judgement) {
  if (roles.goal != Goal::Stay) return std::nullopt;
  if (snapshot.release.spec.paused && roles.target && !othersGone(roles)) {
    return Finding{Situation::Paused, "Paused", ""};
  }
  if (auto missing = absent(snapshot, roles, judgement)) return missing;
  const bool whole = othersGone(roles) && fullSize(snapshot, *roles.target);
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
  if (judgement.verdict->failure) {
    return Finding{Situation::Condemned, "SmokeTestFailed", *judgement.verdict->failure};
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

MaybeFinding finished(const Snapshot& snapshot, const Roles& roles, const Judgement& judgement) {
  const std::int32_t replicas = snapshot.release.spec.replicas;
  if (!othersGone(roles) || !fullSize(snapshot, *roles.target)) return std::nullopt;
  if (replicas == 0) return Finding{Situation::ScaledToZero, "ScaledToZero", ""};
  const bool passed =
      judgement.verdict->waitingPods == 0 && judgement.verdict->passedPods >= replicas;
  if (!passed && !SLIPWAY_SEEDED_BUG(PromotesBeforeChecks)) return std::nullopt;
  if (snapshot.release.spec.paused) return Finding{Situation::Paused, "Paused", ""};
  return Finding{Situation::Complete, "", ""};
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
  const Duration whole = std::chrono::seconds(spec.progressDeadlineSeconds);
  if (spec.paused || spec.replicas == 0 || !snapshot.release.status.update) return std::nullopt;
  if (judgement.resumed || judgement.progressed) return whole;
  // Every new pod is there and passed: what is missing is that old ones go.
  if (judgement.verdict && judgement.verdict->waitingPods == 0 &&
      judgement.verdict->passedPods >= spec.replicas) {
    return std::nullopt;
  }
  return whole - snapshot.sinceProgress;
}

Judgement judge(const Snapshot& snapshot, const Roles& roles) {
  Judgement judgement;
  judgement.bounds = boundsOf(snapshot.release.spec.replicas, rollingOf(snapshot.release.spec));
  judgement.resumed = wasHeldUp(snapshot.release.status);
  const auto& update = snapshot.release.status.update;
  if (roles.goal == Goal::Deploy && roles.target && announced(snapshot, roles)) {
    judgement.verdict = smokeVerdict(snapshot, *roles.target, roles.attempt);
    for (auto& check : judgement.verdict->summary.checks) check.revision = roles.asked.revision;
    judgement.progressed = update && roles.target->available > update->availableMax;
  }
  for (const auto rule : {&blocked, &rejected, &staying, &unannounced, &pausedBeforeStart, &absent,
                          &failed, &finished, &underway}) {
    if (auto finding = rule(snapshot, roles, judgement)) {
      judgement.situation = finding->situation;
      judgement.reason = std::move(finding->reason);
      judgement.detail = std::move(finding->detail);
      break;
    }
  }
  return judgement;
}

}  // namespace slipway::strategies
