#pragma once

#include <memory>

#include "sim/actor.h"

namespace slipway::sim {

// The ReplicaSet controller as kube-controller-manager has it: as many pods as asked for, unready
// and youngest first to go, availability after minReadySeconds.
class ReplicaSetController final {
 public:
  explicit ReplicaSetController(ActorSeams seams);
  ~ReplicaSetController();
  void start();
  bool synced() const { return sets_->synced() && pods_->synced(); }

 private:
  Work plan(const kube::ObjectKey& key);

  ActorSeams seams_;
  Actor actor_;
  std::unique_ptr<RawInformer> sets_;
  std::unique_ptr<RawInformer> pods_;
};

}  // namespace slipway::sim
