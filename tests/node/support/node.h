#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/expected.h"
#include "tests/cluster/support/control_plane.h"
#include "tests/cluster/support/process.h"

namespace slipway::testing {

// What the control plane of a node needs besides: it is reached by pods, and cleans up after Nodes.
ControlPlaneOptions nodeControlPlane();

// containerd, kubelet, kube-scheduler and kube-proxy on a control plane, all in the namespaces that
// runIsolated() made: pods are real processes, Services really lead to them.
class Node {
 public:
  // Returns when the Node is Ready. The error says which part did not come up and shows the end of
  // its log.
  static Expected<std::unique_ptr<Node>, std::string> start(ControlPlane& plane);
  ~Node();
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  // Makes an image of one static binary and loads it into containerd. Pods name it with
  // imagePullPolicy: Never.
  Expected<Done, std::string> loadImage(const std::string& name, const std::string& binary);

 private:
  explicit Node(ControlPlane& plane);
  Expected<Done, std::string> launch(const std::string& program, std::vector<std::string> flags);
  Expected<Done, std::string> startContainerd();
  Expected<Done, std::string> startKubelet();
  Expected<Done, std::string> startKubeProxy();
  Expected<Done, std::string> waitFor(const std::string& what,
                                      const std::vector<std::string>& argv);
  std::string path(const std::string& name) const;

  ControlPlane& plane_;
  std::string folder_;
  std::vector<std::unique_ptr<Process>> daemons_;
};

// Of the node that runs: loads an OCI archive into its containerd.
Expected<Done, std::string> importImage(const std::string& archive);
// SIGKILL for the first process of a container, by containerd's id.
Expected<Done, std::string> killContainer(const std::string& id);

}  // namespace slipway::testing
