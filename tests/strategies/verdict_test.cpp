#include <algorithm>
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
  given.spec().smokeTests.push_back({"deep", {"/deep", "", 8080}, std::chrono::seconds(5)});
  const auto verdict = verdictOf(given);
  EXPECT_EQ(verdict.passedPods, 0);
  ASSERT_EQ(verdict.start.size(), 1U);
  const auto& check = std::get<StartCheck>(verdict.start[0].action);
  EXPECT_EQ(check.id.check, "deep");
  ASSERT_EQ(check.pods.size(), 1U);
  EXPECT_EQ(check.pods[0].port, 8080);
  EXPECT_EQ(check.test->http.path, "/deep");
}

TEST(Smoke, APodWithoutAnAddressIsNotAsked) {
  auto given = Given('a').with(revision('a', 1, 1));
  given.snapshot().revisions[0].pods[0].ip.clear();
  EXPECT_TRUE(verdictOf(given).start.empty());
}

TEST(Smoke, APortNameBecomesItsNumber) {
  auto given = Given('a').with(revision('a', 1, 1));
  EXPECT_EQ(std::get<StartCheck>(verdictOf(given).start.at(0).action).pods.at(0).port, 8080);
}

TEST(Smoke, AnswersOfAnEarlierAttemptDoNotCount) {
  auto given = Given('a').with(revision('a', 1, 1)).passed('a', 1);
  const SmokeRound retry{crds::CheckPhase::BeforePromotion, 0, 2, nullptr};
  EXPECT_EQ(smokeVerdict(given, given.snapshot().revisions[0], retry).passedPods, 0);
}

TEST(Smoke, StatusSaysWhatWasAskedHowManyAnsweredAndWhen) {
  auto given = Given('a').with(revision('a', 1, 3)).passed('a', 2);
  given.snapshot().results[0].at = at(20);
  given.snapshot().results[1].at = at(10);
  const auto check = verdictOf(given).summary.checks.at(0);
  EXPECT_EQ(check.request, "GET /healthz port http");
  EXPECT_EQ(check.asked, 2);
  EXPECT_EQ(check.passed, 2);
  EXPECT_EQ(check.lastAt, at(20));
}

TEST(Smoke, TheReasonIsThatOfTheFirstPodThatFailedWhateverTheOthersSay) {
  auto given = Given('a').with(revision('a', 1, 3)).answered('a', 3, Verdict::Failed, "503");
  given.snapshot().results[0].verdict = Verdict::Passed;
  given.snapshot().results[1].reason = "500";
  const auto check = verdictOf(given).summary.checks.at(0);
  EXPECT_EQ(check.reason, "500 from pod pod-a1");
  EXPECT_EQ(check.asked, 3);
  EXPECT_EQ(check.passed, 1);
}

TEST(Smoke, AnEditedTestIsAskedAgain) {
  auto given = Given('a').with(revision('a', 1, 1)).passed('a', 1);
  given.spec().smokeTests[0].http.expect.bodyContains = "ok";
  EXPECT_EQ(verdictOf(given).start.size(), 1U);
}

TEST(Smoke, AnUnknownPortNameFailsNamingIt) {
  auto given = Given('a').with(revision('a', 1, 2));
  given.spec().smokeTests[0].http.portName = "admin";
  const std::string text = "no container declares a port named admin from pod pod-a0";
  EXPECT_EQ(verdictOf(given).summary.checks.at(0).reason, text);
  given.spec().smokeTests[0].pods = crds::PodChoice::One;
  EXPECT_EQ(verdictOf(given).summary.checks.at(0).reason, text);
}

// A Release whose test asks one pod of the revision.
Given oneOf(std::int32_t pods, std::int32_t available) {
  auto given = Given('a').with(revision('a', 1, pods, available));
  given.spec().smokeTests[0].pods = crds::PodChoice::One;
  return given;
}

// The question's place in memory, being asked of those pods or with its verdict.
CheckResult& result(Given& given, Verdict verdict, const std::string& reason = "") {
  const auto& test = given.spec().smokeTests.at(0);
  given.snapshot().results.push_back(
      {{hashOf('a'), 1, test.name, test.definition(), ""}, verdict, reason});
  return given.snapshot().results.back();
}

