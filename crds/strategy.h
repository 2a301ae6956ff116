#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/reader.h"
#include "base/text.h"

namespace slipway::crds {

// spec.strategy, decoded: one struct per member of the union.

// A share of the pods after which a rollout stops, looks and waits.
struct Batch {
  IntOrPercent size{25, true};  // at least one pod
  // Which smoke tests a pod must pass while batches are under way; absent: all of them.
  std::optional<std::vector<std::string>> checks;
  Duration pause{};  // after each batch but the last; 0..24 h
  friend bool operator==(const Batch&, const Batch&) = default;
};

// New pods come and old ones go, a few at a time.
struct RollingStrategy {
  IntOrPercent maxSurge{25, true};
  IntOrPercent maxUnavailable{25, true};
  std::optional<Batch> batch = std::nullopt;
  friend bool operator==(const RollingStrategy&, const RollingStrategy&) = default;
};

// All old pods are gone before the first new one starts.
struct RecreateStrategy {
  friend bool operator==(const RecreateStrategy&, const RecreateStrategy&) = default;
};

// One alternative per strategy: a planner that forgets one does not compile.
using Strategy = std::variant<RollingStrategy, RecreateStrategy>;

// As it stands in the schema: "rolling", "recreate".
std::string_view strategyName(const Strategy& strategy);

// `strategy` may be absent: rolling, with its defaults.
Strategy readStrategy(const Reader& strategy);

}  // namespace slipway::crds
