#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace slipway::strategies {

// How many pods there may and must be while pods move between revisions.
struct Bounds {
  std::int32_t replicas = 0;
  std::int32_t maxSurge = 0;
  std::int32_t maxUnavailable = 0;
  // Most pods of the revision that is moved to, for now, and what stays with the others.
  std::int32_t limit = std::numeric_limits<std::int32_t>::max();
  std::int32_t kept = 0;
  std::int32_t ceiling() const { return replicas + maxSurge; }
  std::int32_t floor() const { return replicas - maxUnavailable; }
  friend bool operator==(const Bounds&, const Bounds&) = default;
};

// One ReplicaSet, as far as sizes are concerned.
struct Side {
  std::int32_t desired = 0;
  std::int32_t current = 0;
  std::int32_t available = 0;
  // Available pods that may stand in for old ones: those that passed. Everywhere else = available.
  std::int32_t counted = 0;
  std::int32_t sizedFor = 0;  // 0: unknown
  std::int32_t leaving = 0;   // pods that still exist, being deleted or not
  bool held = false;          // keeps its pods for now: traffic reaches them, or might come back
  bool lingers = false;       // users are led away, or about to be, and some node may not know yet
  bool reached = true;        // users get to its pods, or nothing leads users anywhere; else none
                              // of them is `available` or `counted`
  bool spent = false;         // users do not reach it and never will again: it may go at once
};

// Pods that are to go are still counted as available for a while.
inline std::int32_t availableOf(const Side& side) {
  return std::min(side.desired, side.available);
}

// Of a smaller size: none of the pods goes that somebody may still be sent to.
inline std::int32_t unlessLingering(const Side& side, std::int32_t wanted) {
  return side.lingers ? std::max(side.desired, wanted) : wanted;
}

// New sizes; equal to `desired` where nothing changes.
struct Sizes {
  std::int32_t target = 0;
  std::vector<std::int32_t> others;
  friend bool operator==(const Sizes&, const Sizes&) = default;
};

// After a change of spec.replicas with pods on several sides: every side keeps its share. A side
// that was sized for the present replicas already stays. nullopt: nothing to do. `trusted`: the
// target is the stable revision, or the others are known to be bad, so that it is those that give
// way to rounding.
std::optional<Sizes> rescale(const Bounds& bounds, const Side& target,
                             const std::vector<Side>& others, bool trusted);

}  // namespace slipway::strategies
