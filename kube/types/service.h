#pragma once

#include <string>

#include "kube/types/workloads.h"

namespace slipway::kube {

struct Service {
  ObjectMeta meta;              // only the annotations below slipway.dev/
  std::string type;             // ClusterIP when absent
  bool hasSelector = false;     // without one, its endpoints are nobody's business but its owner's
  Labels selector;              // of hasSelector
  std::string selectorManager;  // the field manager that set it last; empty: unknown
  friend bool operator==(const Service&, const Service&) = default;
};

Decoded<Service> decodeService(const Value& object);

}  // namespace slipway::kube
