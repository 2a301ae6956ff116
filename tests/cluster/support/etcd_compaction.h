#pragma once

#include <string>

#include "base/expected.h"

namespace slipway::testing {

// Makes the etcd on that port of 127.0.0.1 forget its history up to now. The error is one line.
Expected<Done, std::string> compactEtcdHistory(int clientPort);

}  // namespace slipway::testing
