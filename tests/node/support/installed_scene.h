#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/cluster/support/scene.h"

namespace slipway::testing {

// A test beside the operator that InstallationEnvironment installed, which watches all namespaces.
class InstalledScene : public ClusterScene {
 protected:
  void SetUp() override;
  void TearDown() override;
  void prepareCluster() override {}  // the chart has

  static std::vector<std::string> operatorPods();
  // Who leads: a process, since one that is started again in its pod is another one; and the pod.
  // Empty when nobody does.
  static std::string leaseHolder();
  static std::string leader();
  // SIGKILL for the operator's process in that pod; the kubelet starts another one in its place.
  static void killProcessOf(const std::string& pod);
  // Both pods of the Deployment are ready.
  void operatorComplete();

 private:
  std::unique_ptr<Process> follower_;  // writes the operator's log down, for a test that fails
};

}  // namespace slipway::testing
