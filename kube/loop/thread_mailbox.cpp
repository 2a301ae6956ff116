#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "kube/loop/loop.h"

namespace slipway::kube {

namespace {

// Longer waits are cut into these: a condition variable overflows on times near the end of time.
constexpr Duration longestWait = std::chrono::hours(1);

class ThreadMailbox final : public Mailbox {
 public:
  ThreadMailbox(const Clock& clock, std::size_t capacity)
      : clock_(clock), capacity_(std::max<std::size_t>(capacity, 1)) {}

  bool post(Task task) override {
    std::unique_lock lock(mutex_);
    if (std::this_thread::get_id() != owner_)
      room_.wait(lock, [this] { return closed_ || tasks_.size() < capacity_; });
    if (closed_) return false;
    tasks_.push_back(std::move(task));
    lock.unlock();
    posted_.notify_one();
    return true;
  }

  std::optional<Task> take(MonoTime until) override {
    std::unique_lock lock(mutex_);
    owner_ = std::this_thread::get_id();
    while (tasks_.empty()) {
      if (closed_ && until == MonoTime::max()) return std::nullopt;
      const MonoTime now = clock_.mono();
      if (now >= until) return std::nullopt;
      // Compared before subtracting: the distance to the end of time does not fit.
      const bool far = until == MonoTime::max() || until - now > longestWait;
      posted_.wait_for(lock, far ? longestWait : until - now);
    }
    Task task = std::move(tasks_.front());
    tasks_.pop_front();
    lock.unlock();
    room_.notify_one();
    return task;
  }

  void close() override {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    room_.notify_all();
    posted_.notify_all();
  }

 private:
  const Clock& clock_;
  const std::size_t capacity_;
  std::mutex mutex_;
  std::condition_variable posted_;
  std::condition_variable room_;
  std::deque<Task> tasks_;
  std::thread::id owner_ = std::this_thread::get_id();
  bool closed_ = false;
};

}  // namespace

std::unique_ptr<Mailbox> makeThreadMailbox(const Clock& clock, std::size_t capacity) {
  return std::make_unique<ThreadMailbox>(clock, capacity);
}

}  // namespace slipway::kube
