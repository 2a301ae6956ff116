#pragma once

#include "sim/play.h"

namespace slipway::testing {

// The same play for a place where time is real. What somebody waits for takes a tenth, 1 to 4 s,
// where the API counts whole seconds, and whatever pods do takes a tenth; what only says how long
// at most is cut to 15 s. Templates stay as they are, and with them revisions and tokens.
sim::Play shortened(sim::Play play);

}  // namespace slipway::testing
