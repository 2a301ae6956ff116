#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/log.h"
#include "base/random.h"
#include "crds/release.h"
#include "kube/client/api.h"
#include "kube/loop/loop.h"
#include "kube/runtime/controller.h"
#include "kube/runtime/store.h"
#include "net/probe.h"

namespace slipway::controllers {

struct ReleaseOptions {
  std::string ns;  // empty: every namespace
  int workers = 8;
  std::string fieldManager = "slipway";
  std::string instance = "slipway";  // who writes Events: the process's identity
  std::size_t probesInFlight = 32;   // smoke tests asked at the same time
};

// Everything the controller touches. All of it outlives the controller; all but `probe` and
// `mailbox` belong to the loop's thread.
struct ReleaseSeams {
  kube::Api& api;  // for writes and reads: gated by leadership where there is an election
  kube::Timers& timers;
  Random& random;
  Log& log;
  kube::Metrics& metrics;
  net::Probe& probe;
  kube::Mailbox& mailbox;  // probes answer from another thread: their results are posted here
};

// Keeps every Release as its spec says: three caches (Releases, and the ReplicaSets and Pods that
// carry our label), one queue, the smoke tests. One object of it is all the memory that Releases
// have in this process; a new one starts from what the API server holds.
class ReleaseController {
 public:
  ReleaseController(ReleaseSeams seams, ReleaseOptions options);
  ~ReleaseController();
  ReleaseController(const ReleaseController&) = delete;
  ReleaseController& operator=(const ReleaseController&) = delete;

  // Starts listing and watching. Nothing is written before setLeading(true).
  void start();
  // All caches hold a complete list.
  bool synced() const;
  // One line: which cache is not in sync and why, or how its last list or watch failed; empty when
  // all is well.
  std::string trouble() const;
  void setLeading(bool leading);
  bool leading() const;
  // Stops taking work, cancels smoke tests; `done` runs when no reconcile is in flight and Events
  // had their chance.
  void drain(kube::Task done);

  // For readiness, simulation and tests.
  const kube::Store<crds::Release>& releases() const;
  std::size_t running() const;     // reconciles in flight
  std::size_t queueDepth() const;  // keys that wait, due or not
  std::size_t probing() const;     // smoke tests asked or waiting to be asked
  bool eventsIdle() const;         // no Event waits to be written

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace slipway::controllers
