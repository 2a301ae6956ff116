#include "strategies/strategy.h"

#include "strategies/blue_green.h"
#include "strategies/canary.h"
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

}  // namespace

Bounds boundsOf(const crds::Strategy& strategy, std::int32_t replicas) {
  return std::visit(
      Overloaded{
          [&](const crds::RollingStrategy& s) { return boundsOf(replicas, s); },
          [&](const crds::RecreateStrategy&) { return Bounds{replicas, 0, replicas}; },
          [&](const crds::CanaryStrategy& s) { return boundsOf(replicas, s); },
          [&](const crds::BlueGreenStrategy& s) { return boundsOf(replicas, s); },
      },
      strategy);
}

Sizes nextSizes(const crds::Strategy& strategy, const Bounds& bounds, const Side& target,
                const std::vector<Side>& others, bool deploying) {
  return std::visit(
      Overloaded{
          [&](const crds::RollingStrategy&) { return roll(bounds, target, others); },
          [&](const crds::RecreateStrategy&) { return recreate(bounds, target, others); },
          // Back to the stable revision pods go as under rolling.
          [&](const crds::CanaryStrategy&) {
            return deploying ? canary(bounds, target, others) : roll(bounds, target, others);
          },
          [&](const crds::BlueGreenStrategy&) { return blueGreen(bounds, target, others); },
      },
      strategy);
}

std::int32_t stepsOf(const crds::Strategy& strategy, std::int32_t replicas) {
  return std::visit(Overloaded{
                        [&](const crds::RollingStrategy& s) { return stepsOf(s, replicas); },
                        [](const crds::RecreateStrategy&) { return 0; },
                        [](const crds::CanaryStrategy& s) { return stepsOf(s); },
                        [](const crds::BlueGreenStrategy& s) { return stepsOf(s); },
                    },
                    strategy);
}

StepPlan stepAt(const crds::Strategy& strategy, std::int32_t step, std::int32_t steps,
                std::int32_t replicas) {
  return std::visit(
      Overloaded{
          [&](const crds::RollingStrategy& s) { return stepAt(s, step, steps, replicas); },
          [&](const crds::RecreateStrategy&) {
            StepPlan plan;
            plan.limit = replicas;
            return plan;
          },
          [&](const crds::CanaryStrategy& s) { return stepAt(s, step, replicas); },
          [&](const crds::BlueGreenStrategy& s) { return stepAt(s, step, replicas); },
      },
      strategy);
}

bool hasDowntime(const crds::Strategy& strategy) {
  return std::holds_alternative<crds::RecreateStrategy>(strategy);
}

bool sideBySide(const crds::Strategy& strategy) {
  return std::holds_alternative<crds::BlueGreenStrategy>(strategy);
}

Duration scaleDownDelay(const crds::Strategy& strategy) {
  const auto* blueGreen = std::get_if<crds::BlueGreenStrategy>(&strategy);
  return blueGreen ? blueGreen->scaleDownDelay : Duration{0};
}

}  // namespace slipway::strategies
