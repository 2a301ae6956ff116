#pragma once

#include "strategies/plan.h"

namespace slipway::strategies {

// Who deletes a Release must not find its Services still pointing at it, nor its Deployment without
// pods: it stays until they were given back.
bool hasFinalizer(const Snapshot& snapshot);
Intent finalizerIntent(const Snapshot& snapshot, bool on);

}  // namespace slipway::strategies
