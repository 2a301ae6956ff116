#pragma once

#include <functional>
#include <thread>

namespace slipway::cli {

// SIGTERM and SIGINT as calls on a thread of its own. Made in main before any other thread, so that
// every thread inherits the blocked mask.
class SignalWatcher final {
 public:
  // `onSignal` hears each one; it must only post. A second signal within one process is told too.
  explicit SignalWatcher(std::function<void(int signal)> onSignal);
  ~SignalWatcher();  // joins
  SignalWatcher(const SignalWatcher&) = delete;
  SignalWatcher& operator=(const SignalWatcher&) = delete;

  // Blocks the signals in this thread and in all that it starts from now on.
  static void blockInThisThread();

 private:
  std::function<void(int)> onSignal_;
  int wake_ = -1;
  std::thread thread_;
};

}  // namespace slipway::cli
