#include "sim/process.h"

#include <optional>
#include <utility>

namespace slipway::sim {

class Process::ShiftedClock final : public Clock {
 public:
  explicit ShiftedClock(const Clock& world) : world_(world) {}
  WallTime wall() const override { return world_.wall() + ahead_; }
  MonoTime mono() const override { return world_.mono(); }
  void setAhead(Duration by) { ahead_ = by; }

 private:
  const Clock& world_;
  Duration ahead_{};
};

class Process::ProcessTimers final : public kube::Timers {
 public:
  ProcessTimers(Process& process, kube::Timers& world, const Clock& clock)
      : process_(process), world_(world), clock_(clock) {}
  kube::TimerPtr at(MonoTime when, kube::Task task) override {
    auto timer = std::make_unique<ProcessTimer>();
    timer->inner = world_.at(
        when, [this, wanted = std::weak_ptr<bool>(timer->wanted),
               task = std::move(task)]() mutable { process_.reach(wanted, std::move(task)); });
    return timer;
  }
  const Clock& clock() const override { return clock_; }

 private:
  struct ProcessTimer final : kube::Timer {
    std::shared_ptr<bool> wanted = std::make_shared<bool>(true);
    kube::TimerPtr inner;
  };
  Process& process_;
  kube::Timers& world_;
  const Clock& clock_;
};

class Process::ProcessMailbox final : public kube::Mailbox {
 public:
  ProcessMailbox(Process& process, kube::Mailbox& world) : process_(process), world_(world) {}
  bool post(kube::Task task) override {
    return world_.post([process = &process_, wanted = std::weak_ptr<bool>(process_.alive_),
                        task = std::move(task)]() mutable {
      if (!wanted.expired()) process->reach(wanted, std::move(task));
    });
  }
  std::optional<kube::Task> take(MonoTime until) override { return world_.take(until); }
  void close() override { world_.close(); }

 private:
  Process& process_;
  kube::Mailbox& world_;
};

class Process::ProcessApi final : public kube::Api {
 public:
  ProcessApi(Process& process, kube::Api& world) : process_(process), world_(world) {}

  kube::PendingPtr send(kube::ApiRequest request,
                        std::function<void(kube::ApiResult)> done) override {
    auto call = std::make_unique<Call>();
    call->inner = world_.send(std::move(request), guarded(*call, std::move(done)));
    return call;
  }
  kube::PendingPtr list(kube::ListRequest request, std::function<void(Value)> item,
                        std::function<void(kube::ListResult)> done) override {
    auto call = std::make_unique<Call>();
    call->inner = world_.list(std::move(request), guarded(*call, std::move(item)),
                              guarded(*call, std::move(done)));
    return call;
  }
  kube::PendingPtr watch(kube::WatchRequest request, std::function<void(kube::WatchEvent)> event,
                         std::function<void(kube::WatchEnd)> ended) override {
    auto call = std::make_unique<Call>();
    call->inner = world_.watch(std::move(request), guarded(*call, std::move(event)),
                               guarded(*call, std::move(ended)));
    return call;
  }

 private:
  struct Call final : kube::Pending {
    std::shared_ptr<bool> wanted = std::make_shared<bool>(true);
    kube::PendingPtr inner;
  };
  // The callback is shared: what it is told may make its own call go away.
  template <typename Told>
  std::function<void(Told)> guarded(const Call& call, std::function<void(Told)> callback) {
    auto shared = std::make_shared<std::function<void(Told)>>(std::move(callback));
    return [process = &process_, wanted = std::weak_ptr<bool>(call.wanted), shared](Told told) {
      process->reach(wanted,
                     [shared, told = std::move(told)]() mutable { (*shared)(std::move(told)); });
    };
  }

  Process& process_;
  kube::Api& world_;
};

Process::Process(kube::Api& api, kube::Timers& timers, kube::Mailbox& mailbox)
    : outside_(timers),
      clock_(std::make_unique<ShiftedClock>(timers.clock())),
      api_(std::make_unique<ProcessApi>(*this, api)),
      timers_(std::make_unique<ProcessTimers>(*this, timers, *clock_)),
      mailbox_(std::make_unique<ProcessMailbox>(*this, mailbox)) {}

Process::~Process() = default;

kube::Api& Process::api() {
  return *api_;
}

kube::Timers& Process::timers() {
  return *timers_;
}

kube::Mailbox& Process::mailbox() {
  return *mailbox_;
}

void Process::setClockAhead(Duration by) {
  clock_->setAhead(by);
}

void Process::reach(const std::weak_ptr<bool>& wanted, kube::Task task) {
  if (wanted.expired()) return;
  if (stopped_ || !waiting_.empty()) {
    waiting_.push_back({wanted, std::move(task)});
  } else {
    task();
  }
}

void Process::goOn() {
  stopped_ = false;
  if (!waiting_.empty()) pumpTimer_ = outside_.after(Duration{0}, [this] { pump(); });
}

// One at a time, as the loop does it: any of them may end this process.
void Process::pump() {
  const std::weak_ptr<bool> here = alive_;
  while (!waiting_.empty() && !stopped_) {
    const Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    if (!next.wanted.expired()) next.task();
    if (here.expired()) return;
  }
}

}  // namespace slipway::sim
