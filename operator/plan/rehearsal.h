#pragma once

#include <string>
#include <vector>

#include "operator/plan/live.h"
#include "operator/plan/moments.h"
#include "operator/plan/proposal.h"

namespace slipway::cli {

// What became of some changes on the embedded cluster.
struct Rehearsal {
  Moments moments;  // of each Release; the first ones before anything was changed
  struct Refusal {
    std::string object;  // "Release shop/web"
    std::string text;
  };
  std::vector<Refusal> refusals;  // by the API server that is built in
  bool settled = false;           // it came to an end
};

// The longest that is waited for, of virtual time: pauses may take days.
inline constexpr Duration kLongestRollout = std::chrono::hours(24 * 30);

// Begins with what is live, makes the changes, and lets the operator work until there is nothing
// more to do. New pods are well, smoke tests are passed by whoever runs, and where a person has to
// decide, the answer is Promote after a short while.
Rehearsal rehearse(const Live& live, const std::vector<Change>& changes);

}  // namespace slipway::cli
