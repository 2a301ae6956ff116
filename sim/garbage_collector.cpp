#include "sim/garbage_collector.h"

#include <algorithm>
#include <utility>

#include "kube/runtime/controller.h"

namespace slipway::sim {

using kube::ApiRequest;
using kube::Finish;
using kube::ObjectKey;
using kube::OwnerReference;
using kube::Verb;

namespace {

// Reads each owner from the server; deletes the object when none is left.
class CollectRun final : public kube::Run {
 public:
  CollectRun(RawPtr object, kube::Resource resource, std::vector<kube::Resource> known)
      : object_(std::move(object)), resource_(std::move(resource)), known_(std::move(known)) {}

  kube::Step next(std::optional<kube::ApiResult> answer) override {
    if (deleting_)
      return answer->applied() || answer->error.notFound() || answer->error.conflict()
                 ? Finish::settled()
                 : Finish::failed(answer->error.message);
    if (answer) {
      const OwnerReference asked = object_->meta.ownerReferences[owner_++];
      if (answer->applied() && answer->object["metadata"]["uid"].stringOr("") == asked.uid)
        return Finish::settled();
      if (!answer->applied() && !answer->error.notFound())
        return Finish::failed(answer->error.message);
    }
    if (owner_ < object_->meta.ownerReferences.size()) return readOwner();
    return removal();
  }

 private:
  kube::Step readOwner() const {
    const OwnerReference owner = object_->meta.ownerReferences[owner_];
    const auto kind = std::find_if(known_.begin(), known_.end(), [&](const kube::Resource& r) {
      return r.kind == owner.kind && r.apiVersion() == owner.apiVersion;
    });
    if (kind == known_.end()) return Finish::settled();  // not ours to judge
    ApiRequest request;
    request.resource = *kind;
    request.key = {kind->namespaced ? object_->meta.ns : "", owner.name};
    return request;
  }

  kube::Step removal() {
    deleting_ = true;
    ApiRequest request;
    request.verb = Verb::Delete;
    request.resource = resource_;
    request.key = object_->meta.key();
    request.uidPrecondition = object_->meta.uid;
    request.propagation = "Background";
    return request;
  }

  RawPtr object_;
  kube::Resource resource_;
  std::vector<kube::Resource> known_;
  std::size_t owner_ = 0;
  bool deleting_ = false;
};

class SettledRun final : public kube::Run {
 public:
  kube::Step next(std::optional<kube::ApiResult>) override { return Finish::settled(); }
};

}  // namespace

struct GarbageCollector::Kind final : kube::Reconciler {
  Kind(ActorSeams seams, kube::Resource own, std::vector<kube::Resource> all,
       std::set<std::string> others)
      : resource(std::move(own)), known(std::move(all)), elsewhere(std::move(others)) {
    kube::ControllerOptions options;
    options.name = "sim-gc-" + resource.plural;
    options.ready = [this] { return informer && informer->synced(); };
    controller =
        std::make_unique<kube::Controller>(std::move(options), *this, seams.api, ownWrites,
                                           seams.timers, seams.random, seams.log, seams.metrics);
    informer = std::make_unique<RawInformer>(
        kube::RuntimeSeams{seams.api, seams.timers, seams.random, seams.log, &ownWrites,
                           [this] { controller->poke(); }},
        kube::Selection{resource}, decodeRaw, ownerUids);
  }

  std::unique_ptr<kube::Run> start(const ObjectKey& key) override {
    RawPtr object = informer->store().get(key);
    if (!object || object->meta.ownerReferences.empty() || object->meta.deletionTimestamp ||
        isOwnedElsewhere(*object))
      return std::make_unique<SettledRun>();
    return std::make_unique<CollectRun>(std::move(object), resource, known);
  }

  bool isOwnedElsewhere(const RawObject& object) const {
    const auto& owners = object.meta.ownerReferences;
    return std::any_of(owners.begin(), owners.end(),
                       [&](const OwnerReference& owner) { return elsewhere.contains(owner.uid); });
  }

  kube::Resource resource;
  std::vector<kube::Resource> known;
  std::set<std::string> elsewhere;
  kube::OwnWrites ownWrites;
  std::unique_ptr<kube::Controller> controller;
  std::unique_ptr<RawInformer> informer;
};

GarbageCollector::GarbageCollector(ActorSeams seams, const std::vector<kube::Resource>& resources,
                                   const std::set<std::string>& elsewhere) {
  for (const auto& resource : resources) {
    kinds_.push_back(std::make_unique<Kind>(seams, resource, resources, elsewhere));
    Kind& kind = *kinds_.back();
    kind.informer->onChanged(
        [this, &kind](const ObjectKey& key, const RawPtr& before, const RawPtr& after) {
          if (after && (!before || !(before->meta.ownerReferences == after->meta.ownerReferences)))
            kind.controller->queue().add(key);
          if (before && (!after || after->meta.uid != before->meta.uid))
            ownerGone(before->meta.uid);
        });
  }
}

GarbageCollector::~GarbageCollector() = default;

void GarbageCollector::start() {
  for (auto& kind : kinds_) kind->informer->start();
}

void GarbageCollector::ownerGone(const std::string& uid) {
  for (auto& kind : kinds_)
    for (const auto& object : kind->informer->store().indexed(uid))
      kind->controller->queue().add(object->meta.key());
}

}  // namespace slipway::sim
