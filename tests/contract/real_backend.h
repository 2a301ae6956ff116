#pragma once

#include <memory>

#include "tests/cluster/support/control_plane.h"
#include "tests/contract/bench.h"

namespace slipway::contract {

// A client of a running control plane, as its admin. Throws when it can't be made.
std::unique_ptr<Backend> makeRealBackend(slipway::testing::ControlPlane& controlPlane);

}  // namespace slipway::contract
