#include "controllers/commands/reporter.h"

#include <utility>

#include "controllers/release/execute.h"
#include "kube/runtime/reconcile.h"

namespace slipway::controllers {
namespace {

using kube::ApiRequest;
using kube::ApiResult;
using kube::Finish;
using kube::Step;

ApiRequest deleteRequest(const Reporter::Options& options, const kube::ObjectMeta& meta) {
  ApiRequest request;
  request.verb = kube::Verb::Delete;
  request.resource = options.resource;
  request.key = meta.key();
  request.uidPrecondition = meta.uid;
  request.versionPrecondition = meta.resourceVersion;
  request.propagation = "Background";
  request.fieldManager = options.fieldManager;
  return request;
}

std::string problem(const ApiResult& answer) {
  return answer.error.message.empty() ? "no answer" : answer.error.message;
}

// One object: its status when that differs, else its deletion when it is due.
class ReportRun final : public kube::Run {
 public:
  ReportRun(const Reporter::Options& options, const Clock& clock, kube::ObjectKey key)
      : options_(options), clock_(clock), key_(std::move(key)) {}

  Step next(std::optional<ApiResult> answer) override {
    if (answer) return answered(*answer);
    auto report = options_.report(key_);
    if (!report || report->meta.deletionTimestamp) return Finish::settled();
    if (report->status) {
      return statusRequest(options_.resource, report->meta, std::move(*report->status),
                           options_.fieldManager);
    }
    if (!report->expiresAt) return Finish::settled();
    const Duration left = *report->expiresAt - clock_.wall();
    if (left > Duration{0}) return Finish::requeueAfter(left);
    return deleteRequest(options_, report->meta);
  }

 private:
  Step answered(const ApiResult& answer) const {
    if (answer.applied() || answer.error.code == 404) return Finish::settled();
    if (answer.error.retryAfter) return Finish::requeueAfter(*answer.error.retryAfter);
    return Finish::failed(options_.resource.name() + " " + key_.text() + ": " + problem(answer));
  }

  const Reporter::Options& options_;
  const Clock& clock_;
  kube::ObjectKey key_;
};

}  // namespace

struct Reporter::State final : public kube::Reconciler {
  State(Options given, kube::Api& api, kube::OwnWrites& ownWrites, kube::Timers& seam,
        Random& random, Log& log, kube::Metrics& metrics)
      : options(std::move(given)), timers(seam) {
    kube::ControllerOptions made;
    made.name = options.name;
    made.workers = 1;
    made.ready = options.ready;
    made.keys = options.keys;
    controller = std::make_unique<kube::Controller>(std::move(made), *this, api, ownWrites, timers,
                                                    random, log, metrics);
  }
  std::unique_ptr<kube::Run> start(const kube::ObjectKey& key) override {
    return std::make_unique<ReportRun>(options, timers.clock(), key);
  }

  Options options;
  kube::Timers& timers;
  std::unique_ptr<kube::Controller> controller;
};

Reporter::Reporter(Options options, kube::Api& api, kube::OwnWrites& ownWrites,
                   kube::Timers& timers, Random& random, Log& log, kube::Metrics& metrics)
    : state_(std::make_unique<State>(std::move(options), api, ownWrites, timers, random, log,
                                     metrics)) {}

Reporter::~Reporter() = default;

void Reporter::add(const kube::ObjectKey& key) {
  state_->controller->queue().add(key);
}

void Reporter::poke() {
  state_->controller->poke();
}

void Reporter::drain(kube::Task idle) {
  state_->controller->drain(std::move(idle));
}

std::size_t Reporter::running() const {
  return state_->controller->running();
}

std::size_t Reporter::queueDepth() const {
  return state_->controller->queue().depth();
}

}  // namespace slipway::controllers
