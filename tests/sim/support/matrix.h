#pragma once

#include <string>
#include <vector>

#include "tests/sim/support/fault_case.h"

namespace slipway::testing {

// The cases of one play and one class of faults.
struct Enumeration {
  std::vector<FaultCase> cases;  // what this run executes, in order
  int possible = 0;              // all points times all kinds
  int distinct = 0;              // of these, without those that are one state with another
};

// Everything with SLIPWAY_DEEP=1; else an even share of a bounded number of cases over all plays,
// drawn by a fixed seed, so that another play makes no run longer.
bool deep();
Enumeration enumerate(const std::string& play, const FaultClass& faults, const Verdict& reference,
                      bool whole = deep());
// Two of those faults after which the end must be the same, in one run.
Enumeration enumeratePairs(const std::string& play, const Verdict& reference);

// One row of the table for that play, from its undisturbed run.
std::string coverageRow(const std::string& play, const Verdict& reference);
std::string coverageHead();

}  // namespace slipway::testing
