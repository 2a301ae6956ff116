#pragma once

#include <vector>

#include "strategies/judgement.h"

namespace slipway::strategies {

// Rollouts that ended, newest first: what status has, and the one that ends now. `update`: as
// status will have it.
std::vector<crds::HistoryEntry> nextHistory(const Snapshot& snapshot, const Roles& roles,
                                            const Judgement& judgement,
                                            const Seldom<crds::UpdateStatus>& update);

}  // namespace slipway::strategies
