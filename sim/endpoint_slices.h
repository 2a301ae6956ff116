#pragma once

#include <memory>

#include "sim/actor.h"

namespace slipway::sim {

// The EndpointSlice controller: one slice per Service with a selector, with the conditions ready,
// serving and terminating of every pod that matches. It is always a while behind, so that users
// still reach pods which their Service no longer selects, as they do in a real cluster.
class EndpointSliceController final {
 public:
  explicit EndpointSliceController(ActorSeams seams);
  ~EndpointSliceController();
  void start();
  bool synced() const { return services_->synced() && pods_->synced() && slices_->synced(); }

 private:
  Work plan(const kube::ObjectKey& key);

  Actor actor_;
  std::unique_ptr<RawInformer> services_;
  std::unique_ptr<RawInformer> pods_;
  std::unique_ptr<RawInformer> slices_;
};

}  // namespace slipway::sim
