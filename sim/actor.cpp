#include "sim/actor.h"

#include <utility>

namespace slipway::sim {
namespace {

class WorkRun final : public kube::Run {
 public:
  explicit WorkRun(Work work) : work_(std::move(work)) {}

  kube::Step next(std::optional<kube::ApiResult> answer) override {
    if (answer && !answer->applied())
      return kube::Finish::failed(answer->error.message.empty() ? "no answer"
                                                                : answer->error.message);
    if (sent_ < work_.requests.size()) return std::move(work_.requests[sent_++]);
    return work_.finish;
  }

 private:
  Work work_;
  std::size_t sent_ = 0;
};

}  // namespace

kube::ApiRequest statusPatch(const kube::Resource& resource, const kube::ObjectMeta& meta,
                             Value status, std::string fieldManager) {
  kube::ApiRequest request;
  request.verb = kube::Verb::MergePatch;
  request.resource = resource;
  request.key = meta.key();
  request.subresource = "status";
  request.fieldManager = std::move(fieldManager);
  request.body = Value::object(
      {{"metadata", Value::object({{"uid", meta.uid}})}, {"status", std::move(status)}});
  return request;
}

kube::Decoded<RawObject> decodeRaw(const Value& object) {
  FieldErrors errors;
  RawObject raw{kube::readObjectMeta(Reader(object, errors)["metadata"]), object};
  if (!errors.empty()) return Unexpected{std::move(errors)};
  return raw;
}

std::vector<std::string> ownerUids(const RawObject& object) {
  std::vector<std::string> uids;
  uids.reserve(object.meta.ownerReferences.size());
  for (const auto& owner : object.meta.ownerReferences) uids.push_back(owner.uid);
  return uids;
}

Actor::Actor(const std::string& name, ActorSeams seams, Plan plan, std::function<bool()> ready)
    : seams_(seams), plan_(std::move(plan)) {
  kube::ControllerOptions options;
  options.name = name;
  options.ready = std::move(ready);
  controller_ =
      std::make_unique<kube::Controller>(std::move(options), *this, seams.api, ownWrites_,
                                         seams.timers, seams.random, seams.log, seams.metrics);
}

Actor::~Actor() = default;

std::unique_ptr<kube::Run> Actor::start(const kube::ObjectKey& key) {
  return std::make_unique<WorkRun>(plan_(key));
}

kube::RuntimeSeams Actor::runtime() {
  return {seams_.api, seams_.timers, seams_.random, seams_.log, &ownWrites_, [this] { poke(); }};
}

}  // namespace slipway::sim
