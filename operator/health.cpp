#include "operator/health.h"

#include <utility>

#include "base/text.h"

namespace slipway::cli {

Health::Health(const kube::Loop& loop, const Clock& clock, Duration stuckAfter,
               std::function<std::string()> metrics)
    : loop_(loop), clock_(clock), stuckAfter_(stuckAfter), metrics_(std::move(metrics)) {}

void Health::setNotReady(std::string why) {
  const std::lock_guard lock(mutex_);
  notReady_ = std::move(why);
}

net::Page Health::page(const std::string& path) const {
  if (path == "/healthz") {
    const Duration age = clock_.mono() - loop_.beat();
    if (age > stuckAfter_)
      return {503, "text/plain; charset=utf-8",
              "the loop has not moved for " + humanDuration(age) + "\n"};
    return {200, "text/plain; charset=utf-8", "ok\n"};
  }
  if (path == "/readyz") {
    const std::lock_guard lock(mutex_);
    if (notReady_.empty()) return {200, "text/plain; charset=utf-8", "ok\n"};
    return {503, "text/plain; charset=utf-8", "not ready: " + notReady_ + "\n"};
  }
  if (path == "/metrics") return {200, "text/plain; version=0.0.4; charset=utf-8", metrics_()};
  return {404, "text/plain; charset=utf-8", "there are /healthz, /readyz and /metrics\n"};
}

}  // namespace slipway::cli
