#pragma once

#include "tests/cluster/support/control_plane.h"

namespace slipway::testing {

// The whole of a test binary that uses the real client on one control plane, in a network of its
// own. Ends the process with the tests' exit code.
[[noreturn]] void runClientTests(int argc, char** argv, ControlPlaneOptions options = {});

}  // namespace slipway::testing
