#include "operator/signals.h"

#include <cstdint>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include <utility>

namespace slipway::cli {
namespace {

sigset_t watched() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

}  // namespace

void SignalWatcher::blockInThisThread() {
  const sigset_t set = watched();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

SignalWatcher::SignalWatcher(std::function<void(int)> onSignal)
    : onSignal_(std::move(onSignal)), wake_(eventfd(0, EFD_CLOEXEC)) {
  blockInThisThread();
  thread_ = std::thread([this] {
    const sigset_t set = watched();
    const int fd = signalfd(-1, &set, SFD_CLOEXEC);
    for (;;) {
      pollfd both[] = {{fd, POLLIN, 0}, {wake_, POLLIN, 0}};
      if (poll(both, 2, -1) < 0) continue;
      if (both[1].revents != 0) break;
      signalfd_siginfo info{};
      if (read(fd, &info, sizeof info) == sizeof info) onSignal_(static_cast<int>(info.ssi_signo));
    }
    close(fd);
  });
}

SignalWatcher::~SignalWatcher() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = write(wake_, &one, sizeof one);
  thread_.join();
  close(wake_);
}

}  // namespace slipway::cli
