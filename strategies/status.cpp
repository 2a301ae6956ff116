#include "strategies/status.h"

#include <algorithm>
#include <functional>
#include <tuple>

#include "base/text.h"
#include "strategies/commands.h"
#include "strategies/conditions.h"
#include "strategies/history.h"
#include "strategies/strategy.h"
#include "strategies/traffic/services.h"
#include "strategies/update.h"
#include "strategies/workload.h"

namespace slipway::strategies {
namespace {

using crds::ReleaseStatus;
using crds::UpdateStatus;

// Side by side, an autoscaler must see only the revision whose pods have the traffic.
const RevisionView* servingAlone(const Snapshot& snapshot, const Roles& roles) {
  if (!sideBySide(snapshot.release.spec.strategy) || !hasTraffic(snapshot)) return nullptr;
  for (const RevisionView* one : {roles.stable, roles.current}) {
    if (one && trafficOnlyOn(snapshot, one->hash)) return one;
  }
  return nullptr;
}

void countPods(const Snapshot& snapshot, const Roles& roles, ReleaseStatus& status) {
  for (const RevisionView& revision : snapshot.revisions) {
    status.replicas += revision.current;
    status.readyReplicas += revision.ready;
    status.availableReplicas += revision.available;
  }
  status.updatedReplicas = roles.current ? roles.current->current : 0;
  const RevisionView* serving = servingAlone(snapshot, roles);
  status.servingReplicas = serving ? serving->current : status.replicas;
}

std::string selectorText(const Snapshot& snapshot, const Roles& roles) {
  kube::LabelSelector selector{effectiveSelector(snapshot), {}};
  selector.matchLabels.emplace(crds::kReleaseLabel, snapshot.release.meta.name);
  if (const RevisionView* serving = servingAlone(snapshot, roles)) {
    selector.matchLabels.emplace(crds::kRevisionLabel, serving->hash);
  }
  return selector.queryText();
}

std::vector<crds::RejectedRevision> rejectedOf(const Snapshot& snapshot) {
  std::vector<crds::RejectedRevision> rejected;
  for (const RevisionView& revision : snapshot.revisions) {
    if (revision.rejected) rejected.push_back({revision.number, revision.hash, *revision.rejected});
  }
  std::sort(rejected.begin(), rejected.end(),
            [](const auto& a, const auto& b) { return a.revision > b.revision; });
  if (rejected.size() > crds::kMaxRejected) rejected.resize(crds::kMaxRejected);
  return rejected;
}

// Of a revision that is rejected although status does not know of it: status was lost.
UpdateStatus rebuiltUpdate(const Roles& roles) {
  UpdateStatus update;
  update.ref = roles.asked;
  update.attempt = roles.attempt;
  update.startedAt = roles.rejection->at;
  update.progressedAt = roles.rejection->at;
  return update;
}

UpdateStatus progressedUpdate(const Snapshot& snapshot, const Roles& roles,
                              const Judgement& judgement, UpdateStatus update) {
  update.ref.revision = roles.asked.revision;
  const bool underway = judgement.situation == Situation::Recalling ||
                        judgement.situation == Situation::Rolling ||
                        judgement.situation == Situation::Creating;
  if (judgement.progressed || (judgement.resumed && underway)) update.progressedAt = snapshot.now;
  if (judgement.progressed) update.availableMax = roles.target->available;
  switch (judgement.situation) {
    case Situation::Admitting:
      update.servingAt = snapshot.now;
      break;
    case Situation::Restepping:
      beginSteps(snapshot, update);
      // What was asked and answered belongs to the steps that are no more.
      ++update.attempt;
      break;
    case Situation::StepPassed:
      update.stepPassedAt = update.progressedAt = snapshot.now;
      break;
    case Situation::NextStep:
      ++update.step;
      update.stepPassedAt.reset();
      update.progressedAt = snapshot.now;
      break;
    case Situation::Promoting:
      update.promotedAt = update.progressedAt = snapshot.now;
      break;
    default:
      break;
  }
  return update;
}

// How long no pod was available, as far as this process could see.
void measureDowntime(const Snapshot& snapshot, const Roles& roles, UpdateStatus& update) {
  if (!hasDowntime(snapshot.release.spec.strategy) || !roles.stableRef) return;
  const bool up = std::any_of(snapshot.revisions.begin(), snapshot.revisions.end(),
                              [](const RevisionView& r) { return r.available > 0; });
  if (!up && !update.downSince) update.downSince = snapshot.now;
  if (!up || !update.downSince) return;
  const auto down = std::chrono::duration_cast<std::chrono::seconds>(snapshot.elapsed.sinceDown);
  update.downtimeSeconds += static_cast<std::int32_t>(std::max<std::int64_t>(down.count(), 0));
  update.downSince.reset();
}

Seldom<UpdateStatus> movedUpdate(const Snapshot& snapshot, const Roles& roles,
                                 const Judgement& judgement) {
  const auto& before = snapshot.release.status.update;
  const bool named = before && before->ref.hash == roles.asked.hash;
  if (roles.goal == Goal::Deploy) {
    if (!named) return before;  // paused before it was announced
    return progressedUpdate(snapshot, roles, judgement, *before);
  }
  return named ? *before : rebuiltUpdate(roles);
}

Seldom<UpdateStatus> nextUpdate(const Snapshot& snapshot, const Roles& roles,
                                const Judgement& judgement) {
  if (judgement.situation == Situation::Blocked) return snapshot.release.status.update;
  if (judgement.situation == Situation::Complete) return std::nullopt;
  if (judgement.situation == Situation::Announcing)
    return startedUpdate(snapshot, roles, roles.attempt);
  if (roles.goal == Goal::Stay) return std::nullopt;
  auto update = movedUpdate(snapshot, roles, judgement);
  if (update && update->ref.hash == roles.asked.hash) measureDowntime(snapshot, roles, *update);
  return update;
}

// What was found out about the revision that the spec asks for stays; about another, it goes.
std::optional<crds::VerificationStatus> keptVerification(const Snapshot& snapshot,
                                                         const Roles& roles) {
  const auto& before = snapshot.release.status.verification;
  const bool current =
      before && !before->checks.empty() && before->checks.front().revision == roles.asked.revision;
  const bool answered =
      current && std::any_of(before->checks.begin(), before->checks.end(),
                             [](const crds::CheckStatus& check) { return check.asked > 0; });
  return answered ? before : std::nullopt;
}

// Who answered last, and when, is not told anew while the counts stay, and while tests run the
// counts only rise: two leaders, each with answers of its own, would write against each other. What
// has passed and is asked once more, since a new process knows of no answers, has passed until
// then.
bool tellsLess(const crds::CheckStatus& found, const crds::CheckStatus& known) {
  const auto place = [](const crds::CheckStatus& c) {
    return std::tie(c.name, c.revision, c.attempt, c.phase, c.request);
  };
  if (place(found) != place(known)) return false;
  if (found.verdict == known.verdict && found.asked == known.asked &&
      found.passed == known.passed) {
    return true;
  }
  if (found.verdict != crds::Verdict::Running) return false;
  if (known.verdict == crds::Verdict::Running) return known.asked >= found.asked;
  return known.verdict == crds::Verdict::Passed && known.asked > found.asked;
}

crds::VerificationStatus unlessSame(crds::VerificationStatus found,
                                    const std::optional<crds::VerificationStatus>& before) {
  if (!before) return found;
  bool kept = false;
  for (crds::CheckStatus& check : found.checks) {
    for (const crds::CheckStatus& known : before->checks) {
      if (!tellsLess(check, known)) continue;
      kept = kept || check.verdict != known.verdict;
      check = known;
    }
  }
  const bool all = std::all_of(found.checks.begin(), found.checks.end(), [](const auto& check) {
    return check.verdict == crds::Verdict::Passed;
  });
  if (kept && all) found.state = crds::Verdict::Passed;
  return found;
}

std::optional<crds::VerificationStatus> nextVerification(const Snapshot& snapshot,
                                                         const Roles& roles,
                                                         const Judgement& judgement) {
  if (judgement.situation == Situation::Announcing) return std::nullopt;
  const bool decided = storedFailure(snapshot, roles).has_value();
  if (!judgement.verdict || decided) return keptVerification(snapshot, roles);
  // What is asked after promotion replaces what was asked before it.
  const SmokeVerdict& verdict = judgement.after ? *judgement.after : *judgement.verdict;
  if (verdict.summary.checks.empty()) return std::nullopt;
  // A bake would be nothing but writes if each round were told before it is over.
  const bool inBake = verdict.summary.checks.front().phase == crds::CheckPhase::Bake;
  if (inBake && verdict.summary.state == crds::Verdict::Running) {
    return keptVerification(snapshot, roles);
  }
  return unlessSame(verdict.summary, snapshot.release.status.verification);
}

// What a rollout in steps waits for, as it will be; whoever may can decide about it all the while.
std::optional<crds::Waiting> stepWaiting(const Snapshot& snapshot,
                                         const Seldom<UpdateStatus>& update) {
  const crds::ReleaseSpec& spec = snapshot.release.spec;
  if (!update || update->step >= update->steps) return std::nullopt;
  std::string token = crds::waitingToken(update->ref.hash, update->attempt, update->step);
  if (!update->stepPassedAt) {
    return crds::Waiting{std::move(token), "Step", update->startedAt, std::nullopt,
                         "the next step, once its pods have passed"};
  }
  const crds::Pause pause = stepAt(spec.strategy, update->step, update->steps, spec.replicas).pause;
  const auto time = std::chrono::duration_cast<std::chrono::seconds>(pause.time);
  const bool back = pause.decided && pause.onTimeout == crds::OnTimeout::Rollback;
  return crds::Waiting{
      std::move(token), pause.decided ? "Promotion" : "Pause", *update->stepPassedAt,
      *update->stepPassedAt + time,
      back ? "it goes back; an Approval with decision Promote goes on" : "the next step"};
}

std::optional<crds::Waiting> nextWaiting(const Snapshot& snapshot, const Roles& roles,
                                         const Judgement& judgement,
                                         const Seldom<UpdateStatus>& update) {
  switch (judgement.situation) {
    case Situation::Returning:
    case Situation::RolledBack:
    case Situation::Held:
      return crds::Waiting{*currentToken(snapshot, roles), "Rejected", roles.rejection->at,
                           std::nullopt, "an Approval with decision Retry rolls it out again"};
    case Situation::Announcing:
    case Situation::Creating:
    case Situation::Recalling:
    case Situation::Rolling:
    case Situation::Admitting:
    case Situation::Restepping:
    case Situation::StepPassed:
    case Situation::Pausing:
    case Situation::NextStep:
      return roles.goal == Goal::Deploy ? stepWaiting(snapshot, update) : std::nullopt;
    case Situation::Verifying: {
      if (!bakeLeft(snapshot)) return std::nullopt;
      const auto bake =
          std::chrono::duration_cast<std::chrono::seconds>(snapshot.release.spec.bake->duration);
      return crds::Waiting{"", "Bake", *update->promotedAt, *update->promotedAt + bake,
                           "it becomes the stable revision"};
    }
    default:
      return std::nullopt;
  }
}

RollbackProgress progressOf(const Judgement& judgement) {
  RollbackProgress progress;
  progress.back = judgement.situation == Situation::RolledBack;
  if (!judgement.back) return progress;
  if (judgement.back->failure) {
    progress.verified = "Failed";
    progress.failure = *judgement.back->failure;
  } else if (judgement.back->waitingPods == 0) {
    progress.verified = "Passed";
  }
  return progress;
}

const kube::Condition* find(const ReleaseStatus& status, std::string_view type) {
  const auto found = std::find_if(status.conditions.begin(), status.conditions.end(),
                                  [&](const auto& c) { return c.type == type; });
  return found == status.conditions.end() ? nullptr : &*found;
}

std::string_view hashOf(const std::optional<crds::RevisionRef>& ref) {
  return ref ? std::string_view(ref->hash) : std::string_view();
}

std::string revisionText(const crds::RevisionRef& ref) {
  return "revision " + std::to_string(ref.revision) + " (" + ref.hash + ")";
}

}  // namespace

ReleaseStatus nextStatus(const Snapshot& snapshot, const Roles& roles, const Judgement& judgement) {
  if (judgement.situation == Situation::Deciding) return decided(snapshot, roles);
  ReleaseStatus status;
  status.observedGeneration = snapshot.release.meta.generation;
  status.stable =
      judgement.situation == Situation::Complete ? std::optional(roles.asked) : roles.stableRef;
  status.update = nextUpdate(snapshot, roles, judgement);
  countPods(snapshot, roles, status);
  status.selector = selectorText(snapshot, roles);
  status.workload = nextWorkload(snapshot);
  status.traffic = nextTraffic(snapshot);
  status.verification = nextVerification(snapshot, roles, judgement);
  status.rejected = rejectedOf(snapshot);
  status.waiting = nextWaiting(snapshot, roles, judgement, status.update);
  status.history = nextHistory(snapshot, roles, judgement, status.update);
  status.rollbacksSeen = nextRollbacks(snapshot, roles, progressOf(judgement));
  status.commandsSeen = snapshot.release.status.commandsSeen;
  status.message = truncateUtf8(statusMessage(snapshot, roles, judgement, status), 1024);
  status.conditions = conditionsOf(snapshot, roles, judgement, status);
  status.phase = phaseOf(judgement);
  // As it will be read back: texts cut, times whole. Otherwise it would never compare equal.
  return crds::readStatus(crds::statusValue(status));
}

namespace {

using Say = std::function<void(Note::Level level, std::string reason, std::string message)>;

// What became of Rollbacks and commands.
void tellCommands(const ReleaseStatus& before, const ReleaseStatus& after, const Say& say) {
  for (const crds::RollbackSeen& seen : after.rollbacksSeen) {
    const auto known = std::find_if(before.rollbacksSeen.begin(), before.rollbacksSeen.end(),
                                    [&](const crds::RollbackSeen& old) {
                                      return old.name == seen.name && old.digest == seen.digest;
                                    });
    const bool isNew = known == before.rollbacksSeen.end();
    if (seen.automatic || (!isNew && known->outcome == seen.outcome)) continue;
    if (seen.outcome == "Running") {
      say(Note::Level::Normal, "RollbackAccepted",
          seen.message + "; from revision " + std::to_string(seen.fromRevision) + " to revision " +
              std::to_string(seen.toRevision));
    } else if (seen.outcome != "Done") {
      say(Note::Level::Warning, "Rollback" + seen.outcome,
          "Rollback " + seen.name + ": " + seen.message);
    }
  }
  if (after.commandsSeen.empty() || after.commandsSeen == before.commandsSeen) return;
  const crds::CommandSeen& command = after.commandsSeen.front();
  const std::string who = command.name.empty() ? "the annotation" : "Approval " + command.name;
  say(Note::Level::Normal, command.decision + "Accepted", who + ": " + command.message);
}

// How far a rollout has come.
void tellSteps(const crds::Release& release, const ReleaseStatus& after, const Say& say) {
  const ReleaseStatus& before = release.status;
  if (!before.update || !after.update || before.update->ref.hash != after.update->ref.hash) return;
  if (after.update->stepsDigest != before.update->stepsDigest) {
    say(Note::Level::Normal, "StepsChanged",
        "the steps were edited; beginning with the first of " +
            std::to_string(after.update->steps));
  } else if (after.update->step > before.update->step) {
    const StepPlan step = stepAt(release.spec.strategy, after.update->step, after.update->steps,
                                 release.spec.replicas);
    say(Note::Level::Normal, "StepStarted", step.label);
  }
  if (after.update->servingAt && !before.update->servingAt) {
    say(Note::Level::Log, "Admitted", "its first pods passed; users may reach them");
  }
  if (after.update->promotedAt && !before.update->promotedAt) {
    say(Note::Level::Log, "AllPodsNew",
        "every pod is of " + revisionText(after.update->ref) + "; testing once more");
  }
}

}  // namespace

std::vector<Note> transitions(const crds::Release& release, const ReleaseStatus& after) {
  const ReleaseStatus& before = release.status;
  const std::string object = "Release/" + release.meta.name;
  std::vector<Note> notes;
  const Say say = [&](Note::Level level, std::string reason, std::string message) {
    notes.push_back({level, object, std::move(reason), std::move(message)});
  };
  tellCommands(before, after, say);
  tellSteps(release, after, say);
  const auto updateOf = [](const ReleaseStatus& status) {
    return status.update ? std::string_view(status.update->ref.hash) : std::string_view();
  };
  const auto* stalled = find(after, "Stalled");
  const auto* stalledBefore = find(before, "Stalled");
  // Who goes back after completion has another `update` and another `stable` all at once.
  const bool back = after.phase == "RollingBack" || after.phase == "RolledBack";
  if (!stalled && !back && after.update && updateOf(after) != updateOf(before)) {
    say(Note::Level::Normal, "RolloutStarted", "rolling out " + revisionText(after.update->ref));
  }
  if (!back && after.stable && hashOf(after.stable) != hashOf(before.stable)) {
    say(Note::Level::Normal, "Promoted", revisionText(*after.stable) + " is the stable one now");
  }
  const auto paused = [](const ReleaseStatus& status) { return find(status, "Paused") != nullptr; };
  if (paused(after) != paused(before)) {
    say(Note::Level::Normal, paused(after) ? "Paused" : "Resumed", after.message);
  }
  if (stalled && (!stalledBefore || stalledBefore->reason != stalled->reason ||
                  stalledBefore->message != stalled->message)) {
    const bool rolledBack = find(after, "RolledBack") != nullptr;
    say(Note::Level::Warning, rolledBack ? "RolledBack" : stalled->reason, stalled->message);
  }
  return notes;
}

}  // namespace slipway::strategies
