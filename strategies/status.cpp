#include "strategies/status.h"

#include <algorithm>

#include "base/text.h"
#include "strategies/conditions.h"

namespace slipway::strategies {
namespace {

using crds::ReleaseStatus;
using crds::UpdateStatus;

void countPods(const Snapshot& snapshot, const Roles& roles, ReleaseStatus& status) {
  for (const RevisionView& revision : snapshot.revisions) {
    status.replicas += revision.current;
    status.readyReplicas += revision.ready;
    status.availableReplicas += revision.available;
  }
  status.updatedReplicas = roles.current ? roles.current->current : 0;
  status.servingReplicas = status.replicas;
}

std::string selectorText(const Snapshot& snapshot) {
  kube::LabelSelector selector{effectiveSelector(snapshot), {}};
  selector.matchLabels.emplace(crds::kReleaseLabel, snapshot.release.meta.name);
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

UpdateStatus announcedUpdate(const Snapshot& snapshot, const Roles& roles) {
  UpdateStatus update;
  update.ref = roles.asked;
  update.attempt = roles.attempt;
  update.startedAt = snapshot.now;
  update.progressedAt = snapshot.now;
  return update;
}

// Of a revision that is rejected although status does not know of it: status was lost.
UpdateStatus rebuiltUpdate(const Roles& roles) {
  UpdateStatus update;
  update.ref = roles.asked;
  update.attempt = roles.current->attempt;
  update.startedAt = roles.rejection->at;
  update.progressedAt = roles.rejection->at;
  return update;
}

UpdateStatus progressedUpdate(const Snapshot& snapshot, const Roles& roles,
                              const Judgement& judgement, UpdateStatus update) {
  update.ref.revision = roles.asked.revision;
  const bool underway =
      judgement.situation == Situation::Rolling || judgement.situation == Situation::Creating;
  if (judgement.progressed || (judgement.resumed && underway)) update.progressedAt = snapshot.now;
  if (judgement.progressed) update.availableMax = roles.target->available;
  return update;
}

std::optional<UpdateStatus> nextUpdate(const Snapshot& snapshot, const Roles& roles,
                                       const Judgement& judgement) {
  const auto& before = snapshot.release.status.update;
  const bool named = before && before->ref.hash == roles.asked.hash;
  switch (judgement.situation) {
    case Situation::Blocked:
      return before;
    case Situation::Complete:
      return std::nullopt;
    case Situation::Announcing:
      return announcedUpdate(snapshot, roles);
    default:
      break;
  }
  if (roles.goal == Goal::Stay) return std::nullopt;
  if (roles.goal == Goal::Deploy) {
    if (!named) return before;  // paused before it was announced
    return progressedUpdate(snapshot, roles, judgement, *before);
  }
  return named ? *before : rebuiltUpdate(roles);
}

// What was found out about the revision that the spec asks for stays; about another, it goes.
std::optional<crds::VerificationStatus> keptVerification(const Snapshot& snapshot,
                                                         const Roles& roles) {
  const auto& before = snapshot.release.status.verification;
  const bool current =
      before && !before->checks.empty() && before->checks.front().revision == roles.asked.revision;
  return current ? before : std::nullopt;
}

std::optional<crds::VerificationStatus> nextVerification(const Snapshot& snapshot,
                                                         const Roles& roles,
                                                         const Judgement& judgement) {
  if (judgement.situation == Situation::Announcing) return std::nullopt;
  const bool decided = storedFailure(snapshot, roles).has_value();
  if (!judgement.verdict || decided) return keptVerification(snapshot, roles);
  if (judgement.verdict->summary.checks.empty()) return std::nullopt;
  return judgement.verdict->summary;
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
  ReleaseStatus status;
  status.observedGeneration = snapshot.release.meta.generation;
  status.stable =
      judgement.situation == Situation::Complete ? std::optional(roles.asked) : roles.stableRef;
  status.update = nextUpdate(snapshot, roles, judgement);
  countPods(snapshot, roles, status);
  status.selector = selectorText(snapshot);
  status.verification = nextVerification(snapshot, roles, judgement);
  status.rejected = rejectedOf(snapshot);
  status.message = truncateUtf8(statusMessage(snapshot, roles, judgement), 1024);
  status.conditions = conditionsOf(snapshot, roles, judgement, status);
  status.phase = phaseOf(judgement);
  // As it will be read back: texts cut, times whole. Otherwise it would never compare equal.
  return crds::readStatus(crds::statusValue(status));
}

std::vector<Note> transitions(const crds::Release& release, const ReleaseStatus& after) {
  const ReleaseStatus& before = release.status;
  const std::string object = "Release/" + release.meta.name;
  std::vector<Note> notes;
  const auto say = [&](Note::Level level, std::string reason, std::string message) {
    notes.push_back({level, object, std::move(reason), std::move(message)});
  };
  const auto updateOf = [](const ReleaseStatus& status) {
    return status.update ? std::string_view(status.update->ref.hash) : std::string_view();
  };
  const auto* stalled = find(after, "Stalled");
  const auto* stalledBefore = find(before, "Stalled");
  if (!stalled && after.update && updateOf(after) != updateOf(before)) {
    say(Note::Level::Normal, "RolloutStarted", "rolling out " + revisionText(after.update->ref));
  }
  if (after.stable && hashOf(after.stable) != hashOf(before.stable)) {
    say(Note::Level::Normal, "Promoted", revisionText(*after.stable) + " is the stable one now");
  }
  const auto paused = [](const ReleaseStatus& status) { return find(status, "Paused") != nullptr; };
  if (paused(after) != paused(before)) {
    say(Note::Level::Normal, paused(after) ? "Paused" : "Resumed", after.message);
  }
  if (stalled && (!stalledBefore || stalledBefore->reason != stalled->reason ||
                  stalledBefore->message != stalled->message)) {
    const bool back = find(after, "RolledBack") != nullptr;
    say(Note::Level::Warning, back ? "RolledBack" : stalled->reason, stalled->message);
  }
  return notes;
}

}  // namespace slipway::strategies
