#pragma once

#include <cstdint>
#include <vector>

#include "crds/strategy.h"
#include "strategies/sizes.h"
#include "strategies/steps.h"

namespace slipway::strategies {

// What each strategy answers. strategy.cpp visits the variant: one that is forgotten does not
// compile. Everything else about a rollout is the same for all of them.

// What availability it promises while pods move.
Bounds boundsOf(const crds::Strategy& strategy, std::int32_t replicas);

// The next sizes. `deploying`: the target is the update; otherwise it is the stable revision that
// pods move back to, or stay with. The stable revision is the last of the others.
Sizes nextSizes(const crds::Strategy& strategy, const Bounds& bounds, const Side& target,
                const std::vector<Side>& others, bool deploying);

// Into how many steps a rollout of so many pods is cut, the one that makes every pod new included;
// 0: it has none.
std::int32_t stepsOf(const crds::Strategy& strategy, std::int32_t replicas);
// That step (1 .. steps); beyond them, or where there are none: every pod is new.
StepPlan stepAt(const crds::Strategy& strategy, std::int32_t step, std::int32_t steps,
                std::int32_t replicas);

// It takes the service down on purpose: how long is measured.
bool hasDowntime(const crds::Strategy& strategy);

// The old revision keeps all of its pods until the new one is stable, and traffic moves in one
// switch.
bool sideBySide(const crds::Strategy& strategy);
// How long the old pods stay after that once no traffic reaches them; 0 but for side by side.
Duration scaleDownDelay(const crds::Strategy& strategy);

}  // namespace slipway::strategies
