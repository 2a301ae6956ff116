#pragma once

#include <chrono>
#include <cstdint>

namespace slipway {

// All intervals. Microseconds: the resolution of Kubernetes' MicroTime.
using Duration = std::chrono::microseconds;

// System time, for people and for times that are stored (status, Leases, Events). May jump.
using WallTime = std::chrono::sys_time<Duration>;

// Time since some fixed point in this process's life; never goes back. For every interval, timer
// and deadline. Its own type, so that the two clocks cannot be mixed.
struct MonoClock {
  using duration = Duration;
  using rep = Duration::rep;
  using period = Duration::period;
  using time_point = std::chrono::time_point<MonoClock>;
  static constexpr bool is_steady = true;
};
using MonoTime = MonoClock::time_point;

// The seam through which all time enters. Real in the operator, virtual in simulation.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual WallTime wall() const = 0;
  virtual MonoTime mono() const = 0;
};

// The process's real clocks.
class SystemClock final : public Clock {
 public:
  WallTime wall() const override {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  }
  MonoTime mono() const override {
    return MonoTime{
        std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch())};
  }
};

}  // namespace slipway
