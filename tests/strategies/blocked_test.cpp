#include <gtest/gtest.h>

#include "strategies/release_plan.h"
#include "tests/strategies/builders.h"

// What stands in a rollout's way.
namespace slipway::strategies {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)
using Lines = std::vector<std::string>;

TEST(Blocked, TheYoungerOfTwoWithOverlappingSelectorsDoesNothingAndSaysWhy) {
  auto given = Given('b').stable('a', 1).with(revision('a', 1, 4));
  given.snapshot().olderTwin = kube::ObjectKey{"shop", "older"};
  const Plan plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{});
  ASSERT_TRUE(plan.status);
  EXPECT_EQ(plan.status->phase, "Stalled");
  EXPECT_NE(plan.status->message.find("shop/older"), std::string::npos);
}

TEST(Blocked, ATemplateThatLostALabelOfThePinnedSelectorSaysWhich) {
  auto given = settled('a', 1);
  given.spec().templateLabels = {{"app", "api"}};
  const Plan plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{});
  ASSERT_TRUE(plan.status);
  EXPECT_NE(plan.status->message.find("label app=web"), std::string::npos);
}

TEST(Refused, ATemplateThatTheServerRefusesStallsAndLeavesTheStablePodsAlone) {
  auto given = Given('b').stable('a', 1).update('b', 2).with(revision('a', 1, 4));
  given.snapshot().refusal =
      Refusal{digestOf('b'), "TemplateInvalid", "image: Required value", true};
  const Plan plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{});
  ASSERT_TRUE(plan.status);
  EXPECT_EQ(plan.status->phase, "Stalled");
  EXPECT_EQ(plan.status->message, "image: Required value");
}

TEST(Refused, StillScalesTheStablePods) {
  auto given = Given('b').stable('a', 1).update('b', 2).with(revision('a', 1, 4)).replicas(6);
  given.snapshot().refusal =
      Refusal{digestOf('b'), "TemplateInvalid", "image: Required value", true};
  EXPECT_EQ(lines(planRelease(given)), Lines{"scale web-a 4->6"});
}

TEST(Refused, AnotherTemplateIsTriedAtOnce) {
  auto given = Given('c').stable('a', 1).update('c', 2).with(revision('a', 1, 4));
  given.snapshot().refusal =
      Refusal{digestOf('b'), "TemplateInvalid", "image: Required value", true};
  EXPECT_EQ(lines(planRelease(given)), Lines{"create web-c #2"});
}

TEST(Refused, AStrangersReplicaSetIsNamed) {
  auto given = Given('a').update('a', 1);
  given.snapshot().strangers = {{"web-" + hashOf('a'), "Deployment api", false}};
  const Plan plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{});
  ASSERT_TRUE(plan.status);
  EXPECT_NE(plan.status->message.find("Deployment api"), std::string::npos);
  EXPECT_EQ(plan.status->phase, "Stalled");
}

TEST(Refused, TheRemainsOfAnEarlierReleaseOfThisNameAreWaitedFor) {
  auto given = Given('a').update('a', 1);
  given.snapshot().strangers = {{"web-" + hashOf('a'), "Release web", true}};
  const Plan plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{});
  ASSERT_TRUE(plan.status);
  EXPECT_EQ(plan.status->phase, "Progressing");
}

TEST(Deleting, NothingIsDone) {
  auto given = midway().passed('b', 1);
  given.snapshot().release.meta.deletionTimestamp = at(999);
  const Plan plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{});
  EXPECT_FALSE(plan.status);
}

}  // namespace
}  // namespace slipway::strategies
