#pragma once

#include <cstdint>
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

// What happens when nobody has decided in time.
enum class OnTimeout : std::uint8_t { Rollback, Promote };
std::string_view text(OnTimeout what);

// A wait: for a while, or until somebody decides.
struct Pause {
  Duration time{};                            // how long; when `decided`, at most
  bool decided = false;                       // goes on when it is promoted
  OnTimeout onTimeout = OnTimeout::Rollback;  // of `decided`
  friend bool operator==(const Pause&, const Pause&) = default;
};

// A share of the pods after which a rollout stops, looks and waits.
struct Batch {
  IntOrPercent size{25, true};  // at least one pod
  // Which smoke tests a pod must pass while batches are under way; absent: all of them.
  std::optional<std::vector<std::string>> checks;
  Pause pause{};  // after each batch but the last
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

// The steps of a canary, in the order of the schema's union.
struct SetWeight {
  std::int32_t percent = 0;  // 0..100: the update's share of all pods
  friend bool operator==(const SetWeight&, const SetWeight&) = default;
};
struct SetReplicas {
  IntOrPercent pods{1, false};  // of the update; the stable revision keeps all of its own
  friend bool operator==(const SetReplicas&, const SetReplicas&) = default;
};
struct Verify {
  std::vector<std::string> checks;  // names of smoke tests
  friend bool operator==(const Verify&, const Verify&) = default;
};
using CanaryStep = std::variant<SetWeight, SetReplicas, Verify, Pause>;

// A few new pods beside the old ones, and more of them step by step.
struct CanaryStrategy {
  IntOrPercent maxSurge{25, true};
  IntOrPercent maxUnavailable{25, true};
  bool stableFull = false;  // the stable revision keeps all of its pods until the last step
  std::vector<CanaryStep> steps;
  friend bool operator==(const CanaryStrategy&, const CanaryStrategy&) = default;
};

// All new pods beside all old ones, and one switch.
struct BlueGreenStrategy {
  std::optional<IntOrPercent> previewReplicas;  // until it is promoted; absent: all of them
  std::optional<Pause> promotion;               // absent: at once when the tests have passed
  // How long the old pods stay once no traffic reaches them any more.
  Duration scaleDownDelay = std::chrono::seconds(30);
  friend bool operator==(const BlueGreenStrategy&, const BlueGreenStrategy&) = default;
};

// One alternative per strategy: a planner that forgets one does not compile.
using Strategy = std::variant<RollingStrategy, RecreateStrategy, CanaryStrategy, BlueGreenStrategy>;

// As it stands in the schema: "rolling", "recreate", "canary", "blueGreen".
std::string_view strategyName(const Strategy& strategy);

// `strategy` may be absent: rolling, with its defaults. `smokeTests`: the names that steps may use.
Strategy readStrategy(const Reader& strategy, const std::vector<std::string>& smokeTests);

// Tells one list of steps from another; replicas do not matter. Empty: there are no steps.
std::string stepsDigest(const Strategy& strategy);

}  // namespace slipway::crds
