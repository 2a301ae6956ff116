#pragma once

#include <string>
#include <vector>

#include "tests/cluster/support/control_plane.h"

namespace slipway::testing {

// helm as admin of a control plane, in one namespace. Throws where helm is not built.
class HelmClient {
 public:
  HelmClient(ControlPlane& plane, std::string ns);
  Completed run(std::vector<std::string> args) const;

 private:
  ControlPlane& plane_;
  std::string ns_;
  std::string tool_;
};

}  // namespace slipway::testing
