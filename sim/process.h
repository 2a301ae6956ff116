#pragma once

#include <deque>
#include <functional>
#include <list>
#include <memory>

#include "kube/client/api.h"
#include "kube/loop/loop.h"

namespace slipway::sim {

// One process among those of a simulated world: everything that reaches its code passes here, so it
// can be stopped (SIGSTOP) and go on later, and its wall clock may be another than the world's.
// Requests that it has sent travel on while it is stopped; answers, watch events, timers and posted
// tasks wait, and come in their order once it goes on.
class Process final {
 public:
  // All of them outlive the process.
  Process(kube::Api& api, kube::Timers& timers, kube::Mailbox& mailbox);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  kube::Api& api();
  kube::Timers& timers();
  kube::Mailbox& mailbox();

  void stop() { stopped_ = true; }
  void goOn();
  // Its wall clock, ahead of the world's by that much (or behind).
  void setClockAhead(Duration by);

 private:
  class ShiftedClock;
  class ProcessApi;
  class ProcessTimers;
  class ProcessMailbox;
  // Runs `task` now, or when it is its turn; not at all when `wanted` is gone by then.
  void reach(const std::weak_ptr<bool>& wanted, kube::Task task);
  void pump();

  struct Waiting {
    std::weak_ptr<bool> wanted;
    kube::Task task;
  };
  kube::Timers& outside_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  std::unique_ptr<ShiftedClock> clock_;
  std::unique_ptr<ProcessApi> api_;
  std::unique_ptr<ProcessTimers> timers_;
  std::unique_ptr<ProcessMailbox> mailbox_;
  std::deque<Waiting> waiting_;
  kube::TimerPtr pumpTimer_;
  bool stopped_ = false;
};

}  // namespace slipway::sim
