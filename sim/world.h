#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/random.h"
#include "kube/fake/fake_api.h"
#include "kube/loop/sim_mailbox.h"
#include "kube/runtime/metrics.h"
#include "net/probe.h"
#include "sim/beginning.h"
#include "sim/deployments.h"
#include "sim/endpoint_slices.h"
#include "sim/garbage_collector.h"
#include "sim/kubelet.h"
#include "sim/play.h"
#include "sim/process.h"
#include "sim/replica_sets.h"
#include "sim/scripted_probe.h"
#include "sim/theatre.h"

namespace slipway::sim {

// What the operator gets from the world it lives in: the same seams as the real one.
struct OperatorSeams {
  kube::Api& api;
  kube::Timers& timers;
  kube::Mailbox& mailbox;
  Random& random;
  Log& log;
  kube::Metrics& metrics;
  net::Probe& probe;
  std::string identity;
  std::function<void()> leadershipLost;  // the process would exit now
  bool elect = true;                     // hold a Lease before writing
};
// A running operator. Destroying it is kill -9: nothing of it runs afterwards.
class RunningOperator {
 public:
  virtual ~RunningOperator() = default;
};
using StartOperator = std::function<std::unique_ptr<RunningOperator>(const OperatorSeams&)>;

struct WorldOptions {
  std::uint64_t seed = 0;  // 0: ties in time are broken in order; else by this seed
  bool textCodecs = false;
  std::vector<Value> crds;
  std::optional<Beginning> beginning = {};  // absent: nothing is there
  kube::fake::Faults* operatorFaults = nullptr;
  bool elect = true;  // false: operators write without holding a Lease
  // Something from outside still goes on in the world, so that it cannot have settled.
  std::function<bool()> busy;
  // Something is checked at the end of every moment in which the cluster changed.
  std::function<void()> afterChange;
};

// Counts what a run is asked about afterwards.
class SimMetrics final : public kube::NullMetrics {
 public:
  void resyncFind(std::string_view) override { ++resyncFinds_; }
  void guardStuck(std::string_view) override { ++guardsStuck_; }
  int resyncFinds() const { return resyncFinds_; }
  int guardsStuck() const { return guardsStuck_; }

 private:
  int resyncFinds_ = 0;
  int guardsStuck_ = 0;
};

// A whole cluster in one process and in virtual time: API server, built-in controllers, a kubelet,
// and an operator that can be killed, stopped and started again.
class World final : public Theatre {
 public:
  World(WorldOptions options, StartOperator startOperator, Log& log);
  ~World() override;
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  kube::ApiResult ask(const kube::ApiRequest& request) override;
  std::vector<Value> all(const kube::Resource& resource, const std::string& ns) const override;
  void behave(const std::string& image, const PodScript& script) override;

  void startOperator() override;
  void killOperator() override;
  bool operatorRuns() const { return operator_ != nullptr; }
  // A second one beside it, which lives until it loses the lease, or to the end.
  void startTwin();

  // As SIGSTOP: what runs now does nothing until it goes on; another one can be started meanwhile.
  // When it goes on and finds its lease lost, it is gone.
  void stopOperator();
  void letStoppedGoOn();
  // Write requests of the stopped one, by now; -1 when it is gone.
  int writesOfStopped() const;

  // Wall clocks are set: the whole world's, or only the operator's (this and all later ones).
  void jumpClock(Duration by) { clock_->jumpWall(by); }
  void setOperatorClockAhead(Duration by);

  // Runs until that virtual time since the start.
  void runUntil(Duration sinceStart) override;
  void runFor(Duration time) { runUntil(elapsed() + time); }
  // Nobody has written (Leases apart) for 20 s.
  bool settle(Duration limit) override { return settle(limit, std::chrono::seconds(20)); }
  bool settle(Duration limit, Duration quiet);
  bool runUntilTrue(const std::function<bool()>& done, Duration limit) override;

  Duration elapsed() const override;
  const Clock& clock() const;
  kube::Loop& loop() { return *loop_; }
  kube::fake::FakeCluster& cluster() { return *cluster_; }
  const kube::fake::State& state() const { return cluster_->state(); }
  Kubelet& kubelet() { return *kubelet_; }
  // The operator's own connection; nullptr while none runs.
  kube::fake::FakeApi* operatorApi() { return operator_ ? operator_->api.get() : nullptr; }
  // What the operators counted, all of them together.
  const SimMetrics& operatorMetrics() const { return operatorMetrics_; }
  // For somebody who watches: an Api without faults, and the other seams.
  ActorSeams observerSeams() override { return {*observerApi_, *loop_, random_, log_, metrics_}; }

 private:
  // One process of the operator and its connection.
  struct Instance {
    std::unique_ptr<kube::fake::FakeApi> api;
    std::unique_ptr<Process> process;
    std::unique_ptr<RunningOperator> running;
  };
  std::unique_ptr<Instance> launch();
  void leadershipLost(const Instance* by);
  void step(MonoTime until);

  WorldOptions options_;
  StartOperator start_;
  Log& log_;
  SeededRandom random_;
  kube::NullMetrics metrics_;
  SimMetrics operatorMetrics_;
  std::unique_ptr<kube::SimClock> clock_;
  std::unique_ptr<kube::SimMailbox> mailbox_;
  std::unique_ptr<kube::Loop> loop_;
  MonoTime startedAt_{};
  std::unique_ptr<kube::fake::FakeCluster> cluster_;
  std::unique_ptr<kube::fake::FakeApi> controllersApi_;
  std::unique_ptr<kube::fake::FakeApi> kubeletApi_;
  std::unique_ptr<kube::fake::FakeApi> observerApi_;
  std::unique_ptr<Kubelet> kubelet_;
  std::unique_ptr<DeploymentController> deployments_;
  std::unique_ptr<ReplicaSetController> replicaSets_;
  std::unique_ptr<EndpointSliceController> endpointSlices_;
  std::unique_ptr<GarbageCollector> garbage_;
  std::unique_ptr<ScriptedProbe> probe_;
  std::unique_ptr<Instance> operator_;
  std::unique_ptr<Instance> twin_;
  std::unique_ptr<Instance> stopped_;
  kube::TimerPtr restart_;
  kube::TimerPtr burial_;
  Duration operatorClockAhead_{};
  int incarnation_ = 0;
  MonoTime lastWrite_{};
  bool changed_ = false;
};

}  // namespace slipway::sim
