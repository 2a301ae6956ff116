#pragma once

#include <map>
#include <optional>
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

 private:
  void lookAtWrites(const kube::fake::State& state, Duration at);
  void lookAtReplicaSet(const kube::fake::State& state, const Value& before, const Value& after,
                        Duration at);
  void lookAtReadiness(const kube::fake::State& state, const Value& before, const Value& after,
                       Duration at);
  void lookAtShrinking(const kube::fake::State& state, const Value& before, const Value& after,
                       Duration at);
  void lookAtRelease(const kube::fake::State& state, const Value& release, Duration at);
  void lookAtTraffic(const kube::fake::State& state, const Value& release, Duration at);
  void lookAtWorkload(const kube::fake::State& state, const Value& release, Duration at);
  void lookAtStatus(const Value& release, Duration at);
  void fail(Duration at, const std::string& what);

  std::vector<std::string>& failures_;
  std::set<std::string> told_;
  std::set<std::string> owned_;  // UIDs of ReplicaSets that a Release has owned
  std::size_t audited_ = 0;
  bool podsBreak_ = false;
  // Something that counts once it has held for some time: a pod that was given up as not ready may
  // become it in that very moment.
  struct Lasting {
    Duration atLeast{};
    std::optional<Duration> since{};
    bool was = false;
    void look(bool holds, Duration at);
  };
  struct Seen {
    std::int64_t replicas = 0;
    Duration since{};  // asked for since then; and since some time after,
    Lasting available{std::chrono::seconds(1)};
    bool wasBounded = false;  // it asked for no more pods than allowed
  };
  std::map<std::string, Seen> seen_;  // by UID
  // A Service for users.
  struct Led {
    std::int64_t replicas = 0;
    Duration since{};  // asked for since then; and since some time after,
    Lasting whole{std::chrono::milliseconds(100)};  // led to so many ready pods
  };
  std::map<std::string, Led> led_;  // by UID
  // UIDs of Deployments that had, with their Release, as many pods as users need.
  std::set<std::string> wasWhole_;
};

}  // namespace slipway::testing
