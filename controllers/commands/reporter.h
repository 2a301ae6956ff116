#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/random.h"
#include "kube/client/api.h"
#include "kube/loop/loop.h"
#include "kube/runtime/controller.h"
#include "kube/runtime/own_writes.h"

namespace slipway::controllers {

// What should be said on one Rollback or Approval now.
struct Report {
  kube::ObjectMeta meta;
  std::optional<Value> status;        // differs from what is there
  std::optional<WallTime> expiresAt;  // it is deleted then
};

// Tells on objects of one kind what became of them, and deletes those that have served their time.
// It decides nothing: whatever is done about them is the plan of their Release.
class Reporter {
 public:
  struct Options {
    std::string name;  // of the controller, in metrics and logs
    kube::Resource resource;
    std::string fieldManager;
    std::function<bool()> ready;
    std::function<std::vector<kube::ObjectKey>()> keys;
    // nullopt: there is no such object.
    std::function<std::optional<Report>(const kube::ObjectKey&)> report;
  };

  Reporter(Options options, kube::Api& api, kube::OwnWrites& ownWrites, kube::Timers& timers,
           Random& random, Log& log, kube::Metrics& metrics);
  ~Reporter();
  Reporter(const Reporter&) = delete;
  Reporter& operator=(const Reporter&) = delete;

  void add(const kube::ObjectKey& key);
  void poke();
  void drain(kube::Task idle);
  std::size_t running() const;
  std::size_t queueDepth() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace slipway::controllers
