#pragma once

#include "strategies/plan.h"
#include "strategies/snapshot.h"

namespace slipway::strategies {

// What to do next about a Release. Pure, total, deterministic: the same snapshot gives the same
// plan, whatever the order of its lists, and a converged one gives an empty plan.
Plan planRelease(const Snapshot& snapshot);

}  // namespace slipway::strategies
