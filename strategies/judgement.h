#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "strategies/roles.h"
#include "strategies/sizes.h"
#include "strategies/steps.h"
#include "strategies/verdict/smoke.h"

namespace slipway::strategies {

// The one thing that is true of a Release now: what is done and what status says follow from it.
enum class Situation : std::uint8_t {
  Deciding,      // a Rollback or a retry is asked for: status answers before anything is done
  Blocked,       // the spec cannot be worked on: overlap, selector
  Announcing,    // a new revision: status names it before anything is done
  Paused,        // there is something to do, and spec.paused holds it up
  Creating,      // the ReplicaSet to move to is not there yet
  Refused,       // and cannot be created
  Retrying,      // the mark of the attempt before is taken off
  Recalling,     // users of an update that was replaced go back to the stable one before it comes
  Rolling,       // pods move towards the update
  Admitting,     // its first pods passed: users' traffic is let in
  Restepping,    // the steps were edited: status begins them anew
  StepPassed,    // all pods of a step passed: its pause begins
  Pausing,       // between two steps
  NextStep,      // the pause is over: status names the next step
  Condemned,     // a test failed: status says so before the revision is marked
  Failing,       // it turned out to be bad: it is about to be marked
  Promoting,     // every pod is new and passed: what comes after promotion begins
  Verifying,     // smoke tests once more, and the bake
  Complete,      // all of that passed, too: about to become stable
  ScaledToZero,  // an update without pods: nothing to test
  Repairing,     // the stable revision's pods are not all there
  Settled,       // all is as the spec says
  Retiring,      // likewise, but for old pods that stay for a while, or are about to go
  Returning,     // pods move back to the stable revision
  RolledBack,    // they have; the spec still asks for the rejected one
  Held,          // rejected, with nothing to go back to
};

struct Judgement {
  Situation situation = Situation::Settled;
  std::string reason;  // CamelCase; of Blocked, Refused, Failing, Returning, RolledBack, Held
  std::string detail;  // of the same, for people
  Bounds bounds;
  StepPlan step;  // that is under way while deploying; without a label: there are none
  std::optional<SmokeVerdict> verdict;      // of each new pod, while deploying
  std::optional<SmokeVerdict> after;        // of all of them after promotion
  std::optional<SmokeVerdict> back;         // of the revision that was gone back to
  const RevisionView* condemned = nullptr;  // of Failing: what is marked
  bool resumed = false;     // was held up until now: the progress deadline starts again
  bool progressed = false;  // more pods of the update available than ever before
};

// The chain of small rules, first match wins.
Judgement judge(const Snapshot& snapshot, const Roles& roles);

// What status says failed in this attempt of the revision that the spec asks for: decided, whatever
// pods answer now.
std::optional<std::string> storedFailure(const Snapshot& snapshot, const Roles& roles);

// How much is left of the progress deadline; nullopt when it does not run.
std::optional<Duration> deadlineLeft(const Snapshot& snapshot, const Judgement& judgement);

// How much is left of the pause after a step, or of the bake; nullopt outside of them, and when
// over.
std::optional<Duration> pauseLeft(const Snapshot& snapshot, const Judgement& judgement);
std::optional<Duration> bakeLeft(const Snapshot& snapshot);

// A rollout in steps has not come to its last one.
bool stepped(const Snapshot& snapshot);

// The round of smoke tests that is due after promotion: 0 at once, then one per interval of the
// bake. One that is not answered yet is waited for.
std::int32_t roundDue(const Snapshot& snapshot);

}  // namespace slipway::strategies
