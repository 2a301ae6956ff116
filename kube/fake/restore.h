#pragma once

#include <string>

#include "base/value.h"
#include "kube/fake/state.h"

namespace slipway::kube::fake {

// Puts an object in as it was in another cluster, as from a backup: uid, generation, owners and
// status are kept, nothing is judged or completed, and only its version is new. Watches do not hear
// of it, so it is for the time before anybody watches. `statusManager` owns its status, as if it
// had applied it: what it states no more the next time, goes.
void restore(State& state, const Resource& resource, const Value& object,
             const std::string& statusManager);

}  // namespace slipway::kube::fake
