#include "strategies/release_plan.h"

#include <algorithm>
#include <gtest/gtest.h>

#include "tests/strategies/builders.h"

namespace slipway::strategies {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)
using Lines = std::vector<std::string>;
using crds::Verdict;

// --- The first deploy ----------------------------------------------------------------------------

TEST(FirstDeploy, BeginsWithAStatusThatNamesTheRevisionAndDoesNothing) {
  const Plan plan = planRelease(Given('a'));
  EXPECT_EQ(lines(plan), Lines{});
  ASSERT_TRUE(plan.status);
  ASSERT_TRUE(plan.status->update);
  EXPECT_EQ(plan.status->update->ref, ref('a', 1));
  EXPECT_EQ(plan.status->phase, "Progressing");
}

TEST(FirstDeploy, CreatesTheReplicaSetOnceStatusNamesIt) {
  EXPECT_EQ(lines(planRelease(Given('a').update('a', 1))), Lines{"create web-a #1"});
}

TEST(FirstDeploy, ScalesItUpOnceItIsThere) {
  const auto given = Given('a').update('a', 1).with(revision('a', 1, 0));
  EXPECT_EQ(lines(planRelease(given)), Lines{"scale web-a 0->4"});
}

TEST(FirstDeploy, AsksEachPodThatIsAvailable) {
  const auto given = Given('a').update('a', 1).with(revision('a', 1, 4, 2));
  EXPECT_EQ(lines(planRelease(given)), (Lines{"ask pod-a0 smoke", "ask pod-a1 smoke"}));
}

TEST(FirstDeploy, IsNotPromotedBeforeThatIsAnswered) {
  const auto given = Given('a').update('a', 1, 4).with(revision('a', 1, 4)).passed('a', 3);
  const Plan plan = planRelease(given);
  ASSERT_TRUE(plan.status);
  EXPECT_FALSE(plan.status->stable);
}

TEST(FirstDeploy, IsAskedOnceMoreWhenAllPassed) {
  auto given = Given('a').update('a', 1, 4).with(revision('a', 1, 4)).passed('a', 4);
  const Plan plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{});
  ASSERT_TRUE(plan.status && plan.status->update);
  EXPECT_EQ(plan.status->update->promotedAt, given.snapshot().now);
  EXPECT_FALSE(plan.status->stable);
}

TEST(FirstDeploy, IsPromotedWhenAllPassedOnceMore) {
  const auto given = Given('a')
                         .update('a', 1, 4)
                         .promoted()
                         .with(revision('a', 1, 4))
                         .passed('a', 4)
                         .answeredAgain('a', 4, Verdict::Passed);
  const Plan plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{});
  ASSERT_TRUE(plan.status);
  EXPECT_EQ(plan.status->stable, ref('a', 1));
  EXPECT_FALSE(plan.status->update);
  EXPECT_EQ(plan.status->phase, "Healthy");
  ASSERT_EQ(plan.statusNotes.size(), 1U);
  EXPECT_EQ(plan.statusNotes[0].reason, "Promoted");
}

TEST(FirstDeploy, WithoutSmokeTestsAvailableIsEnough) {
  auto given = Given('a').update('a', 1, 4).with(revision('a', 1, 4));
  given.spec().smokeTests.clear();
  const Plan plan = planRelease(given);
  ASSERT_TRUE(plan.status);
  EXPECT_EQ(plan.status->stable, ref('a', 1));
}

TEST(FirstDeploy, ThatFailsIsMarked) {
  const auto given = Given('a')
                         .update('a', 1, 4)
                         .with(revision('a', 1, 4))
                         .answered('a', 1, Verdict::Failed, "500 instead of 200");
  EXPECT_EQ(lines(planRelease(written(given))).at(0), "reject web-a SmokeTestFailed");
}

TEST(FirstDeploy, ThatWasRejectedIsKeptAndSaysWhatToDo) {
  const auto given = Given('a').update('a', 1, 4).with(revision('a', 1, 4)).rejected('a');
  const Plan plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{});
  ASSERT_TRUE(plan.status);
  EXPECT_EQ(plan.status->phase, "Stalled");
  EXPECT_NE(plan.status->message.find("no earlier revision"), std::string::npos);
  EXPECT_NE(plan.status->message.find("change spec.template"), std::string::npos);
}

