#pragma once

#include "sim/world.h"

namespace slipway::cli {

// Starts the operator, election included, in a simulated world.
sim::StartOperator simulatedOperator();

}  // namespace slipway::cli
