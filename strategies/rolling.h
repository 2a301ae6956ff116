#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "crds/release.h"

namespace slipway::strategies {

// How many pods there may and must be while pods move between revisions.
struct Bounds {
  std::int32_t replicas = 0;
  std::int32_t maxSurge = 0;
  std::int32_t maxUnavailable = 0;
  std::int32_t ceiling() const { return replicas + maxSurge; }
  std::int32_t floor() const { return replicas - maxUnavailable; }
};
// maxSurge rounds up, maxUnavailable down and at most to replicas; what rounds to 0 and 0 becomes
// one unavailable pod, since nothing could move otherwise.
Bounds boundsOf(std::int32_t replicas, const crds::RollingStrategy& strategy);

// One ReplicaSet, as far as sizes are concerned.
struct Side {
  std::int32_t desired = 0;
  std::int32_t current = 0;
  std::int32_t available = 0;
  // Available pods that may stand in for old ones: those that passed. Everywhere else = available.
  std::int32_t counted = 0;
  std::int32_t sizedFor = 0;  // 0: unknown
};

// New sizes; equal to `desired` where nothing changes.
struct Sizes {
  std::int32_t target = 0;
  std::vector<std::int32_t> others;
  friend bool operator==(const Sizes&, const Sizes&) = default;
};

// One bounded move towards `target` at full size and `others` at 0. Others give pods up in the
// order given, those that are not available first; only counted pods of the target release
// available ones.
Sizes roll(const Bounds& bounds, const Side& target, const std::vector<Side>& others);

// After a change of spec.replicas with pods on several sides: every side keeps its share. A side
// that was sized for the present replicas already stays. nullopt: nothing to do. `trusted`: the
// target is the stable revision, so that it is the others that give way to rounding.
std::optional<Sizes> rescale(const Bounds& bounds, const Side& target,
                             const std::vector<Side>& others, bool trusted);

}  // namespace slipway::strategies
