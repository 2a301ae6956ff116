#include "kube/runtime/leader_elector.h"

#include <algorithm>
#include <chrono>
#include <limits>

#include "base/text.h"
#include "kube/runtime/metrics.h"
#include "kube/types/resources.h"

namespace slipway::kube {

namespace {

// Lease durations are whole seconds, at least one.
std::int32_t wholeSeconds(Duration duration) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(duration).count();
  return static_cast<std::int32_t>(
      std::clamp<std::int64_t>(seconds, 1, std::numeric_limits<std::int32_t>::max()));
}

// Whether the holder has done anything in between; an annotation by others is no renewal.
bool sameRecord(const Lease& a, const Lease& b) {
  return a.meta.uid == b.meta.uid && a.holder == b.holder && a.renewTime == b.renewTime &&
         a.acquireTime == b.acquireTime && a.transitions == b.transitions &&
         a.durationSeconds == b.durationSeconds;
}

std::string describe(const ApiResult& result) {
  if (!result.error.message.empty()) return result.error.message;
  if (result.outcome == Outcome::Unknown) return "no answer";
  return result.error.reason;
}

}  // namespace

LeaderElector::LeaderElector(LeaderOptions options, Api& api, Timers& timers, Random& random,
                             Log& log, Metrics& metrics, Callbacks callbacks)
    : options_(std::move(options)),
      api_(api),
      timers_(timers),
      random_(random),
      log_(log),
      metrics_(metrics),
      callbacks_(std::move(callbacks)) {}

LeaderElector::~LeaderElector() = default;

void LeaderElector::start() {
  if (started_) return;
  started_ = true;
  metrics_.leader(options_.lease.name, false);
  tick();
}

bool LeaderElector::mayWrite() const {
  return leading_ && timers_.clock().mono() < renewedAt_ + options_.renewDeadline;
}

void LeaderElector::schedule(Duration delay) {
  const auto jitter = random_.below(static_cast<std::uint64_t>(delay.count() / 5) + 1);
  timer_ = timers_.after(delay + Duration{static_cast<Duration::rep>(jitter)}, [this] { tick(); });
}

void LeaderElector::armDeadline() {
  deadline_ = timers_.at(renewedAt_ + options_.renewDeadline, [this] {
    lose("not renewed for " + humanDuration(options_.renewDeadline));
  });
}

void LeaderElector::tick() {
  if (stopped_ || pending_) return;
  // After a pause of the whole process this may run before the deadline's own timer.
  if (leading_ && !mayWrite()) {
    lose("was stopped for longer than " + humanDuration(options_.renewDeadline));
  } else if (leading_ && !stale_) {
    write(wanted(), true);
  } else {
    read();
  }
}

ApiRequest LeaderElector::request(Verb verb) const {
  ApiRequest request;
  request.verb = verb;
  request.resource = resources::leases();
  request.key = options_.lease;
  request.timeout = options_.renewDeadline / 3;
  return request;
}

void LeaderElector::read() {
  pending_ = api_.send(request(Verb::Get), [this](const ApiResult& result) { onRead(result); });
}

void LeaderElector::onRead(const ApiResult& result) {
  const PendingPtr answered = std::move(pending_);
  if (result.error.notFound() && !result.applied()) {
    // A lease that somebody held a moment ago: its holder will make it again, or time is up.
    if (freeToTake()) {
      tryAcquire(false);
    } else {
      schedule(options_.retryPeriod);
    }
    return;
  }
  auto lease = result.applied() ? decodeLease(result.object) : Decoded<Lease>(Lease{});
  if (!result.applied() || !lease.ok()) {
    const std::string why = result.applied() ? lease.error().front().text() : describe(result);
    log_.warn("cannot read the lease", {{"lease", options_.lease.text()}, {"why", why}});
    schedule(options_.retryPeriod);
    return;
  }
  observe(std::move(*lease));
  stale_ = false;
  const std::string& holder = observed_.holder;
  if (leading_ && !holder.empty() && holder != options_.identity) {
    lose(holder + " has taken the lease");
  } else if (freeToTake()) {
    tryAcquire(true);
  } else {
    schedule(options_.retryPeriod);
  }
}

