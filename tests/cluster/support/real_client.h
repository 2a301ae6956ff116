#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "base/files.h"
#include "base/log.h"
#include "base/random.h"
#include "kube/client/config.h"
#include "kube/client/rest_api.h"
#include "kube/loop/loop.h"
#include "net/transport.h"

namespace slipway::testing {

// The client that ships on a real API server: its whole stack, with real time. Whoever owns it
// steps the loop, on one thread at a time.
class RealClient {
 public:
  // Both throw when the configuration can't be used.
  explicit RealClient(const std::string& kubeconfig, kube::RestApiOptions options = {});
  explicit RealClient(kube::ClientConfig config, kube::RestApiOptions options = {});
  // Every Pending is gone, and no other thread steps the loop any more.
  ~RealClient();
  RealClient(const RealClient&) = delete;
  RealClient& operator=(const RealClient&) = delete;

  static kube::ClientConfig load(const std::string& kubeconfig);

  kube::Api& api() { return *api_; }
  kube::Loop& loop() { return loop_; }
  kube::Mailbox& mailbox() { return *mailbox_; }
  const Clock& clock() const { return clock_; }
  Random& random() { return random_; }
  Log& log() { return log_; }

  // Steps the loop until `done` says so; false when it did not within `limit`.
  bool until(const std::function<bool()>& done, Duration limit = std::chrono::minutes(1));
  // One request and its answer. Throws when there is none within a minute.
  kube::ApiResult ask(kube::ApiRequest request);

 private:
  SystemClock clock_;
  SystemFiles files_;
  SeededRandom random_{7};
  NullLog log_;
  std::unique_ptr<kube::Mailbox> mailbox_ = kube::makeThreadMailbox(clock_);
  kube::Loop loop_{clock_, *mailbox_};
  std::unique_ptr<net::Transport> transport_;
  std::unique_ptr<kube::Api> api_;
};

}  // namespace slipway::testing
