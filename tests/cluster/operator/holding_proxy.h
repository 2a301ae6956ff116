#pragma once

#include <cstdint>
#include <memory>

namespace slipway::testing {

// A TCP proxy in front of the API server that can hold back what the client sends, as a network
// that is slow in one direction does. Answers and watch events go on.
class HoldingProxy {
 public:
  explicit HoldingProxy(int targetPort);
  ~HoldingProxy();
  HoldingProxy(const HoldingProxy&) = delete;
  HoldingProxy& operator=(const HoldingProxy&) = delete;

  int port() const;
  void hold();
  void release();
  // Bytes that clients have sent and that are being held back.
  std::size_t held() const;

 private:
  class Body;
  std::unique_ptr<Body> body_;
};

}  // namespace slipway::testing
