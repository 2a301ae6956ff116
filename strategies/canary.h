#pragma once

#include <vector>

#include "crds/strategy.h"
#include "strategies/sizes.h"
#include "strategies/steps.h"

namespace slipway::strategies {

// Shares by numbers of pods.
struct Split {
  std::int32_t canary = 0;
  std::int32_t stable = 0;
  friend bool operator==(const Split&, const Split&) = default;
};

// The whole numbers whose share is closest to `percent`, out of `replicas` pods or, with surge, of
// one more; of equals, the larger canary. From 1 to 99 percent neither side gets nothing, unless
// there is just one pod.
//   10 replicas, 25 %, surge: 3 of 11 (27.3) is closer than 2 (20) or 3 (30) of 10.
Split splitOf(std::int32_t replicas, std::int32_t percent, bool surge);

Bounds boundsOf(std::int32_t replicas, const crds::CanaryStrategy& strategy);

// Its own steps, and one that makes every pod new unless the last one does.
std::int32_t stepsOf(const crds::CanaryStrategy& strategy);
StepPlan stepAt(const crds::CanaryStrategy& strategy, std::int32_t step, std::int32_t replicas);

// One bounded move towards bounds.limit pods of the target and bounds.kept of the stable revision,
// which is the last of the others. Grows the stable side first; takes from older revisions before
// anything else. While the share rises, the stable revision counts with all of its pods, so that a
// broken one never holds its replacement up (argo-rollouts issue 1774).
Sizes canary(const Bounds& bounds, const Side& target, const std::vector<Side>& others);

}  // namespace slipway::strategies
