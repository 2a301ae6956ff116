#pragma once

#include <optional>
#include <string>
#include <vector>

#include "strategies/roles.h"

namespace slipway::strategies {

// What people ask for by Rollback and Approval objects. Each is answered in status first, once, and
// acted upon only when that status has been observed.

// There is something to answer: status is written, and nothing else is done.
bool hasUndecided(const Snapshot& snapshot, const Roles& roles);

// The status before, with an answer to everything that was asked.
crds::ReleaseStatus decided(const Snapshot& snapshot, const Roles& roles);

// The token that a decision must carry now; nullopt when nothing can be decided.
std::optional<std::string> currentToken(const Snapshot& snapshot, const Roles& roles);

// The decision to reject the attempt that is being deployed; nullptr when there is none.
const crds::CommandSeen* decidedAgainst(const Snapshot& snapshot, const Roles& roles);

// What becomes of the Rollbacks that status remembers, as pods move: traffic back, verified,
// overtaken; and the record of a rollback that was not asked for.
struct RollbackProgress {
  bool back = false;     // only the revision gone back to is left
  std::string verified;  // Passed | Failed, of that revision; empty: not known yet
  std::string failure;   // of Failed
};
std::vector<crds::RollbackSeen> nextRollbacks(const Snapshot& snapshot, const Roles& roles,
                                              const RollbackProgress& progress);

// The name of the object that records a rollback of that attempt.
std::string recordName(const std::string& release, const std::string& hash, std::int32_t attempt);

// The automatic rollback whose object is still to be written; nullptr when there is none.
const crds::RollbackSeen* unrecorded(const Snapshot& snapshot);

}  // namespace slipway::strategies
