#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "sim/actor.h"

namespace slipway::sim {

// Deletes objects whose owners are all gone. An owner counts as gone only when the server itself
// says so: a cache may be late.
class GarbageCollector final {
 public:
  // The resources that own or are owned.
  // `elsewhere`: UIDs of owners that count as there, although nobody finds them here.
  GarbageCollector(ActorSeams seams, const std::vector<kube::Resource>& resources,
                   const std::set<std::string>& elsewhere = {});
  ~GarbageCollector();
  void start();

 private:
  struct Kind;
  void ownerGone(const std::string& uid);

  std::vector<std::unique_ptr<Kind>> kinds_;
};

}  // namespace slipway::sim
