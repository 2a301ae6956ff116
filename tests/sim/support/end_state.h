#pragma once

#include <map>
#include <string>
#include <vector>

#include "kube/fake/state.h"

namespace slipway::testing {

// Writes of the operator that reached the server, Leases apart.
struct OperatorWrites {
  int sent = 0;
  // Of these: what had been done before, so that a test of the old value failed or it was there.
  // Others' writes in between are conflicts, and no fault of the sender.
  int inVain = 0;
};
OperatorWrites operatorWrites(const kube::fake::State& state);

// The whole cluster without what differs from run to run; generations count as such on demand.
enum class Masked : std::uint8_t { Usual, Generations };
std::string normalisedState(const kube::fake::State& state, Masked masked = Masked::Usual);
std::map<std::string, int> churnOf(const kube::fake::State& state);
// What keeps Releases from being at an end: Ready or Paused with as many pods as asked for, or
// Stalled with a message.
std::vector<std::string> unsettled(const kube::fake::State& state);

}  // namespace slipway::testing
