#include <gtest/gtest.h>

#include "strategies/release_plan.h"
#include "tests/strategies/builders.h"

// Revisions that turn out to be bad, and the way back.
namespace slipway::strategies {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)
using Lines = std::vector<std::string>;
using crds::Verdict;

TEST(Failure, OfASmokeTestIsWrittenIntoStatusBeforeAnythingElse) {
  const auto given = midway().answered('b', 1, Verdict::Failed, "500 instead of 200");
  const Plan plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{});
  ASSERT_TRUE(plan.status && plan.status->verification);
  EXPECT_EQ(plan.status->verification->state, Verdict::Failed);
}

TEST(Failure, OfASmokeTestThenRejectsTheRevisionAndDoesNothingElse) {
  const auto given = written(midway().answered('b', 1, Verdict::Failed, "500 instead of 200"));
  const Plan plan = planRelease(given);
  ASSERT_EQ(lines(plan), Lines{"reject web-b SmokeTestFailed"});
  const auto& why = std::get<MarkRejected>(plan.intents[0].action).why;
  EXPECT_EQ(why.message, "smoke test smoke: 500 instead of 200 from pod pod-b0");
  EXPECT_EQ(plan.intents[0].note.level, Note::Level::Warning);
}

TEST(Failure, ThatStatusKnowsOfStandsWithoutTheAnswersAndTheirPods) {
  auto given = written(midway().answered('b', 1, Verdict::Failed, "500 instead of 200"));
  given.snapshot().results.clear();
  given.snapshot().revisions[1] = revision('b', 2, 1, 0);
  const Plan plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{"reject web-b SmokeTestFailed"});
  EXPECT_EQ(given.status().verification->state, Verdict::Failed);
  const auto& after = plan.status ? *plan.status : given.status();
  EXPECT_EQ(after.verification, given.status().verification);
}

TEST(Failure, IsMarkedAlthoughTheReplicaSetLostItsNumber) {
  auto given = midway().answered('b', 1, Verdict::Failed, "500 instead of 200");
  given.snapshot().revisions[1].number = 0;
  EXPECT_EQ(lines(planRelease(written(given))), Lines{"reject web-b SmokeTestFailed"});
}

TEST(Failure, OfAnEarlierAttemptDoesNotCount) {
  auto given = written(midway().answered('b', 1, Verdict::Failed, "500 instead of 200"));
  given.snapshot().results.clear();
  given.status().update->attempt = 2;
  given.snapshot().revisions[1].attempt = 2;
  EXPECT_EQ(lines(planRelease(given)), Lines{"ask pod-b0 smoke"});
}

TEST(Failure, APortThatNoContainerDeclaresFailsTheTest) {
  auto given = midway();
  given.spec().smokeTests[0].http.portName = "admin";
  const Plan plan = planRelease(written(given));
  ASSERT_EQ(lines(plan), Lines{"reject web-b SmokeTestFailed"});
  EXPECT_NE(plan.intents[0].note.message.find("admin"), std::string::npos);
}

TEST(Failure, AnImageThatCannotBePulledRejectsAtOnce) {
  auto given = midway();
  given.snapshot().revisions[1] = revision('b', 2, 1, 0);
  given.snapshot().revisions[1].pods[0].troubled = {
      {"web", "ImagePullBackOff", "not found", "", 0, 0}};
  EXPECT_EQ(lines(planRelease(given)), Lines{"reject web-b ImagePullBackOff"});
}

TEST(Failure, WhatWasFoundOutIsToldBeforeTheRevisionIsLeft) {
  auto given = written(midway());
  given.snapshot().revisions[1] = revision('b', 2, 1, 0);
  Plan plan = planRelease(given);
  ASSERT_TRUE(plan.status);
  EXPECT_TRUE(plan.statusMayWait) << "a pod less, and nothing is decided";
  given.snapshot().revisions[1].pods[0].troubled = {
      {"web", "ImagePullBackOff", "not found", "", 0, 0}};
  plan = planRelease(given);
  ASSERT_TRUE(plan.status);
  EXPECT_FALSE(plan.statusMayWait);
}

TEST(Failure, OfTestsThatNobodyAnsweredNothingIsKept) {
  auto given = midway().rejected('b');
  given.status().verification = crds::VerificationStatus{};
  crds::CheckStatus& check = given.status().verification->checks.emplace_back();
  check.name = "smoke";
  check.revision = 2;
  Plan plan = planRelease(given);
  ASSERT_TRUE(plan.status);
  EXPECT_FALSE(plan.status->verification);
  check.asked = 1;
  plan = planRelease(given);
  ASSERT_TRUE(plan.status);
  EXPECT_TRUE(plan.status->verification);
}

