#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "crds/strategy.h"
#include "strategies/sizes.h"

namespace slipway::strategies {

// What each strategy answers. strategy.cpp visits the variant: one that is forgotten does not
// compile. Everything else about a rollout is the same for all of them.

// What availability it promises while pods move.
Bounds boundsOf(const crds::Strategy& strategy, std::int32_t replicas);

// The next sizes.
Sizes nextSizes(const crds::Strategy& strategy, const Bounds& bounds, const Side& target,
                const std::vector<Side>& others);

// Into how many steps a rollout of so many pods is cut; 0: it has none.
std::int32_t stepsOf(const crds::Strategy& strategy, std::int32_t replicas);
// Most pods of the update within that step (1 .. steps).
std::int32_t stepLimit(std::int32_t step, std::int32_t steps, std::int32_t replicas);
// How long to wait after a step that passed.
Duration stepPause(const crds::Strategy& strategy);
// Which smoke tests a pod must pass during steps; nullptr: all.
const std::vector<std::string>* stepChecks(const crds::Strategy& strategy);

// It takes the service down on purpose: how long is measured.
bool hasDowntime(const crds::Strategy& strategy);

}  // namespace slipway::strategies
