#include "strategies/commands.h"

#include <gtest/gtest.h>

#include "strategies/release_plan.h"
#include "tests/strategies/builders.h"

namespace slipway::strategies {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)
using Lines = std::vector<std::string>;

// Revision 2 (b) serves, revision 1 (a) is kept.
Given twoRevisions() {
  return Given('b').stable('b', 2).with(revision('a', 1, 0)).with(revision('b', 2, 4));
}
// On the way from a to b.
Given deploying() {
  return Given('b')
      .stable('a', 1)
      .update('b', 2)
      .with(revision('a', 1, 3))
      .with(revision('b', 2, 1));
}
// b was rejected, a serves again.
Given rolledBack() {
  return Given('b')
      .stable('a', 1)
      .update('b', 2)
      .with(revision('a', 1, 4))
      .with(revision('b', 2, 0))
      .rejected('b');
}

RollbackView rollback(const std::string& name, crds::RollbackSpec spec = {}) {
  spec.release = "web";
  spec.digest = "digest-of-" + name;
  return {name, "uid-of-" + name, spec, at(990), false, false};
}
crds::RollbackSpec toRevision(std::int64_t number) {
  crds::RollbackSpec spec;
  spec.toRevision = number;
  return spec;
}
crds::RollbackSpec from(char letter) {
  crds::RollbackSpec spec;
  spec.from = hashOf(letter);
  return spec;
}
Given with(Given given, RollbackView view) {
  given.snapshot().rollbacks.push_back(std::move(view));
  return given;
}
// What moves or marks something: neither questions to pods nor records.
Lines acts(const Plan& plan) {
  Lines all = lines(plan);
  std::erase_if(all, [](const std::string& line) {
    return line.starts_with("ask ") || line.starts_with("record ");
  });
  return all;
}
crds::RollbackSeen answered(const Given& given) {
  const Plan plan = planRelease(given);
  EXPECT_EQ(acts(plan), Lines{}) << "an answer comes before any act";
  if (!plan.status || plan.status->rollbacksSeen.empty()) return {};
  return plan.status->rollbacksSeen.front();
}

// --- What a Rollback is answered -----------------------------------------------------------------

TEST(Rollback, WithoutATargetLeadsToTheRevisionThatWasPromotedBefore) {
  auto given = twoRevisions().with(revision('c', 3, 0));
  given.status().history = {{2, hashOf('b'), "", 1, {}, "Promoted", "", at(1), at(2), 0},
                            {1, hashOf('a'), "", 1, {}, "Promoted", "", at(1), at(2), 0}};
  const auto seen = answered(with(given, rollback("undo")));
  EXPECT_EQ(seen.outcome, "Running");
  EXPECT_EQ(seen.fromHash, hashOf('b'));
  EXPECT_EQ(seen.toHash, hashOf('a'));
}

TEST(Rollback, WithoutHistoryLeadsToTheRevisionThatWasActiveLast) {
  auto given = twoRevisions().with(revision('c', 3, 0));
  given.snapshot().revisions[0].lastActive = at(500);
  given.snapshot().revisions[2].lastActive = at(400);
  EXPECT_EQ(answered(with(given, rollback("undo"))).toHash, hashOf('a'));
}

TEST(Rollback, InMidRolloutIsAnAbort) {
  const auto seen = answered(with(deploying(), rollback("abort")));
  EXPECT_EQ(seen.outcome, "Running");
  EXPECT_EQ(seen.fromHash, hashOf('b'));
  EXPECT_EQ(seen.toHash, hashOf('a'));
}

TEST(Rollback, OfARevisionThatIsNotCurrentAnyMoreIsSuperseded) {
  const auto seen = answered(with(deploying(), rollback("late", from('a'))));
  EXPECT_EQ(seen.outcome, "Superseded");
  EXPECT_NE(seen.message.find(hashOf('b')), std::string::npos);
}

TEST(Rollback, ToARevisionThatIsGoneNamesThoseThatAreLeft) {
  const auto seen = answered(with(twoRevisions(), rollback("far", toRevision(9))));
  EXPECT_EQ(seen.outcome, "Refused");
  EXPECT_EQ(seen.message,
            "spec.to: revision 9 is not there (any more); those that are left: "
            "revision 1 (" +
                hashOf('a') + ")");
}

