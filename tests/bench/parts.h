#pragma once

#include <chrono>
#include <functional>
#include <memory>
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
  std::chrono::seconds rest{30};         // how long CPU at rest is counted
  std::chrono::seconds calm{4};          // after a rollout, until nothing more comes of it
  std::chrono::seconds lease{15};
  bool large = false;  // 10 000, and 1 000 with eleven revisions each
  bool quick = false;  // one control plane for everything
};
Settings quickSettings();

// A fresh control plane for each part, so that none finds what another has left; the same one for
// all of a quick run.
class Stages {
 public:
  explicit Stages(const Settings& settings) : settings_(settings) {}
  Stage& next();

 private:
  const Settings& settings_;
  std::unique_ptr<Stage> stage_;
};

using Add = std::function<void(Row)>;

struct Wanted {
  bool idle = true;
  bool latency = true;
  bool requests = true;
  bool restart = true;
};

// They throw when something does not settle.
void measureFew(Stages& stages, const Settings& settings, const Wanted& wanted, const Add& add);
void measureFleet(Stages& stages, const Settings& settings, const Wanted& wanted, const Add& add);
void measureHistory(Stages& stages, const Settings& settings, const Add& add);
void measureAtOnce(Stages& stages, const Settings& settings, const Add& add);
void measureSmokeTests(Stages& stages, const Settings& settings, PodsServer& server,
                       const Add& add);

// What they are made of.
void measureRest(Stage& stage, const Settings& settings, const std::string& among, double aimMib,
                 const Add& add);
void measureLatency(Stage& stage, const Settings& settings, int among, const Add& add);
void measureRequests(Stage& stage, const Settings& settings, const Add& add);
void measureRestart(Stage& stage, const Settings& settings, int among, const Add& add);
// So many Releases of three pods at their second revision; each is rolled out by the operator.
void growFleet(Stage& stage, int from, int to, int revisions);

}  // namespace slipway::bench