void LeaderElector::observe(Lease lease) {
  const bool other = lease.holder != observed_.holder;
  if (!sameRecord(lease, observed_)) observedAt_ = timers_.clock().mono();
  observed_ = std::move(lease);
  if (!other || observed_.holder.empty() || observed_.holder == options_.identity) return;
  log_.info("somebody else leads",
            {{"lease", options_.lease.text()}, {"holder", observed_.holder}});
  if (callbacks_.observed) callbacks_.observed(observed_.holder);
}

bool LeaderElector::expired() const {
  Duration lasts = options_.leaseDuration;
  if (observed_.durationSeconds > wholeSeconds(lasts))
    lasts = std::chrono::seconds(observed_.durationSeconds);
  return timers_.clock().mono() - observedAt_ > lasts;
}

// Nobody holds it, or who does is this process, an earlier one in its place, or out of time.
bool LeaderElector::freeToTake() const {
  const std::string& holder = observed_.holder;
  const bool predecessor = !options_.seat.empty() && holder.starts_with(options_.seat);
  return holder.empty() || holder == options_.identity || predecessor || expired();
}

// The observed lease as it should be: ours, renewed now.
Lease LeaderElector::wanted() const {
  Lease lease = observed_;
  WallTime now = timers_.clock().wall();
  // A wall clock that was set back must not make a renewal look like none.
  if (lease.renewTime == now) now += Duration{1};
  if (lease.holder != options_.identity) {
    lease.acquireTime = now;
    if (lease.transitions < std::numeric_limits<std::int32_t>::max()) ++lease.transitions;
  }
  lease.holder = options_.identity;
  lease.renewTime = now;
  lease.durationSeconds = wholeSeconds(options_.leaseDuration);
  return lease;
}

void LeaderElector::tryAcquire(bool exists) {
  if (!exists) observed_ = {};
  Lease lease = wanted();
  if (!exists) lease.transitions = 0;
  write(lease, exists);
}

void LeaderElector::write(const Lease& lease, bool exists) {
  ApiRequest r = request(exists ? Verb::MergePatch : Verb::Create);
  const Value spec = leaseSpecValue(lease);
  if (exists) {
    const Value meta = Value::object({{"resourceVersion", observed_.meta.resourceVersion}});
    r.body = Value::object({{"metadata", meta}, {"spec", spec}});
  } else {
    r.body = Value::object({{"apiVersion", r.resource.apiVersion()},
                            {"kind", r.resource.kind},
                            {"metadata", Value::object({{"name", options_.lease.name},
                                                        {"namespace", options_.lease.ns}})},
                            {"spec", spec}});
  }
  writing_ = true;
  const MonoTime sentAt = timers_.clock().mono();
  pending_ = api_.send(std::move(r),
                       [this, sentAt](const ApiResult& result) { onWritten(result, sentAt); });
}

void LeaderElector::onWritten(const ApiResult& result, MonoTime sentAt) {
  const PendingPtr answered = std::move(pending_);
  writing_ = false;
  stale_ = true;
  if (result.applied()) {
    if (auto lease = decodeLease(result.object); lease.ok()) {
      observe(std::move(*lease));
      stale_ = false;
    }
    renewedAt_ = sentAt;
    lead();
    return;
  }
  log_.warn("cannot write the lease",
            {{"lease", options_.lease.text()}, {"why", describe(result)}});
  const bool outdated = result.error.code == 409 || result.error.notFound();
  schedule(outdated ? options_.retryPeriod / 10 : options_.retryPeriod);
}

// The lease is ours as of renewedAt_; the answer may have come too late for that to be of use.
void LeaderElector::lead() {
  const bool before = std::exchange(leading_, true);
  if (!mayWrite()) {
    leading_ = before;
    stale_ = true;
    if (before) {
      lose("the answer to a renewal came too late");
    } else {
      schedule(options_.retryPeriod);
    }
    return;
  }
  armDeadline();
  schedule(options_.retryPeriod);
  if (before) return;
  metrics_.leader(options_.lease.name, true);
  log_.info("leading", {{"lease", options_.lease.text()}, {"identity", options_.identity}});
  if (callbacks_.started) callbacks_.started();
}

void LeaderElector::lose(const std::string& why) {
  leading_ = false;
  stopped_ = true;
  pending_.reset();
  timer_.reset();
  deadline_.reset();
  metrics_.leader(options_.lease.name, false);
  log_.error("lease lost", {{"lease", options_.lease.text()}, {"why", why}});
  if (callbacks_.lost) callbacks_.lost(why);
}

}  // namespace slipway::kube
