#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/value.h"
#include "kube/fake/state.h"

namespace slipway::sim {

// What a World begins with instead of nothing: objects as another cluster has them, with their
// uids, owners and status, and the time there.
struct Beginning {
  WallTime now{};
  std::vector<Value> objects;  // of kinds that a play can name, in any order
};

// Puts them into an API server that nobody watches yet, and their namespaces with them.
void restore(kube::fake::State& state, const Beginning& beginning);

// UIDs of owners that are not among the objects. They exist as far as anybody here knows: what they
// own must not be collected.
std::set<std::string> ownersElsewhere(const Beginning& beginning);

// UIDs of pods that stay as they last reported: those that are ready, and those in a trouble that
// they do not come out of by waiting. The others are on their way, and will be ready.
std::set<std::string> podsThatStay(const Beginning& beginning);

}  // namespace slipway::sim
