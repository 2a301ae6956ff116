#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include "base/clock.h"
#include "base/random.h"
#include "kube/loop/loop.h"

namespace slipway::kube {

// Virtual time. Monotonic time starts at zero and moves only forward; wall time runs along with it
// from a given start and may be made to jump. Copyable.
class SimClock final : public Clock {
 public:
  explicit SimClock(WallTime start) : wallAtZero_(start) {}

  WallTime wall() const override { return wallAtZero_ + now_; }
  MonoTime mono() const override { return MonoTime{now_}; }

  // Never back: an earlier time changes nothing.
  void advanceTo(MonoTime when);
  void advance(Duration by) { advanceTo(mono() + by); }
  // As when somebody sets the machine's clock; monotonic time does not notice.
  void jumpWall(Duration by) { wallAtZero_ += by; }

 private:
  WallTime wallAtZero_;
  Duration now_{0};
};

// The mailbox of a simulation, on one thread: waiting moves the clock. Unbounded, so post never
// blocks.
//
// With a seed other than 0, tasks posted at the same virtual time are taken in an order the seed
// decides; tasks of one stream always keep theirs, as bytes of one connection do.
class SimMailbox final : public Mailbox {
 public:
  explicit SimMailbox(SimClock& clock, std::uint64_t seed = 0)
      : clock_(clock), random_(seed), shuffled_(seed != 0) {}

  bool post(Task task) override { return enqueue(std::nullopt, std::move(task)); }
  bool post(std::uint64_t stream, Task task) { return enqueue(stream, std::move(task)); }
  // With nothing posted, time is `until` afterwards; for MonoTime::max() it stays as it is.
  std::optional<Task> take(MonoTime until) override;
  void close() override { closed_ = true; }
  std::size_t size() const { return tasks_.size(); }

 private:
  struct Posted {
    MonoTime when;
    std::optional<std::uint64_t> stream;
    Task task;
  };
  bool enqueue(std::optional<std::uint64_t> stream, Task task);
  std::size_t choose();

  SimClock& clock_;
  SeededRandom random_;
  bool shuffled_;
  std::deque<Posted> tasks_;
  bool closed_ = false;
};

}  // namespace slipway::kube
