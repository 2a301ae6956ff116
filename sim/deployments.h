#pragma once

#include <memory>

#include "sim/actor.h"

namespace slipway::sim {

// The Deployment controller as kube-controller-manager has it, as far as a Deployment goes that
// somebody adopts: a rolling update by 25% surge and unavailability, none while it is paused, and
// then only the pods that there are grow and shrink.
class DeploymentController final {
 public:
  explicit DeploymentController(ActorSeams seams);
  ~DeploymentController();
  void start();
  bool synced() const { return deployments_->synced() && sets_->synced(); }

 private:
  Work plan(const kube::ObjectKey& key);

  Actor actor_;
  std::unique_ptr<RawInformer> deployments_;
  std::unique_ptr<RawInformer> sets_;
};

}  // namespace slipway::sim
