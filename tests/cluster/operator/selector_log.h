#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/cluster/support/control_plane.h"

namespace slipway::testing {

// Follows a Service's selector by a watch, from now on: every one it has, one after the other.
class SelectorLog {
 public:
  // Returns when the present selector is known. Throws when it is not within ten seconds.
  SelectorLog(ControlPlane& plane, const std::string& nameSpace, const std::string& service);
  std::vector<std::string> seen() const;  // as JSON; "" for none

 private:
  std::unique_ptr<Process> watch_;
};

}  // namespace slipway::testing
