#include <string_view>

#include "base/text.h"
#include "kube/types/decoding.h"
#include "kube/types/workloads.h"

namespace slipway::kube {
namespace {

constexpr std::size_t kMessageBytes = 512;

}  // namespace

Decoded<ReplicaSet> decodeReplicaSet(const Value& object) {
  FieldErrors errors;
  const Reader root(object, errors);
  ReplicaSet set;
  set.meta = readNamedMeta(root["metadata"], ownName);
  const Reader spec = root["spec"];
  set.replicas = spec["replicas"].int32(1, 0);  // the API's default
  set.minReadySeconds = spec["minReadySeconds"].int32(0, 0);
  set.selector = readLabelSelector(spec["selector"]);
  const Reader status = root["status"];
  set.observedGeneration = status["observedGeneration"].integer();
  set.currentReplicas = status["replicas"].int32(0, 0);
  set.readyReplicas = status["readyReplicas"].int32(0, 0);
  set.availableReplicas = status["availableReplicas"].int32(0, 0);
  set.terminatingReplicas = status["terminatingReplicas"].int32(0, 0);
  for (const Condition& condition : readConditions(status["conditions"])) {
    if (condition.type == "ReplicaFailure" && condition.status == ConditionStatus::True)
      set.failure = truncateUtf8(condition.message.empty() ? condition.reason : condition.message,
                                 kMessageBytes);
  }
  return decoded(std::move(set), std::move(errors));
}

}  // namespace slipway::kube
