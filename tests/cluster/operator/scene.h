#pragma once

#include <functional>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "tests/cluster/operator/played_node.h"
#include "tests/cluster/support/control_plane.h"
#include "tests/cluster/support/environment.h"
#include "tests/cluster/support/process.h"

namespace slipway::testing {

// A running `slipway operator`.
struct RunningSlipway {
  std::unique_ptr<Process> process;
  std::string log() const { return readText(process->logFile()); }
};

// What the operator's tests share: CRD and RBAC installed as files of this repository, one played
// node, a Kubernetes namespace for each test.
class Scene : public ::testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  static ControlPlane& plane() { return ControlPlaneEnvironment::controlPlane(); }
  PlayedNode& node();

  // The operator as its ServiceAccount, over TLS, watching only this test's namespace, with short
  // lease times. More flags follow the defaults.
  RunningSlipway startOperator(std::vector<std::string> flags = {}, std::string kubeconfig = {});
  std::string operatorKubeconfig();

  // A user of the cluster gets what the ServiceAccount has: the ClusterRole; the Lease's Role.
  void grantWork(const std::string& user);
  void grantLease(const std::string& user);

  std::string release(const std::string& image, int replicas = 3,
                      const std::string& name = "web") const;
  void apply(const std::string& yaml);
  void setImage(const std::string& image);
  // Image web:1, ready and promoted; the operator must run.
  void deployed();
  std::string kubectl(std::vector<std::string> args);
  // kubectl wait on the Release; its words when it fails.
  void waitFor(const std::string& condition, const std::string& timeout = "60s",
               const std::string& name = "web");
  // The same for any object: "rollback/bad-totals".
  void waitOn(const std::string& what, const std::string& condition,
              const std::string& timeout = "60s");
  std::string jsonpath(const std::string& what, const std::string& path);
  // spec.replicas of the ReplicaSet of that revision.
  std::string replicasOf(const std::string& revision);
  // What the operator asked the API server since that mark.
  std::vector<AuditEntry> asked(std::size_t mark);
  bool eventually(const std::function<bool()>& done,
                  std::chrono::seconds limit = std::chrono::seconds(60));

  std::string ns_;
  std::vector<std::string> logs_;  // shown when the test fails
};

sim::PodScript readyAfter(std::chrono::milliseconds time);
sim::PodScript answering(int status);

}  // namespace slipway::testing
