#include "kube/runtime/leader_elector.h"

namespace slipway::kube {

namespace {

class Refused final : public Pending {
 public:
  explicit Refused(TimerPtr answer) : answer_(std::move(answer)) {}

 private:
  TimerPtr answer_;
};

class GatedApi final : public Api {
 public:
  GatedApi(Api& below, Timers& timers, std::function<bool()> mayWrite)
      : below_(below), timers_(timers), mayWrite_(std::move(mayWrite)) {}

  PendingPtr send(ApiRequest request, std::function<void(ApiResult)> done) override {
    if (!request.isWrite() || mayWrite_()) return below_.send(std::move(request), std::move(done));
    ApiResult refused;
    refused.outcome = Outcome::NotSent;
    refused.error.reason = "NotLeading";
    refused.error.message = "not sent: this process does not hold the lease";
    return std::make_unique<Refused>(
        timers_.after(Duration{0}, [answer = std::move(done), refused] { answer(refused); }));
  }
  PendingPtr list(ListRequest request, std::function<void(Value)> item,
                  std::function<void(ListResult)> done) override {
    return below_.list(std::move(request), std::move(item), std::move(done));
  }
  PendingPtr watch(WatchRequest request, std::function<void(WatchEvent)> event,
                   std::function<void(WatchEnd)> ended) override {
    return below_.watch(std::move(request), std::move(event), std::move(ended));
  }

 private:
  Api& below_;
  Timers& timers_;
  std::function<bool()> mayWrite_;
};

}  // namespace

std::unique_ptr<Api> makeGatedApi(Api& below, Timers& timers, std::function<bool()> mayWrite) {
  return std::make_unique<GatedApi>(below, timers, std::move(mayWrite));
}

}  // namespace slipway::kube
