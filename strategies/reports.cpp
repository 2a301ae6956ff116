#include "strategies/reports.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace slipway::strategies {
namespace {

using kube::Condition;
using kube::ConditionStatus;

constexpr auto kApprovalKept = std::chrono::hours(24);

enum class Answer : std::uint8_t {
  Open,     // nothing final yet
  Good,     // dealt with
  Refused,  // can't be done: only another object helps
};

Condition conditionOf(std::string type, bool holds, const std::string& reason,
                      const std::string& message) {
  Condition condition;
  condition.type = std::move(type);
  condition.status = holds ? ConditionStatus::True : ConditionStatus::False;
  condition.reason = reason;
  condition.message = message;
  return condition;
}

// As kstatus reads them: Ready always, Reconciling and Stalled only when True.
std::vector<Condition> conditionsFor(Answer answer, const std::string& reason,
                                     const std::string& message, const kube::ObjectMeta& meta,
                                     const std::vector<Condition>& before, WallTime now) {
  std::vector<Condition> conditions;
  conditions.push_back(conditionOf("Ready", answer == Answer::Good, reason, message));
  if (answer == Answer::Open) {
    conditions.push_back(conditionOf("Reconciling", true, reason, message));
  }
  if (answer == Answer::Refused) {
    conditions.push_back(conditionOf("Stalled", true, reason, message));
  }
  for (Condition& condition : conditions) {
    condition.observedGeneration = meta.generation;
    condition.lastTransitionTime = now;
    for (const Condition& old : before) {
      if (old.type != condition.type || old.status != condition.status) continue;
      condition.lastTransitionTime = old.lastTransitionTime;
    }
  }
  return conditions;
}

// When it was answered for good; nullopt while it was not.
std::optional<WallTime> answeredAt(const std::vector<Condition>& conditions) {
  for (const Condition& condition : conditions) {
    const bool final = condition.type == "Ready" || condition.type == "Stalled";
    if (final && condition.status == ConditionStatus::True) return condition.lastTransitionTime;
  }
  return std::nullopt;
}

template <typename Object, typename Status>
void say(const Object& object, Status& status, Answer answer, std::string phase,
         const std::string& message, WallTime now) {
  status.observedGeneration = object.meta.generation;
  status.message = truncateUtf8(message, 1024);
  status.conditions =
      conditionsFor(answer, phase, status.message, object.meta, object.status.conditions, now);
  status.phase = std::move(phase);
}

std::string revisionText(std::int64_t revision, const std::string& hash) {
  return "revision " + std::to_string(revision) + " (" + hash + ")";
}

std::string wayText(const crds::RollbackSeen& seen) {
  return "from " + revisionText(seen.fromRevision, seen.fromHash) + " to " +
         revisionText(seen.toRevision, seen.toHash);
}

const crds::RollbackSeen* seenOf(const crds::Rollback& rollback, const crds::Release& release) {
  for (const crds::RollbackSeen& seen : release.status.rollbacksSeen) {
    const bool same =
        seen.digest == rollback.spec.digest || (seen.automatic && rollback.spec.automatic);
    if (seen.name == rollback.meta.name && same) return &seen;
  }
  return nullptr;
}

void copyFacts(const crds::RollbackSeen& seen, const crds::Release& release,
               crds::RollbackStatus& status) {
  if (!seen.fromHash.empty()) {
    status.from = crds::RollbackRevision{seen.fromRevision, seen.fromHash};
  }
  if (!seen.toHash.empty()) status.to = crds::RollbackRevision{seen.toRevision, seen.toHash};
  status.decidedAt = seen.decidedAt;
  status.trafficBackAt = seen.trafficBackAt;
  status.verifiedAt = seen.verifiedAt;
  const auto& verification = release.status.verification;
  if (!status.evidence.empty() || !verification) return;
  for (const crds::CheckStatus& check : verification->checks) {
    if (check.revision != seen.fromRevision || status.evidence.size() >= crds::kMaxEvidence) {
      continue;
    }
    status.evidence.push_back({check.name, std::string(crds::text(check.verdict)), check.reason});
  }
}

void tellSeen(const crds::Rollback& rollback, const crds::RollbackSeen& seen, WallTime now,
              crds::RollbackStatus& status) {
  const bool again = !seen.automatic && seen.uid != rollback.meta.uid;
  if (again && seen.outcome != "Running") {
    return say(rollback, status, Answer::Good, "AlreadyCarriedOut",
               "answered at " + formatTime(seen.decidedAt) + " already (" + seen.outcome +
                   "); to go back once more, create one with another name",
               now);
  }
  if (seen.outcome == "Running") {
    return say(rollback, status, Answer::Open, "RollingBack",
               "going back " + wayText(seen) + ": " + seen.message, now);
  }
  if (seen.outcome == "Done") {
    std::string text = "went back " + wayText(seen) + ": " + seen.message;
    if (seen.verifiedAt) text += "; its smoke tests passed again";
    return say(rollback, status, Answer::Good, "Done", text, now);
  }
  const bool refused = seen.outcome == "Refused";
  say(rollback, status, refused ? Answer::Refused : Answer::Good, seen.outcome, seen.message, now);
}

// An Approval whose token is waited for and that was not carried out yet.
void tellOpen(const crds::Approval& approval, const crds::Release& release, WallTime now,
              crds::ApprovalStatus& status) {
  const bool rejected = release.status.waiting->reason == "Rejected";
  if (rejected != (approval.spec.decision == "Retry")) {
    return say(approval, status, Answer::Refused, "NotApplicable",
               "spec.decision: " + approval.spec.decision +
                   (rejected ? " can't be decided about a rejected revision; Retry can"
                             : " is for a rejected revision; this one waits in a step: Promote, "
                               "PromoteFully, Skip or Reject"),
               now);
  }
  const bool early =
      release.status.waiting->reason == "Step" && approval.spec.decision == "Promote";
  say(approval, status, Answer::Open, "Pending",
      early ? "this step has not passed yet; it is promoted when it has" : "not looked at yet",
      now);
}

}  // namespace

