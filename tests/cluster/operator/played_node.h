#pragma once

#include <memory>
#include <string>

#include "sim/pod_script.h"

namespace slipway::testing {

// The simulated kubelet on a real API server: binds and plays every pod of the cluster, and answers
// HTTP, in time or late, on every pod's address (port 8080 of 10.99.0.0/16, local in the test's own
// network). Runs on threads of its own.
class PlayedNode {
 public:
  explicit PlayedNode(const std::string& adminKubeconfig);
  ~PlayedNode();
  PlayedNode(const PlayedNode&) = delete;
  PlayedNode& operator=(const PlayedNode&) = delete;

  // Pods of this image behave so from now on; in that namespace, or in all of which nothing else
  // was said. From any thread.
  void behave(const std::string& image, sim::PodScript script, const std::string& ns = {});

 private:
  class Body;
  std::unique_ptr<Body> body_;
};

}  // namespace slipway::testing
