// Giving the lease up at shutdown, so that the next leader need not wait for it to expire.

#include "kube/runtime/leader_elector.h"
#include "kube/runtime/metrics.h"

namespace slipway::kube {

namespace {
constexpr int mostReleaseTries = 3;
}  // namespace

void LeaderElector::release(Task done) {
  releaseDone_ = std::move(done);
  const bool mayHold = leading_ || writing_;
  // What was under way may be carried out all the same.
  stale_ = stale_ || writing_;
  stopped_ = true;
  leading_ = false;
  writing_ = false;
  pending_.reset();
  deadline_.reset();
  metrics_.leader(options_.lease.name, false);
  if (!mayHold) {
    finishRelease({});
    return;
  }
  timer_ = timers_.after(options_.renewDeadline / 2, [this] { finishRelease("no answer"); });
  releaseNow();
}

void LeaderElector::releaseNow() {
  if (++releaseTries_ > mostReleaseTries) {
    finishRelease("changed by others all the time");
    return;
  }
  if (stale_) {
    pending_ = api_.send(request(Verb::Get), [this](const ApiResult& result) {
      const PendingPtr answered = std::move(pending_);
      auto lease = decodeLease(result.object);
      if (!result.applied() || !lease.ok()) {
        finishRelease("cannot read it: " + result.error.message);
      } else if (lease->holder != options_.identity) {
        finishRelease({});
      } else {
        observed_ = std::move(*lease);
        stale_ = false;
        releaseNow();
      }
    });
    return;
  }
  Lease empty = observed_;
  empty.holder.clear();
  empty.renewTime = timers_.clock().wall();
  ApiRequest r = request(Verb::MergePatch);
  const Value meta = Value::object({{"resourceVersion", observed_.meta.resourceVersion}});
  r.body = Value::object({{"metadata", meta}, {"spec", leaseSpecValue(empty)}});
  pending_ = api_.send(std::move(r), [this](const ApiResult& result) {
    const PendingPtr answered = std::move(pending_);
    stale_ = true;
    if (result.applied()) {
      finishRelease({});
    } else if (result.error.code == 409) {
      releaseNow();
    } else {
      finishRelease(result.error.message.empty() ? "no answer" : result.error.message);
    }
  });
}

void LeaderElector::finishRelease(const std::string& trouble) {
  pending_.reset();
  if (!trouble.empty())
    log_.warn("the lease was not released, it will expire",
              {{"lease", options_.lease.text()}, {"why", trouble}});
  timer_ = timers_.after(Duration{0}, [this] {
    if (releaseDone_) std::exchange(releaseDone_, nullptr)();
  });
}

}  // namespace slipway::kube
