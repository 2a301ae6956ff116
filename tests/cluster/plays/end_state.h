#pragma once

#include <string>

#include "sim/theatre.h"

namespace slipway::testing {

// What is left when a play is over, as text to compare: Releases, Rollbacks and Approvals with what
// their status says, ReplicaSets with their sizes and our annotations, Services with where they
// lead, pods by owner and image. Left out is what differs from one cluster to the next (names of
// pods, UIDs, versions, times, addresses, what a server fills in) and what is a matter of moments
// (how often and whom of several pods a test has asked by the time it failed).
std::string endState(const sim::Theatre& theatre, const std::string& ns);

}  // namespace slipway::testing
