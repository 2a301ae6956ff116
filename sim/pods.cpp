#include "sim/pods.h"

#include "base/text.h"

namespace slipway::sim {

bool isActive(const RawObject& pod) {
  const std::string_view phase = pod.object["status"]["phase"].stringOr("");
  return !pod.meta.deletionTimestamp && phase != "Succeeded" && phase != "Failed";
}

std::optional<WallTime> podReadySince(const RawObject& pod) {
  for (const Value& condition : pod.object["status"]["conditions"].elements()) {
    if (condition["type"].stringOr("") != "Ready") continue;
    if (condition["status"].stringOr("") != "True") return std::nullopt;
    return parseTime(condition["lastTransitionTime"].stringOr(""));
  }
  return std::nullopt;
}

}  // namespace slipway::sim
