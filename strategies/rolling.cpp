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

std::int32_t availableOf(const Side& side) {
  return std::min(side.desired, side.available);
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
  return std::min(bounds.replicas, wanted);
}

// Old pods that serve nobody go first; they may go as long as enough pods stay, for all of which
// the floor could hold once they are available.
void dropUnavailable(std::int32_t budget, const std::vector<Side>& others, Sizes& sizes) {
  for (std::size_t i = 0; i < others.size() && budget > 0; ++i) {
    const std::int32_t idle = others[i].desired - availableOf(others[i]);
    const std::int32_t gone = std::min(budget, idle);
    sizes.others[i] -= gone;
    budget -= gone;
  }
}

void dropAvailable(std::int32_t budget, const std::vector<Side>& others, Sizes& sizes) {
  for (std::size_t i = 0; i < others.size() && budget > 0; ++i) {
    const std::int32_t gone = std::min({budget, availableOf(others[i]), sizes.others[i]});
    sizes.others[i] -= gone;
    budget -= gone;
  }
}

std::int32_t share(std::int32_t desired, std::int32_t replicas, std::int32_t sizedFor,
                   bool roundUp) {
  if (desired == 0 || replicas == 0) return 0;
  const std::int64_t product = std::int64_t{desired} * replicas;
  const std::int64_t rounded = roundUp ? (product + sizedFor - 1) / sizedFor : product / sizedFor;
  return static_cast<std::int32_t>(std::max<std::int64_t>(rounded, 1));
}

bool outdated(const Side& side, std::int32_t replicas) {
  return side.desired > 0 && side.sizedFor > 0 && side.sizedFor != replicas;
}

// Takes `excess` from one size, leaving at least `least`.
void take(std::int32_t& excess, std::int32_t& size, std::int32_t least) {
  const std::int32_t taken = std::clamp(excess, 0, std::max(size - least, 0));
  size -= taken;
  excess -= taken;
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
  for (const Side& side : others) sizes.others.push_back(side.desired);
  if (SLIPWAY_SEEDED_BUG(ShrinkBeforeGrow)) {
    for (std::int32_t& size : sizes.others) size = 0;
    return sizes;
  }
  std::int32_t kept = std::min(target.desired, target.counted);
  for (const Side& side : others) kept += side.desired;
  dropUnavailable(kept - bounds.floor(), others, sizes);
  // Never more than what remains above the floor among available pods.
  dropAvailable(holding(target, others) - bounds.floor(), others, sizes);
  return sizes;
}

std::optional<Sizes> rescale(const Bounds& bounds, const Side& target,
                             const std::vector<Side>& others, bool trusted) {
  const auto isOutdated = [&](const Side& side) { return outdated(side, bounds.replicas); };
  const auto active = std::count_if(others.begin(), others.end(),
                                    [](const Side& side) { return side.desired > 0; });
  const bool alone = active == 0 || (active == 1 && target.desired == 0);
  if (!isOutdated(target) && std::none_of(others.begin(), others.end(), isOutdated)) {
    return std::nullopt;
  }
  Sizes sizes{target.desired, {}};
  const auto resized = [&](const Side& side, bool roundUp) {
    if (!isOutdated(side)) return side.desired;
    return alone ? bounds.replicas : share(side.desired, bounds.replicas, side.sizedFor, roundUp);
  };
  sizes.target = resized(target, trusted);
  std::int32_t total = sizes.target;
  for (const Side& side : others) {
    sizes.others.push_back(resized(side, !trusted));
    total += sizes.others.back();
  }
  std::int32_t excess = total - bounds.ceiling();
  if (!trusted) take(excess, sizes.target, 1);
  for (std::int32_t& size : sizes.others) take(excess, size, 1);
  for (std::int32_t& size : sizes.others) take(excess, size, 0);
  take(excess, sizes.target, trusted ? 1 : 0);
  return sizes;
}

}  // namespace slipway::strategies
