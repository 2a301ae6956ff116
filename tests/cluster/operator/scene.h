#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "tests/cluster/operator/played_node.h"
#include "tests/cluster/support/scene.h"

namespace slipway::testing {

// A scene whose pods are played by one simulated node.
class Scene : public ClusterScene {
 protected:
  void SetUp() override;

  PlayedNode& node();
  // The EndpointSlice controller passes over pods whose Node does not exist: now it does.
  void showNode();

  // A user of the cluster gets what the ServiceAccount has: the ClusterRole; the Lease's Role.
  void grantWork(const std::string& user);
  void grantLease(const std::string& user);

  std::string release(const std::string& image, int replicas = 3,
                      const std::string& name = "web") const;
  void setImage(const std::string& image);
  // Image web:1, ready and promoted; the operator must run.
  void deployed();
  // kubectl wait on the Release; its words when it fails.
  void waitFor(const std::string& condition, const std::string& timeout = "60s",
               const std::string& name = "web");
  // spec.replicas of the ReplicaSet of that revision.
  std::string replicasOf(const std::string& revision);
  // What the operator asked the API server since that mark.
  std::vector<AuditEntry> asked(std::size_t mark);
};

sim::PodScript readyAfter(std::chrono::milliseconds time);
sim::PodScript answering(int status);

}  // namespace slipway::testing
