#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "sim/play.h"
#include "sim/story.h"
#include "tests/sim/support/faults/fault_class.h"

namespace slipway::testing {

// One fault at one write of the operator, counted over all its incarnations. kind == nullptr:
// nothing goes wrong.
struct Strike {
  const FaultKind* kind = nullptr;
  int write = -1;
};
// One fault, or two.
struct FaultCase {
  std::vector<Strike> strikes;
  std::string text() const;  // "kill-after 12 conflict-409 30", as sim_replay takes it
};

// One write as the operator sent it, and the cluster around it.
struct WritePoint {
  std::string what;  // "create replicasets.apps default/web-1a2b3c4d5e"
  bool event = false;
  // Equal where the cluster is the same before (after) two writes, nobody else has acted between,
  // and it is the same second. Of the undisturbed run only.
  std::string before;
  std::string after;
};

// A run of a play, judged.
struct Verdict {
  std::vector<std::string> broken;     // what the oracles say
  std::vector<std::string> failures;   // what the play expected and did not get
  std::vector<std::string> unsettled;  // what End::Settled wants and is not there
  std::string endState;                // normalised: no times, UIDs, versions, pod names
  std::string objects;                 // the same without generations
  std::map<std::string, int> churn;    // creates and deletes that were carried out, per owner
  std::vector<WritePoint> writes;      // all that were sent
  int audited = 0;                     // writes that reached the server, by its audit log
  int inVain = 0;                      // of these: what had been done before
  bool struck = false;                 // the (first) fault's point was reached
  // Pods change in mid-play: how far a rollout has come by then is a matter of moments.
  bool timed = false;
  bool editedMidway = false;  // somebody edits in the middle of a rollout
  Duration took{};            // until all had settled
  bool ok() const { return broken.empty() && failures.empty(); }
};

// Plays undisturbed, and takes the fingerprints of the points on the way.
Verdict runUndisturbed(const sim::Play& play, const sim::StorySink& tell = {});
// Plays with that fault, the oracles looking on at every step.
Verdict runWithFault(const sim::Play& play, const FaultCase& fault,
                     const sim::StorySink& tell = {});
// All these cases. They share the way to their first faults: the play is played once, and at each
// such write a process of its own, forked there, goes on with the case. It judges itself by
// differences(); `judged` hears of each as it ends, in the order of the writes.
using CaseJudged = std::function<void(const FaultCase&, const std::vector<std::string>& found)>;
void runWithEachFault(const sim::Play& play, const std::vector<FaultCase>& faults,
                      const Verdict& reference, const CaseJudged& judged);
// Plays under random trouble: conflicts, 410, 429, 5xx, lost answers, slow requests, held, dropped
// and expired watches, kills.
Verdict runWithSeed(const sim::Play& play, std::uint64_t seed, const sim::StorySink& tell = {});

// What is wrong with a disturbed run; empty: nothing.
std::vector<std::string> differences(const Verdict& reference, const Verdict& disturbed,
                                     const FaultCase& fault);

// How many writes a run may take: of an undisturbed one, by the play's rollouts and pods; of a
// disturbed one, by the undisturbed.
int writeBudget(const sim::Play& play);

sim::Play loadPlay(const std::string& name);  // of tests/sim/plays
std::vector<std::string> allPlays();

}  // namespace slipway::testing