TEST(Rollback, ToARejectedRevisionIsRefused) {
  const auto given = twoRevisions().rejected('a');
  const auto seen = answered(with(given, rollback("bad", toRevision(1))));
  EXPECT_EQ(seen.outcome, "Refused");
  EXPECT_NE(seen.message.find("was rejected itself"), std::string::npos);
}

TEST(Rollback, ToTheCurrentRevisionIsRefused) {
  EXPECT_EQ(answered(with(twoRevisions(), rollback("same", toRevision(2)))).outcome, "Refused");
}

TEST(Rollback, WithNothingToGoBackToIsRefused) {
  const auto given = Given('a').stable('a', 1).with(revision('a', 1, 4));
  const auto seen = answered(with(given, rollback("undo")));
  EXPECT_EQ(seen.outcome, "Refused");
  EXPECT_NE(seen.message.find("no earlier revision"), std::string::npos);
}

TEST(Rollback, ThatIsARecordIsNotCarriedOut) {
  crds::RollbackSpec spec;
  spec.automatic = true;
  EXPECT_FALSE(planRelease(with(written(twoRevisions()), rollback("record", spec))).status);
}

TEST(Rollback, ThatItsOwnStatusCallsFinishedIsNotCarriedOutAgain) {
  auto given = written(twoRevisions());
  given.snapshot().rollbacks = {rollback("old")};
  given.snapshot().rollbacks[0].finished = true;
  EXPECT_FALSE(planRelease(given).status);
}

TEST(Rollback, ThatWasSeenIsNotCarriedOutAgainWhenItsObjectIsCreatedAgain) {
  auto given = written(twoRevisions());
  given.status().rollbacksSeen = {{"undo", "digest-of-undo", "uid-of-undo", false, false, 3, "c", 1,
                                   2, hashOf('b'), "Done", "", at(5), at(6), std::nullopt,
                                   "Passed"}};
  EXPECT_EQ(lines(planRelease(with(given, rollback("undo")))), Lines{});
  EXPECT_FALSE(planRelease(with(given, rollback("undo"))).status);
}

// --- What is done about it -----------------------------------------------------------------------

TEST(Rollback, MarksWhatItLeavesOnceStatusHasTheAnswer) {
  const auto given = written(with(twoRevisions(), rollback("undo")));
  EXPECT_EQ(lines(planRelease(given)), Lines{"reject web-b RollbackRequested"});
}

TEST(Rollback, MovesPodsOnceTheMarkIsSeen) {
  auto given = written(with(twoRevisions(), rollback("undo")));
  given.rejected('b', "RollbackRequested");
  const Plan plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{"scale web-a 0->1"});
  EXPECT_EQ(plan.status->stable->hash, hashOf('a'));
  EXPECT_EQ(plan.status->phase, "RollingBack");
}

TEST(Rollback, IsNotToldAsARolloutOrAPromotion) {
  auto given = written(with(twoRevisions(), rollback("undo")));
  given.rejected('b', "RollbackRequested");
  const Plan plan = planRelease(given);
  ASSERT_TRUE(plan.status && plan.status->stable != given.status().stable);
  EXPECT_TRUE(plan.statusNotes.empty()) << plan.statusNotes.front().reason;
}

TEST(Rollback, IsDoneWhenOnlyTheOtherRevisionIsLeft) {
  auto given = written(with(twoRevisions(), rollback("undo")));
  given.rejected('b', "RollbackRequested");
  given.snapshot().revisions = {revision('a', 1, 4), revision('b', 2, 0)};
  given.rejected('b', "RollbackRequested");
  const Plan plan = planRelease(given);
  EXPECT_EQ(plan.status->rollbacksSeen.front().outcome, "Done");
  EXPECT_EQ(plan.status->rollbacksSeen.front().trafficBackAt, given.snapshot().now);
  EXPECT_EQ(plan.status->history.front().outcome, "RolledBack");
  EXPECT_EQ(plan.status->history.front().reason, "RollbackRequested");
}

