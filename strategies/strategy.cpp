#include "strategies/strategy.h"

#include <algorithm>

#include "strategies/recreate.h"
#include "strategies/rolling.h"

namespace slipway::strategies {
namespace {

template <typename... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <typename... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

const crds::Batch* batchOf(const crds::Strategy& strategy) {
  const auto* rolling = std::get_if<crds::RollingStrategy>(&strategy);
  return rolling && rolling->batch ? &*rolling->batch : nullptr;
}

}  // namespace

Bounds boundsOf(const crds::Strategy& strategy, std::int32_t replicas) {
  return std::visit(
      Overloaded{
          [&](const crds::RollingStrategy& rolling) { return boundsOf(replicas, rolling); },
          [&](const crds::RecreateStrategy&) { return Bounds{replicas, 0, replicas}; },
      },
      strategy);
}

Sizes nextSizes(const crds::Strategy& strategy, const Bounds& bounds, const Side& target,
                const std::vector<Side>& others) {
  return std::visit(
      Overloaded{
          [&](const crds::RollingStrategy&) { return roll(bounds, target, others); },
          [&](const crds::RecreateStrategy&) { return recreate(bounds, target, others); },
      },
      strategy);
}

std::int32_t stepsOf(const crds::Strategy& strategy, std::int32_t replicas) {
  const crds::Batch* batch = batchOf(strategy);
  if (!batch || replicas == 0) return 0;
  const std::int32_t size = std::max(resolve(batch->size, replicas, Rounding::Up), 1);
  return (replicas + size - 1) / size;
}

std::int32_t stepLimit(std::int32_t step, std::int32_t steps, std::int32_t replicas) {
  if (steps <= 0 || step >= steps) return replicas;
  const std::int64_t share = std::int64_t{replicas} * std::max(step, 1);
  return static_cast<std::int32_t>((share + steps - 1) / steps);
}

Duration stepPause(const crds::Strategy& strategy) {
  const crds::Batch* batch = batchOf(strategy);
  return batch ? batch->pause : Duration{0};
}

const std::vector<std::string>* stepChecks(const crds::Strategy& strategy) {
  const crds::Batch* batch = batchOf(strategy);
  return batch && batch->checks ? &*batch->checks : nullptr;
}

bool hasDowntime(const crds::Strategy& strategy) {
  return std::holds_alternative<crds::RecreateStrategy>(strategy);
}

}  // namespace slipway::strategies