TEST(FirstDeploy, ReplacedBeforeItPassedGivesItsPodsToTheSecond) {
  const auto given = Given('b')
                         .update('b', 2)
                         .with(revision('a', 1, 4, 0))
                         .with(revision('b', 2, 1))
                         .passed('b', 1);
  EXPECT_EQ(lines(planRelease(given)), Lines{"scale web-a 4->3"});
}

// --- An update -----------------------------------------------------------------------------------

TEST(Update, IsNamedByStatusBeforeAnythingIsDone) {
  const auto given = Given('b').stable('a', 1).with(revision('a', 1, 4));
  const Plan plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{});
  ASSERT_TRUE(plan.status && plan.status->update);
  EXPECT_EQ(plan.status->update->ref, ref('b', 2));
  EXPECT_EQ(plan.status->stable, ref('a', 1));
  ASSERT_EQ(plan.statusNotes.size(), 1U);
  EXPECT_EQ(plan.statusNotes[0].reason, "RolloutStarted");
}

TEST(Update, GrowsByTheSurgeFirst) {
  const auto given =
      Given('b').stable('a', 1).update('b', 2).with(revision('a', 1, 4)).with(revision('b', 2, 0));
  EXPECT_EQ(lines(planRelease(given)), Lines{"scale web-b 0->1"});
}

TEST(Update, ANewPodThatIsAvailableReleasesNothingBeforeItPassed) {
  const auto given = Given('b')
                         .stable('a', 1)
                         .update('b', 2, 1)
                         .with(revision('a', 1, 4))
                         .with(revision('b', 2, 1));
  EXPECT_EQ(lines(planRelease(given)), Lines{"ask pod-b0 smoke"});
}

TEST(Update, ANewPodThatPassedReleasesAnOldOne) {
  const auto given = Given('b')
                         .stable('a', 1)
                         .update('b', 2, 1)
                         .with(revision('a', 1, 4))
                         .with(revision('b', 2, 1))
                         .passed('b', 1);
  EXPECT_EQ(lines(planRelease(given)), Lines{"scale web-a 4->3"});
}

TEST(Update, GrowingComesBeforeShrinking) {
  auto given = Given('b')
                   .stable('a', 1)
                   .update('b', 2, 1)
                   .with(revision('a', 1, 3))
                   .with(revision('b', 2, 1))
                   .passed('b', 1);
  given.spec().strategy = crds::RollingStrategy{{1, false}, {1, false}};
  EXPECT_EQ(lines(planRelease(given)), (Lines{"scale web-b 1->2", "scale web-a 3->2"}));
}

TEST(Update, AnAnswerOfATerminatingPodCondemnsNothing) {
  auto given = Given('b')
                   .stable('a', 1)
                   .update('b', 2, 1)
                   .with(revision('a', 1, 4))
                   .with(revision('b', 2, 1))
                   .answered('b', 1, Verdict::Failed, "500 instead of 200");
  given.snapshot().revisions[1].pods[0].terminating = true;
  EXPECT_EQ(lines(planRelease(given)), Lines{});
}

TEST(Update, AnEditedTestIsAskedAgain) {
  auto given = Given('b')
                   .stable('a', 1)
                   .update('b', 2, 1)
                   .with(revision('a', 1, 4))
                   .with(revision('b', 2, 1))
                   .passed('b', 1);
  given.spec().smokeTests[0].http.path = "/deep";
  EXPECT_EQ(lines(planRelease(given)), Lines{"ask pod-b0 smoke"});
}

TEST(Update, IsNotPromotedWhileAnOldPodIsThere) {
  auto given = Given('b')
                   .stable('a', 1)
                   .update('b', 2, 4)
                   .with(revision('a', 1, 0))
                   .with(revision('b', 2, 4))
                   .passed('b', 4);
  given.snapshot().revisions[0].current = 1;
  const Plan plan = planRelease(given);
  ASSERT_TRUE(plan.status);
  EXPECT_EQ(plan.status->stable, ref('a', 1));
}

