#pragma once

#include <optional>

#include "sim/actor.h"

namespace slipway::sim {

// Neither finished nor on its way out.
bool isActive(const RawObject& pod);
// When it became ready; nullopt when it is not.
std::optional<WallTime> podReadySince(const RawObject& pod);

}  // namespace slipway::sim
