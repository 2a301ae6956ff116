#pragma once

#include "strategies/roles.h"

namespace slipway::strategies {

// A rollout of the revision that the spec asks for, as it begins: with its first step, where the
// strategy has steps. A first deploy has none: nobody needs to be careful for.
crds::UpdateStatus startedUpdate(const Snapshot& snapshot, const Roles& roles,
                                 std::int32_t attempt);

// Begins the steps anew, as the spec has them now.
void beginSteps(const Snapshot& snapshot, crds::UpdateStatus& update);

}  // namespace slipway::strategies
