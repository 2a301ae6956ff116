#pragma once

#include <string>

#include "base/value.h"
#include "kube/client/api.h"

namespace slipway::bench {

inline constexpr const char* kNamespace = "bench";

// What is deployed: a Release or a Deployment with the same pods.
struct Shape {
  std::string name;
  int replicas = 3;
  Value strategy = {};  // null: none, which is rolling
  int services = 0;     // 1: for users; 2: a preview as well
};

Value releaseOf(const Shape& shape);
Value deploymentOf(const Shape& shape);  // one pod more, none fewer, as `oneByOne`
Value oneByOne();
kube::ApiRequest creation(const kube::Resource& resource, Value object);
// Another template; also those replicas, when not negative.
kube::ApiRequest change(const kube::Resource& resource, const std::string& name, int version,
                        int replicas = -1);
std::string nameOf(const std::string& prefix, int number);

}  // namespace slipway::bench
