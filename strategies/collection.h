#pragma once

#include <vector>

#include "strategies/roles.h"

namespace slipway::strategies {

// ReplicaSets of earlier revisions beyond spec.revisionHistoryLimit, the one that was active the
// longest ago first. Never the current, the stable or the highest-numbered one, nor one that has or
// should have pods; the rejected one that the spec asks for is the current one.
std::vector<const RevisionView*> collectable(const Snapshot& snapshot, const Roles& roles);

}  // namespace slipway::strategies
