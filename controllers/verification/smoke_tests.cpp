#include "controllers/verification/smoke_tests.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace slipway::controllers {

using crds::Verdict;
using strategies::CheckId;
using strategies::CheckResult;

struct SmokeTests::Test {
  strategies::StartCheck check;
  Verdict verdict = Verdict::Running;
  std::string reason;
  int tried = 0;
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
  const Place place{release, check.id};
  if (stopped_ || tests_.contains(place)) return;
  auto test = std::make_unique<Test>();
  test->check = check;
  tests_[place] = std::move(test);
  enqueue(place);
}

void SmokeTests::enqueue(const Place& place) {
  waiting_.push_back(place);
  askNext();
}

void SmokeTests::askNext() {
  while (!stopped_ && asking_ < options_.inFlight && !waiting_.empty()) {
    const Place place = std::move(waiting_.front());
    waiting_.pop_front();
    const auto found = tests_.find(place);
    if (found != tests_.end()) ask(place, *found->second);
  }
}

void SmokeTests::ask(const Place& place, Test& test) {
  net::ProbeRequest request;
  request.host = test.check.host;
  request.port = test.check.port;
  request.target = test.check.path;
  request.timeout = test.check.timeout;
  request.headers = {{"User-Agent", "slipway-smoke-test"}};
  ++test.tried;
  ++asking_;
  const std::uint64_t question = test.question = ++lastQuestion_;
  auto& mailbox = mailbox_;
  std::weak_ptr<SmokeTests*> weak = self_;
  test.probe =
      probe_.ask(std::move(request), [&mailbox, weak, place, question](net::ProbeResult result) {
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
    Test& test = *found->second;
    test.question = 0;
    test.probe.reset();
    ProbeVerdict verdict = judgeProbe(result, test.check.status);
    if (verdict.passed) {
      conclude(place, test, Verdict::Passed, verdict.reason);
    } else if (test.tried >= options_.tries) {
      conclude(place, test, Verdict::Failed,
               verdict.reason + " (" + std::to_string(test.tried) + " tries)");
    } else {
      const Duration pause = options_.firstPause * (1 << (test.tried - 1));
      test.pause = timers_.after(pause, [this, place] { enqueue(place); });
    }
  }
  askNext();
}

void SmokeTests::conclude(const Place& place, Test& test, Verdict verdict,
                          const std::string& reason) {
  test.verdict = verdict;
  test.reason = truncateUtf8(sanitizeUtf8(reason), 256);
  changed_(place.first);
}

void SmokeTests::retain(const kube::ObjectKey& release, const std::set<CheckId>& relevant) {
  auto it = tests_.lower_bound({release, CheckId{{}, INT32_MIN, {}, {}, {}}});
  while (it != tests_.end() && it->first.first == release) {
    if (relevant.contains(it->first.second)) {
      ++it;
      continue;
    }
    const auto probe = std::move(it->second->probe);
    it = tests_.erase(it);
    if (probe) probe->cancel();
  }
}

std::vector<CheckResult> SmokeTests::results(const kube::ObjectKey& release) const {
  std::vector<CheckResult> results;
  auto it = tests_.lower_bound({release, CheckId{{}, INT32_MIN, {}, {}, {}}});
  for (; it != tests_.end() && it->first.first == release; ++it) {
    results.push_back({it->first.second, it->second->verdict, it->second->reason});
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

ProbeVerdict judgeProbe(const net::ProbeResult& result, std::int32_t expectedStatus) {
  if (!result.ok) return {false, result.error.message.empty() ? "no answer" : result.error.message};
  const std::string status = std::to_string(result.response.status);
  if (result.response.status == expectedStatus) return {true, status};
  return {false, status + " instead of " + std::to_string(expectedStatus)};
}

}  // namespace slipway::controllers
