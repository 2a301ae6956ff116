#include "strategies/sizes.h"

#include <algorithm>

namespace slipway::strategies {
namespace {

std::int32_t share(std::int32_t desired, std::int32_t replicas, std::int32_t sizedFor,
                   bool roundUp) {
  if (desired == 0 || replicas == 0) return 0;
  const std::int64_t product = std::int64_t{desired} * replicas;
  const std::int64_t rounded = roundUp ? (product + sizedFor - 1) / sizedFor : product / sizedFor;
  // Never more than all of them, whatever somebody wrote into the annotation.
  return static_cast<std::int32_t>(std::clamp<std::int64_t>(rounded, 1, replicas));
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
  for (std::size_t i = 0; i < others.size(); ++i) {
    sizes.others[i] = unlessLingering(others[i], sizes.others[i]);
  }
  return sizes;
}

}  // namespace slipway::strategies
