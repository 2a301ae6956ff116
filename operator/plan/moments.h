#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "sim/theatre.h"

namespace slipway::cli {

// What a cluster shows of one Release at one moment.
struct Moment {
  Duration at{};  // since the theatre opened
  WallTime wall{};
  sim::RawPtr release;            // nullptr: there is none
  std::vector<sim::RawPtr> sets;  // its ReplicaSets, and those of the Deployment that it adopts
  std::vector<std::string> pods;  // UIDs of their pods that are not on their way out
};
using Moments = std::map<kube::ObjectKey, std::vector<Moment>>;

// `workload`: the Deployment that it adopts, or will; empty: none.
Moment momentOf(const sim::Theatre& theatre, const kube::ObjectKey& release,
                const std::string& workload, WallTime now);

}  // namespace slipway::cli
