#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "base/log.h"
#include "base/random.h"
#include "kube/client/api.h"
#include "kube/loop/loop.h"
#include "kube/types/workloads.h"

namespace slipway::kube {

class Metrics;

struct LeaderOptions {
  ObjectKey lease;
  std::string identity;  // unique per process start: one from before a restart is somebody else's
  // A place in which at most one process runs at a time, as in a container of one pod; identities
  // of its processes begin with it. What an earlier one held is taken over at once, since that one
  // is dead: the time of a lease is only needed where nobody can know. Empty: there is no such
  // place.
  std::string seat;
  Duration leaseDuration = std::chrono::seconds(15);
  Duration renewDeadline = std::chrono::seconds(10);  // < leaseDuration
  Duration retryPeriod = std::chrono::seconds(2);     // < renewDeadline
};

// Holds one Lease. Expiry of another's lease is judged by how long it has not changed here, on the
// monotonic clock, never by comparing wall clocks of two machines: for leaseDuration, or for what
// its holder has written into it when that is longer. A lease without holder, or with one that is
// known to be dead, is taken at once.
// Every write carries the resourceVersion it is based on.
//
// Leadership counts from the moment at which the last successful renewal was sent, and ends
// renewDeadline later; the time from there to leaseDuration is the margin for requests under way.
// Lost is lost: it does not run for election again.
class LeaderElector {
 public:
  struct Callbacks {
    std::function<void()> started;                            // now leading
    std::function<void(const std::string& why)> lost;         // once; must stop writing at once
    std::function<void(const std::string& holder)> observed;  // somebody else leads
  };
  LeaderElector(LeaderOptions options, Api& api, Timers& timers, Random& random, Log& log,
                Metrics& metrics, Callbacks callbacks);
  ~LeaderElector();
  LeaderElector(const LeaderElector&) = delete;
  LeaderElector& operator=(const LeaderElector&) = delete;

  void start();
  bool leading() const { return leading_; }
  // Leading, and renewed recently enough that nobody else can have taken over. Asked before every
  // write is sent: a process that was stopped past its lease finds out here.
  bool mayWrite() const;
  // Gives the lease up (holder emptied), then calls `done`, whatever became of it; used at
  // shutdown. From now on it does not lead; `lost` is not called.
  void release(Task done);

 private:
  void tick();
  void read();
  void onRead(const ApiResult& result);
  void observe(Lease lease);
  bool expired() const;
  bool freeToTake() const;
  void tryAcquire(bool exists);
  void write(const Lease& wanted, bool exists);
  void onWritten(const ApiResult& result, MonoTime sentAt);
  void lead();
  void lose(const std::string& why);
  void schedule(Duration delay);
  void armDeadline();
  void releaseNow();
  void finishRelease(const std::string& trouble);
  ApiRequest request(Verb verb) const;
  Lease wanted() const;

  LeaderOptions options_;
  Api& api_;
  Timers& timers_;
  Random& random_;
  Log& log_;
  Metrics& metrics_;
  Callbacks callbacks_;
  Lease observed_;
  MonoTime observedAt_{};
  MonoTime renewedAt_{};
  PendingPtr pending_;
  TimerPtr timer_;
  TimerPtr deadline_;
  Task releaseDone_;
  bool started_ = false;
  bool leading_ = false;
  bool stopped_ = false;
  bool stale_ = true;     // observed_ may not be what the server has
  bool writing_ = false;  // a write is under way
  int releaseTries_ = 0;
};

// An Api that refuses writes (NotSent) while `mayWrite` says no; reads pass. The lease itself is
// written through the Api below.
std::unique_ptr<Api> makeGatedApi(Api& below, Timers& timers, std::function<bool()> mayWrite);

}  // namespace slipway::kube
