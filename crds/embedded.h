#pragma once

#include <vector>

#include "base/value.h"

namespace slipway::crds {

// The CustomResourceDefinitions of this build: the files of this folder, as they are applied.
const std::vector<Value>& embeddedCrds();

}  // namespace slipway::crds
