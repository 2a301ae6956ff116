#include <gtest/gtest.h>
#include <map>

#include "strategies/release_plan.h"
#include "tests/strategies/builders.h"

namespace slipway::strategies {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)
using crds::Verdict;

std::map<std::string, std::string> conditions(const Snapshot& snapshot) {
  std::map<std::string, std::string> found;
  const Plan plan = planRelease(snapshot);
  const auto& status = plan.status ? *plan.status : snapshot.release.status;
  for (const auto& condition : status.conditions) {
    found[condition.type] = std::string(kube::text(condition.status)) + " " + condition.reason;
  }
  return found;
}

// What Helm, Flux and Argo CD would conclude.
std::string kstatus(const Snapshot& snapshot) {
  const Plan plan = planRelease(snapshot);
  const auto& status = plan.status ? *plan.status : snapshot.release.status;
  if (status.observedGeneration != snapshot.release.meta.generation) return "InProgress";
  std::string ready = "Current";
  for (const auto& c : status.conditions) {
    if (c.type == "Reconciling" && c.status == kube::ConditionStatus::True) return "InProgress";
    if (c.type == "Stalled" && c.status == kube::ConditionStatus::True) return "Failed";
    if (c.type == "Ready" && c.status != kube::ConditionStatus::True) ready = "InProgress";
  }
  return ready;
}

Given rolledBack() {
  auto given = Given('b')
                   .stable('a', 1)
                   .update('b', 2, 1)
                   .with(revision('a', 1, 4))
                   .with(revision('b', 2, 0));
  return given.rejected('b');
}

TEST(Kstatus, ReadsEachSituationAsPeopleMeanIt) {
  EXPECT_EQ(kstatus(settled()), "Current");
  EXPECT_EQ(kstatus(midway()), "InProgress");
  EXPECT_EQ(kstatus(midway().paused()), "InProgress");
  EXPECT_EQ(kstatus(midway().rejected('b')), "InProgress");
  EXPECT_EQ(kstatus(rolledBack()), "Failed");
  EXPECT_EQ(kstatus(Given('a')), "InProgress");
  EXPECT_EQ(kstatus(Given('a').update('a', 1).with(revision('a', 1, 4)).rejected('a')), "Failed");
  EXPECT_EQ(kstatus(Given('a').stable('a', 1).with(revision('a', 1, 4, 3))), "InProgress");
}

TEST(Conditions, OfASettledRelease) {
  const auto found = conditions(settled());
  EXPECT_EQ(found.at("Ready"), "True Complete");
  EXPECT_EQ(found.at("Available"), "True EnoughPods");
  EXPECT_EQ(found.at("Progressing"), "False Complete");
  EXPECT_EQ(found.count("Reconciling") + found.count("Stalled") + found.count("RolledBack"), 0U);
}

TEST(Conditions, OfARolledBackRelease) {
  const auto found = conditions(rolledBack());
  EXPECT_EQ(found.at("Ready"), "False SmokeTestFailed");
  EXPECT_EQ(found.at("Stalled"), "True SmokeTestFailed");
  EXPECT_EQ(found.at("RolledBack"), "True SmokeTestFailed");
  EXPECT_EQ(found.count("Reconciling"), 0U);
}

TEST(Conditions, OfAnUpdateBeingTested) {
  const auto found = conditions(midway());
  EXPECT_EQ(found.at("Verified"), "Unknown Running");
  EXPECT_EQ(found.at("Progressing"), "True RollingOut");
}

TEST(Conditions, VerifiedStaysTrueAfterPromotion) {
  auto given = Given('a')
                   .update('a', 1, 4)
                   .promoted()
                   .with(revision('a', 1, 4))
                   .passed('a', 4)
                   .answeredAgain('a', 4, crds::Verdict::Passed);
  given.status() = *planRelease(given).status;
  given.snapshot().results.clear();
  EXPECT_EQ(conditions(given).at("Verified"), "True Passed");
}

TEST(Conditions, VerifiedIsTrueWhenTheStableRevisionIsBack) {
  auto given = settled().with(revision('b', 2, 0));
  given.status().verification =
      crds::VerificationStatus{Verdict::Failed, {{"smoke", 2, 1, Verdict::Failed, 1, 0, "500"}}};
  EXPECT_EQ(conditions(given).at("Verified"), "True Promoted");
}

TEST(Conditions, EachCarriesTheGenerationItIsAbout) {
  const auto midwayPlan = planRelease(midway());
  for (const auto& condition : midwayPlan.status->conditions) {
    EXPECT_EQ(condition.observedGeneration, 2) << condition.type;
  }
}

TEST(Conditions, KeepTheirTimeWhileTheyStayTheSame) {
  auto given = settled().condition("Ready", kube::ConditionStatus::True);
  const Plan plan = planRelease(given);
  EXPECT_EQ(plan.status->conditions.front().lastTransitionTime, at(10));
  auto changed = midway().condition("Ready", kube::ConditionStatus::True);
  EXPECT_EQ(planRelease(changed).status->conditions.front().lastTransitionTime, at(1000));
}

TEST(Transitions, AreToldOnce) {
  auto given = rolledBack();
  const Plan first = planRelease(given);
  ASSERT_EQ(first.statusNotes.size(), 1U);
  EXPECT_EQ(first.statusNotes[0].reason, "RolledBack");
  EXPECT_EQ(first.statusNotes[0].level, Note::Level::Warning);
  given.status() = *first.status;
  EXPECT_TRUE(planRelease(given).statusNotes.empty());
}

TEST(Transitions, PausingAndResuming) {
  auto given = settled().paused();
  const Plan paused = planRelease(given);
  ASSERT_EQ(paused.statusNotes.size(), 1U);
  EXPECT_EQ(paused.statusNotes[0].reason, "Paused");
  given.status() = *paused.status;
  given.spec().paused = false;
  EXPECT_EQ(planRelease(given).statusNotes.at(0).reason, "Resumed");
}

TEST(Status, CountsAndSelectorForScale) {
  const Plan plan = planRelease(midway());
  EXPECT_EQ(plan.status->replicas, 5);
  EXPECT_EQ(plan.status->servingReplicas, 5);
  EXPECT_EQ(plan.status->updatedReplicas, 1);
  EXPECT_EQ(plan.status->selector, "app=web,slipway.dev/release=web");
}

TEST(Status, KeepsTheTenNewestRejections) {
  auto given = settled();
  for (char letter = 'b'; letter < 'b' + 12; ++letter) {
    given.with(revision(letter, letter - 'a' + 1, 0)).rejected(letter);
  }
  const auto rejected = planRelease(given).status->rejected;
  ASSERT_EQ(rejected.size(), 10U);
  EXPECT_EQ(rejected.front().revision, 13);
}

TEST(Status, AMessageOfAnyLengthComparesEqualOnceWritten) {
  auto given = rolledBack();
  given.snapshot().revisions[1].rejected->message = std::string(5000, 'x');
  given.status() = *planRelease(given).status;
  EXPECT_FALSE(planRelease(given).status);
}

}  // namespace
}  // namespace slipway::strategies
