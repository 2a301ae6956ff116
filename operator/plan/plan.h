#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "crds/release.h"
#include "operator/plan/moments.h"
#include "sim/picture.h"

namespace slipway::cli {

// What applying some manifests would do to one Release. Pure: from what a cluster showed.

// A step, as it is when it ends.
struct PlannedStep {
  std::int32_t number = 0;  // 0: the rollout is not cut into steps
  std::string label;        // "step 2 of 5 (weight 50%)", "every pod is new"
  std::int64_t update = 0;  // available pods of the new revision, and of all others
  std::int64_t others = 0;
  std::vector<sim::ServicePicture> services;  // where users are led
  std::vector<std::string> checks;            // smoke tests that each new pod must have passed
  crds::Pause pause{};                        // what it waits for then
  friend bool operator==(const PlannedStep&, const PlannedStep&) = default;
};

struct PodCounts {
  std::int64_t created = 0;
  std::int64_t deleted = 0;
  std::int64_t peak = 0;             // most of them at once
  std::int64_t lowestAvailable = 0;  // fewest at once
  friend bool operator==(const PodCounts&, const PodCounts&) = default;
};

enum class Effect : std::uint8_t {
  Nothing,
  Settings,  // what is written changes, and no pod
  Pods,      // pods come or go, of the revision that runs
  Rollout,   // a revision is rolled out
  Return,    // an earlier revision comes back
};
std::string_view text(Effect effect);

struct ReleasePlan {
  Effect effect = Effect::Nothing;
  bool settled = false;                       // it came to an end
  std::optional<crds::RevisionRef> from;      // the stable revision before
  std::optional<crds::RevisionRef> underway;  // what was rolled out until now
  std::optional<crds::RevisionRef> to;        // what is rolled out
  std::optional<crds::RevisionRef> stable;    // at the end
  std::vector<PlannedStep> steps;
  PodCounts pods;
  Duration atLeast{};   // of waits that the spec names
  int decisions = 0;    // how often somebody has to decide
  std::string outcome;  // of the rollout: Promoted, RolledBack, ...; empty: it has not ended
  std::string phase;    // at the end
  std::string message;
  friend bool operator==(const ReleasePlan&, const ReleasePlan&) = default;
};

// `moments`: the first one before anything was changed, the others afterwards.
ReleasePlan planOf(const std::vector<Moment>& moments);

}  // namespace slipway::cli
