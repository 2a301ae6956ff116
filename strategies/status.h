#pragma once

#include <vector>

#include "strategies/judgement.h"
#include "strategies/plan.h"

namespace slipway::strategies {

// The whole status for what was observed. What can't be observed again is carried over.
crds::ReleaseStatus nextStatus(const Snapshot& snapshot, const Roles& roles,
                               const Judgement& judgement);

// What people should hear of when `after` replaces `before`: once per transition.
std::vector<Note> transitions(const crds::Release& release, const crds::ReleaseStatus& after);

}  // namespace slipway::strategies
