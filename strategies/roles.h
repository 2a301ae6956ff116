#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "strategies/snapshot.h"

namespace slipway::strategies {

// Where the pods should go.
enum class Goal : std::uint8_t {
  Stay,    // the spec asks for the stable revision
  Deploy,  // to a revision that has not passed yet
  Return,  // the spec's revision is rejected: back to the stable one
  Hold,    // it is rejected and stays: nothing to go back to, or spec.onFailure says so
};

// Which revision plays which part. Pointers go into the Snapshot.
struct Roles {
  Goal goal = Goal::Deploy;
  crds::RevisionRef asked;                     // the revision that the spec asks for
  std::int32_t attempt = 1;                    // of a deploy of it
  const RevisionView* current = nullptr;       // its ReplicaSet, when there is one
  const RevisionView* stable = nullptr;        // the stable revision's ReplicaSet
  std::optional<crds::RevisionRef> stableRef;  // as status has it, or as rebuilt from ReplicaSets
  std::optional<crds::Rejection> rejection;    // of `asked`, when the goal is Return or Hold
  // The Rollback by hand that is being carried out, as status remembers it.
  const crds::RollbackSeen* ordered = nullptr;
  const RevisionView* condemned = nullptr;  // what it leaves, when that is not marked yet
  bool retrying = false;                    // `current` still bears the mark of an earlier attempt
  // What pods move to: current or stable; nullptr when it has no ReplicaSet (yet).
  const RevisionView* target = nullptr;
  // All the rest, in the order in which they give pods up: rejected ones, later ones, stable last.
  std::vector<const RevisionView*> others;
};

Roles rolesOf(const Snapshot& snapshot);

// The ReplicaSet of that revision; nullptr when it is not there.
const RevisionView* revisionOf(const Snapshot& snapshot, const std::string& hash);

// Its pods that are available and stay: those that are to go are still counted, but are no reason
// to lead anybody to them. 0: there is none.
std::int32_t availableOf(const RevisionView* revision);

// The user's part of the selector: the spec's, else what the first ReplicaSet was created with,
// else the template's labels.
kube::Labels effectiveSelector(const Snapshot& snapshot);

}  // namespace slipway::strategies
