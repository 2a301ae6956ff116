#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/value.h"

namespace slipway::testing {

// An object of Slipway's as the API server showed it at one moment.
struct Moment {
  std::string play;
  Value object;

  std::string kind() const { return std::string(object["kind"].stringOr("")); }
  std::string phase() const { return std::string(object["status"]["phase"].stringOr("")); }
  std::int64_t behind() const;  // generations that the status does not know of
  // What people would see, as the first column of a table.
  std::string situation() const;
};

// Of every Release that this play of tests/sim/plays brings about.
std::vector<Moment> momentsOf(const std::string& play);
// Every state of Releases, Rollbacks and Approvals that all plays bring about, and some that only
// tests of such conclusions need.
std::vector<Moment> allMoments();

// What a tool makes of one of them.
struct Conclusion {
  std::string status;
  std::string message;
};
// From its output: a line for each, with a tab between the two.
std::vector<Conclusion> readConclusions(const std::string& out);

}  // namespace slipway::testing
