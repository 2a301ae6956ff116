#pragma once

#include <chrono>
#include <functional>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "tests/cluster/support/control_plane.h"
#include "tests/cluster/support/environment.h"
#include "tests/cluster/support/process.h"

namespace slipway::testing {

// A running `slipway operator`.
struct RunningSlipway {
  std::unique_ptr<Process> process;
  std::string log() const { return readText(process->logFile()); }
};

// What tests of the operator on a real API server share, whoever plays or runs the pods: CRDs and
// the chart's rights installed from files of this repository, a Kubernetes namespace for each test.
class ClusterScene : public ::testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  // What the cluster has before the operator runs: CRDs, ServiceAccount, rights.
  virtual void prepareCluster();

  static ControlPlane& plane() { return ControlPlaneEnvironment::controlPlane(); }

  // The operator as its ServiceAccount, over TLS, watching only this test's namespace, with short
  // lease times. More flags follow the defaults.
  RunningSlipway startOperator(std::vector<std::string> flags = {}, std::string kubeconfig = {});
  std::string operatorKubeconfig();
  // The operator's binary with these arguments and no others.
  RunningSlipway startBinary(std::vector<std::string> args);

  void apply(const std::string& yaml);
  std::string kubectl(std::vector<std::string> args);
  // kubectl wait on any object, "release/web" or "rollback/bad-totals"; its words when it fails.
  void waitOn(const std::string& what, const std::string& condition,
              const std::string& timeout = "60s");
  std::string jsonpath(const std::string& what, const std::string& path);
  // What the Release "web" waits for: the token that decides it; it is in that step and waits.
  std::string waitingToken();
  bool waitsIn(int step);
  // An Approval for the Release "web".
  std::string approval(const std::string& name, const std::string& token,
                       const std::string& decision) const;
  bool eventually(const std::function<bool()>& done,
                  std::chrono::seconds limit = std::chrono::seconds(60));

  std::string ns_;
  std::vector<std::string> logs_;  // shown when the test fails
};

}  // namespace slipway::testing
