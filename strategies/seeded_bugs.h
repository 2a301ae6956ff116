#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

// Bugs that a test-only build can switch on one at a time, to see that the fault tests catch them.
// In every other build SLIPWAY_SEEDED_BUG(...) is the constant false.

namespace slipway::strategies {

enum class SeededBug : std::uint8_t {
  None,
  ShrinkBeforeGrow,       // old pods go before new ones are there, whatever maxUnavailable says
  NoUidPrecondition,      // writes do not test the UID of what they change
  RejectionIgnored,       // a rejected revision is rolled out again
  UnverifiedReleasesOld,  // a new pod releases an old one before it passed
  PromotesBeforeChecks,   // available is enough to become stable
  RandomName,             // a ReplicaSet's name depends on when it is created
  IgnoresUnknownOutcome,  // a write without an answer counts as done and the plan as carried out
  NoVersionOnShrink,      // scale-downs do not carry the resourceVersion
  ActsBeforeIntent,       // acts on an update that status does not name yet
  OwnWriteGuardOff,       // plans on caches older than its own last write
  SurgeUnbounded,         // counts only the new ReplicaSet against replicas + maxSurge
  NumberFromCount,        // a revision's number is the count of ReplicaSets, not the highest plus 1
  StatusWithoutVersion,   // status is applied whatever Release it was meant for, and to any version
  DeleteUnconditional,    // a ReplicaSet is deleted by its name alone
  NoGenerationOnGrowth,   // scale-ups test the old size, and not whether it is still that one
  StatusOrderMatters,     // a status whose conditions come in another order is written again
  ProgressByWallClock,    // the progress deadline runs on a clock that can be set
  RetiresTooEarly,        // a Deployment's own pods go although nothing has taken over
  IgnoresEndpoints,       // pods go while EndpointSlices still list them
  EndsBeforeTheSwitch,    // a revision is tested once more, stable and Ready before users are led
                          // there
};

inline constexpr std::array<std::string_view, 21> kSeededBugNames{
    "none",
    "shrink before grow",
    "no UID precondition",
    "rejection ignored",
    "unverified pods release old ones",
    "promotes before checks",
    "name not deterministic",
    "ignores unknown outcomes",
    "scale-down without resourceVersion",
    "acts before the intent is in status",
    "own-write guard off",
    "surge unbounded",
    "revision number from count",
    "status without UID and version",
    "delete without preconditions",
    "scale-up without generation",
    "order of conditions matters",
    "progress deadline by wall clock",
    "retires a Deployment too early",
    "ignores endpoints",
    "ends before the switch"};

constexpr std::string_view seededBugName(SeededBug bug) {
  return kSeededBugNames[static_cast<std::size_t>(bug)];
}

#ifdef SLIPWAY_SEEDED_BUGS
// The bug that is on, for the whole process. Set by a test before it builds its operator.
inline SeededBug& seededBug() {
  static SeededBug bug = SeededBug::None;
  return bug;
}
#define SLIPWAY_SEEDED_BUG(name) \
  (::slipway::strategies::seededBug() == ::slipway::strategies::SeededBug::name)
#else
#define SLIPWAY_SEEDED_BUG(name) false
#endif

}  // namespace slipway::strategies
