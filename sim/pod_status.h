#pragma once

#include <string>
#include <vector>

#include "base/value.h"
#include "sim/pod_script.h"

namespace slipway::sim {

struct ContainerReport {
  std::string name;
  std::string image;
  ContainerView view;
  Duration offset{};  // where the view's time begins, since the start of the pod
};

struct PodReport {
  WallTime started{};
  std::string ip;
  std::string node;
  std::vector<ContainerReport> containers;
};

// The status a kubelet reports for a pod in that situation. Pure, and the same for the same
// report: a report that changes nothing changes no byte.
Value podStatusValue(const PodReport& report);

}  // namespace slipway::sim
