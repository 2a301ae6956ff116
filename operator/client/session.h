#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/expected.h"
#include "base/log.h"
#include "base/random.h"
#include "kube/client/api.h"
#include "kube/loop/loop.h"
#include "kube/runtime/informer.h"

namespace slipway::cli {

// A cluster as somebody at a command line asks it: one question after the other, each waited for.
// All of it outlives the session.
struct SessionSeams {
  kube::Api& api;
  kube::Timers& timers;
  Random& random;
  Log& log;
  // Lets the loop run until `done` answers true; false when `limit` came first.
  std::function<bool(const std::function<bool()>& done, Duration limit)> runUntil;
};

class Session final {
 public:
  explicit Session(SessionSeams seams) : seams_(std::move(seams)) {}

  kube::ApiResult ask(kube::ApiRequest request);
  // All pages, in the server's order.
  Expected<std::vector<Value>, kube::ApiError> list(const kube::Resource& resource,
                                                    const std::string& ns,
                                                    const std::string& labelSelector = {});
  bool runUntil(const std::function<bool()>& done, Duration limit) {
    return seams_.runUntil(done, limit);
  }
  // For an informer of one's own.
  kube::RuntimeSeams runtime() {
    return {seams_.api, seams_.timers, seams_.random, seams_.log, nullptr, {}};
  }
  WallTime now() const { return seams_.timers.clock().wall(); }

 private:
  SessionSeams seams_;
};

}  // namespace slipway::cli
