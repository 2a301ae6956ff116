#include "strategies/commands.h"

#include <algorithm>
#include <tuple>

#include "strategies/update.h"

namespace slipway::strategies {
namespace {

using crds::CommandSeen;
using crds::RollbackSeen;

std::string named(std::int64_t revision, const std::string& hash) {
  return "revision " + std::to_string(revision) + " (" + hash + ")";
}

const RollbackSeen* seenOf(const crds::ReleaseStatus& status, const RollbackView& rollback) {
  for (const RollbackSeen& seen : status.rollbacksSeen) {
    if (seen.name == rollback.name && seen.digest == rollback.spec.digest) return &seen;
  }
  return nullptr;
}

std::vector<const RollbackView*> undecided(const Snapshot& snapshot) {
  std::vector<const RollbackView*> found;
  for (const RollbackView& rollback : snapshot.rollbacks) {
    const bool open = !rollback.spec.automatic && !rollback.finished && !rollback.foreign;
    if (open && !seenOf(snapshot.release.status, rollback)) found.push_back(&rollback);
  }
  std::sort(found.begin(), found.end(), [](const auto* a, const auto* b) {
    return std::tie(a->createdAt, a->name) < std::tie(b->createdAt, b->name);
  });
  return found;
}

bool deploying(const Snapshot& snapshot, const Roles& roles) {
  const auto& update = snapshot.release.status.update;
  return roles.goal == Goal::Deploy && update && update->ref.hash == roles.asked.hash &&
         !update->promotedAt;
}

bool betweenSteps(const Snapshot& snapshot) {
  const auto& update = snapshot.release.status.update;
  return update && update->step < update->steps;
}

// Whether that can be decided now. A promotion of a step that has not passed waits until it has.
bool applies(const Snapshot& snapshot, const Roles& roles, const std::string& decision) {
  if (decision == "Retry") return roles.goal == Goal::Return || roles.goal == Goal::Hold;
  if (!deploying(snapshot, roles)) return false;
  if (decision == "Reject") return !decidedAgainst(snapshot, roles);
  if (!betweenSteps(snapshot)) return false;
  const bool passed = snapshot.release.status.update->stepPassedAt.has_value();
  return decision == "Skip" || decision == "PromoteFully" || (decision == "Promote" && passed);
}

// The command that names what can be decided: of several, a rejection, then the first by name.
const CommandView* commandOf(const Snapshot& snapshot, const Roles& roles) {
  const auto token = currentToken(snapshot, roles);
  if (!token) return nullptr;
  const auto rank = [](const CommandView& c) { return std::tuple(c.decision != "Reject", c.name); };
  const CommandView* first = nullptr;
  for (const CommandView& command : snapshot.commands) {
    if (command.token != *token || !applies(snapshot, roles, command.decision)) continue;
    if (!first || rank(command) < rank(*first)) first = &command;
  }
  return first;
}

// Deleting the object of a Rollback that has not begun takes it back.
bool cancelled(const Snapshot& snapshot, const Roles& roles) {
  if (!roles.ordered || !roles.condemned) return false;
  return std::none_of(snapshot.rollbacks.begin(), snapshot.rollbacks.end(), [&](const auto& r) {
    return r.name == roles.ordered->name && r.spec.digest == roles.ordered->digest;
  });
}

// What pods move to, or stay with.
crds::RevisionRef currentRef(const Roles& roles) {
  return roles.goal == Goal::Return && roles.stableRef ? *roles.stableRef : roles.asked;
}

std::string leftOver(const Snapshot& snapshot, const std::string& from) {
  std::vector<const RevisionView*> left;
  for (const RevisionView& revision : snapshot.revisions) {
    if (revision.hash != from && !revision.rejected && !revision.deleting) {
      left.push_back(&revision);
    }
  }
  if (left.empty()) return "there is no other revision left";
  std::sort(left.begin(), left.end(),
            [](const auto* a, const auto* b) { return a->number > b->number; });
  std::string text = "those that are left: ";
  for (std::size_t i = 0; i < left.size() && i < 5; ++i) {
    text += (i == 0 ? "" : ", ") + named(left[i]->number, left[i]->hash);
  }
  return text;
}

// Where a Rollback leads, or why nowhere.
struct Destination {
  const RevisionView* revision = nullptr;
  std::string problem;
};

Destination checked(const Snapshot& snapshot, const RevisionView* to, const std::string& from,
                    const std::string& wanted) {
  if (!to || to->deleting) {
    return {nullptr,
            "spec.to: " + wanted + " is not there (any more); " + leftOver(snapshot, from)};
  }
  if (to->hash == from) return {nullptr, "spec.to: " + wanted + " is the one to be left"};
  if (to->rejected) {
    return {nullptr, "spec.to: " + wanted + " was rejected itself (" + to->rejected->reason +
                         "); " + leftOver(snapshot, from)};
  }
  return {to, {}};
}

Destination askedFor(const Snapshot& snapshot, const crds::RollbackSpec& spec,
                     const std::string& from) {
  if (!spec.toHash.empty()) {
    return checked(snapshot, revisionOf(snapshot, spec.toHash), from, "revision " + spec.toHash);
  }
  const RevisionView* found = nullptr;
  for (const RevisionView& revision : snapshot.revisions) {
    if (revision.number == *spec.toRevision) found = &revision;
  }
  return checked(snapshot, found, from, "revision " + std::to_string(*spec.toRevision));
}

// The one that was promoted last, else the one that was active last.
Destination lastVerified(const Snapshot& snapshot, const Roles& roles, const std::string& from) {
  const auto usable = [&](const RevisionView* r) {
    return r && r->hash != from && !r->rejected && !r->deleting;
  };
  if (usable(roles.stable)) return {roles.stable, {}};
  for (const crds::HistoryEntry& entry : snapshot.release.status.history) {
    const RevisionView* revision = revisionOf(snapshot, entry.hash);
    if (entry.outcome == "Promoted" && usable(revision)) return {revision, {}};
  }
  const RevisionView* best = nullptr;
  const auto rank = [](const RevisionView* r) {
    return std::tuple(r->lastActive.value_or(WallTime{}), r->number);
  };
  for (const RevisionView& revision : snapshot.revisions) {
    if (!usable(&revision)) continue;
    if (!best || rank(&revision) > rank(best)) best = &revision;
  }
  if (best) return {best, {}};
  return {nullptr, "there is no earlier revision to go back to"};
}

RollbackSeen answer(const Snapshot& snapshot, const Roles& roles, const RollbackView& rollback) {
  const crds::RollbackSpec& spec = rollback.spec;
  const crds::RevisionRef current = currentRef(roles);
  RollbackSeen seen;
  seen.name = rollback.name;
  seen.digest = spec.digest;
  seen.uid = rollback.uid;
  seen.decidedAt = snapshot.now;
  seen.fromHash = spec.from.empty() ? current.hash : spec.from;
  const RevisionView* from = revisionOf(snapshot, seen.fromHash);
  seen.fromRevision = from ? from->number : current.revision;
  seen.fromAttempt = from ? from->attempt : roles.attempt;
  if (seen.fromHash != current.hash) {
    seen.outcome = "Superseded";
    seen.message = "spec.from: revision " + seen.fromHash + " is not the current one; " +
                   named(current.revision, current.hash) + " is";
    return seen;
  }
  const bool given = spec.toRevision || !spec.toHash.empty();
  const Destination to = given ? askedFor(snapshot, spec, seen.fromHash)
                               : lastVerified(snapshot, roles, seen.fromHash);
  if (!to.revision) {
    seen.outcome = "Refused";
    seen.message = to.problem;
    return seen;
  }
  seen.outcome = "Running";
  seen.toRevision = to.revision->number;
  seen.toHash = to.revision->hash;
  seen.message = "Rollback " + rollback.name;
  if (!spec.reason.empty()) seen.message += ": " + spec.reason;
  return seen;
}

void supersede(std::vector<RollbackSeen>& all, const std::string& by) {
  for (RollbackSeen& seen : all) {
    if (seen.outcome != "Running") continue;
    seen.outcome = "Superseded";
    seen.message = "overtaken by " + by;
  }
}

// Those whose object still exists are kept longest: they must not run again.
void bound(const Snapshot& snapshot, std::vector<RollbackSeen>& all) {
  const auto dispensable = [&](const RollbackSeen& seen) {
    return seen.outcome != "Running" &&
           std::none_of(snapshot.rollbacks.begin(), snapshot.rollbacks.end(), [&](const auto& r) {
             return r.name == seen.name && r.spec.digest == seen.digest;
           });
  };
  while (all.size() > crds::kMaxRollbacksSeen) {
    const auto last = std::find_if(all.rbegin(), all.rend(), dispensable);
    all.erase(last == all.rend() ? std::prev(all.end()) : std::prev(last.base()));
  }
}

// What the decision does to the status, and what people read of it.
std::string carryOut(const Snapshot& snapshot, const Roles& roles, const std::string& decision,
                     crds::ReleaseStatus& status) {
  const std::string who = named(roles.asked.revision, roles.asked.hash);
  if (decision == "Reject") return who + " is taken back";
  status.waiting.reset();
  if (decision == "Retry") {
    status.update = startedUpdate(snapshot, roles, roles.attempt + 1);
    status.verification.reset();
    return who + " is rolled out again, attempt " + std::to_string(roles.attempt + 1);
  }
  crds::UpdateStatus& update = *status.update;
  const std::string from =
      "step " + std::to_string(update.step) + " of " + std::to_string(update.steps);
  update.step = decision == "PromoteFully" ? update.steps : update.step + 1;
  update.stepPassedAt.reset();
  update.progressedAt = snapshot.now;
  if (decision == "PromoteFully") return who + ": from " + from + " to the last one";
  return who + ": " + from + (decision == "Skip" ? " is skipped" : " is promoted");
}

void decide(const Snapshot& snapshot, const Roles& roles, const CommandView& command,
            crds::ReleaseStatus& status) {
  std::string message = carryOut(snapshot, roles, command.decision, status);
  status.commandsSeen.insert(status.commandsSeen.begin(),
                             CommandSeen{command.name, command.token, "Applied", std::move(message),
                                         snapshot.now, command.decision});
  if (status.commandsSeen.size() > crds::kMaxCommandsSeen) {
    status.commandsSeen.resize(crds::kMaxCommandsSeen);
  }
}

// A rollback of this attempt that nobody asked for.
std::optional<RollbackSeen> automatic(const Snapshot& snapshot, const Roles& roles) {
  if (roles.goal != Goal::Return || roles.rejection->reason == "RollbackRequested") {
    return std::nullopt;
  }
  const auto& all = snapshot.release.status.rollbacksSeen;
  const bool known = std::any_of(all.begin(), all.end(), [&](const RollbackSeen& seen) {
    const bool answered = !seen.automatic && seen.outcome != "Running" && seen.outcome != "Done";
    return !answered && seen.fromHash == roles.asked.hash && seen.fromAttempt >= roles.attempt;
  });
  if (known) return std::nullopt;
  RollbackSeen seen;
  seen.name = recordName(snapshot.release.meta.name, roles.asked.hash, roles.attempt);
  seen.automatic = true;
  seen.fromRevision = roles.asked.revision;
  seen.fromHash = roles.asked.hash;
  seen.fromAttempt = roles.attempt;
  seen.toRevision = roles.stableRef->revision;
  seen.toHash = roles.stableRef->hash;
  seen.outcome = "Running";
  seen.message = roles.rejection->reason + ": " + roles.rejection->message;
  seen.decidedAt = roles.rejection->at;
  return seen;
}

bool hasObject(const Snapshot& snapshot, const RollbackSeen& seen) {
  return std::any_of(snapshot.rollbacks.begin(), snapshot.rollbacks.end(),
                     [&](const RollbackView& r) { return r.name == seen.name; });
}

void advance(const Snapshot& snapshot, const Roles& roles, const RollbackProgress& progress,
             RollbackSeen& seen) {
  if (seen.automatic && !seen.recorded) seen.recorded = hasObject(snapshot, seen);
  const bool here =
      roles.goal == Goal::Return && roles.stableRef && roles.stableRef->hash == seen.toHash;
  if (seen.outcome == "Running" && !here && (seen.automatic || !roles.condemned)) {
    seen.outcome = "Superseded";
    seen.message = "overtaken by " + named(roles.asked.revision, roles.asked.hash);
  }
  if (!here || !progress.back) return;
  if (seen.outcome == "Running") {
    seen.outcome = "Done";
    seen.trafficBackAt = snapshot.now;
  }
  if (seen.outcome != "Done" || !seen.verified.empty() || progress.verified.empty()) return;
  seen.verified = progress.verified;
  if (progress.verified == "Passed") {
    seen.verifiedAt = snapshot.now;
  } else {
    seen.message += "; but the revision gone back to fails now, too: " + progress.failure;
  }
}

}  // namespace

std::string recordName(const std::string& release, const std::string& hash, std::int32_t attempt) {
  return release + "-" + hash + "-" + std::to_string(attempt);
}

std::optional<std::string> currentToken(const Snapshot& snapshot, const Roles& roles) {
  const bool decidable =
      roles.goal == Goal::Return || roles.goal == Goal::Hold || deploying(snapshot, roles);
  if (!decidable) return std::nullopt;
  const auto& update = snapshot.release.status.update;
  const bool named = update && update->ref.hash == roles.asked.hash;
  return crds::waitingToken(roles.asked.hash, roles.attempt, named ? update->step : 0);
}

const CommandSeen* decidedAgainst(const Snapshot& snapshot, const Roles& roles) {
  const std::string attempt = roles.asked.hash + "." + std::to_string(roles.attempt) + ".";
  for (const CommandSeen& seen : snapshot.release.status.commandsSeen) {
    const bool ofThis = seen.token.starts_with(attempt) && seen.outcome == "Applied";
    if (ofThis && seen.decision == "Reject") return &seen;
  }
  return nullptr;
}

bool hasUndecided(const Snapshot& snapshot, const Roles& roles) {
  // The first status comes first.
  if (snapshot.release.status.observedGeneration <= 0) return false;
  return !undecided(snapshot).empty() || commandOf(snapshot, roles) || cancelled(snapshot, roles);
}

crds::ReleaseStatus decided(const Snapshot& snapshot, const Roles& roles) {
  crds::ReleaseStatus status = snapshot.release.status;
  auto& all = status.rollbacksSeen;
  if (cancelled(snapshot, roles)) {
    for (RollbackSeen& seen : all) {
      if (seen.name != roles.ordered->name || seen.digest != roles.ordered->digest) continue;
      seen.outcome = "Cancelled";
      seen.message = "deleted before anything had been done";
    }
  }
  bool running = false;
  for (const RollbackView* rollback : undecided(snapshot)) {
    RollbackSeen seen = answer(snapshot, roles, *rollback);
    if (seen.outcome == "Running") supersede(all, "Rollback " + rollback->name);
    running = running || seen.outcome == "Running";
    all.insert(all.begin(), std::move(seen));
  }
  bound(snapshot, all);
  const CommandView* command = commandOf(snapshot, roles);
  // Somebody who goes back and somebody who goes on, at once: going back is the safe one.
  if (command && !running) decide(snapshot, roles, *command, status);
  return crds::readStatus(crds::statusValue(status));
}

std::vector<RollbackSeen> nextRollbacks(const Snapshot& snapshot, const Roles& roles,
                                        const RollbackProgress& progress) {
  std::vector<RollbackSeen> all = snapshot.release.status.rollbacksSeen;
  if (auto record = automatic(snapshot, roles)) {
    supersede(all, "Rollback " + record->name);
    all.insert(all.begin(), std::move(*record));
  }
  for (RollbackSeen& seen : all) advance(snapshot, roles, progress, seen);
  bound(snapshot, all);
  return all;
}

const RollbackSeen* unrecorded(const Snapshot& snapshot) {
  for (const RollbackSeen& seen : snapshot.release.status.rollbacksSeen) {
    if (seen.automatic && !seen.recorded && !hasObject(snapshot, seen)) return &seen;
  }
  return nullptr;
}

}  // namespace slipway::strategies
