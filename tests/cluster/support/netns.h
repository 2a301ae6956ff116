#pragma once

#include <string>

#include "base/expected.h"

namespace slipway::testing {

// Moves this process into a network namespace of its own where only loopback exists, and where
// every address of 10.99.0.0/16 is local: a server on 0.0.0.0 then answers for all simulated pods
// and tells them apart by the address dialled. Nothing in it can reach the outside.
//
// Call it before the first thread starts. Root may do so; others need user namespaces. The error
// is one line that says what is missing.
Expected<Done, std::string> enterOwnNetwork();

}  // namespace slipway::testing