TEST(Update, AThirdTemplateReplacesTheSecondAndBothGiveWay) {
  const auto given = Given('c')
                         .stable('a', 1)
                         .update('c', 3, 1)
                         .with(revision('a', 1, 3))
                         .with(revision('b', 2, 1))
                         .with(revision('c', 3, 1))
                         .passed('c', 1);
  EXPECT_EQ(lines(planRelease(given)), Lines{"scale web-b 1->0"});
}

TEST(Update, ATemplateThatWasThereBeforeKeepsItsNumberAndRisesInAttempt) {
  const auto given = Given('b').stable('c', 3).with(revision('b', 2, 0)).with(revision('c', 3, 4));
  const Plan plan = planRelease(given);
  ASSERT_TRUE(plan.status && plan.status->update);
  EXPECT_EQ(plan.status->update->ref, ref('b', 2));
  EXPECT_EQ(plan.status->update->attempt, 2);
}

TEST(Update, TheNewAttemptIsWrittenWithTheFirstScale) {
  auto given =
      Given('b').stable('c', 3).update('b', 2).with(revision('b', 2, 0)).with(revision('c', 3, 4));
  given.status().update->attempt = 2;
  const Plan plan = planRelease(given);
  ASSERT_EQ(plan.intents.size(), 1U);
  EXPECT_EQ(std::get<Scale>(plan.intents[0].action).attempt, 2);
}

TEST(Update, WhatGoesToNothingRemembersWhenItWasLastActive) {
  const auto given = Given('b')
                         .stable('a', 1)
                         .update('b', 2, 4)
                         .with(revision('a', 1, 1))
                         .with(revision('b', 2, 4))
                         .passed('b', 4);
  const Plan plan = planRelease(given);
  ASSERT_EQ(lines(plan), Lines{"scale web-a 1->0"});
  EXPECT_EQ(std::get<Scale>(plan.intents[0].action).lastActive, at(1000));
}

TEST(Update, ASecondNumberIsNeverGivenAgain) {
  auto given = Given('c').stable('a', 1).with(revision('a', 1, 4));
  given.status().rejected = {{7, hashOf('b'), {"SmokeTestFailed", "", at(1)}}};
  const Plan plan = planRelease(given);
  ASSERT_TRUE(plan.status && plan.status->update);
  EXPECT_EQ(plan.status->update->ref.revision, 8);
}

// --- Hashes --------------------------------------------------------------------------------------

TEST(Hash, TakenByAnotherTemplateGetsOneDigitMore) {
  RevisionView other = revision('b', 1, 4);
  other.digest = hashOf('b') + std::string(54, '0');
  const auto given = Given('b').stable('b', 1).with(other);
  const Plan plan = planRelease(given);
  ASSERT_TRUE(plan.status && plan.status->update);
  EXPECT_EQ(plan.status->update->ref.hash, digestOf('b').substr(0, 11));
}

TEST(Hash, AStoredTemplateThatWasEditedOrLostIsKnownByItsName) {
  for (const std::string& digest : {std::string(), std::string(64, '0')}) {
    RevisionView edited = revision('a', 1, 4);
    edited.digest = digest;
    EXPECT_EQ(lines(planRelease(Given('a').stable('a', 1).with(edited))), Lines{}) << digest;
  }
}

// --- Pause, replicas, repair ---------------------------------------------------------------------

TEST(Paused, NothingNewIsStarted) {
  const auto given = Given('b').stable('a', 1).with(revision('a', 1, 4)).paused();
  const Plan plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{});
  ASSERT_TRUE(plan.status);
  EXPECT_FALSE(plan.status->update);
  EXPECT_EQ(plan.status->phase, "Paused");
}

TEST(Paused, NoPodsMoveAlthoughTheyPassed) {
  EXPECT_EQ(lines(planRelease(midway().passed('b', 1).paused())), Lines{});
}

TEST(Paused, NothingIsPromoted) {
  const auto given =
      Given('b').stable('a', 1).update('b', 2, 4).with(revision('b', 2, 4)).passed('b', 4).paused();
  const Plan plan = planRelease(given);
  ASSERT_TRUE(plan.status);
  EXPECT_EQ(plan.status->stable, ref('a', 1));
}

