#pragma once

#include <optional>
#include <string>

#include "crds/release.h"

namespace slipway::controllers {

// The status of a Release that cannot be decoded: what it had, Stalled, with the fields that are
// wrong. nullopt when the live object says so already.
std::optional<crds::ReleaseStatus> invalidStatus(const Value& live, const kube::ObjectMeta& meta,
                                                 const std::string& reason, WallTime now);

}  // namespace slipway::controllers
