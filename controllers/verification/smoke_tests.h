#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/random.h"
#include "kube/loop/loop.h"
#include "kube/types/object.h"
#include "net/probe.h"
#include "strategies/plan.h"

namespace slipway::controllers {

struct SmokeTestOptions {
  std::size_t inFlight = 32;  // probes asked at once; the rest wait their turn
};

// Asks pods what smoke tests want to know, as often as strategies/verdict/tries.h says, and keeps
// the answers for as long as a plan says that they matter. All the memory there is: a restart asks
// again.
class SmokeTests {
 public:
  using Changed = std::function<void(const kube::ObjectKey& release)>;

  // `changed` runs on the loop whenever a test of that Release has its verdict.
  SmokeTests(net::Probe& probe, kube::Timers& timers, kube::Mailbox& mailbox,
             SmokeTestOptions options, Changed changed);
  ~SmokeTests();
  SmokeTests(const SmokeTests&) = delete;
  SmokeTests& operator=(const SmokeTests&) = delete;

  // A question that was asked before and not dropped since is not asked anew; while it has no
  // verdict it takes over the pods.
  void start(const kube::ObjectKey& release, const strategies::StartCheck& check);
  // Drops, and cancels, whatever is not in `relevant`.
  void retain(const kube::ObjectKey& release, const std::set<strategies::CheckId>& relevant);
  // Drops what that pod answered.
  void forget(const kube::ObjectKey& release, const std::string& podUid);
  std::vector<strategies::CheckResult> results(const kube::ObjectKey& release) const;

  std::size_t unanswered() const;  // asked, or waiting to be
  void stop();                     // cancels everything; nothing starts any more

 private:
  struct Test;
  using Place = std::pair<kube::ObjectKey, strategies::CheckId>;

  // Drops, and cancels, those of that Release for which `kept` says no.
  template <typename Keep>
  void keep(const kube::ObjectKey& release, const Keep& kept);
  void enqueue(const Place& place, Test& test);
  void askNext();
  void ask(const Place& place, Test& test);
  void answered(const Place& place, std::uint64_t question, const net::ProbeResult& result);
  void judge(const Place& place, Test& test, const net::ProbeResult& result);

  net::Probe& probe_;
  kube::Timers& timers_;
  kube::Mailbox& mailbox_;
  SmokeTestOptions options_;
  Changed changed_;
  std::map<Place, std::unique_ptr<Test>> tests_;
  std::deque<Place> waiting_;
  std::size_t asking_ = 0;
  std::uint64_t lastQuestion_ = 0;
  bool stopped_ = false;
  std::shared_ptr<SmokeTests*> self_;  // posted answers find out through it whether we still live
};

}  // namespace slipway::controllers
