#pragma once

#include <string>
#include <vector>

#include "strategies/judgement.h"

namespace slipway::strategies {

// "revision 3 (6f2c9d41ab, 1.4.2)"; the version only where there is one.
std::string revisionName(const crds::RevisionRef& ref);

// One line: what it waits for, until when, and what would unblock it. No clock in it: the same
// situation always reads the same.
// `next`: the status that it becomes part of; its verification and what it waits for are
// there already.
std::string statusMessage(const Snapshot& snapshot, const Roles& roles, const Judgement& judgement,
                          const crds::ReleaseStatus& next);

// As kstatus reads them: Ready always; Reconciling and Stalled only when True, never both;
// Available, Progressing and Verified always; Paused and RolledBack only when True. Transition
// times come from the conditions before, where the status stayed the same.
std::vector<kube::Condition> conditionsOf(const Snapshot& snapshot, const Roles& roles,
                                          const Judgement& judgement,
                                          const crds::ReleaseStatus& next);

// A printer column, derived last and never read back.
std::string phaseOf(const Judgement& judgement);

}  // namespace slipway::strategies
