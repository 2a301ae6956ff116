#pragma once

#include <gtest/gtest.h>
#include <memory>

#include "tests/cluster/support/control_plane.h"

namespace slipway::testing {

// One control plane for all tests of a binary: started before the first, stopped after the last.
// Binaries that list support/main.cpp among their sources have it, in a network namespace of their
// own. Every test makes a Kubernetes namespace for itself.
class ControlPlaneEnvironment : public ::testing::Environment {
 public:
  explicit ControlPlaneEnvironment(ControlPlaneOptions options = {});
  ~ControlPlaneEnvironment() override;
  void SetUp() override;
  void TearDown() override;

  // For fixtures. Throws where there is no such environment. (A control plane that does not come up
  // ends the binary with exit code 1 and the reason.)
  static ControlPlane& controlPlane();

 private:
  ControlPlaneOptions options_;
};

}  // namespace slipway::testing
