#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/clock.h"

namespace slipway::bench {

// The smallest value that so many of 100 do not exceed (nearest rank); 0 of nothing.
double percentile(std::vector<double> values, double share);

// For each cause the first effect after it and before the next cause, in ms; causes without one are
// left out. Both in any order.
std::vector<double> reactions(std::vector<WallTime> causes, std::vector<WallTime> effects);

// "create replicasets" → how often.
using Requests = std::map<std::string, int>;
int total(const Requests& requests);
// "1 create replicasets, 2 patch replicasets"; of several rollouts, what each has cost.
std::string describe(const Requests& requests, int rollouts);

}  // namespace slipway::bench
