#pragma once

#include <cstdint>
#include <string>

#include "base/packed.h"
#include "base/value.h"
#include "kube/types/workloads.h"

namespace slipway::kube {

struct Deployment {
  ObjectMeta meta;  // only the annotations below slipway.dev/
  std::int32_t replicas = 1;
  bool paused = false;
  Packed podTemplate;
  Labels templateLabels;
  std::string scaleManager;  // the field manager that set replicas or paused last; empty: unknown
  std::int64_t observedGeneration = 0;
  std::int32_t updatedReplicas = 0;
  std::int32_t availableReplicas = 0;
  friend bool operator==(const Deployment&, const Deployment&) = default;
};

Decoded<Deployment> decodeDeployment(const Value& object);

}  // namespace slipway::kube
