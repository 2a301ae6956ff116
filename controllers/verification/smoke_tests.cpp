#include "controllers/verification/smoke_tests.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "controllers/verification/judge_probe.h"
#include "strategies/verdict/tries.h"

namespace slipway::controllers {

using crds::Verdict;
using strategies::CheckId;
using strategies::CheckResult;

namespace {

// Not above any question of that Release.
std::pair<kube::ObjectKey, CheckId> firstOf(const kube::ObjectKey& release) {
  CheckId least;
  least.attempt = std::numeric_limits<std::int32_t>::min();
  return {release, least};
}

}  // namespace

struct SmokeTests::Test {
  std::shared_ptr<const crds::SmokeTest> test;
  std::vector<strategies::CheckTarget> pods;
  strategies::Tries tries;
  Verdict verdict = Verdict::Running;
  std::string reason;
  WallTime at{};
  std::string podName;  // of Failed: who gave the last answer
  std::string podUid;
  bool queued = false;         // waits for its turn
  bool stranded = false;       // waits for a pod that can be asked
  std::uint64_t question = 0;  // the probe in flight; 0: none
  std::shared_ptr<net::ProbeHandle> probe;
  kube::TimerPtr pause;
};

SmokeTests::SmokeTests(net::Probe& probe, kube::Timers& timers, kube::Mailbox& mailbox,
                       SmokeTestOptions options, Changed changed)
    : probe_(probe),
      timers_(timers),
      mailbox_(mailbox),
      options_(options),
      changed_(std::move(changed)),
      self_(std::make_shared<SmokeTests*>(this)) {}

SmokeTests::~SmokeTests() {
  *self_ = nullptr;
  stop();
}

void SmokeTests::start(const kube::ObjectKey& release, const strategies::StartCheck& check) {
  if (stopped_) return;
  const Place place{release, check.id};
  const auto found = tests_.find(place);
  if (found == tests_.end()) {
    if (!check.test) return;
    auto& made = tests_[place] = std::make_unique<Test>();
    made->test = check.test;
    made->pods = check.pods;
    enqueue(place, *made);
    return;
  }
  Test& test = *found->second;
  if (test.verdict != Verdict::Running) return;
  test.pods = check.pods;
  if (std::exchange(test.stranded, false)) enqueue(place, test);
}

void SmokeTests::enqueue(const Place& place, Test& test) {
  test.queued = true;
  waiting_.push_back(place);
  askNext();
}

void SmokeTests::askNext() {
  while (!stopped_ && asking_ < options_.inFlight && !waiting_.empty()) {
    const Place place = std::move(waiting_.front());
    waiting_.pop_front();
    const auto found = tests_.find(place);
    // Dropped meanwhile, perhaps even asked anew.
    if (found == tests_.end() || !std::exchange(found->second->queued, false)) continue;
    ask(place, *found->second);
  }
}

void SmokeTests::ask(const Place& place, Test& test) {
  const strategies::CheckTarget* pod = strategies::nextPod(test.tries, test.pods);
  if (!pod) {
    test.stranded = true;
    return;
  }
  strategies::asking(test.tries, *pod);
  ++asking_;
  const std::uint64_t question = test.question = ++lastQuestion_;
  auto& mailbox = mailbox_;
  std::weak_ptr<SmokeTests*> weak = self_;
  test.probe = probe_.ask(probeRequest(*test.test, pod->host, pod->port),
                          [&mailbox, weak, place, question](net::ProbeResult result) {
                            auto shared = std::make_shared<net::ProbeResult>(std::move(result));
                            mailbox.post([weak, place, question, shared] {
                              const auto alive = weak.lock();
                              if (alive && *alive) (*alive)->answered(place, question, *shared);
                            });
                          });
}

void SmokeTests::answered(const Place& place, std::uint64_t question,
                          const net::ProbeResult& result) {
  --asking_;
  const auto found = tests_.find(place);
  // Dropped meanwhile, perhaps even asked anew.
  if (found != tests_.end() && found->second->question == question) {
    judge(place, *found->second, result);
  }
  askNext();
}

void SmokeTests::judge(const Place& place, Test& test, const net::ProbeResult& result) {
  test.question = 0;
  test.probe.reset();
  ProbeVerdict answer = judgeProbe(result, test.test->http.expect);
  if (test.test->pods == crds::PodChoice::One) {
    answer.reason += " from pod " + test.tries.lastPodName;
  }
  strategies::answered(test.tries, test.pods, answer.passed, answer.reason);
  strategies::Outlook outlook = strategies::outlookOf(test.tries, *test.test);
  if (outlook.verdict == Verdict::Running) {
    test.pause = timers_.after(outlook.pause, [this, place] {
      const auto found = tests_.find(place);
      if (found != tests_.end()) enqueue(place, *found->second);
    });
    return;
  }
  test.verdict = outlook.verdict;
  test.reason = answer.passed ? std::move(answer.reason) : std::move(outlook.reason);
  test.at = std::chrono::floor<std::chrono::seconds>(timers_.clock().wall());
  if (!answer.passed) {
    test.podName = std::move(test.tries.lastPodName);
    test.podUid = std::move(test.tries.lastPod);
  }
  // They are many, and have nothing more to say.
  test.pods = {};
  test.tries = {};
  test.test.reset();
  changed_(place.first);
}

template <typename Keep>
void SmokeTests::keep(const kube::ObjectKey& release, const Keep& kept) {
  auto it = tests_.lower_bound(firstOf(release));
  while (it != tests_.end() && it->first.first == release) {
    if (kept(it->first.second, *it->second)) {
      ++it;
      continue;
    }
    const auto probe = std::move(it->second->probe);
    it = tests_.erase(it);
    if (probe) probe->cancel();
  }
}

void SmokeTests::retain(const kube::ObjectKey& release, const std::set<CheckId>& relevant) {
  keep(release, [&](const CheckId& id, const Test&) { return relevant.contains(id); });
}

void SmokeTests::forget(const kube::ObjectKey& release, const std::string& podUid) {
  keep(release, [&](const CheckId&, const Test& test) {
    return test.verdict == Verdict::Running || test.podUid != podUid;
  });
}

std::vector<CheckResult> SmokeTests::results(const kube::ObjectKey& release) const {
  std::vector<CheckResult> results;
  auto it = tests_.lower_bound(firstOf(release));
  for (; it != tests_.end() && it->first.first == release; ++it) {
    const Test& test = *it->second;
    results.push_back(
        {it->first.second, test.verdict, test.reason, test.at, {}, test.podName, test.podUid});
    // Of the others a plan does not ask.
    const bool one = test.test && test.test->pods == crds::PodChoice::One;
    if (one) results.back().pods = test.pods;
  }
  return results;
}

std::size_t SmokeTests::unanswered() const {
  return static_cast<std::size_t>(std::count_if(tests_.begin(), tests_.end(), [](const auto& t) {
    return t.second->verdict == Verdict::Running;
  }));
}

void SmokeTests::stop() {
  stopped_ = true;
  waiting_.clear();
  auto tests = std::exchange(tests_, {});
  for (auto& [place, test] : tests) {
    if (test->probe) test->probe->cancel();
  }
}

}  // namespace slipway::controllers