TEST(Rollback, DeletedBeforeAnythingWasDoneIsCancelled) {
  auto given = written(with(twoRevisions(), rollback("undo")));
  given.snapshot().rollbacks.clear();
  EXPECT_EQ(answered(given).outcome, "Cancelled");
}

TEST(Rollback, DeletedAfterTheMarkFinishesAllTheSame) {
  auto given = written(with(twoRevisions(), rollback("undo")));
  given.snapshot().rollbacks.clear();
  given.rejected('b', "RollbackRequested");
  EXPECT_EQ(lines(planRelease(given)), Lines{"scale web-a 0->1"});
}

TEST(Rollback, AfterARollbackLeavesTheRevisionThatServes) {
  auto given = rolledBack().with(revision('c', 3, 0));
  given.status().rollbacksSeen.clear();
  const auto seen = answered(with(given, rollback("further")));
  EXPECT_EQ(seen.fromHash, hashOf('a'));
  EXPECT_EQ(seen.toHash, hashOf('c'));
}

TEST(Rollback, OfARevisionThatNeverGotAReplicaSetHoldsItOut) {
  auto given =
      Given('c').stable('b', 2).update('c', 3).with(revision('a', 1, 0)).with(revision('b', 2, 4));
  given.snapshot().refusal = Refusal{digestOf('c'), "TemplateInvalid", "no", true};
  given = written(with(given, rollback("to-a", toRevision(1))));
  EXPECT_EQ(lines(planRelease(given)), Lines{"scale web-a 0->1"});
}

TEST(Rollback, WhoseRevisionHasLostItsReplicaSetStillHoldsItOut) {
  auto given = written(with(twoRevisions(), rollback("undo")));
  given.rejected('b', "RollbackRequested");
  given = written(given);
  given.snapshot().revisions.pop_back();
  const Plan plan = planRelease(given);
  EXPECT_EQ(plan.status->phase, "RollingBack");
  given.status().update.reset();
  EXPECT_EQ(planRelease(given).status->update->attempt, 1);
}

TEST(Rollback, WorksWhileTheSpecIsBlocked) {
  auto given = twoRevisions();
  given.spec().templateLabels = {{"app", "other"}};
  given = written(with(given, rollback("undo")));
  EXPECT_EQ(lines(planRelease(given)), Lines{"reject web-b RollbackRequested"});
}

TEST(Rollback, KeepsTheRevisionItLeadsToFromBeingCollected) {
  auto given =
      written(with(twoRevisions().with(revision('c', 3, 0)), rollback("undo", toRevision(1))));
  given.spec().revisionHistoryLimit = 0;
  for (const std::string& line : lines(planRelease(given))) EXPECT_NE(line, "delete web-a");
}

// --- The record of an automatic one --------------------------------------------------------------

TEST(Record, IsNamedInStatusFirstThenWrittenOnce) {
  auto given = rolledBack();
  EXPECT_EQ(lines(planRelease(given)), Lines{});
  given = written(given);
  const auto& seen = given.status().rollbacksSeen.front();
  EXPECT_EQ(seen.name, "web-" + hashOf('b') + "-1");
  EXPECT_TRUE(seen.automatic);
  const Lines asked = lines(planRelease(given));
  EXPECT_EQ(asked.back(), "record b->#1");
  given.snapshot().rollbacks.push_back({seen.name, {}, {}, at(1000), false, false});
  for (const std::string& line : lines(planRelease(given)))
    EXPECT_EQ(line.find("record"), std::string::npos);
  given = written(given);
  given.snapshot().rollbacks.clear();  // its time to live is over
  for (const std::string& line : lines(planRelease(given)))
    EXPECT_EQ(line.find("record"), std::string::npos);
}

TEST(Record, SaysWhenTheRevisionGoneBackToPassedAgain) {
  auto given = written(rolledBack());
  given.answeredAgain('a', 4, crds::Verdict::Passed, crds::CheckPhase::AfterRollback);
  const Plan plan = planRelease(given);
  EXPECT_EQ(plan.status->rollbacksSeen.front().verified, "Passed");
  EXPECT_EQ(plan.status->rollbacksSeen.front().verifiedAt, given.snapshot().now);
}

