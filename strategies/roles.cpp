#include "strategies/roles.h"

#include <algorithm>
#include <tuple>

#include "crds/revision.h"
#include "strategies/seeded_bugs.h"

namespace slipway::strategies {
namespace {

// A stored template that does not even fit its own name was edited by somebody: the name counts.
bool sameTemplate(const RevisionView& revision, const std::string& digest) {
  const bool edited = !revision.digest.starts_with(revision.hash);
  return edited || revision.digest == digest;
}

// Ten digits, or as many more as it takes to differ from other templates' names.
std::string hashFor(const Snapshot& snapshot) {
  const std::string& digest = snapshot.release.spec.templateDigest;
  for (std::size_t digits = crds::kHashDigits; digits < digest.size(); ++digits) {
    std::string hash = crds::revisionHash(digest, digits);
    const RevisionView* taken = revisionOf(snapshot, hash);
    if (!taken || sameTemplate(*taken, digest)) return hash;
  }
  return digest;
}

std::int64_t highestNumber(const Snapshot& snapshot) {
  const crds::ReleaseStatus& status = snapshot.release.status;
  if (SLIPWAY_SEEDED_BUG(NumberFromCount)) {
    return static_cast<std::int64_t>(snapshot.revisions.size());
  }
  std::int64_t highest = 0;
  for (const RevisionView& revision : snapshot.revisions) {
    highest = std::max(highest, revision.number);
  }
  if (status.stable) highest = std::max(highest, status.stable->revision);
  if (status.update) highest = std::max(highest, status.update->ref.revision);
  for (const auto& rejected : status.rejected) highest = std::max(highest, rejected.revision);
  for (const auto& entry : status.history) highest = std::max(highest, entry.revision);
  return highest;
}

crds::RevisionRef refOf(const RevisionView& revision) {
  return {revision.number, revision.hash, revision.version};
}

// Given once: by the ReplicaSet, else by the status that announced it, else the next one.
crds::RevisionRef askedRef(const Snapshot& snapshot, const RevisionView* current,
                           const std::string& hash) {
  const crds::ReleaseStatus& status = snapshot.release.status;
  crds::RevisionRef ref{0, hash, snapshot.release.spec.version};
  if (current && current->number > 0) {
    ref.revision = current->number;
  } else if (status.update && status.update->ref.hash == hash) {
    ref.revision = status.update->ref.revision;
  } else if (status.stable && status.stable->hash == hash) {
    ref.revision = status.stable->revision;
  } else {
    ref.revision = highestNumber(snapshot) + 1;
  }
  return ref;
}

// A status that was never written although ReplicaSets exist was lost: we write it before we create
// any. What serves, and is not held out, was the stable revision.
const RevisionView* rebuiltStable(const Snapshot& snapshot, const RevisionView* current) {
  if (snapshot.release.status.observedGeneration > 0) return nullptr;
  const RevisionView* best = nullptr;
  const auto rank = [](const RevisionView& r) { return std::tuple(r.desired, r.number); };
  for (const RevisionView& revision : snapshot.revisions) {
    if (&revision == current || revision.rejected || revision.desired == 0) continue;
    if (!best || rank(revision) > rank(*best)) best = &revision;
  }
  return best;
}

std::int32_t attemptOf(const Snapshot& snapshot, const RevisionView* current,
                       const std::string& hash) {
  const auto& update = snapshot.release.status.update;
  const bool named = update && update->ref.hash == hash;
  if (!current) return named ? update->attempt : 1;
  // Only a retry, which status consumed, goes beyond the attempt that was rejected.
  if (current->rejected)
    return named ? std::max(update->attempt, current->attempt) : current->attempt;
  return named ? update->attempt : current->attempt + 1;
}

bool marked(const RevisionView& revision) {
  return revision.rejected.has_value();
}

// The Rollback by hand that goes on, what it leaves, and whether that is marked already.
void findOrdered(const Snapshot& snapshot, Roles& roles) {
  for (const crds::RollbackSeen& seen : snapshot.release.status.rollbacksSeen) {
    if (seen.automatic || seen.outcome != "Running") continue;
    roles.ordered = &seen;
    const RevisionView* from = revisionOf(snapshot, seen.fromHash);
    if (from && !marked(*from)) roles.condemned = from;
    return;
  }
}

// A revision that somebody rolled back before it had a ReplicaSet to mark.
const crds::RollbackSeen* leftByHand(const Snapshot& snapshot, const Roles& roles) {
  for (const crds::RollbackSeen& seen : snapshot.release.status.rollbacksSeen) {
    const bool carriedOut = seen.outcome == "Running" || seen.outcome == "Done";
    if (!seen.automatic && carriedOut && seen.fromHash == roles.asked.hash &&
        seen.fromAttempt >= roles.attempt) {
      return &seen;
    }
  }
  return nullptr;
}

std::optional<crds::Rejection> rejectionOf(const Snapshot& snapshot, const Roles& roles) {
  if (roles.current) {
    const bool counts = roles.current->rejected && !roles.retrying;
    return counts && !SLIPWAY_SEEDED_BUG(RejectionIgnored) ? roles.current->rejected : std::nullopt;
  }
  const crds::RollbackSeen* left = leftByHand(snapshot, roles);
  if (!left) return std::nullopt;
  return crds::Rejection{"RollbackRequested", left->message, left->decidedAt};
}

void findStable(const Snapshot& snapshot, Roles& roles) {
  roles.stableRef = snapshot.release.status.stable;
  if (roles.ordered && !roles.condemned) {
    roles.stable = revisionOf(snapshot, roles.ordered->toHash);
    roles.stableRef = crds::RevisionRef{roles.ordered->toRevision, roles.ordered->toHash,
                                        roles.stable ? roles.stable->version : std::string()};
    return;
  }
  if (roles.stableRef) {
    roles.stable = revisionOf(snapshot, roles.stableRef->hash);
    return;
  }
  roles.stable = rebuiltStable(snapshot, roles.current);
  if (roles.stable) roles.stableRef = refOf(*roles.stable);
}

Goal goalOf(const Snapshot& snapshot, const Roles& roles) {
  if (roles.stableRef && roles.stableRef->hash == roles.asked.hash) return Goal::Stay;
  if (!roles.rejection) return Goal::Deploy;
  if (!roles.stable) return Goal::Hold;
  const bool holds = snapshot.release.spec.onFailure == crds::OnFailure::Hold;
  return holds && !leftByHand(snapshot, roles) ? Goal::Hold : Goal::Return;
}

std::vector<const RevisionView*> othersOf(const Snapshot& snapshot, const Roles& roles) {
  std::vector<const RevisionView*> others;
  for (const RevisionView& revision : snapshot.revisions) {
    if (&revision != roles.target) others.push_back(&revision);
  }
  const auto order = [&](const RevisionView* r) {
    return std::tuple(r == roles.stable, !r->rejected.has_value(), -r->number, r->name);
  };
  std::sort(others.begin(), others.end(),
            [&](const auto* a, const auto* b) { return order(a) < order(b); });
  return others;
}

}  // namespace

const RevisionView* revisionOf(const Snapshot& snapshot, const std::string& hash) {
  for (const RevisionView& revision : snapshot.revisions) {
    if (revision.hash == hash) return &revision;
  }
  return nullptr;
}

Roles rolesOf(const Snapshot& snapshot) {
  Roles roles;
  const std::string hash = hashFor(snapshot);
  roles.current = revisionOf(snapshot, hash);
  roles.asked = askedRef(snapshot, roles.current, hash);
  roles.attempt = attemptOf(snapshot, roles.current, hash);
  roles.retrying =
      roles.current && roles.current->rejected && roles.attempt > roles.current->attempt;
  findOrdered(snapshot, roles);
  findStable(snapshot, roles);
  roles.rejection = rejectionOf(snapshot, roles);
  roles.goal = goalOf(snapshot, roles);
  if (roles.goal == Goal::Stay) roles.rejection.reset();
  roles.target = roles.goal == Goal::Return ? roles.stable : roles.current;
  roles.others = othersOf(snapshot, roles);
  return roles;
}

std::int32_t availableOf(const RevisionView* revision) {
  return revision ? std::min(revision->desired, revision->available) : 0;
}

kube::Labels effectiveSelector(const Snapshot& snapshot) {
  const crds::ReleaseSpec& spec = snapshot.release.spec;
  if (spec.selector) return *spec.selector;
  const RevisionView* first = nullptr;
  for (const RevisionView& revision : snapshot.revisions) {
    if (!first || std::tie(revision.number, revision.name) < std::tie(first->number, first->name)) {
      first = &revision;
    }
  }
  kube::Labels labels = first ? first->selector : spec.templateLabels;
  labels.erase(crds::kReleaseLabel);
  labels.erase(crds::kRevisionLabel);
  return labels;
}

}  // namespace slipway::strategies
