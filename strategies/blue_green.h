#pragma once

#include <vector>

#include "crds/strategy.h"
#include "strategies/sizes.h"
#include "strategies/steps.h"

namespace slipway::strategies {

// Both revisions in full, and room for one that is replaced on the way.
Bounds boundsOf(std::int32_t replicas, const crds::BlueGreenStrategy& strategy);

// Two where somebody or something is to look at a preview first; else none.
std::int32_t stepsOf(const crds::BlueGreenStrategy& strategy);
StepPlan stepAt(const crds::BlueGreenStrategy& strategy, std::int32_t step, std::int32_t replicas);

// The target at bounds.limit at once; the last of the others at bounds.kept when that is not 0;
// whoever is not held goes to 0.
Sizes blueGreen(const Bounds& bounds, const Side& target, const std::vector<Side>& others);

}  // namespace slipway::strategies