TEST(Failure, TheDeadlineRejects) {
  auto given = midway().sinceProgress(600);
  given.snapshot().revisions[1] = revision('b', 2, 1, 0);
  EXPECT_EQ(lines(planRelease(given)), Lines{"reject web-b ProgressDeadlineExceeded"});
}

TEST(Failure, JustBeforeTheDeadlineNothingIsRejectedAndTheLookIsPlanned) {
  auto given = midway().sinceProgress(590);
  given.snapshot().revisions[1] = revision('b', 2, 1, 0);
  const Plan plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{});
  EXPECT_EQ(plan.requeueAfter, std::optional<Duration>(std::chrono::seconds(10)));
}

TEST(Failure, OnlyANewMaximumOfAvailablePodsMovesTheDeadline) {
  auto flapping = midway().sinceProgress(600);
  EXPECT_EQ(lines(planRelease(flapping)).at(0), "reject web-b ProgressDeadlineExceeded");
  auto progress = midway().sinceProgress(600);
  progress.status().update->availableMax = 0;
  const Plan plan = planRelease(progress);
  EXPECT_EQ(lines(plan), Lines{"ask pod-b0 smoke"});
  ASSERT_TRUE(plan.status);
  EXPECT_EQ(plan.status->update->progressedAt, at(1000));
  EXPECT_EQ(plan.status->update->availableMax, 1);
}

TEST(Failure, TheDeadlineDoesNotRunWhenOnlyOldPodsAreLeftToGo) {
  const auto given = Given('b')
                         .stable('a', 1)
                         .update('b', 2, 4)
                         .with(revision('a', 1, 1))
                         .with(revision('b', 2, 4))
                         .passed('b', 4)
                         .sinceProgress(6000);
  EXPECT_EQ(lines(planRelease(given)), Lines{"scale web-a 1->0"});
}

TEST(Return, TheRejectedRevisionGivesItsPodsUp) {
  const auto given = midway().rejected('b');
  EXPECT_EQ(lines(planRelease(given)), Lines{"scale web-b 1->0"});
}

TEST(Return, NeverBelowTheFloor) {
  auto given = Given('b')
                   .stable('a', 1)
                   .update('b', 2, 3)
                   .with(revision('a', 1, 1))
                   .with(revision('b', 2, 3))
                   .rejected('b');
  EXPECT_EQ(lines(planRelease(given)), Lines{"scale web-a 1->2"});
}

TEST(Return, SaysSoWhileItGoesBackAndStallsOnlyAfterwards) {
  const Plan going = planRelease(midway().rejected('b'));
  ASSERT_TRUE(going.status);
  EXPECT_EQ(going.status->phase, "RollingBack");
  auto done = midway().rejected('b');
  done.snapshot().revisions[1] = revision('b', 2, 0);
  done.rejected('b');
  const Plan back = planRelease(done);
  EXPECT_EQ(lines(back), Lines{});
  ASSERT_TRUE(back.status);
  EXPECT_EQ(back.status->phase, "RolledBack");
  EXPECT_EQ(back.status->stable, ref('a', 1));
  EXPECT_EQ(back.status->rejected.at(0).hash, hashOf('b'));
  EXPECT_NE(back.status->message.find("change spec.template"), std::string::npos);
}

TEST(Return, AskingForTheRejectedRevisionAgainDoesNotBringItBack) {
  // A -> B (rejected) -> A -> B: the annotation decides, whatever status has forgotten.
  auto given = Given('b').stable('a', 1).with(revision('a', 1, 4)).with(revision('b', 2, 0));
  given.rejected('b');
  const Plan plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{});
  ASSERT_TRUE(plan.status);
  EXPECT_EQ(plan.status->phase, "RolledBack");
}

TEST(Return, ReapplyingTheStableTemplateIsHealthyAgain) {
  auto given =
      Given('a').stable('a', 1).update('b', 2).with(revision('a', 1, 4)).with(revision('b', 2, 0));
  given.rejected('b');
  const Plan plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{});
  ASSERT_TRUE(plan.status);
  EXPECT_EQ(plan.status->phase, "Healthy");
  EXPECT_FALSE(plan.status->update);
}

TEST(Return, ReapplyingTheStableTemplateInMidRolloutMovesBackWithoutTests) {
  const auto given = Given('a')
                         .stable('a', 1)
                         .update('b', 2)
                         .with(revision('a', 1, 3))
                         .with(revision('b', 2, 2, 1));
  EXPECT_EQ(lines(planRelease(given)), Lines{"scale web-b 2->1"});
}

TEST(Return, WithoutTheStableReplicaSetTheRejectedPodsAreKept) {
  const auto given =
      Given('b').stable('a', 1).update('b', 2).with(revision('b', 2, 4)).rejected('b');
  EXPECT_EQ(lines(planRelease(given)), Lines{});
}

}  // namespace
}  // namespace slipway::strategies
