#pragma once

#include <cstddef>
#include <vector>

namespace slipway::testing {

// Ports of 127.0.0.1 that nobody listens on, all different. They lie below the range from which the
// kernel takes ports for outgoing connections, so that nobody takes one while its server restarts.
std::vector<int> freePorts(std::size_t count);

}  // namespace slipway::testing
