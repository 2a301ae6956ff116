#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/random.h"
#include "kube/client/api.h"
#include "kube/loop/loop.h"
#include "kube/runtime/own_writes.h"
#include "kube/runtime/reconcile.h"
#include "kube/runtime/work_queue.h"

namespace slipway::kube {

class Metrics;

struct ControllerOptions {
  std::string name;
  int workers = 8;                          // reconciles in flight at once
  Duration resync = std::chrono::hours(1);  // of every key; a safety net, finds are counted
  std::function<bool()> ready = [] { return true; };  // caches synced, leading
  std::function<std::vector<ObjectKey>()> keys = {};  // what resync goes over
  Duration guardTimeout = std::chrono::seconds(30);   // see below
};

// Takes keys from its queue, starts their reconciles and drives them: sends each request they ask
// for, tells the own-write guard what was applied, requeues as the Finish says. A reconcile that
// throws is logged, counted and backed off.
//
// Nothing is started for a key whose own writes the caches have not seen; it goes on when they
// have. A key that waits longer than guardTimeout is logged and counted, and the caches it waits
// for read their lists again, which shows its writes or that they are gone. It never goes on with a
// cache known to be too old: when lists cannot be read, there is nothing sound to act on.
//
// The resync looks at every key once per period (plus up to 10 % jitter, so that not all come at
// once). A resync that leads to an applied write found work that no event had announced.
class Controller {
 public:
  Controller(ControllerOptions options, Reconciler& reconciler, Api& api, OwnWrites& ownWrites,
             Timers& timers, Random& random, Log& log, Metrics& metrics);
  ~Controller();
  Controller(const Controller&) = delete;
  Controller& operator=(const Controller&) = delete;

  WorkQueue& queue() { return queue_; }
  // Looks for work; called by itself when the queue has some, and by whoever changes ready().
  void poke();
  std::size_t running() const { return runs_.size(); }
  // Takes nothing new. `idle` runs once no reconcile is in flight, never from inside this call.
  void drain(Task idle);
  // Drops the reconciles in flight where they are; what they have sent may still be carried out.
  void cancelRuns();

 private:
  struct Active;
  void begin(const ObjectKey& key);
  void advance(const ObjectKey& key, std::optional<ApiResult> answer);
  void send(const ObjectKey& key, ApiRequest request);
  void onAnswer(const ObjectKey& key, ApiResult result);
  void remember(const ObjectKey& key, Active& active, const ApiResult& result);
  void finish(const ObjectKey& key, const Finish& finish);
  Finish threw(const ObjectKey& key, const char* what);
  void requeue(const ObjectKey& key, const Finish& finish);
  void hold(const ObjectKey& key);
  void armGuardTimer(const ObjectKey& key);
  void released(const ObjectKey& key);
  void scheduleResync();
  void resync();
  void tellIdle();
  WriteOwner owner(const ObjectKey& key) const { return {key, options_.name}; }
  Duration upToTenth(Duration of);

  ControllerOptions options_;
  Reconciler& reconciler_;
  Api& api_;
  OwnWrites& ownWrites_;
  Timers& timers_;
  Random& random_;
  Log& log_;
  Metrics& metrics_;
  WorkQueue queue_;
  std::map<ObjectKey, std::unique_ptr<Active>> runs_;
  std::map<ObjectKey, TimerPtr> held_;  // behind their own writes
  TimerPtr resyncTimer_;
  TimerPtr pokeTimer_;
  TimerPtr idleTimer_;
  Task idle_;
  bool draining_ = false;
  bool poking_ = false;
};

}  // namespace slipway::kube
