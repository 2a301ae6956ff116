#include "strategies/canary.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <optional>

#include "strategies/rolling.h"

namespace slipway::strategies {
namespace {

// How far `canary` of `total` is from the share asked for, in a measure that compares exactly.
std::int64_t error(std::int64_t canary, std::int64_t total, std::int64_t percent,
                   std::int64_t otherTotal) {
  return std::abs(canary * 100 - percent * total) * otherTotal;
}

std::int32_t countedOf(const Side& side) {
  return std::min(side.desired, side.counted);
}

const std::vector<std::string>* checksAt(const crds::CanaryStrategy& strategy, std::size_t step) {
  const std::vector<std::string>* latest = nullptr;
  for (std::size_t i = 0; i < strategy.steps.size(); ++i) {
    const auto* verify = std::get_if<crds::Verify>(&strategy.steps[i]);
    if (!verify) continue;
    if (latest && i > step) break;
    latest = &verify->checks;
  }
  return latest;
}

struct Describe {
  std::string operator()(const crds::SetWeight& weight) const {
    return "weight " + std::to_string(weight.percent) + "%";
  }
  std::string operator()(const crds::SetReplicas& replicas) const {
    return format(replicas.pods) + (replicas.pods == IntOrPercent{1, false} ? " pod" : " pods");
  }
  std::string operator()(const crds::Verify&) const { return "verify"; }
  std::string operator()(const crds::Pause&) const { return "pause"; }
};

// Pods of the stable revision beside so many of the canary, when it keeps all of its own.
Split besideFull(std::int32_t replicas, std::int32_t percent) {
  if (percent >= 100) return {replicas, replicas};
  const std::int64_t wanted =
      (std::int64_t{replicas} * percent + (100 - percent) / 2) / (100 - percent);
  const std::int64_t least = percent > 0 && replicas > 0 ? 1 : 0;
  return {static_cast<std::int32_t>(std::clamp<std::int64_t>(wanted, least, replicas)), replicas};
}

// The last weight or number of pods that was asked for.
Split splitAt(const crds::CanaryStrategy& strategy, std::size_t step, std::int32_t replicas) {
  Split split{0, replicas};
  const bool surge = resolve(strategy.maxSurge, replicas, Rounding::Up) > 0;
  for (std::size_t i = 0; i <= step; ++i) {
    if (const auto* weight = std::get_if<crds::SetWeight>(&strategy.steps[i])) {
      split = strategy.stableFull ? besideFull(replicas, weight->percent)
                                  : splitOf(replicas, weight->percent, surge);
    } else if (const auto* pods = std::get_if<crds::SetReplicas>(&strategy.steps[i])) {
      split = {std::min(resolve(pods->pods, replicas, Rounding::Up), replicas), replicas};
    }
  }
  return split;
}

bool endsFull(const crds::CanaryStrategy& strategy) {
  const auto* weight =
      strategy.steps.empty() ? nullptr : std::get_if<crds::SetWeight>(&strategy.steps.back());
  return weight && weight->percent == 100;
}

struct Move {
  std::int32_t canary = 0;
  std::int32_t stable = 0;
  std::vector<std::int32_t> older;
};

// Older revisions serve nobody's purpose any more: what is not available goes at once.
void dropOlder(std::int32_t budget, const std::vector<Side>& older, Move& move) {
  for (std::size_t i = 0; i < older.size(); ++i) {
    if (older[i].held) continue;
    const std::int32_t gone = std::clamp(budget, 0, availableOf(older[i]));
    move.older[i] = availableOf(older[i]) - gone;
    budget -= gone;
  }
}

void grow(std::int32_t room, std::int32_t wanted, std::int32_t desired, std::int32_t& size,
          std::int32_t& left) {
  const std::int32_t more = std::clamp(wanted - desired, 0, std::max(room, 0));
  size += more;
  left -= more;
}

void shrink(std::int32_t wanted, bool held, std::int32_t& size, std::int32_t& budget) {
  if (held) return;
  const std::int32_t gone = std::clamp(size - wanted, 0, std::max(budget, 0));
  size -= gone;
  budget -= gone;
}

}  // namespace

Split splitOf(std::int32_t replicas, std::int32_t percent, bool surge) {
  if (percent <= 0) return {0, replicas};
  if (percent >= 100) return {replicas, 0};
  if (replicas <= 1 && !surge) return percent < 50 ? Split{0, replicas} : Split{replicas, 0};
  if (replicas == 0) return {0, 0};
  std::optional<Split> best;
  for (const std::int32_t total : {replicas, replicas + (surge ? 1 : 0)}) {
    for (std::int32_t up : {0, 1}) {
      const std::int64_t share = (std::int64_t{replicas} * percent + (up != 0 ? 99 : 0)) / 100;
      const auto canary = static_cast<std::int32_t>(std::max<std::int64_t>(share, 1));
      if (canary >= total) continue;
      const Split split{canary, total - canary};
      const std::int32_t bestTotal = best ? best->canary + best->stable : 1;
      const auto mine = error(canary, total, percent, bestTotal);
      const auto its = best ? error(best->canary, bestTotal, percent, total) : mine + 1;
      if (mine < its || (mine == its && canary > best->canary)) best = split;
    }
  }
  return best.value_or(Split{1, replicas > 1 ? replicas - 1 : 1});
}

Bounds boundsOf(std::int32_t replicas, const crds::CanaryStrategy& strategy) {
  return boundsOf(replicas, crds::RollingStrategy{strategy.maxSurge, strategy.maxUnavailable, {}});
}

std::int32_t stepsOf(const crds::CanaryStrategy& strategy) {
  return static_cast<std::int32_t>(strategy.steps.size()) + (endsFull(strategy) ? 0 : 1);
}

StepPlan stepAt(const crds::CanaryStrategy& strategy, std::int32_t step, std::int32_t replicas) {
  const std::int32_t steps = stepsOf(strategy);
  const std::string place = "step " + std::to_string(step) + " of " + std::to_string(steps);
  if (step <= 0 || step >= steps) {
    StepPlan last{replicas, 0, true, checksAt(strategy, strategy.steps.size()), {}, {}};
    if (step > 0) last.label = place + " (weight 100%)";
    return last;
  }
  const auto at = static_cast<std::size_t>(step - 1);
  const Split split = splitAt(strategy, at, replicas);
  StepPlan plan{split.canary, split.stable, true, checksAt(strategy, at), {}, {}};
  if (const auto* pause = std::get_if<crds::Pause>(&strategy.steps[at])) plan.pause = *pause;
  plan.label = place + " (" + std::visit(Describe{}, strategy.steps[at]) + ")";
  return plan;
}

Sizes canary(const Bounds& bounds, const Side& target, const std::vector<Side>& others) {
  const Side none;
  const Side& stable = others.empty() ? none : others.back();
  const std::vector<Side> older(others.begin(), others.empty() ? others.end() : others.end() - 1);
  const std::int32_t wanted = std::min(bounds.limit, bounds.replicas);
  // Until users reach the canary, the stable revision carries them alone.
  const std::int32_t kept = target.reached ? bounds.kept : std::max(bounds.kept, bounds.floor());
  Move move{target.desired, stable.desired, {}};
  std::int32_t total = target.desired + stable.desired;
  for (const Side& side : older) {
    move.older.push_back(side.desired);
    total += side.desired;
  }
  std::int32_t room = std::max(bounds.ceiling(), wanted + bounds.kept) - total;
  grow(room, kept, stable.desired, move.stable, room);
  grow(room, wanted, target.desired, move.canary, room);

  const bool falling = target.desired > wanted;
  const std::int32_t olderAvailable =
      std::accumulate(older.begin(), older.end(), 0,
                      [](std::int32_t sum, const Side& side) { return sum + availableOf(side); });
  const bool hasOlder =
      std::any_of(older.begin(), older.end(), [](const Side& side) { return side.desired > 0; });
  if (hasOlder) {
    dropOlder(availableOf(stable) + countedOf(target) + olderAvailable - bounds.floor(), older,
              move);
  } else {
    // Of the stable revision the pods that serve nobody go first; those of the canary stay until
    // others serve in their place.
    std::int32_t budget =
        (falling ? availableOf(stable) + target.desired : stable.desired + countedOf(target)) -
        bounds.floor();
    shrink(wanted, target.held, move.canary, budget);
    shrink(kept, stable.held, move.stable, budget);
  }
  Sizes sizes{move.canary, std::move(move.older)};
  if (!others.empty()) sizes.others.push_back(move.stable);
  return sizes;
}

}  // namespace slipway::strategies
