#pragma once

#include <string>
#include <vector>

namespace slipway::testing {

// What a cluster has before the operator runs, in this order: the namespace slipway-system, the
// CRDs, the ServiceAccount `slipway` and the rights that the chart gives it by default. From files
// of this repository.
std::vector<std::string> installation();

}  // namespace slipway::testing