TEST(Paused, TheDeadlineDoesNotRun) {
  auto given = midway().sinceProgress(6000).paused();
  given.snapshot().revisions[1] = revision('b', 2, 1, 0);
  EXPECT_EQ(lines(planRelease(given)), Lines{});
}

TEST(Paused, TheDeadlineStartsAgainWhenThePauseEnds) {
  auto given = midway().sinceProgress(6000).condition("Progressing", kube::ConditionStatus::False);
  given.snapshot().revisions[1] = revision('b', 2, 1, 0);
  const Plan plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{});
  ASSERT_TRUE(plan.status);
  EXPECT_EQ(plan.status->update->progressedAt, at(1000));
}

TEST(Paused, AFailedRevisionStillGoesBack) {
  const auto failing = midway().answered('b', 1, Verdict::Failed).paused();
  EXPECT_EQ(lines(planRelease(written(failing))), Lines{"reject web-b SmokeTestFailed"});
  const auto rejected = midway().rejected('b').paused();
  EXPECT_EQ(lines(planRelease(rejected)), Lines{"scale web-b 1->0"});
}

TEST(Paused, ReplicasStillScaleBothSidesInTheirShare) {
  auto given = Given('b')
                   .stable('a', 1)
                   .update('b', 2, 1)
                   .with(revision('a', 1, 3))
                   .with(revision('b', 2, 1))
                   .passed('b', 1)
                   .replicas(8)
                   .paused();
  EXPECT_EQ(lines(planRelease(given)), (Lines{"scale web-b 1->2", "scale web-a 3->6"}));
}

TEST(Replicas, ChangedInMidRolloutScaleBothSidesAndAdvanceNothing) {
  const auto given = Given('b')
                         .stable('a', 1)
                         .update('b', 2, 1)
                         .with(revision('a', 1, 3))
                         .with(revision('b', 2, 1))
                         .passed('b', 1)
                         .replicas(8);
  EXPECT_EQ(lines(planRelease(given)), (Lines{"scale web-b 1->2", "scale web-a 3->6"}));
}

TEST(Replicas, FewerOfThemLeaveTheUpdateMoreThanARevisionKnownToBeBad) {
  auto given = Given('b').update('b', 2).with(revision('a', 1, 2)).with(revision('b', 2, 2));
  given.passed('b', 2).replicas(3);
  EXPECT_EQ(lines(planRelease(given)), (Lines{"scale web-b 2->1", "scale web-a 2->2"}));
  given.rejected('a');
  EXPECT_EQ(lines(planRelease(given)), (Lines{"scale web-b 2->2", "scale web-a 2->1"}));
}

TEST(Replicas, ChangedWhenSettledScaleTheStableRevision) {
  auto given = settled('a', 1).replicas(2);
  EXPECT_EQ(lines(planRelease(given)), Lines{"scale web-a 4->2"});
}

TEST(Replicas, ChangedAfterARollbackScaleTheStableRevision) {
  auto given =
      Given('b').stable('a', 1).update('b', 2).with(revision('a', 1, 4)).with(revision('b', 2, 0));
  given.rejected('b').replicas(6);
  EXPECT_EQ(lines(planRelease(given)), Lines{"scale web-a 4->6"});
}

TEST(Replicas, AnUpdateWithoutPodsIsNotPromotedUntested) {
  const auto given = Given('b')
                         .stable('a', 1)
                         .update('b', 2)
                         .with(revision('a', 1, 0))
                         .with(revision('b', 2, 0))
                         .replicas(0);
  const Plan plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{});
  ASSERT_TRUE(plan.status);
  EXPECT_EQ(plan.status->stable, ref('a', 1));
  EXPECT_EQ(plan.status->phase, "ScaledToZero");
}

TEST(Repair, AReplicaSetScaledBySomebodyElseIsScaledBack) {
  auto given = Given('a').stable('a', 1).with(revision('a', 1, 2));
  EXPECT_EQ(lines(planRelease(given)), Lines{"scale web-a 2->4"});
}

