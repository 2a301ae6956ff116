#include "strategies/verdict/smoke.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace slipway::strategies {
namespace {

using crds::PodChoice;
using crds::Verdict;

// More pods than any number of retries gets to.
constexpr std::size_t kMostTargets = 16;

// Thousands of pods have thousands of answers.
class Answers {
 public:
  explicit Answers(const std::vector<CheckResult>& results) {
    sorted_.reserve(results.size());
    for (const CheckResult& result : results) sorted_.push_back(&result);
    std::stable_sort(sorted_.begin(), sorted_.end(),
                     [](const auto* a, const auto* b) { return a->id < b->id; });
  }
  const CheckResult* to(const CheckId& id) const {
    const auto found =
        std::lower_bound(sorted_.begin(), sorted_.end(), id,
                         [](const CheckResult* a, const CheckId& b) { return a->id < b; });
    return found != sorted_.end() && (*found)->id == id ? *found : nullptr;
  }

 private:
  std::vector<const CheckResult*> sorted_;
};

// The number to dial; 0 when no container declares that name.
std::int32_t portOf(const PodView& pod, const crds::HttpTest& http) {
  if (http.portName.empty()) return http.port;
  for (const auto& port : pod.ports) {
    if (port.name == http.portName) return port.port;
  }
  return 0;
}

CheckTarget targetOf(const PodView& pod, const crds::HttpTest& http) {
  return {pod.name, pod.uid, pod.ip, static_cast<std::uint16_t>(portOf(pod, http)), pod.available};
}

bool canBeAsked(const PodView& pod) {
  return pod.available && !pod.ip.empty();
}

std::vector<const PodView*> livePods(const RevisionView& revision) {
  std::vector<const PodView*> pods;
  for (const PodView& pod : revision.pods) {
    if (!pod.terminating) pods.push_back(&pod);
  }
  std::sort(pods.begin(), pods.end(),
            [](const auto* a, const auto* b) { return a->name < b->name; });
  return pods;
}

// Pods that a question to one of them may go to: those that can be asked come first.
std::vector<CheckTarget> targetsOf(const std::vector<const PodView*>& pods,
                                   const crds::HttpTest& http) {
  std::vector<CheckTarget> targets;
  for (const bool available : {true, false}) {
    for (const PodView* pod : pods) {
      if (targets.size() == kMostTargets) break;
      if (!pod->ip.empty() && pod->available == available) targets.push_back(targetOf(*pod, http));
    }
  }
  std::sort(targets.begin(), targets.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return targets;
}

// One smoke test of a revision: who is to be asked, and what the answers say.
class TestOfRevision {
 public:
  TestOfRevision(const Answers& answers, const crds::SmokeTest& test, CheckId id,
                 SmokeVerdict& verdict)
      : answers_(answers), test_(test), id_(std::move(id)), verdict_(verdict) {
    check_.name = test.name;
    check_.attempt = id_.attempt;
    check_.phase = id_.phase;
    check_.request = crds::requestText(test.http);
  }

  // Whether each of the pods passed.
  std::vector<bool> judge(const std::vector<const PodView*>& pods) {
    std::vector<bool> passed(pods.size(), false);
    if (test_.pods == PodChoice::One) {
      passed.assign(pods.size(), judgeOne(pods) == Verdict::Passed);
    } else {
      for (std::size_t i = 0; i < pods.size(); ++i) {
        passed[i] = judgePod(*pods[i]) == Verdict::Passed;
      }
    }
    const bool all = std::all_of(passed.begin(), passed.end(), [](bool p) { return p; });
    if (all && !pods.empty()) check_.verdict = Verdict::Passed;
    return passed;
  }

  const crds::CheckStatus& check() const { return check_; }

 private:
  Verdict judgePod(const PodView& pod) {
    CheckId id = id_;
    id.podUid = pod.uid;
    if (portOf(pod, test_.http) == 0) return portMissing(pod);
    verdict_.relevant.insert(id);
    if (const CheckResult* result = answers_.to(id)) return tell(*result, &pod);
    if (canBeAsked(pod)) start(std::move(id), {targetOf(pod, test_.http)}, pod.name);
    return Verdict::Running;
  }

  Verdict judgeOne(const std::vector<const PodView*>& pods) {
    if (pods.empty()) return Verdict::Running;
    if (portOf(*pods.front(), test_.http) == 0) return portMissing(*pods.front());
    verdict_.relevant.insert(id_);
    const CheckResult* result = answers_.to(id_);
    if (result && result->verdict != Verdict::Running) return tell(*result, nullptr);
    auto targets = targetsOf(pods, test_.http);
    if (result) {
      if (result->pods != targets) refresh(std::move(targets));
      return Verdict::Running;
    }
    const auto ready = std::find_if(targets.begin(), targets.end(),
                                    [](const auto& target) { return target.available; });
    if (ready != targets.end()) {
      const std::string pod = ready->name;
      start(id_, std::move(targets), pod);
    }
    return Verdict::Running;
  }

  void start(CheckId id, std::vector<CheckTarget> targets, const std::string& pod) {
    if (!shared_) shared_ = std::make_shared<const crds::SmokeTest>(test_);
    Note note{Note::Level::Log, "Pod/" + pod, "SmokeTest",
              "asking " + check_.request + " for smoke test " + test_.name};
    verdict_.start.push_back(
        {StartCheck{std::move(id), std::move(targets), shared_}, std::move(note)});
  }

  // It is being asked, and the pods to choose from are others now.
  void refresh(std::vector<CheckTarget> targets) {
    Note note{Note::Level::Log, "SmokeTest/" + test_.name, "SmokeTest",
              "may ask " + std::to_string(targets.size()) + " pods from now on"};
    verdict_.start.push_back({StartCheck{id_, std::move(targets), nullptr}, std::move(note)});
  }

  Verdict portMissing(const PodView& pod) {
    CheckResult result{id_, Verdict::Failed,
                       "no container declares a port named " + test_.http.portName};
    return tell(result, &pod);
  }

  // `pod`: who answered, unless the reason says so itself.
  Verdict tell(const CheckResult& result, const PodView* pod) {
    if (result.verdict == Verdict::Running) return result.verdict;
    ++check_.asked;
    check_.lastAt = std::max(check_.lastAt, result.at);
    const bool failedBefore = check_.verdict == Verdict::Failed;
    if (result.verdict == Verdict::Passed) {
      ++check_.passed;
      if (!failedBefore) check_.reason = result.reason;
    } else if (!failedBefore) {
      check_.verdict = Verdict::Failed;
      check_.reason = result.reason + (pod ? " from pod " + pod->name : "");
      if (!verdict_.failure) {
        verdict_.failure = failureText(check_);
        if (!result.podUid.empty()) verdict_.witness = WitnessPod{result.podName, result.podUid};
      }
    }
    return result.verdict;
  }

  const Answers& answers_;
  const crds::SmokeTest& test_;
  CheckId id_;  // without a pod
  SmokeVerdict& verdict_;
  crds::CheckStatus check_;
  std::shared_ptr<const crds::SmokeTest> shared_;
};

Verdict combined(const crds::VerificationStatus& summary, bool everyPodPassed) {
  const auto failed = [](const auto& check) { return check.verdict == Verdict::Failed; };
  if (std::any_of(summary.checks.begin(), summary.checks.end(), failed)) return Verdict::Failed;
  return everyPodPassed ? Verdict::Passed : Verdict::Running;
}

std::vector<const crds::SmokeTest*> testsOf(const Snapshot& snapshot, const SmokeRound& round) {
  std::vector<const crds::SmokeTest*> tests;
  for (const auto& test : snapshot.release.spec.smokeTests) {
    const bool wanted = !round.only || std::find(round.only->begin(), round.only->end(),
                                                 test.name) != round.only->end();
    if (wanted) tests.push_back(&test);
  }
  return tests;
}

}  // namespace

std::string failureText(const crds::CheckStatus& check) {
  return "smoke test " + check.name + ": " + check.reason;
}

SmokeVerdict smokeVerdict(const Snapshot& snapshot, const RevisionView& revision,
                          const SmokeRound& round) {
  SmokeVerdict verdict;
  const auto pods = livePods(revision);
  std::vector<bool> passed;
  passed.reserve(pods.size());
  for (const PodView* pod : pods) passed.push_back(pod->available);
  const Answers answers(snapshot.results);
  for (const auto* test : testsOf(snapshot, round)) {
    CheckId id{revision.hash, round.attempt, test->name, test->definition(), {},
               round.phase,   round.round};
    TestOfRevision judged(answers, *test, std::move(id), verdict);
    const auto ofThis = judged.judge(pods);
    for (std::size_t i = 0; i < pods.size(); ++i) passed[i] = passed[i] && ofThis[i];
    verdict.summary.checks.push_back(judged.check());
    verdict.summary.checks.back().revision = revision.number;
  }
  for (const bool each : passed) ++(each ? verdict.passedPods : verdict.waitingPods);
  verdict.summary.state = combined(verdict.summary, !pods.empty() && verdict.waitingPods == 0);
  return verdict;
}

}  // namespace slipway::strategies