crds::RollbackStatus reportOf(const crds::Rollback& rollback, const crds::Release* release,
                              WallTime now) {
  crds::RollbackStatus status = rollback.status;
  const bool finished = answeredAt(status.conditions).has_value();
  const crds::RollbackSeen* seen = release ? seenOf(rollback, *release) : nullptr;
  if (seen) {
    copyFacts(*seen, *release, status);
    tellSeen(rollback, *seen, now, status);
  } else if (finished) {
    // The Release has forgotten it, or is gone; what was reported stays.
  } else if (rollback.spec.automatic) {
    say(rollback, status, Answer::Good, "Recorded",
        "spec.trigger is Automatic: a record, nothing is done about it", now);
  } else if (!release) {
    say(rollback, status, Answer::Open, "ReleaseNotFound",
        "spec.releaseRef.name: there is no Release " + rollback.spec.release +
            " in this namespace; it goes on when there is",
        now);
  } else {
    say(rollback, status, Answer::Open, "Pending", "not looked at yet", now);
  }
  return crds::readRollbackStatus(crds::rollbackStatusValue(status));
}

crds::ApprovalStatus reportOf(const crds::Approval& approval, const crds::Release* release,
                              WallTime now) {
  crds::ApprovalStatus status = approval.status;
  const bool finished = answeredAt(status.conditions).has_value();
  if (!release) {
    if (finished) return status;
    say(approval, status, Answer::Open, "ReleaseNotFound",
        "spec.releaseRef.name: there is no Release " + approval.spec.release +
            " in this namespace; it goes on when there is",
        now);
    return crds::readApprovalStatus(crds::approvalStatusValue(status));
  }
  const auto& all = release->status.commandsSeen;
  const auto seen = std::find_if(all.begin(), all.end(), [&](const crds::CommandSeen& one) {
    return one.name == approval.meta.name && one.token == approval.spec.token;
  });
  const auto& waiting = release->status.waiting;
  if (seen != all.end()) {
    say(approval, status, Answer::Good, seen->outcome, seen->message, now);
  } else if (finished) {
    return status;
  } else if (waiting && waiting->token == approval.spec.token) {
    tellOpen(approval, *release, now, status);
  } else {
    const bool any = waiting && !waiting->token.empty();
    say(approval, status, Answer::Refused, "Stale",
        "spec.token: " + approval.spec.token + " is not waited for; " +
            (any ? "status.waiting.token of the Release is " + waiting->token
                 : std::string("the Release waits for no decision")),
        now);
  }
  return crds::readApprovalStatus(crds::approvalStatusValue(status));
}

std::optional<WallTime> expiryOf(const crds::Rollback& rollback) {
  const auto answered = answeredAt(rollback.status.conditions);
  if (!answered || !rollback.spec.ttlSecondsAfterFinished) return std::nullopt;
  return *answered + std::chrono::seconds(*rollback.spec.ttlSecondsAfterFinished);
}

std::optional<WallTime> expiryOf(const crds::Approval& approval) {
  const auto answered = answeredAt(approval.status.conditions);
  if (!answered) return std::nullopt;
  return *answered + kApprovalKept;
}

}  // namespace slipway::strategies
