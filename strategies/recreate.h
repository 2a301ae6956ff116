#pragma once

#include <vector>

#include "strategies/sizes.h"

namespace slipway::strategies {

// All others to 0; the target to full size once none of their pods is left, not even one that is
// still shutting down: two revisions never run side by side.
Sizes recreate(const Bounds& bounds, const Side& target, const std::vector<Side>& others);

}  // namespace slipway::strategies
