#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kube/types/workloads.h"

namespace slipway::kube {

// One endpoint of a Service as kube-proxy sees it. Absent conditions read as the API defines
// them: unknown ready counts as ready, unknown serving follows ready.
struct SliceEndpoint {
  std::vector<std::string> addresses;
  bool ready = true;
  bool serving = true;
  bool terminating = false;
  std::string targetUid;  // of the pod behind it; empty when there is none
  std::string targetName;
  friend bool operator==(const SliceEndpoint&, const SliceEndpoint&) = default;
};

struct SlicePort {
  std::string name;
  std::int32_t port = 0;  // 0: all ports
  friend bool operator==(const SlicePort&, const SlicePort&) = default;
};

struct EndpointSlice {
  ObjectMeta meta;
  std::string service;  // label kubernetes.io/service-name
  std::string addressType;
  std::vector<SliceEndpoint> endpoints;
  std::vector<SlicePort> ports;
  friend bool operator==(const EndpointSlice&, const EndpointSlice&) = default;
};

Decoded<EndpointSlice> decodeEndpointSlice(const Value& object);

}  // namespace slipway::kube
