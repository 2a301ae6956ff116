#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

namespace slipway::testing {

// A TCP proxy in front of the API server that can hold back what the client sends, as a network
// that is slow in one direction does (answers and watch events go on), or let everything that the
// server says come late.
class HoldingProxy {
 public:
  explicit HoldingProxy(int targetPort);
  ~HoldingProxy();
  HoldingProxy(const HoldingProxy&) = delete;
  HoldingProxy& operator=(const HoldingProxy&) = delete;

  int port() const;
  // A copy of that kubeconfig file whose server is reached through here.
  std::string through(const std::string& kubeconfig) const;
  void hold();
  void release();
  // Bytes that clients have sent and that are being held back.
  std::size_t held() const;
  // From now on what the server sends arrives so much later: answers, watch events, handshakes.
  void delayAnswers(std::chrono::milliseconds delay);
  // Bytes that were sent late.
  std::size_t delayed() const;

 private:
  class Body;
  std::unique_ptr<Body> body_;
};

}  // namespace slipway::testing
