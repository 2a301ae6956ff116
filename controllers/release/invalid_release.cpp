#include "controllers/release/invalid_release.h"

#include <algorithm>

#include "base/text.h"

namespace slipway::controllers {
namespace {

kube::Condition condition(std::string type, bool holds, const std::string& message) {
  kube::Condition made;
  made.type = std::move(type);
  made.status = holds ? kube::ConditionStatus::True : kube::ConditionStatus::False;
  made.reason = "InvalidSpec";
  made.message = message;
  return made;
}

}  // namespace

std::optional<crds::ReleaseStatus> invalidStatus(const Value& live, const kube::ObjectMeta& meta,
                                                 const std::string& reason, WallTime now) {
  const crds::ReleaseStatus before = crds::readStatus(live["status"]);
  crds::ReleaseStatus next = before;
  next.observedGeneration = meta.generation;
  next.phase = "Stalled";
  next.message = truncateUtf8("invalid: " + reason, 1024);
  next.conditions = {condition("Ready", false, next.message),
                     condition("Stalled", true, next.message)};
  for (auto& made : next.conditions) {
    made.observedGeneration = meta.generation;
    made.lastTransitionTime = std::chrono::floor<std::chrono::seconds>(now);
    for (const auto& old : before.conditions) {
      if (old.type != made.type || old.status != made.status) continue;
      made.lastTransitionTime = old.lastTransitionTime;
    }
  }
  if (next == before) return std::nullopt;
  return next;
}

}  // namespace slipway::controllers
