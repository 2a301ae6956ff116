#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/expected.h"
#include "crds/release.h"
#include "kube/client/api.h"

namespace slipway::cli {

// What people do to a Release, as the request that does it. Errors are for them: what stands in the
// way, and what to do instead.

// Their field manager. (Flux takes back what `kubectl*` set.)
inline constexpr std::string_view kFieldManager = "slipway-cli";

// spec.paused; an error when it is so already.
Expected<kube::ApiRequest, std::string> pauseRequest(const crds::Release& release, bool paused);

// An Approval with that decision (Promote, PromoteFully, Skip, Retry, Reject) about what the
// Release waits for now.
Expected<kube::ApiRequest, std::string> decisionRequest(const crds::Release& release,
                                                        const std::string& decision,
                                                        const std::string& reason);

// A Rollback of what is current, guarded by its hash.
struct WayBack {
  bool abort = false;              // only of a rollout that is under way
  std::optional<std::int64_t> to;  // absent: the revision that was verified last
  std::string reason = {};
};
Expected<kube::ApiRequest, std::string> rollbackRequest(const crds::Release& release,
                                                        const WayBack& way);

// The revision that pods move to or stay with; nullopt: there is none yet.
std::optional<crds::RevisionRef> currentRevision(const crds::Release& release);

}  // namespace slipway::cli