TEST(SmokeOfOne, OffersItsPodsToOneQuestion) {
  auto given = oneOf(3, 2);
  const auto verdict = verdictOf(given);
  ASSERT_EQ(verdict.start.size(), 1U);
  const auto& check = std::get<StartCheck>(verdict.start[0].action);
  EXPECT_EQ(check.id.podUid, "");
  ASSERT_EQ(check.pods.size(), 3U);
  EXPECT_EQ(check.pods[0].name, "pod-a0");
  EXPECT_TRUE(check.pods[1].available);
  EXPECT_FALSE(check.pods[2].available);
  EXPECT_EQ(verdict.passedPods, 0);
}

TEST(SmokeOfOne, WaitsForAnAvailablePod) {
  auto given = oneOf(2, 0);
  EXPECT_TRUE(verdictOf(given).start.empty());
}

TEST(SmokeOfOne, OnePodPassedForAllOfThem) {
  auto given = oneOf(3, 2);
  result(given, Verdict::Passed, "200 from pod pod-a1");
  const auto verdict = verdictOf(given);
  EXPECT_TRUE(verdict.start.empty());
  EXPECT_EQ(verdict.passedPods, 2);
  EXPECT_EQ(verdict.waitingPods, 1) << "one is not available";
  const auto& check = verdict.summary.checks.at(0);
  EXPECT_EQ(check.verdict, Verdict::Passed);
  EXPECT_EQ(check.asked, 1);
  EXPECT_EQ(check.passed, 1);
  EXPECT_EQ(check.reason, "200 from pod pod-a1");
}

TEST(SmokeOfOne, ItsAnswerHoldsWhenThePodIsGone) {
  auto given = oneOf(3, 3);
  result(given, Verdict::Passed, "200 from pod pod-a1");
  given.snapshot().revisions[0].pods[1].terminating = true;
  EXPECT_TRUE(verdictOf(given).start.empty());
  EXPECT_EQ(verdictOf(given).passedPods, 2);
}

TEST(SmokeOfOne, FailsTheRevision) {
  auto given = oneOf(2, 2);
  result(given, Verdict::Failed, "500 from pod pod-a0 (3 tries)");
  const auto verdict = verdictOf(given);
  EXPECT_EQ(verdict.summary.state, Verdict::Failed);
  EXPECT_EQ(verdict.failure, "smoke test smoke: 500 from pod pod-a0 (3 tries)");
  EXPECT_EQ(verdict.passedPods, 0);
}

TEST(SmokeOfOne, LearnsOfPodsThatComeAndGo) {
  auto given = oneOf(2, 2);
  const auto first = verdictOf(given);
  result(given, Verdict::Running).pods = std::get<StartCheck>(first.start.at(0).action).pods;
  EXPECT_TRUE(verdictOf(given).start.empty()) << "the same pods";
  given.snapshot().revisions[0].pods[0].available = false;
  const auto second = verdictOf(given);
  ASSERT_EQ(second.start.size(), 1U);
  EXPECT_FALSE(std::get<StartCheck>(second.start[0].action).pods.at(0).available);
  given.snapshot().revisions[0].pods.clear();
  const auto third = verdictOf(given);
  EXPECT_TRUE(third.start.empty()) << "without pods there is nothing to say to it";
}

TEST(SmokeOfOne, OffersSoManyPodsAndNoMoreAvailableOnesFirst) {
  auto given = oneOf(40, 40);
  for (std::size_t i = 0; i < 30; ++i) given.snapshot().revisions[0].pods[i].available = false;
  const auto verdict = verdictOf(given);
  const auto& pods = std::get<StartCheck>(verdict.start.at(0).action).pods;
  EXPECT_EQ(pods.size(), 16U);
  EXPECT_EQ(std::count_if(pods.begin(), pods.end(), [](const auto& p) { return p.available; }), 10);
}

TEST(SmokeOfOne, StandsBesideATestThatAsksEach) {
  auto given = Given('a').with(revision('a', 1, 2)).passed('a', 1);
  auto one = given.spec().smokeTests[0];
  one.name = "one";
  one.pods = crds::PodChoice::One;
  given.spec().smokeTests.push_back(one);
  given.snapshot().results.push_back(
      {{hashOf('a'), 1, "one", one.definition(), ""}, Verdict::Passed, "200"});
  const auto verdict = verdictOf(given);
  EXPECT_EQ(verdict.passedPods, 1) << "pod-a1 has not answered the other test";
  EXPECT_EQ(verdict.summary.checks.at(1).verdict, Verdict::Passed);
  EXPECT_EQ(verdict.summary.state, Verdict::Running);
}

}  // namespace
}  // namespace slipway::strategies
