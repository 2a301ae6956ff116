#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <vector>

#include "kube/client/api.h"
#include "kube/loop/loop.h"
#include "sim/play.h"
#include "sim/world.h"

namespace slipway::testing {

// What a fault gets hold of: the world in which a play is going on, and hands of its own in it.
class Stage {
 public:
  Stage(sim::World& world, const sim::Play& play, std::vector<std::string>& failures)
      : world_(world), play_(play), failures_(failures) {}

  sim::World& world() { return world_; }
  const sim::Play& play() const { return play_; }
  const kube::fake::State& state() const { return world_.state(); }

  void later(Duration in, kube::Task task);
  // Right after the write that is being sent now was carried out, and before it is answered.
  void afterThisWrite(kube::Task task) { later(std::chrono::microseconds(1500), std::move(task)); }
  // Everything that was to happen later has happened.
  bool idle() const { return pending_ == 0; }
  // The operator dies now, and another one is started a second later.
  void kill();
  // Once the play is over and all has settled.
  void atEnd(kube::Task task) { atEnd_.push_back(std::move(task)); }
  // Whether there was anything to be done then.
  bool end();
  void fail(const std::string& what) { failures_.push_back(what); }

  // What somebody else does, at once. A refusal is no failure: there may be nothing to do it to.
  kube::ApiResult outsider(const kube::ApiRequest& request);
  void mergePatch(const kube::Resource& resource, const Value& object, Value patch,
                  const std::string& subresource = {});
  // Every Release that is not being deleted, and its ReplicaSets: the newest revision first.
  std::vector<Value> releases() const;
  std::vector<Value> setsOf(const Value& release) const;

  // Lists show the cluster as it was then, so many times.
  void showOlderLists(std::int64_t version, int times);
  std::optional<std::int64_t> listedVersion();
  // From now on hands other than the operator's scale and delete ReplicaSets and pods.
  std::function<void()> podsBreak;
  // The cluster's version at each write so far.
  std::vector<std::int64_t> versions;

 private:
  sim::World& world_;
  const sim::Play& play_;
  std::vector<std::string>& failures_;
  std::list<kube::TimerPtr> timers_;
  int pending_ = 0;
  std::vector<kube::Task> atEnd_;
  std::int64_t olderVersion_ = 0;
  int olderLists_ = 0;
};

}  // namespace slipway::testing
