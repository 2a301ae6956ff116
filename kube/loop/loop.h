#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "base/clock.h"

namespace slipway::kube {

using Task = std::function<void()>;

// What other threads put work into, and what the loop waits on. The one place where real and
// simulated time differ.
class Mailbox {
 public:
  virtual ~Mailbox() = default;
  // Any thread. Blocks while the box is full (back-pressure on IO threads), but never the loop's
  // own thread: nobody else could make room. False once closed.
  virtual bool post(Task task) = 0;
  // The loop's thread: the next task, or nullopt when `until` has come and nothing was posted.
  virtual std::optional<Task> take(MonoTime until) = 0;
  // From now on post() answers false; what was posted before is still taken.
  virtual void close() = 0;
};

// A timer that has not fired. Destroying it cancels it.
class Timer {
 public:
  virtual ~Timer() = default;
};
using TimerPtr = std::unique_ptr<Timer>;

// One-shot timers on the loop thread.
class Timers {
 public:
  virtual ~Timers() = default;
  // Runs once, not before `when`; never from inside this call. Same time: in order of creation. The
  // task may destroy its own timer and others.
  [[nodiscard]] virtual TimerPtr at(MonoTime when, Task task) = 0;
  virtual const Clock& clock() const = 0;
  [[nodiscard]] TimerPtr after(Duration delay, Task task) {
    return at(clock().mono() + delay, std::move(task));
  }
};

// The one thread that owns all state: takes posted tasks, fires timers.
class Loop final : public Timers {
 public:
  Loop(Clock& clock, Mailbox& mailbox);
  ~Loop() override;
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  [[nodiscard]] TimerPtr at(MonoTime when, Task task) override;
  const Clock& clock() const override { return clock_; }
  Mailbox& mailbox() { return mailbox_; }

  // Runs one task or one due timer, waiting until `until` at the latest; false when nothing ran.
  // Due timers and posted tasks take turns, so that neither can starve the other.
  // A task that throws is reported to onException and counted as run.
  bool step(MonoTime until);
  // Steps until stop() was called (from a task), `until` has come, or nothing can ever happen again
  // (no timer, and the mailbox says that it stays empty).
  void run(MonoTime until = MonoTime::max());
  void stop() { stopped_ = true; }
  bool stopped() const { return stopped_; }
  // Called with a description; the default rethrows.
  void onException(std::function<void(const char*)> report) { report_ = std::move(report); }
  // Monotonic time of the last step, readable from any thread: /healthz looks at its age. A loop
  // that waits takes no step, so whoever judges the age keeps a shorter timer running here.
  MonoTime beat() const;
  std::optional<MonoTime> nextTimer() const;

 private:
  class Entry;
  struct TimerTable;
  void runGuarded(const Task& task);
  bool fireDue(MonoTime now);

  Clock& clock_;
  Mailbox& mailbox_;
  std::shared_ptr<TimerTable> timers_;
  std::function<void(const char*)> report_;
  std::atomic<Duration::rep> beat_{0};
  bool stopped_ = false;
  bool timersTurn_ = true;
};

// Mutex and condition variable; bounded. The loop's thread is the one that last called take(),
// until then the one that made the box.
std::unique_ptr<Mailbox> makeThreadMailbox(const Clock& clock, std::size_t capacity = 4096);

}  // namespace slipway::kube
