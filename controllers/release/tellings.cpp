#include "controllers/release/tellings.h"

#include <algorithm>

namespace slipway::controllers {
namespace {

constexpr Duration kSoonest = std::chrono::milliseconds(500);
constexpr Duration kLatest = std::chrono::seconds(10);
constexpr Duration kBetween = std::chrono::milliseconds(50);

}  // namespace

std::optional<Duration> Tellings::wait(const kube::ObjectKey& release, MonoTime now) {
  const MonoTime since = since_.try_emplace(release, now).first->second;
  const auto many = static_cast<Duration::rep>(since_.size());
  const Duration left = since + std::clamp(many * kBetween, kSoonest, kLatest) - now;
  return left > Duration{0} ? std::optional(left) : std::nullopt;
}

}  // namespace slipway::controllers
