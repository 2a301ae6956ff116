#pragma once

#include <vector>

#include "sim/play.h"

namespace slipway::sim {

// Those of `objects`, all of the kind and namespace of `ref`, that have its labels and run its
// image, by name; those on their way out are left aside.
std::vector<kube::ObjectKey> pick(const ObjectRef& ref, const std::vector<Value>& objects);

}  // namespace slipway::sim
