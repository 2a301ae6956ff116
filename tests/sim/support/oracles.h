#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "kube/fake/state.h"
#include "sim/world.h"

namespace slipway::testing {

// What must hold at every step of every run; each violation is told once.
class Oracles {
 public:
  explicit Oracles(std::vector<std::string>& failures) : failures_(failures) {}
  // brokenPods: the play breaks pods of the stable revision itself, so availability isn't ours.
  void brokenPods() { podsBreak_ = true; }
  // Images whose pods fail their checks: they never become stable, and never count as available.
  std::set<std::string> badImages;
  void look(const sim::World& world);
  // Once settled, the operator stays silent: call before and after some idle time.
  static int operatorWrites(const kube::fake::State& state);

 private:
  void lookAtRelease(const kube::fake::State& state, const Value& release, Duration at);
  void fail(Duration at, const std::string& what);

  std::vector<std::string>& failures_;
  std::set<std::string> told_;
  bool podsBreak_ = false;
  struct Seen {
    std::int64_t replicas = 0;  // for which it was fully available last
    bool wasAvailable = false;
    std::int64_t most = 0;  // pods that may be asked for
  };
  std::map<std::string, Seen> seen_;  // by UID
};

// The whole cluster without what differs from run to run.
std::string normalisedState(const kube::fake::State& state);
std::map<std::string, int> churnOf(const kube::fake::State& state);

}  // namespace slipway::testing
