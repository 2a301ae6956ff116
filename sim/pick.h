#pragma once

#include <vector>

#include "kube/fake/state.h"
#include "sim/play.h"

namespace slipway::sim {

// The objects that have the labels and run the image of `ref`, by name; those on their way out are
// left aside.
std::vector<kube::ObjectKey> pick(const ObjectRef& ref, const kube::fake::State& state);

}  // namespace slipway::sim
