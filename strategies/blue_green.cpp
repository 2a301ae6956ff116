#include "strategies/blue_green.h"

#include <algorithm>

namespace slipway::strategies {

Bounds boundsOf(std::int32_t replicas, const crds::BlueGreenStrategy&) {
  return {replicas, 2 * replicas, 0};
}

std::int32_t stepsOf(const crds::BlueGreenStrategy& strategy) {
  return strategy.previewReplicas || strategy.promotion ? 2 : 0;
}

StepPlan stepAt(const crds::BlueGreenStrategy& strategy, std::int32_t step, std::int32_t replicas) {
  StepPlan plan{replicas, replicas, false, nullptr, {}, {}};
  if (step <= 0) return plan;
  plan.label = step == 1 ? "preview" : "all pods";
  if (step > 1) return plan;
  if (const auto& preview = strategy.previewReplicas) {
    // One pod at least, where there is any to be.
    plan.limit =
        std::clamp(resolve(*preview, replicas, Rounding::Up), std::min(1, replicas), replicas);
  }
  if (strategy.promotion) plan.pause = *strategy.promotion;
  return plan;
}

Sizes blueGreen(const Bounds& bounds, const Side& target, const std::vector<Side>& others) {
  Sizes sizes{std::max(std::min(bounds.limit, bounds.replicas), target.desired), {}};
  sizes.target = std::min(sizes.target, bounds.replicas);
  for (const Side& side : others) sizes.others.push_back(side.held ? side.desired : 0);
  // Whoever scaled it by hand, too; but none that somebody may still be sent to goes.
  if (!others.empty() && bounds.kept > 0) {
    sizes.others.back() = unlessLingering(others.back(), bounds.kept);
  }
  return sizes;
}

}  // namespace slipway::strategies
