#include <gtest/gtest.h>

#include "strategies/judgement.h"
#include "strategies/recreate.h"
#include "strategies/release_plan.h"
#include "strategies/rolling.h"
#include "strategies/strategy.h"
#include "tests/strategies/builders.h"

namespace slipway::strategies {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)
using Lines = std::vector<std::string>;
using crds::CheckPhase;
using crds::Verdict;
using std::chrono::seconds;

crds::RollingStrategy inBatches(std::int32_t size, Duration pause) {
  crds::RollingStrategy rolling{{1, false}, {0, false}};
  rolling.batch = crds::Batch{{size, false}, std::nullopt, {pause}};
  return rolling;
}

// --- Batches -------------------------------------------------------------------------------------

// Two batches of two pods; b is on its way.
Given batched(std::int32_t step, std::int32_t old, RevisionView update) {
  auto given = Given('b').stable('a', 1).update('b', 2, 4).with(revision('a', 1, old));
  given.with(std::move(update));
  given.spec().strategy = inBatches(2, seconds(30));
  given.status().update->steps = 2;
  given.status().update->step = step;
  given.status().update->stepsDigest = crds::stepsDigest(given.spec().strategy);
  return given;
}

TEST(Batches, AreCountedWhenTheRolloutIsAnnounced) {
  auto given = Given('b').stable('a', 1).with(revision('a', 1, 4));
  given.spec().strategy = inBatches(3, seconds(30));
  const auto update = planRelease(given).status->update;
  EXPECT_EQ(update->steps, 2);
  EXPECT_EQ(update->step, 1);
}

TEST(Batches, AreNoneInAFirstDeploy) {
  auto given = Given('a');
  given.spec().strategy = inBatches(1, seconds(30));
  EXPECT_EQ(planRelease(given).status->update->steps, 0);
}

TEST(Batches, HoldTheRestBackOnceTheyAreFull) {
  EXPECT_EQ(lines(planRelease(batched(1, 3, revision('b', 2, 2)).passed('b', 1))),
            (Lines{"ask pod-b1 smoke"}));
}

TEST(Batches, BeginTheirPauseWhenAllPassed) {
  auto given = batched(1, 2, revision('b', 2, 2)).passed('b', 2);
  const Plan plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{});
  EXPECT_EQ(plan.status->update->stepPassedAt, given.snapshot().now);
  EXPECT_EQ(plan.status->update->step, 1);
}

TEST(Batches, WaitForTheirPauseAndSaySo) {
  auto given = batched(1, 2, revision('b', 2, 2)).passed('b', 2);
  given.status().update->stepPassedAt = at(990);
  given.snapshot().elapsed.sinceStepPassed = seconds(10);
  const Plan plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{});
  EXPECT_EQ(plan.requeueAfter, Duration(seconds(20)));
  ASSERT_TRUE(plan.status->waiting);
  EXPECT_EQ(plan.status->waiting->reason, "Pause");
  EXPECT_EQ(plan.status->waiting->until, at(1020));
}

TEST(Batches, GoOnAfterTheirPause) {
  auto given = batched(1, 2, revision('b', 2, 2)).passed('b', 2);
  given.status().update->stepPassedAt = at(970);
  given.snapshot().elapsed.sinceStepPassed = seconds(30);
  const Plan plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{});
  EXPECT_EQ(plan.status->update->step, 2);
  EXPECT_FALSE(plan.status->update->stepPassedAt);
}

TEST(Batches, DoNotGoOnWhilePaused) {
  auto given = batched(1, 2, revision('b', 2, 2)).passed('b', 2).paused();
  given.status().update->stepPassedAt = at(970);
  given.snapshot().elapsed.sinceStepPassed = seconds(3000);
  EXPECT_EQ(planRelease(given).status->update->step, 1);
}

TEST(Batches, TheLastOneTakesAllPods) {
  EXPECT_EQ(lines(planRelease(batched(2, 2, revision('b', 2, 2)).passed('b', 2))),
            Lines{"scale web-b 2->3"});
}

TEST(Batches, AskOnlyTheTestsTheyName) {
  auto given = batched(1, 3, revision('b', 2, 1));
  given.spec().smokeTests.push_back({"slow", {"/slow", "http", 0, {{200}}}, seconds(5)});
  auto rolling = inBatches(2, seconds(30));
  rolling.batch->checks = {"slow"};
  given.spec().strategy = rolling;
  given.status().update->stepsDigest = crds::stepsDigest(rolling);
  EXPECT_EQ(lines(planRelease(given)), (Lines{"scale web-b 1->2", "ask pod-b0 slow"}));
}

