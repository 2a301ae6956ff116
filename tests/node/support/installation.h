#pragma once

#include <gtest/gtest.h>
#include <string>

#include "base/expected.h"
#include "tests/cluster/support/control_plane.h"

namespace slipway::testing {

inline constexpr const char* kOperatorNamespace = "slipway-system";

// Slipway on the node as docs/install.md has it: the image that scripts/image.sh makes of the
// program that was built, the chart, helm. Once for all tests of the binary; to be added after
// NodeEnvironment. One that does not come up ends the binary with exit code 1 and the reason.
class InstallationEnvironment : public ::testing::Environment {
 public:
  void SetUp() override;
  void TearDown() override;
};

// `helm upgrade` to the same chart and more values ("operator.workers=4"). Returns when its new
// pods are ready and the old ones are gone or told to go.
Expected<Done, std::string> upgradeInstallation(ControlPlane& plane, const std::string& set);

}  // namespace slipway::testing
