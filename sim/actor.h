#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/random.h"
#include "kube/client/api.h"
#include "kube/loop/loop.h"
#include "kube/runtime/controller.h"
#include "kube/runtime/informer.h"
#include "kube/runtime/metrics.h"
#include "kube/runtime/own_writes.h"

namespace slipway::sim {

// What every simulated part of a cluster needs. The Api may as well be a real server's.
struct ActorSeams {
  kube::Api& api;
  kube::Timers& timers;
  Random& random;
  Log& log;
  kube::Metrics& metrics;
};

// Any object as it is.
struct RawObject {
  kube::ObjectMeta meta;
  Value object;
};
kube::Decoded<RawObject> decodeRaw(const Value& object);
using RawInformer = kube::Informer<RawObject>;
using RawPtr = std::shared_ptr<const RawObject>;
// Index values: the UIDs of the owners.
std::vector<std::string> ownerUids(const RawObject& object);

// What one look at one object asks for: requests in order (the first that is not applied ends the
// run, which is then tried again), and how it ends when all were.
struct Work {
  std::vector<kube::ApiRequest> requests;
  kube::Finish finish;
};

// A write of the status of that very object.
kube::ApiRequest statusPatch(const kube::Resource& resource, const kube::ObjectMeta& meta,
                             Value status, std::string fieldManager);

// A small level-triggered controller: a function from what is seen to what is to be done, on the
// same runtime as the operator's own controllers.
class Actor final : public kube::Reconciler {
 public:
  using Plan = std::function<Work(const kube::ObjectKey&)>;
  Actor(const std::string& name, ActorSeams seams, Plan plan, std::function<bool()> ready);
  ~Actor() override;

  std::unique_ptr<kube::Run> start(const kube::ObjectKey& key) override;
  // Seams for informers whose objects this actor writes.
  kube::RuntimeSeams runtime();
  void add(const kube::ObjectKey& key, Duration delay = {}) {
    controller_->queue().addAfter(key, delay);
  }
  void poke() { controller_->poke(); }

 private:
  ActorSeams seams_;
  Plan plan_;
  kube::OwnWrites ownWrites_;
  std::unique_ptr<kube::Controller> controller_;
};

}  // namespace slipway::sim
