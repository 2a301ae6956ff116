#pragma once

#include <vector>

#include "crds/strategy.h"
#include "strategies/sizes.h"
#include "strategies/steps.h"

namespace slipway::strategies {

// maxSurge rounds up, maxUnavailable down and at most to replicas; what rounds to 0 and 0 becomes
// one unavailable pod, since nothing could move otherwise.
Bounds boundsOf(std::int32_t replicas, const crds::RollingStrategy& strategy);

// One step per batch; 0 where there are none.
std::int32_t stepsOf(const crds::RollingStrategy& strategy, std::int32_t replicas);
StepPlan stepAt(const crds::RollingStrategy& strategy, std::int32_t step, std::int32_t steps,
                std::int32_t replicas);

// One bounded move towards `target` at full size (or bounds.limit) and `others` at 0 (or at
// bounds.kept). Others give pods up in the order given, those that are not available
// first; only counted pods of the target release available ones.
Sizes roll(const Bounds& bounds, const Side& target, const std::vector<Side>& others);

}  // namespace slipway::strategies
