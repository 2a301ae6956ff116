// The two control planes on which one part follows the other.
#include <algorithm>

#include "tests/bench/parts.h"

namespace slipway::bench {
namespace {

// MiB, by the number of Releases; 0: none was set.
double memoryAim(int releases) {
  if (releases == 0) return 15;
  if (releases <= 1000) return 25;
  return releases <= 10000 ? 100 : 0;
}

std::string settled(int releases) {
  return std::to_string(releases) + " Releases";
}

}  // namespace

Settings quickSettings() {
  Settings settings;
  settings.sizes = {0, 2};
  settings.atOnce = {2};
  settings.samples = 3;
  settings.tests = 4;
  settings.rest = settings.calm = std::chrono::seconds(1);
  settings.lease = std::chrono::minutes(1);  // however busy the machine is
  settings.quick = true;
  return settings;
}

Stage& Stages::next() {
  if (stage_ && settings_.quick) return *stage_;
  stage_.reset();  // two at a time would be in each other's way
  stage_ = std::make_unique<Stage>(settings_.lease);
  return *stage_;
}

void measureFew(Stages& stages, const Settings& settings, const Wanted& wanted, const Add& add) {
  const bool idle = wanted.idle && std::ranges::find(settings.sizes, 0) != settings.sizes.end();
  if (!idle && !wanted.latency && !wanted.requests) return;
  tell("a control plane with few Releases");
  Stage& stage = stages.next();
  stage.ensureOperator();
  if (idle) measureRest(stage, settings, settled(0), memoryAim(0), add);
  if (wanted.latency) measureLatency(stage, settings, 0, add);
  if (wanted.requests) measureRequests(stage, settings, add);
}

void measureFleet(Stages& stages, const Settings& settings, const Wanted& wanted, const Add& add) {
  if (!wanted.idle && !wanted.latency && !wanted.restart) return;
  std::vector<int> sizes = settings.sizes;
  std::erase(sizes, 0);
  if (sizes.empty()) return;
  tell("a control plane with a fleet");
  Stage& stage = stages.next();
  stage.ensureOperator();
  int grown = 0;
  for (const int size : sizes) {
    growFleet(stage, grown, size, 2);
    grown = size;
    if (wanted.idle) measureRest(stage, settings, settled(size), memoryAim(size), add);
  }
  if (wanted.latency) measureLatency(stage, settings, grown, add);
  if (wanted.restart) measureRestart(stage, settings, grown, add);
}

void measureHistory(Stages& stages, const Settings& settings, const Add& add) {
  constexpr int kReleases = 1000;
  constexpr int kRevisions = 11;
  tell("a control plane with a fleet of long history");
  Stage& stage = stages.next();
  stage.ensureOperator();
  growFleet(stage, 0, kReleases, kRevisions);
  measureRest(stage, settings, settled(kReleases) + " with 11 revisions each", 0, add);
}

}  // namespace slipway::bench
