#pragma once

#include <memory>
#include <string>

namespace slipway::bench {

// The smallest kubelet there can be, for thousands of pods: whatever names the node `bench-node` is
// Ready one request after it is seen, and gone one request after it is told to go. Every pod has an
// address of 10.99.0.0/16. Runs on a thread of its own.
class PodsPlayer {
 public:
  static constexpr const char* kNode = "bench-node";
  explicit PodsPlayer(const std::string& adminKubeconfig);
  ~PodsPlayer();
  PodsPlayer(const PodsPlayer&) = delete;
  PodsPlayer& operator=(const PodsPlayer&) = delete;

 private:
  class Body;
  std::unique_ptr<Body> body_;
};

}  // namespace slipway::bench
