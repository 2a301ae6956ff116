#pragma once

#include <optional>

#include "base/clock.h"
#include "crds/approval.h"
#include "crds/release.h"
#include "crds/rollback.h"

namespace slipway::strategies {

// What status says on the objects by which people ask for something. Only the plan of a Release
// acts on them; these tell what became of it, read from the Release's status alone. `release` is
// nullptr when there is none of that name.
crds::RollbackStatus reportOf(const crds::Rollback& rollback, const crds::Release* release,
                              WallTime now);
crds::ApprovalStatus reportOf(const crds::Approval& approval, const crds::Release* release,
                              WallTime now);

// When the object has served its time; nullopt while it has not been answered, or stays for ever.
// An Approval goes a day after its answer.
std::optional<WallTime> expiryOf(const crds::Rollback& rollback);
std::optional<WallTime> expiryOf(const crds::Approval& approval);

}  // namespace slipway::strategies