// What it reports still counts a pod that is as good as gone: asked for again, that would count.
TEST(Repair, WhatStillShrinksGrowsOnlyAfterwards) {
  auto given = Given('a').stable('a', 1).with(revision('a', 1, 2));
  given.snapshot().revisions[0].current = 3;
  given.snapshot().revisions[0].available = 3;
  EXPECT_EQ(lines(planRelease(given)), Lines{});
  given.snapshot().revisions[0].current = 2;
  given.snapshot().revisions[0].available = 2;
  EXPECT_EQ(lines(planRelease(given)), Lines{"scale web-a 2->4"});
}

TEST(Repair, AnOldReplicaSetScaledUpBySomebodyElseIsEmptiedAgain) {
  const auto given = settled('b', 2).with(revision('a', 1, 2));
  EXPECT_EQ(lines(planRelease(given)), Lines{"scale web-a 2->0"});
}

TEST(Repair, AStableReplicaSetThatIsGoneIsCreatedWithItsNumber) {
  EXPECT_EQ(lines(planRelease(Given('a').stable('a', 3))), Lines{"create web-a #3"});
}

TEST(Repair, ALostStatusIsRebuiltFromTheReplicaSets) {
  auto given = Given('b').with(revision('a', 1, 4)).with(revision('b', 2, 0)).rejected('b');
  given.status() = {};
  const Plan plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{});
  ASSERT_TRUE(plan.status);
  EXPECT_EQ(plan.status->stable, ref('a', 1));
  EXPECT_EQ(plan.status->phase, "RolledBack");
}

TEST(Repair, MinReadySecondsReachTheReplicaSet) {
  auto given = settled('a', 1);
  given.spec().minReadySeconds = 7;
  EXPECT_EQ(lines(planRelease(given)), Lines{"minReady web-a 7"});
}

// --- Collection ----------------------------------------------------------------------------------

TEST(Collection, TheRevisionThatWasActiveTheLongestAgoGoesFirst) {
  auto given = settled('d', 4);
  for (const char letter : {'a', 'b', 'c'}) given.with(revision(letter, letter - 'a' + 1, 0));
  given.snapshot().revisions[1].lastActive = at(300);
  given.snapshot().revisions[2].lastActive = at(100);
  given.snapshot().revisions[3].lastActive = at(200);
  given.spec().revisionHistoryLimit = 1;
  EXPECT_EQ(lines(planRelease(given)), (Lines{"delete web-b", "delete web-c"}));
}

TEST(Collection, NeverTheHighestNumber) {
  auto given = settled('a', 1).with(revision('b', 2, 0));
  given.spec().revisionHistoryLimit = 0;
  EXPECT_EQ(lines(planRelease(given)), Lines{});
}

TEST(Collection, NeverTheRejectedOneThatTheSpecAsksFor) {
  auto given =
      Given('b').stable('a', 1).update('b', 2).with(revision('a', 1, 4)).with(revision('b', 2, 0));
  given.with(revision('c', 3, 0)).rejected('b');
  given.spec().revisionHistoryLimit = 0;
  EXPECT_EQ(lines(planRelease(given)), Lines{});
}

TEST(Collection, NotInMidRollout) {
  auto given = midway().with(revision('c', 0, 0));
  given.spec().revisionHistoryLimit = 0;
  EXPECT_EQ(lines(planRelease(given)), Lines{"ask pod-b0 smoke"});
}

TEST(Converged, IsAnEmptyPlan) {
  auto given = settled('a', 1);
  const Plan first = planRelease(given);
  ASSERT_TRUE(first.status);
  given.status() = *first.status;
  const Plan second = planRelease(given);
  EXPECT_EQ(lines(second), Lines{});
  EXPECT_FALSE(second.status);
  EXPECT_FALSE(second.requeueAfter);
  EXPECT_TRUE(second.statusNotes.empty());
}

TEST(Converged, WhateverOrderTheServerKeepsConditionsIn) {
  auto given = settled('a', 1);
  given.status() = *planRelease(given).status;
  auto& conditions = given.status().conditions;
  ASSERT_GT(conditions.size(), 1U);
  std::reverse(conditions.begin(), conditions.end());
  EXPECT_FALSE(planRelease(given).status);
}

}  // namespace
}  // namespace slipway::strategies
