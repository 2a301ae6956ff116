#pragma once

#include <memory>
#include <vector>

#include "sim/actor.h"

namespace slipway::sim {

// Deletes objects whose owners are all gone. An owner counts as gone only when the server itself
// says so: a cache may be late.
class GarbageCollector final {
 public:
  // The resources that own or are owned.
  GarbageCollector(ActorSeams seams, const std::vector<kube::Resource>& resources);
  ~GarbageCollector();
  void start();

 private:
  struct Kind;
  void ownerGone(const std::string& uid);

  std::vector<std::unique_ptr<Kind>> kinds_;
};

}  // namespace slipway::sim