TEST(Batches, KeepTheirShareWhenReplicasChange) {
  const auto strategy = inBatches(2, seconds(30));
  EXPECT_EQ(stepAt(strategy, 1, 2, 4).limit, 2);
  EXPECT_EQ(stepAt(strategy, 1, 2, 10).limit, 5);
  EXPECT_EQ(stepAt(strategy, 2, 3, 10).limit, 7);
  EXPECT_EQ(stepAt(strategy, 3, 3, 10).limit, 10);
}

TEST(Batches, AProgressDeadlineDoesNotRunInTheirPause) {
  auto given = batched(1, 2, revision('b', 2, 2)).passed('b', 2).sinceProgress(100000);
  given.status().update->stepPassedAt = at(990);
  given.snapshot().elapsed.sinceStepPassed = seconds(10);
  EXPECT_EQ(planRelease(given).status->phase, "Progressing");
}

// --- Steps of a canary
// ----------------------------------------------------------------------------

// 25 % and a pause; b is on its way, and has its one pod of four.
Given stepped(std::int32_t step, crds::Pause pause) {
  auto given = Given('b').stable('a', 1).update('b', 2, 4).with(revision('a', 1, 3));
  given.with(revision('b', 2, 1)).passed('b', 1);
  given.spec().strategy =
      crds::CanaryStrategy{{1, false}, {0, false}, false, {crds::SetWeight{25}, pause}};
  given.status().update->steps = 3;
  given.status().update->step = step;
  given.status().update->stepsDigest = crds::stepsDigest(given.spec().strategy);
  return given;
}
const crds::Pause kDecided{std::chrono::hours(1), true, crds::OnTimeout::Rollback};

// The same, having passed `ago` seconds ago.
Given waitingFor(crds::Pause pause, std::int64_t ago) {
  auto given = stepped(2, pause);
  given.status().update->stepPassedAt = at(1000 - ago);
  given.snapshot().elapsed.sinceStepPassed = seconds(ago);
  return given;
}
Given& decide(Given& given, const std::string& decision, const std::string& step,
              const std::string& name = "mine") {
  given.snapshot().commands.push_back({name, hashOf('b') + ".1." + step, decision, at(999)});
  return given;
}

TEST(CanaryRollout, GoesOnToItsPauseWithoutMovingAPod) {
  const Plan plan = planRelease(stepped(1, kDecided));
  EXPECT_EQ(lines(plan), Lines{});
  EXPECT_EQ(plan.status->update->step, 2);
}

TEST(CanaryRollout, SaysWhatItWaitsForAndByWhichToken) {
  const auto waiting = planRelease(waitingFor(kDecided, 10)).status->waiting;
  ASSERT_TRUE(waiting);
  EXPECT_EQ(waiting->reason, "Promotion");
  EXPECT_EQ(waiting->token, hashOf('b') + ".1.2");
  EXPECT_EQ(waiting->until, at(990 + 3600));
}

TEST(CanaryRollout, GoesBackWhenNobodyDecidesInTime) {
  EXPECT_EQ(lines(planRelease(waitingFor(kDecided, 3600))), Lines{"reject web-b PromotionTimeout"});
}

TEST(CanaryRollout, OrOnWhereThatIsAskedFor) {
  auto pause = kDecided;
  pause.onTimeout = crds::OnTimeout::Promote;
  EXPECT_EQ(planRelease(waitingFor(pause, 3600)).status->update->step, 3);
}

TEST(CanaryRollout, APauseThatHasBegunIsNotCalledOffByAnswersThatAreForgotten) {
  auto given = waitingFor(kDecided, 10);
  given.snapshot().results.clear();
  EXPECT_EQ(planRelease(given).status->waiting->reason, "Promotion");
}

TEST(CanaryRollout, EditedStepsBeginAnewAsAnotherAttempt) {
  auto given = waitingFor(kDecided, 10);
  std::get<crds::CanaryStrategy>(given.spec().strategy).steps.emplace_back(crds::SetWeight{75});
  const Plan plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{});
  EXPECT_EQ(plan.status->update->step, 1);
  EXPECT_EQ(plan.status->update->steps, 4);
  EXPECT_EQ(plan.status->update->attempt, 2);
  EXPECT_FALSE(plan.status->update->stepPassedAt);
}

