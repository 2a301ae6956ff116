#pragma once

#include <cstdint>
#include <string>

#include "strategies/plan.h"

namespace slipway::strategies {

// What holds for everything that a Release takes over and gives back: Services and a Deployment.

// Resets by somebody else after which we give up.
inline constexpr std::int32_t kMostResets = 3;
// "3 times by argocd"; nobody's name: somebody else.
std::string timesBy(std::int32_t resets, const std::string& manager);

// Who deletes a Release must not find its Services still pointing at it, nor its Deployment without
// pods: it stays until they were given back.
bool hasFinalizer(const Snapshot& snapshot);
Intent finalizerIntent(const Snapshot& snapshot, bool on);

}  // namespace slipway::strategies
