#include "kube/runtime/work_queue.h"

#include <algorithm>
#include <chrono>

#include "kube/runtime/metrics.h"

namespace slipway::kube {

namespace {

constexpr Duration firstBackoff = std::chrono::milliseconds(5);
constexpr Duration longestBackoff = std::chrono::seconds(1000);
constexpr int mostDoublings = 18;  // beyond the longest backoff

}  // namespace

WorkQueue::WorkQueue(std::string name, Timers& timers, Random& random, Metrics& metrics)
    : name_(std::move(name)), timers_(timers), random_(random), metrics_(metrics) {}

void WorkQueue::addAfter(const ObjectKey& key, Duration delay) {
  if (stopped_) return;
  metrics_.queueAdded(name_);
  enqueue(key, {timers_.clock().mono() + std::max(delay, Duration{0}), false});
}

void WorkQueue::addBackedOff(const ObjectKey& key) {
  const int before = failures_[key]++;
  const Duration base =
      std::min(firstBackoff * (std::int64_t{1} << std::min(before, mostDoublings)), longestBackoff);
  const auto jitter = random_.below(static_cast<std::uint64_t>(base.count() / 10) + 1);
  metrics_.queueRetried(name_);
  addAfter(key, base + Duration{static_cast<Duration::rep>(jitter)});
}

void WorkQueue::addForResync(const ObjectKey& key, Duration delay) {
  if (stopped_ || failures(key) > 0 || working_.contains(key)) return;
  const MonoTime due = timers_.clock().mono() + std::max(delay, Duration{0});
  const auto waits = wait_.find(key);
  if (waits != wait_.end() && waits->second.due <= due) return;
  metrics_.queueAdded(name_);
  enqueue(key, {due, true});
}

void WorkQueue::forget(const ObjectKey& key) {
  failures_.erase(key);
}

int WorkQueue::failures(const ObjectKey& key) const {
  const auto found = failures_.find(key);
  return found == failures_.end() ? 0 : found->second;
}

// Merges with what waits already: the earlier time; a reason other than a resync stays known as
// soon as it is due.
void WorkQueue::enqueue(const ObjectKey& key, Wait wait) {
  const auto work = working_.find(key);
  if (work != working_.end()) {
    auto& again = work->second.again;
    if (!again || wait.due < again->due) again = wait;
    return;
  }
  const auto [it, added] = wait_.try_emplace(key, wait);
  if (!added) {
    Wait& known = it->second;
    if (!wait.resync && wait.due <= known.due) known.resync = false;
    if (wait.due >= known.due) return;
    later_.erase({known.due, key});
    due_.erase({known.due, key});
    known = wait;
  }
  later_.insert({wait.due, key});
  arm();
}

void WorkQueue::arm() {
  if (stopped_ || later_.empty()) return;
  const MonoTime next = later_.begin()->first;
  if (armedFor_ && *armedFor_ <= next) return;
  armedFor_ = next;
  timer_ = timers_.at(next, [this] { fire(); });
}

void WorkQueue::fire() {
  armedFor_.reset();
  timer_.reset();
  promote();
  arm();
  if (!due_.empty() && onReady_) onReady_();
}

void WorkQueue::promote() {
  const MonoTime now = timers_.clock().mono();
  const std::size_t before = due_.size();
  while (!later_.empty() && later_.begin()->first <= now)
    due_.insert(later_.extract(later_.begin()));
  if (due_.size() != before) reportDepth();
}

std::optional<ObjectKey> WorkQueue::take() {
  promote();
  if (due_.empty()) return std::nullopt;
  const auto [due, key] = *due_.begin();
  due_.erase(due_.begin());
  const MonoTime now = timers_.clock().mono();
  working_[key] = {now, wait_.at(key).resync, std::nullopt};
  wait_.erase(key);
  metrics_.queueWaited(name_, now - due);
  reportDepth();
  return key;
}

bool WorkQueue::takenForResync(const ObjectKey& key) const {
  const auto found = working_.find(key);
  return found != working_.end() && found->second.resync;
}

void WorkQueue::done(const ObjectKey& key) {
  const auto found = working_.find(key);
  if (found == working_.end()) return;
  metrics_.queueWorked(name_, timers_.clock().mono() - found->second.since);
  const auto again = found->second.again;
  working_.erase(found);
  if (again && !stopped_) enqueue(key, *again);
}

void WorkQueue::stop() {
  stopped_ = true;
  wait_.clear();
  later_.clear();
  due_.clear();
  timer_.reset();
  reportDepth();
}

void WorkQueue::reportDepth() {
  metrics_.queueDepth(name_, due_.size());
}

}  // namespace slipway::kube