TEST(CanaryRollout, StepsThatAreEditedAfterPromotionChangeNothing) {
  auto given = Given('b').stable('a', 1).update('b', 2, 4).with(revision('a', 1, 0));
  given.with(revision('b', 2, 4)).passed('b', 4).promoted();
  given.spec().strategy = crds::CanaryStrategy{{1, false}, {0, false}, false, {crds::SetWeight{5}}};
  EXPECT_EQ(planRelease(given).status->update->attempt, 1);
}

TEST(CanaryRollout, WithoutAStableRevisionNobodyNeedsToBeCareful) {
  auto given = stepped(1, kDecided);
  given.snapshot().revisions.erase(given.snapshot().revisions.begin());
  EXPECT_EQ(lines(planRelease(given)), Lines{"scale web-b 1->4"});
}

// --- Decisions -----------------------------------------------------------------------------------

TEST(Decisions, PromoteEndsTheWaitOfItsStep) {
  auto given = waitingFor(kDecided, 10);
  const Plan plan = planRelease(decide(given, "Promote", "2"));
  EXPECT_EQ(lines(plan), Lines{});
  EXPECT_EQ(plan.status->update->step, 3);
  EXPECT_EQ(plan.status->commandsSeen.at(0).decision, "Promote");
}

TEST(Decisions, PromoteWaitsForAStepThatHasNotPassed) {
  auto given = stepped(1, kDecided);
  given.snapshot().results.clear();
  const Plan plan = planRelease(decide(given, "Promote", "1"));
  EXPECT_TRUE(plan.status->commandsSeen.empty());
}

TEST(Decisions, SkipDoesNotWait) {
  auto given = stepped(1, kDecided);
  given.snapshot().results.clear();
  EXPECT_EQ(planRelease(decide(given, "Skip", "1")).status->update->step, 2);
}

TEST(Decisions, PromoteFullyGoesToTheLastStep) {
  auto given = stepped(1, kDecided);
  EXPECT_EQ(planRelease(decide(given, "PromoteFully", "1")).status->update->step, 3);
}

TEST(Decisions, RejectIsWrittenDownAndThenMarked) {
  auto given = waitingFor(kDecided, 10);
  const Plan plan = planRelease(decide(given, "Reject", "2"));
  EXPECT_EQ(lines(plan), Lines{});
  given.status() = *plan.status;
  EXPECT_EQ(lines(planRelease(given)), Lines{"reject web-b RejectedByHand"});
}

TEST(Decisions, OfSeveralARejectionWins) {
  auto given = waitingFor(kDecided, 10);
  decide(given, "Promote", "2", "a");
  decide(given, "Reject", "2", "b");
  EXPECT_EQ(planRelease(given).status->commandsSeen.at(0).decision, "Reject");
}

TEST(Decisions, ForAnotherStepAttemptOrRevisionDoNothing) {
  for (const std::string& token :
       {hashOf('b') + ".1.1", hashOf('b') + ".2.2", hashOf('a') + ".1.2"}) {
    auto given = waitingFor(kDecided, 10);
    given.snapshot().commands.push_back({"mine", token, "Promote", at(999)});
    const Plan plan = planRelease(given);
    EXPECT_EQ(plan.status->update->step, 2) << token;
    EXPECT_TRUE(plan.status->commandsSeen.empty()) << token;
  }
}

TEST(Decisions, ToRetryDoNothingWhileItIsOnItsWay) {
  auto given = waitingFor(kDecided, 10);
  EXPECT_TRUE(planRelease(decide(given, "Retry", "2")).status->commandsSeen.empty());
}

TEST(Decisions, ARetryBeginsWithTheFirstStep) {
  auto given = waitingFor(kDecided, 10).rejected('b');
  const auto update = planRelease(decide(given, "Retry", "2")).status->update;
  EXPECT_EQ(update->attempt, 2);
  EXPECT_EQ(update->step, 1);
  EXPECT_EQ(update->steps, 3);
}

// --- A limit on the rolling planner --------------------------------------------------------------

TEST(RollWithALimit, LeavesTheRestToTheOldOnesWhateverMayBeUnavailable) {
  const Bounds bounds{10, 0, 2, 2, 8};
  EXPECT_EQ(roll(bounds, {2, 2, 2, 2}, {{8, 8, 8, 8}}), (Sizes{2, {8}}));
  EXPECT_EQ(roll(bounds, {0, 0, 0, 0}, {{10, 10, 10, 10}}), (Sizes{0, {8}}));
}

