#include "strategies/rolling.h"

#include <algorithm>
#include <numeric>

#include "strategies/seeded_bugs.h"

namespace slipway::strategies {
namespace {

// What a side occupies: pods asked for, or still there although no longer asked for.
std::int32_t occupied(const Side& side) {
  return std::max(side.desired, side.current);
}

// available pods that hold the floor: all old ones, and the new ones that passed.
std::int32_t holding(const Side& target, const std::vector<Side>& others) {
  return std::accumulate(
      others.begin(), others.end(), std::min(target.desired, target.counted),
      [](std::int32_t sum, const Side& side) { return sum + availableOf(side); });
}

std::int32_t grown(const Bounds& bounds, const Side& target, const std::vector<Side>& others) {
  std::int32_t room = bounds.ceiling() - occupied(target);
  if (!SLIPWAY_SEEDED_BUG(SurgeUnbounded)) {
    for (const Side& side : others) room -= occupied(side);
  }
  const std::int32_t wanted = target.desired + std::max(room, 0);
  // A limit holds back; it takes nothing away from what is there already.
  const std::int32_t most = std::max(std::min(bounds.limit, bounds.replicas), target.desired);
  return std::min({bounds.replicas, most, wanted});
}

// Old pods that serve nobody go first; they may go as long as enough pods stay, for all of which
// the floor could hold once they are available.
void dropUnavailable(std::int32_t budget, const std::vector<Side>& others, Sizes& sizes) {
  for (std::size_t i = 0; i < others.size() && budget > 0; ++i) {
    if (others[i].held) continue;
    const std::int32_t idle = sizes.others[i] - availableOf(others[i]);
    const std::int32_t gone = std::min(budget, idle);
    sizes.others[i] -= gone;
    budget -= gone;
  }
}

void dropAvailable(std::int32_t budget, const std::vector<Side>& others, Sizes& sizes) {
  for (std::size_t i = 0; i < others.size() && budget > 0; ++i) {
    if (others[i].held) continue;
    const std::int32_t gone = std::min({budget, availableOf(others[i]), sizes.others[i]});
    sizes.others[i] -= gone;
    budget -= gone;
  }
}

}  // namespace

Bounds boundsOf(std::int32_t replicas, const crds::RollingStrategy& strategy) {
  Bounds bounds{replicas, resolve(strategy.maxSurge, replicas, Rounding::Up),
                resolve(strategy.maxUnavailable, replicas, Rounding::Down)};
  bounds.maxUnavailable = std::min(bounds.maxUnavailable, replicas);
  if (bounds.maxSurge == 0 && bounds.maxUnavailable == 0) bounds.maxUnavailable = 1;
  bounds.maxUnavailable = std::min(bounds.maxUnavailable, replicas);
  return bounds;
}

Sizes roll(const Bounds& bounds, const Side& target, const std::vector<Side>& others) {
  Sizes sizes{grown(bounds, target, others), {}};
  for (const Side& side : others) sizes.others.push_back(side.spent ? 0 : side.desired);
  if (SLIPWAY_SEEDED_BUG(ShrinkBeforeGrow)) {
    for (std::int32_t& size : sizes.others) size = 0;
    return sizes;
  }
  const std::int32_t old = std::accumulate(sizes.others.begin(), sizes.others.end(), 0);
  // What a limit leaves to the old ones is theirs, whatever maxUnavailable would allow.
  std::int32_t spare = old - bounds.kept;
  const std::int32_t kept = old + std::min(target.desired, target.counted);
  dropUnavailable(std::min(kept - bounds.floor(), spare), others, sizes);
  spare -= old - std::accumulate(sizes.others.begin(), sizes.others.end(), 0);
  // Never more than what remains above the floor among available pods.
  dropAvailable(std::min(holding(target, others) - bounds.floor(), spare), others, sizes);
  return sizes;
}

std::int32_t stepsOf(const crds::RollingStrategy& strategy, std::int32_t replicas) {
  if (!strategy.batch || replicas == 0) return 0;
  const std::int32_t size = std::max(resolve(strategy.batch->size, replicas, Rounding::Up), 1);
  return (replicas + size - 1) / size;
}

StepPlan stepAt(const crds::RollingStrategy& strategy, std::int32_t step, std::int32_t steps,
                std::int32_t replicas) {
  StepPlan plan;
  plan.limit = replicas;
  if (steps <= 0 || !strategy.batch) return plan;
  if (strategy.batch->checks) plan.checks = &*strategy.batch->checks;
  plan.label = "batch " + std::to_string(step) + " of " + std::to_string(steps);
  if (step >= steps) return plan;
  const std::int64_t share = std::int64_t{replicas} * std::max(step, 1);
  plan.limit = static_cast<std::int32_t>((share + steps - 1) / steps);
  plan.kept = replicas - plan.limit;
  plan.pause = strategy.batch->pause;
  return plan;
}

}  // namespace slipway::strategies
