#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "controllers/release/release_controller.h"
#include "kube/runtime/leader_elector.h"

namespace slipway::cli {

struct OperatorSettings {
  std::string ns;  // to watch; empty: all
  int workers = 8;
  bool elect = true;             // hold a Lease before writing
  kube::LeaderOptions election;  // its identity names this process in Events, too
};

// The operator without its process: the one wiring of controllers and election that the command,
// the simulator and the tests share. Lives on the loop's thread; destroying it stops everything at
// once, as kill -9 would.
class Operator final {
 public:
  // `seams.api` is ungated. `leadershipLost` is called once; the process should end then.
  Operator(controllers::ReleaseSeams seams, OperatorSettings settings,
           std::function<void(const std::string& why)> leadershipLost);
  ~Operator();
  Operator(const Operator&) = delete;
  Operator& operator=(const Operator&) = delete;

  void start();
  // Empty: caches are in sync and a leader is known. Otherwise one line that says what is missing.
  std::string notReady() const;
  // Takes nothing new, lets what runs finish, gives the Lease up; `done` runs then, and in any case
  // after `deadline`.
  void stop(Duration deadline, kube::Task done);

  const controllers::ReleaseController& releases() const { return *releases_; }
  bool leading() const { return releases_->leading(); }

 private:
  void releaseLease();
  void stopped();

  controllers::ReleaseSeams seams_;
  OperatorSettings settings_;
  std::string holder_;  // who leads, when it isn't us
  std::unique_ptr<kube::LeaderElector> elector_;
  std::unique_ptr<kube::Api> gated_;
  std::unique_ptr<controllers::ReleaseController> releases_;
  kube::Task stopDone_;
  kube::TimerPtr stopDeadline_;
};

}  // namespace slipway::cli
