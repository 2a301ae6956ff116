#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/bench/pods_server.h"
#include "tests/bench/stage.h"
#include "tests/bench/table.h"

namespace slipway::bench {

struct Settings {
  std::vector<int> sizes{0, 100, 1000};  // of the fleet; rising
  std::vector<int> atOnce{100, 300};     // changed at the same time
  int samples = 100;                     // changes, one after the other
  int tests = 2000;                      // smoke tests that are due at the same time
  std::chrono::seconds rest{10};         // how long CPU at rest is counted
  bool large = false;                    // 10 000, and 1 000 with eleven revisions each
};

using Add = std::function<void(Row)>;

// One after the other on one control plane each; they throw when something does not settle.
// idle, latency and requests of a few Releases, then the fleet: idle, latency among it, restarts.
struct Wanted {
  bool idle = true;
  bool latency = true;
  bool requests = true;
  bool restart = true;
  bool atOnce = true;
  bool smoke = true;
};
void measureFew(const Settings& settings, const Wanted& wanted, const Add& add);
void measureFleet(const Settings& settings, const Wanted& wanted, const Add& add);
void measureHistory(const Settings& settings, const Add& add);
void measureAtOnce(const Settings& settings, const Add& add);
void measureSmokeTests(const Settings& settings, PodsServer& server, const Add& add);

// What they are made of.
void measureRest(Stage& stage, const Settings& settings, const std::string& among, double aimMib,
                 const Add& add);
void measureLatency(Stage& stage, const Settings& settings, int among, const Add& add);
void measureRequests(Stage& stage, const Add& add);
void measureRestart(Stage& stage, int among, const Add& add);
// So many Releases of three pods at their second revision; each is rolled out by the operator.
void growFleet(Stage& stage, int from, int to, int revisions);

}  // namespace slipway::bench
