#pragma once

#include <functional>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "kube/loop/loop.h"
#include "net/server.h"

namespace slipway::cli {

// What /healthz, /readyz and /metrics answer. Written by the loop's thread, read by the server's.
class Health final {
 public:
  // The loop counts as stuck when its last beat is older than `stuckAfter`.
  Health(const kube::Loop& loop, const Clock& clock, Duration stuckAfter,
         std::function<std::string()> metrics);

  // Empty: ready. Otherwise why not, for people.
  void setNotReady(std::string why);
  net::Page page(const std::string& path) const;

 private:
  const kube::Loop& loop_;
  const Clock& clock_;
  Duration stuckAfter_;
  std::function<std::string()> metrics_;
  mutable std::mutex mutex_;
  std::string notReady_ = "starting";
};

}  // namespace slipway::cli
