#include <gtest/gtest.h>

#include "strategies/verdict/pod_trouble.h"
#include "strategies/verdict/smoke.h"
#include "tests/strategies/builders.h"

namespace slipway::strategies {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)
using crds::Verdict;

struct State {
  const char* name;
  kube::ContainerState state;
  const char* reason;  // empty: it may still come up
};

TEST(PodTrouble, IsWhatAPodDoesNotLeaveByItself) {
  const std::vector<State> rows{
      {"an image that cannot be pulled",
       {"web", "ImagePullBackOff", "", "", 0, 0},
       "ImagePullBackOff"},
      {"a first failed pull", {"web", "ErrImagePull", "", "", 0, 0}, ""},
      {"an image name that is none", {"web", "InvalidImageName", "", "", 0, 0}, "InvalidImageName"},
      {"a missing ConfigMap",
       {"web", "CreateContainerConfigError", "", "", 0, 0},
       "CreateContainerConfigError"},
      {"a first crash", {"web", "CrashLoopBackOff", "", "Error", 1, 1}, ""},
      {"a second crash", {"web", "CrashLoopBackOff", "", "Error", 1, 2}, ""},
      {"a third crash", {"web", "CrashLoopBackOff", "", "Error", 1, 3}, "CrashLoopBackOff"},
      {"killed for memory once", {"web", "", "", "OOMKilled", 137, 1}, ""},
      {"killed for memory twice", {"web", "", "", "OOMKilled", 137, 2}, "OOMKilled"},
      {"still starting", {"web", "ContainerCreating", "", "", 0, 0}, ""},
  };
  for (const State& row : rows) {
    PodView pod = startingPod("p");
    pod.troubled = {row.state};
    const auto trouble = terminalTrouble(pod);
    EXPECT_EQ(trouble ? trouble->reason : "", row.reason) << row.name;
  }
}

TEST(PodTrouble, OfATerminatingPodDoesNotCount) {
  PodView pod = startingPod("p");
  pod.troubled = {{"web", "ImagePullBackOff", "", "", 0, 0}};
  pod.terminating = true;
  EXPECT_FALSE(terminalTrouble(pod));
}

SmokeVerdict verdictOf(Given& given) {
  return smokeVerdict(given, given.snapshot().revisions.at(0), {});
}

TEST(Smoke, PassesWhenEveryPodAnswered) {
  auto given = Given('a').with(revision('a', 1, 2)).passed('a', 2);
  const auto verdict = verdictOf(given);
  EXPECT_EQ(verdict.summary.state, Verdict::Passed);
  EXPECT_EQ(verdict.passedPods, 2);
  EXPECT_EQ(verdict.waitingPods, 0);
  EXPECT_EQ(verdict.summary.checks.at(0).asked, 2);
}

TEST(Smoke, RunsWhileAPodHasNotAnswered) {
  auto given = Given('a').with(revision('a', 1, 2)).passed('a', 1);
  const auto verdict = verdictOf(given);
  EXPECT_EQ(verdict.summary.state, Verdict::Running);
  EXPECT_EQ(verdict.passedPods, 1);
  EXPECT_EQ(verdict.waitingPods, 1);
}

TEST(Smoke, WithoutPodsNothingPassed) {
  auto given = Given('a').with(revision('a', 1, 0));
  EXPECT_EQ(verdictOf(given).summary.state, Verdict::Running);
}

TEST(Smoke, OneFailureFailsTheRevision) {
  auto given = Given('a').with(revision('a', 1, 2)).answered('a', 1, Verdict::Failed, "500");
  const auto verdict = verdictOf(given);
  EXPECT_EQ(verdict.summary.state, Verdict::Failed);
  EXPECT_EQ(verdict.failure, "smoke test smoke: 500 from pod pod-a0");
}

TEST(Smoke, APodThatPassedAndIsNotAvailableAnyMoreStandsInForNothing) {
  auto given = Given('a').with(revision('a', 1, 2)).passed('a', 2);
  given.snapshot().revisions[0].pods[0].available = false;
  EXPECT_EQ(verdictOf(given).passedPods, 1);
}

TEST(Smoke, EveryTestMustPass) {
  auto given = Given('a').with(revision('a', 1, 1)).passed('a', 1);
  given.spec().smokeTests.push_back({"deep", {"/deep", "", 8080, 200}, std::chrono::seconds(5)});
  const auto verdict = verdictOf(given);
  EXPECT_EQ(verdict.passedPods, 0);
  ASSERT_EQ(verdict.start.size(), 1U);
  const auto& check = std::get<StartCheck>(verdict.start[0].action);
  EXPECT_EQ(check.id.check, "deep");
  EXPECT_EQ(check.port, 8080);
}

TEST(Smoke, APodWithoutAnAddressIsNotAsked) {
  auto given = Given('a').with(revision('a', 1, 1));
  given.snapshot().revisions[0].pods[0].ip.clear();
  EXPECT_TRUE(verdictOf(given).start.empty());
}

TEST(Smoke, APortNameBecomesItsNumber) {
  auto given = Given('a').with(revision('a', 1, 1));
  EXPECT_EQ(std::get<StartCheck>(verdictOf(given).start.at(0).action).port, 8080);
}

TEST(Smoke, AnswersOfAnEarlierAttemptDoNotCount) {
  auto given = Given('a').with(revision('a', 1, 1)).passed('a', 1);
  const SmokeRound retry{crds::CheckPhase::BeforePromotion, 0, 2, nullptr};
  EXPECT_EQ(smokeVerdict(given, given.snapshot().revisions[0], retry).passedPods, 0);
}

}  // namespace
}  // namespace slipway::strategies
