#pragma once

#include <optional>
#include <string>

#include "kube/client/api.h"
#include "kube/types/workloads.h"

namespace slipway::kube::test {

// One lease and the rules of the API server that matter to it: versions, conflicts, merge patch.
class LeaseServer {
 public:
  std::optional<Value> lease;
  int writes = 0;

  ApiResult answer(const ApiRequest& request);
  Lease get() const;
  std::string holder() const { return lease ? get().holder : "no lease"; }
  // As by somebody else, with a new version.
  void edit(std::string_view pointer, Value value);

 private:
  ApiResult store(const Value& value);
  int version_ = 100;
};

}  // namespace slipway::kube::test
