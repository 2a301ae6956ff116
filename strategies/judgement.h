#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "strategies/roles.h"
#include "strategies/rolling.h"
#include "strategies/verdict/smoke.h"

namespace slipway::strategies {

// The one thing that is true of a Release now: what is done and what status says follow from it.
enum class Situation : std::uint8_t {
  Blocked,       // the spec cannot be worked on: overlap, selector
  Announcing,    // a new revision: status names it before anything is done
  Paused,        // there is something to do, and spec.paused holds it up
  Creating,      // the ReplicaSet to move to is not there yet
  Refused,       // and cannot be created
  Rolling,       // pods move towards the update
  Condemned,     // a test failed: status says so before the revision is marked
  Failing,       // it turned out to be bad: it is about to be marked
  Complete,      // every pod is new and passed: about to become stable
  ScaledToZero,  // an update without pods: nothing to test
  Repairing,     // the stable revision's pods are not all there
  Settled,       // all is as the spec says
  Returning,     // pods move back to the stable revision
  RolledBack,    // they have; the spec still asks for the rejected one
  Held,          // rejected, with nothing to go back to
};

struct Judgement {
  Situation situation = Situation::Settled;
  std::string reason;  // CamelCase; of Blocked, Refused, Failing, Returning, RolledBack, Held
  std::string detail;  // of the same, for people
  Bounds bounds;
  std::optional<SmokeVerdict> verdict;  // while deploying, once there is a ReplicaSet
  bool resumed = false;                 // was held up until now: the progress deadline starts again
  bool progressed = false;              // more pods of the update available than ever before
};

// The chain of small rules, first match wins.
Judgement judge(const Snapshot& snapshot, const Roles& roles);

// What status says failed in this attempt of the revision that the spec asks for: decided, whatever
// pods answer now.
std::optional<std::string> storedFailure(const Snapshot& snapshot, const Roles& roles);

// How much is left of the progress deadline; nullopt when it does not run.
std::optional<Duration> deadlineLeft(const Snapshot& snapshot, const Judgement& judgement);

}  // namespace slipway::strategies