TEST(Record, SaysWhenTheRevisionGoneBackToFailsToo) {
  auto given = written(rolledBack());
  given.answeredAgain('a', 1, crds::Verdict::Failed, crds::CheckPhase::AfterRollback, 0,
                      "500 instead of 200");
  const Plan plan = planRelease(given);
  EXPECT_EQ(plan.status->rollbacksSeen.front().verified, "Failed");
  EXPECT_NE(plan.status->rollbacksSeen.front().message.find("fails now, too"), std::string::npos);
  EXPECT_EQ(plan.status->stable->hash, hashOf('a')) << "an alert, and nothing else";
}

// --- Retry ---------------------------------------------------------------------------------------

Given retried(Given given, const std::string& token) {
  given.snapshot().commands = {{"again", token, "Retry", at(995)}};
  return given;
}

TEST(Retry, ByTheTokenInStatusStartsAnotherAttempt) {
  auto given = written(rolledBack());
  ASSERT_TRUE(given.status().waiting);
  EXPECT_EQ(given.status().waiting->token, hashOf('b') + ".1.0");
  given = retried(given, given.status().waiting->token);
  const Plan plan = planRelease(given);
  EXPECT_EQ(acts(plan), Lines{});
  EXPECT_EQ(plan.status->update->attempt, 2);
  EXPECT_FALSE(plan.status->waiting);
  EXPECT_EQ(plan.status->commandsSeen.front().outcome, "Applied");
}

TEST(Retry, TakesTheMarkOffOnceStatusHasIt) {
  auto given = written(rolledBack());
  given = written(retried(given, given.status().waiting->token));
  EXPECT_EQ(lines(planRelease(given)).front(), "clear web-b attempt 2");
}

TEST(Retry, ThenRollsOutAgain) {
  auto given = written(rolledBack());
  given = written(retried(given, given.status().waiting->token));
  given.snapshot().revisions[1].rejected.reset();
  given.snapshot().revisions[1].attempt = 2;
  EXPECT_EQ(acts(planRelease(given)), Lines{"scale web-b 0->1"});
}

TEST(Retry, WithAnotherTokenDoesNothing) {
  auto given = written(rolledBack());
  given.snapshot().rollbacks.push_back(
      {given.status().rollbacksSeen.front().name, {}, {}, at(1000), false, false});
  given = written(given);
  EXPECT_FALSE(planRelease(retried(given, hashOf('b') + ".7.0")).status);
  EXPECT_FALSE(planRelease(retried(given, hashOf('a') + ".1.0")).status);
}

TEST(Retry, WhileNothingIsRejectedDoesNothing) {
  const auto given = written(twoRevisions());
  EXPECT_FALSE(planRelease(retried(given, hashOf('b') + ".1.0")).status);
}

TEST(Retry, LosesAgainstARollbackAtTheSameTime) {
  auto given = written(rolledBack().with(revision('c', 3, 0)));
  given = retried(with(given, rollback("further")), given.status().waiting->token);
  const Plan plan = planRelease(given);
  EXPECT_EQ(plan.status->update->attempt, 1);
  EXPECT_EQ(plan.status->rollbacksSeen.front().outcome, "Running");
}

TEST(Retry, IsNotBroughtAboutByAskingForTheRevisionAgain) {
  auto given = rolledBack();
  given.status().update.reset();
  EXPECT_EQ(lines(planRelease(written(given))).back(), "record b->#1");
  EXPECT_EQ(planRelease(given).status->phase, "RolledBack");
}

// --- onFailure: Hold -----------------------------------------------------------------------------

TEST(Hold, MovesNothing) {
  auto given = deploying().rejected('b');
  given.spec().onFailure = crds::OnFailure::Hold;
  const Plan plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{});
  EXPECT_EQ(plan.status->phase, "Stalled");
  EXPECT_EQ(plan.status->history.front().outcome, "Held");
  EXPECT_TRUE(plan.status->waiting);
}

TEST(Hold, EndsWithARollback) {
  auto given = deploying().rejected('b');
  given.spec().onFailure = crds::OnFailure::Hold;
  given = written(with(written(given), rollback("back")));
  EXPECT_EQ(lines(planRelease(given)), (Lines{"scale web-a 3->4"}));
}

}  // namespace
}  // namespace slipway::strategies
