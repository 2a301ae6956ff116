#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "kube/fake/faults.h"
#include "tests/sim/support/stage.h"

namespace slipway::testing {

// What the end of a disturbed run must be. In all of them: everything has settled, nobody writes
// any more, no oracle has anything to say.
enum class End : std::uint8_t {
  Same,         // the cluster of the undisturbed run, with as many creates and deletes
  SameObjects,  // that cluster; generations aside, and whatever it took
  Settled,      // another one may be right: each Release Ready or Paused with as many pods as asked
                // for, or Stalled with a message
};

// The places of a run where a fault strikes, one run for each.
enum class At : std::uint8_t {
  EveryWrite,     // of the operator, Leases apart
  EveryDecision,  // the same without Events
};

// One thing that goes wrong.
struct FaultKind {
  std::string name;
  End end = End::Same;
  At at = At::EveryDecision;
  // The operator is about to send that write. What happens to the request is the answer; more can
  // be done at once or later.
  std::function<kube::fake::Fault(Stage&, const kube::ApiRequest&)> strike;
  // The operator's memory is gone at that moment, so that points with the same cluster are one.
  enum class Erases : std::uint8_t { Nothing, Before, After } erases = Erases::Nothing;
  bool twoOperators = false;  // without election
  bool handsOn = false;  // others take pods away: how many there are is not the operator's doing
  // A create may arrive when what it creates has come, served and been collected: nothing it could
  // test tells. It is collected once more.
  bool createsLate = false;
  // What people ask for is seen late: a rollout may have gone further by then.
  bool hearsLate = false;
  // It changes the Release: what others did against it is counted anew from there.
  bool absolves = false;
  bool noneInVain = false;  // the operator knows what it has written, and does not ask for it again
};

// A class of faults: one entry of the tests for each play.
struct FaultClass {
  std::string_view name;
  std::string_view what;
  std::vector<FaultKind> kinds;
  std::size_t cost = 1;  // how many times as long as others' its runs take
};

FaultClass killFaults();
FaultClass answerFaults();
FaultClass staleFaults();
FaultClass unobservedFaults();
FaultClass watchFaults();
FaultClass conflictFaults();
FaultClass failoverFaults();
FaultClass twoLeaderFaults();
FaultClass userEditFaults();
FaultClass misoperationFaults();
FaultClass clockFaults();

// All of them, in the order of the table.
const std::vector<FaultClass>& faultClasses();
const FaultKind* findFaultKind(std::string_view name);

}  // namespace slipway::testing
