#include "strategies/verdict/smoke.h"

#include <algorithm>

namespace slipway::strategies {
namespace {

using crds::Verdict;

const CheckResult* resultOf(const Snapshot& snapshot, const CheckId& id) {
  for (const CheckResult& result : snapshot.results) {
    if (result.id == id) return &result;
  }
  return nullptr;
}

// The number to dial; 0 when no container declares that name.
std::int32_t portOf(const PodView& pod, const crds::HttpTest& http) {
  if (http.portName.empty()) return http.port;
  for (const auto& port : pod.ports) {
    if (port.name == http.portName) return port.port;
  }
  return 0;
}

Intent question(const CheckId& id, const PodView& pod, const crds::SmokeTest& test) {
  StartCheck check{id,
                   pod.name,
                   pod.ip,
                   static_cast<std::uint16_t>(portOf(pod, test.http)),
                   test.http.path,
                   test.http.status,
                   test.timeout};
  Note note{Note::Level::Log, "Pod/" + pod.name, "SmokeTest",
            "asking " + test.http.path + " for smoke test " + test.name};
  return {std::move(check), std::move(note)};
}

// One test of one pod.
struct Answer {
  Verdict verdict = Verdict::Running;
  std::string reason;
};

Answer answerOf(const Snapshot& snapshot, const PodView& pod, const crds::SmokeTest& test,
                const CheckId& id, SmokeVerdict& verdict) {
  if (portOf(pod, test.http) == 0) {
    return {Verdict::Failed, "no container declares a port named " + test.http.portName};
  }
  verdict.relevant.insert(id);
  if (const CheckResult* result = resultOf(snapshot, id)) return {result->verdict, result->reason};
  if (pod.available && !pod.ip.empty()) verdict.start.push_back(question(id, pod, test));
  return {};
}

void tell(const PodView& pod, const Answer& answer, SmokeVerdict& verdict,
          crds::CheckStatus& check) {
  if (answer.verdict == Verdict::Running) return;
  ++check.asked;
  if (answer.verdict == Verdict::Passed) {
    ++check.passed;
    if (check.verdict != Verdict::Failed) check.reason = answer.reason;
    return;
  }
  if (check.verdict != Verdict::Failed) check.reason = answer.reason + " from pod " + pod.name;
  check.verdict = Verdict::Failed;
  if (!verdict.failure) verdict.failure = failureText(check);
}

Verdict combined(const crds::VerificationStatus& summary, bool everyPodPassed) {
  const auto failed = [](const auto& check) { return check.verdict == Verdict::Failed; };
  if (std::any_of(summary.checks.begin(), summary.checks.end(), failed)) return Verdict::Failed;
  return everyPodPassed ? Verdict::Passed : Verdict::Running;
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
  const auto tests = testsOf(snapshot, round);
  for (const auto* test : tests) {
    verdict.summary.checks.push_back(
        {test->name, revision.number, round.attempt, Verdict::Running, 0, 0, {}, round.phase});
  }
  const auto pods = livePods(revision);
  for (const PodView* pod : pods) {
    bool passed = pod->available;
    auto check = verdict.summary.checks.begin();
    for (const auto* test : tests) {
      const CheckId id{revision.hash, round.attempt, test->name, test->definition(),
                       pod->uid,      round.phase,   round.round};
      const Answer answer = answerOf(snapshot, *pod, *test, id, verdict);
      tell(*pod, answer, verdict, *check++);
      passed = passed && answer.verdict == Verdict::Passed;
    }
    ++(passed ? verdict.passedPods : verdict.waitingPods);
  }
  const auto count = static_cast<std::int32_t>(pods.size());
  for (auto& check : verdict.summary.checks) {
    if (count > 0 && check.passed == count) check.verdict = Verdict::Passed;
  }
  verdict.summary.state = combined(verdict.summary, count > 0 && verdict.waitingPods == 0);
  return verdict;
}

}  // namespace slipway::strategies