TEST(RollWithALimit, TakesNothingAwayFromWhatIsThereAlready) {
  const Bounds bounds{10, 2, 0, 3, 7};
  EXPECT_EQ(roll(bounds, {5, 5, 5, 5}, {{5, 5, 5, 5}}).target, 5);
}

// --- Recreate ------------------------------------------------------------------------------------

TEST(Recreate, TakesAllOldPodsDownFirst) {
  EXPECT_EQ(recreate({3, 0, 3}, {0, 0, 0, 0}, {{3, 3, 3, 3}}), (Sizes{0, {0}}));
}

TEST(Recreate, WaitsUntilTheLastOldPodIsGoneNotOnlyLeaving) {
  EXPECT_EQ(recreate({3, 0, 3}, {0, 0, 0, 0}, {{0, 1, 0, 0}}), (Sizes{0, {0}}));
  Side leaving;
  leaving.leaving = 1;
  EXPECT_EQ(recreate({3, 0, 3}, {0, 0, 0, 0}, {leaving}), (Sizes{0, {0}}));
}

TEST(Recreate, ThenStartsAllNewOnesAtOnce) {
  EXPECT_EQ(recreate({3, 0, 3}, {0, 0, 0, 0}, {{0, 0, 0, 0}}), (Sizes{3, {0}}));
}

TEST(Recreate, KeepsWhatRunsWhenAnOldRevisionComesBackByHand) {
  EXPECT_EQ(recreate({3, 0, 3}, {3, 3, 3, 3}, {{2, 2, 2, 2}}), (Sizes{3, {0}}));
}

TEST(Recreate, MeasuresHowLongNoPodWasAvailable) {
  auto given =
      Given('b').stable('a', 1).update('b', 2).with(revision('a', 1, 0)).with(revision('b', 2, 0));
  given.spec().strategy = crds::RecreateStrategy{};
  const auto down = planRelease(given).status->update;
  EXPECT_EQ(down->downSince, given.snapshot().now);
  given.status().update = down;
  given.snapshot().now = at(1012);
  given.snapshot().elapsed.sinceDown = seconds(12);
  given.snapshot().revisions = {revision('a', 1, 0), revision('b', 2, 4, 1)};
  const auto up = planRelease(given).status->update;
  EXPECT_FALSE(up->downSince);
  EXPECT_EQ(up->downtimeSeconds, 12);
}

TEST(Recreate, IsNotAvailableWhileNoPodServes) {
  auto given =
      Given('b').stable('a', 1).update('b', 2).with(revision('a', 1, 0)).with(revision('b', 2, 0));
  given.spec().strategy = crds::RecreateStrategy{};
  const auto status = *planRelease(given).status;
  const auto available =
      std::find_if(status.conditions.begin(), status.conditions.end(),
                   [](const auto& condition) { return condition.type == "Available"; });
  ASSERT_NE(available, status.conditions.end());
  EXPECT_EQ(available->status, kube::ConditionStatus::False);
}

// --- After promotion, and the bake ---------------------------------------------------------------

Given allNew() {
  return Given('b')
      .stable('a', 1)
      .update('b', 2, 4)
      .with(revision('a', 1, 0))
      .with(revision('b', 2, 4))
      .passed('b', 4);
}
Given baking(std::int64_t since) {
  auto given = allNew().promoted(since);
  given.spec().bake = crds::Bake{seconds(60), seconds(30)};
  return given;
}

TEST(AfterPromotion, EveryPodIsAskedOnceMore) {
  EXPECT_EQ(
      lines(planRelease(allNew().promoted())),
      (Lines{"ask pod-b0 smoke", "ask pod-b1 smoke", "ask pod-b2 smoke", "ask pod-b3 smoke"}));
}

TEST(AfterPromotion, AFailureIsWrittenDownAndThenMarked) {
  auto given = allNew().promoted().answeredAgain('b', 1, Verdict::Failed,
                                                 CheckPhase::AfterPromotion, 0, "500");
  const Plan plan = planRelease(given);
  EXPECT_EQ(plan.status->verification->checks[0].phase, CheckPhase::AfterPromotion);
  given.status() = *plan.status;
  EXPECT_EQ(lines(planRelease(given)).front(), "reject web-b SmokeTestFailed");
}

TEST(AfterPromotion, WithoutTestsAndBakeThereIsNothingToWaitFor) {
  auto given = allNew();
  given.spec().smokeTests.clear();
  EXPECT_EQ(planRelease(given).status->stable->hash, hashOf('b'));
}

