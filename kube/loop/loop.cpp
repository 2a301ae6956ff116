#include "kube/loop/loop.h"

#include <algorithm>
#include <exception>
#include <map>

namespace slipway::kube {

namespace {
using TimerKey = std::pair<MonoTime, std::uint64_t>;  // the number keeps the order of creation
}  // namespace

struct Loop::TimerTable {
  std::map<TimerKey, Task> waiting;
  std::uint64_t created = 0;
};

// Cancels by taking the task out of the table first and destroying it then: what the task holds may
// be other timers, which come here too.
class Loop::Entry final : public Timer {
 public:
  Entry(std::weak_ptr<TimerTable> table, TimerKey key) : table_(std::move(table)), key_(key) {}
  Entry(const Entry&) = delete;
  Entry& operator=(const Entry&) = delete;
  ~Entry() override {
    if (auto table = table_.lock()) auto cancelled = table->waiting.extract(key_);
  }

 private:
  std::weak_ptr<TimerTable> table_;
  TimerKey key_;
};

Loop::Loop(Clock& clock, Mailbox& mailbox)
    : clock_(clock), mailbox_(mailbox), timers_(std::make_shared<TimerTable>()) {
  beat_ = clock_.mono().time_since_epoch().count();
}

Loop::~Loop() = default;

TimerPtr Loop::at(MonoTime when, Task task) {
  const TimerKey key{when, timers_->created++};
  timers_->waiting.emplace(key, std::move(task));
  return std::make_unique<Entry>(timers_, key);
}

std::optional<MonoTime> Loop::nextTimer() const {
  if (timers_->waiting.empty()) return std::nullopt;
  return timers_->waiting.begin()->first.first;
}

MonoTime Loop::beat() const {
  return MonoTime{Duration{beat_.load(std::memory_order_relaxed)}};
}

bool Loop::step(MonoTime until) {
  const MonoTime now = clock_.mono();
  beat_.store(now.time_since_epoch().count(), std::memory_order_relaxed);
  if (timersTurn_ && fireDue(now)) return true;
  timersTurn_ = true;
  const MonoTime wait = std::min(until, nextTimer().value_or(MonoTime::max()));
  if (auto task = mailbox_.take(std::max(wait, now))) {
    runGuarded(*task);
    return true;
  }
  return fireDue(clock_.mono());
}

bool Loop::fireDue(MonoTime now) {
  const auto first = timers_->waiting.begin();
  if (first == timers_->waiting.end() || first->first.first > now) return false;
  timersTurn_ = false;
  runGuarded(timers_->waiting.extract(first).mapped());
  return true;
}

void Loop::run(MonoTime until) {
  while (!stopped_) {
    if (step(until)) continue;
    if (clock_.mono() >= until) return;
    if (until == MonoTime::max() && !nextTimer()) return;
  }
}

void Loop::runGuarded(const Task& task) {
  if (!report_) {
    task();
    return;
  }
  try {
    task();
  } catch (const std::exception& e) {
    report_(e.what());
  } catch (...) {
    report_("an exception of unknown type");
  }
}

}  // namespace slipway::kube
