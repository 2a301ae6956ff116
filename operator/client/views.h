#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "crds/release.h"
#include "sim/actor.h"
#include "sim/page.h"

namespace slipway::cli {

// What people are shown of Releases. Pure: text of what was read. Every line ends with a line feed.

struct ReleaseRead {
  crds::Release release;
  sim::RawObject raw;             // the same, undecoded
  std::vector<sim::RawPtr> sets;  // its ReplicaSets
};

// One Release from top to bottom: revisions with their pods, where users are led, checks, steps,
// what it waits for and how to decide, and the last rollouts.
std::string statusView(const ReleaseRead& read, WallTime now, const sim::Look& look);

// A line for each; the namespace only where there may be several.
std::string listView(const std::vector<crds::Release>& releases, bool namespaces, WallTime now,
                     const sim::Look& look);

// A line for each rollout that ended, newest first.
std::string historyView(const crds::Release& release, WallTime now, const sim::Look& look);

}  // namespace slipway::cli