TEST(Bake, IsNotOverWhenTheFirstRoundPassed) {
  const auto given = baking(1).answeredAgain('b', 4, Verdict::Passed);
  const Plan plan = planRelease(given);
  EXPECT_EQ(plan.status->stable->hash, hashOf('a'));
  EXPECT_EQ(plan.status->waiting->reason, "Bake");
  EXPECT_EQ(plan.requeueAfter, Duration(seconds(29)));
}

TEST(Bake, AsksAgainAfterEachInterval) {
  const auto given = baking(30).answeredAgain('b', 4, Verdict::Passed);
  EXPECT_EQ(lines(planRelease(given)).size(), 4U);
}

TEST(Bake, DoesNotDropARoundThatIsStillBeingAnswered) {
  const auto given = baking(45)
                         .answeredAgain('b', 3, Verdict::Passed, CheckPhase::AfterPromotion, 0)
                         .answeredAgain('b', 1, Verdict::Running, CheckPhase::AfterPromotion, 0);
  EXPECT_EQ(roundDue(given), 0);
}

TEST(Bake, EndsWithARoundThatPassed) {
  auto given = baking(60);
  EXPECT_EQ(planRelease(given).status->stable->hash, hashOf('a'));
  given.answeredAgain('b', 4, Verdict::Passed, CheckPhase::Bake, 2);
  EXPECT_EQ(planRelease(given).status->stable->hash, hashOf('b'));
}

TEST(Bake, APodThatCrashesInItTakesTheRevisionBack) {
  auto given = baking(10).answeredAgain('b', 4, Verdict::Passed);
  auto& pod = given.snapshot().revisions[1].pods[0];
  pod.troubled = {{"app", "CrashLoopBackOff", "", "Error", 1, 3}};
  EXPECT_EQ(lines(planRelease(given)).front(), "reject web-b CrashLoopBackOff");
}

TEST(Bake, APodThatIsReplacedInItDoesNotMeetTheDeadlineOfTheRollout) {
  auto given = baking(50).sinceProgress(50);
  given.spec().progressDeadlineSeconds = 40;
  given.snapshot().revisions[1] = revision('b', 2, 4, 3);
  EXPECT_NE(planRelease(given).status->phase, "RollingBack");
  for (const std::string& line : lines(planRelease(given))) {
    EXPECT_EQ(line.find("reject"), std::string::npos) << line;
  }
}

// --- History -------------------------------------------------------------------------------------

TEST(History, NamesAPromotionWithTheImagesThatRan) {
  auto given = allNew().promoted().answeredAgain('b', 4, Verdict::Passed);
  given.snapshot().revisions[1].pods[0].images = {"web:2@sha256:abc"};
  const auto history = planRelease(given).status->history;
  ASSERT_EQ(history.size(), 1U);
  EXPECT_EQ(history[0].outcome, "Promoted");
  EXPECT_EQ(history[0].revision, 2);
  EXPECT_EQ(history[0].startedAt, at(900));
  EXPECT_EQ(history[0].finishedAt, at(1000));
  EXPECT_EQ(history[0].images, Texts{"web:2@sha256:abc"});
}

TEST(History, NamesARolloutThatAnotherTemplateOvertook) {
  const auto given =
      Given('c').stable('a', 1).update('b', 2).with(revision('a', 1, 3)).with(revision('b', 2, 1));
  const auto history = planRelease(given).status->history;
  ASSERT_EQ(history.size(), 1U);
  EXPECT_EQ(history[0].hash, hashOf('b'));
  EXPECT_EQ(history[0].outcome, "Superseded");
}

TEST(History, KeepsTheTenNewest) {
  auto given = allNew().promoted().answeredAgain('b', 4, Verdict::Passed);
  for (int i = 0; i < 10; ++i) {
    given.status().history.push_back({20 - i, "x", "", 1, {}, "Promoted", "", at(1), at(2), 0});
  }
  const auto history = planRelease(given).status->history;
  ASSERT_EQ(history.size(), crds::kMaxHistory);
  EXPECT_EQ(history.front().hash, hashOf('b'));
}

TEST(History, NamesARejectionOncePerAttempt) {
  auto given = Given('b')
                   .stable('a', 1)
                   .update('b', 2)
                   .with(revision('a', 1, 4))
                   .with(revision('b', 2, 0))
                   .rejected('b');
  given.status() = *planRelease(given).status;
  ASSERT_EQ(given.status().history.size(), 1U);
  const Plan again = planRelease(given);
  EXPECT_EQ(again.status ? again.status->history.size() : 1U, 1U);
}

}  // namespace
}  // namespace slipway::strategies
