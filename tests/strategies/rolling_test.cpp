#include "strategies/rolling.h"

#include <gtest/gtest.h>
#include <ostream>

#include "base/random.h"

namespace slipway::strategies {
namespace {

// Pods of one side: asked for, there, available; and of the new one: how many passed.
Side pods(std::int32_t desired, std::int32_t available, std::int32_t counted) {
  return {desired, desired, available, counted, 0};
}
Side pods(std::int32_t desired, std::int32_t available) {
  return pods(desired, available, available);
}
Side pods(std::int32_t desired) {
  return pods(desired, desired);
}

// Users are with another revision.
Side unreached(std::int32_t desired, bool spent = false) {
  Side side = pods(desired, 0, 0);
  side.reached = false;
  side.spent = spent;
  return side;
}

struct Row {
  const char* name;
  Bounds bounds;
  Side target;
  std::vector<Side> others;
  Sizes expected;
};

void PrintTo(const Row& row, std::ostream* out) {
  *out << row.name;
}

class Roll : public ::testing::TestWithParam<Row> {};

TEST_P(Roll, MovesAsFarAsTheBoundsAllow) {
  const Row& row = GetParam();
  const Sizes sizes = roll(row.bounds, row.target, row.others);
  EXPECT_EQ(sizes.target, row.expected.target) << row.name;
  EXPECT_EQ(sizes.others, row.expected.others) << row.name;
}

INSTANTIATE_TEST_SUITE_P(
    Rows, Roll,
    ::testing::Values(
        Row{"surge 2, all old: two new ones", {10, 2, 0}, pods(0), {pods(10)}, {2, {10}}},
        Row{"surge 2, five old: seven new ones", {10, 2, 0}, pods(0), {pods(5)}, {7, {5}}},
        Row{"no surge: nothing new before something old is gone",
            {10, 0, 1},
            pods(0),
            {pods(10)},
            {0, {9}}},
        Row{"no surge: an old pod that is still there keeps its place",
            {10, 0, 1},
            pods(0),
            {{9, 10, 10, 10, 0}},
            {0, {9}}},
        Row{"no surge: the place of a gone one is taken", {10, 0, 1}, pods(0), {pods(9)}, {1, {9}}},
        Row{"new pods that are not ready release nothing",
            {10, 2, 0},
            pods(2, 0),
            {pods(10)},
            {2, {10}}},
        Row{"new pods that are ready and did not pass release nothing",
            {10, 2, 0},
            pods(2, 2, 0),
            {pods(10)},
            {2, {10}}},
        Row{"each new pod that passed releases an old one",
            {10, 2, 0},
            pods(2, 2, 1),
            {pods(10)},
            {2, {9}}},
        Row{"old pods that are not ready go first and make room",
            {10, 2, 0},
            pods(2, 2, 2),
            {pods(10, 6)},
            {2, {8}}},
        Row{"a broken old revision does not hold the rollout up",
            {10, 2, 0},
            pods(2, 2, 2),
            {pods(10, 0)},
            {2, {8}}},
        Row{"a broken old revision without surge makes room by itself",
            {10, 0, 1},
            pods(0),
            {pods(10, 0)},
            {0, {9}}},
        Row{"of several old ones the first in line gives its pods up first",
            {10, 2, 2},
            pods(2, 2, 2),
            {pods(3), pods(7)},
            {2, {0, 6}}},
        Row{"the last old pods go when all new ones passed",
            {10, 2, 0},
            pods(10, 10, 10),
            {pods(2)},
            {10, {0}}},
        Row{"all is done", {10, 2, 0}, pods(10), {pods(0)}, {10, {0}}},
        Row{"fewer replicas with only new pods", {4, 1, 1}, pods(10), {}, {4, {}}},
        Row{"more replicas with only new pods", {10, 2, 0}, pods(4), {}, {10, {}}},
        Row{"rejected pods that nobody reaches go at once and make room",
            {4, 1, 0},
            unreached(1),
            {unreached(1, true), pods(3)},
            {1, {0, 3}}},
        Row{"nor do they count among those that stay",
            {4, 1, 0},
            pods(2),
            {unreached(2, true), pods(2, 1)},
            {2, {0, 2}}},
        Row{"no replicas", {0, 0, 0}, pods(0), {pods(3)}, {0, {0}}}));

struct Limits {
  const char* name;
  std::int32_t replicas;
  crds::RollingStrategy strategy;
  Bounds expected;
};

TEST(BoundsOf, RoundsSurgeUpAndUnavailableDown) {
  const std::vector<Limits> rows{
      {"a quarter of ten", 10, {}, {10, 3, 2}},
      {"a quarter of one", 1, {}, {1, 1, 0}},
      {"numbers stay", 10, {{2, false}, {0, false}}, {10, 2, 0}},
      {"percentages that round to nothing leave one", 4, {{0, true}, {10, true}}, {4, 0, 1}},
      {"never more than there are", 3, {{0, false}, {9, false}}, {3, 0, 3}},
      {"no replicas", 0, {}, {0, 0, 0}},
  };
  for (const Limits& row : rows) {
    const Bounds bounds = boundsOf(row.replicas, row.strategy);
    EXPECT_EQ(bounds.maxSurge, row.expected.maxSurge) << row.name;
    EXPECT_EQ(bounds.maxUnavailable, row.expected.maxUnavailable) << row.name;
  }
}

Side sized(std::int32_t desired, std::int32_t sizedFor) {
  return {desired, desired, desired, desired, sizedFor};
}

TEST(Rescale, NothingToDoWhenEverySideIsSizedForThisNumber) {
  EXPECT_EQ(rescale({10, 2, 0}, sized(2, 10), {sized(8, 10)}, false), std::nullopt);
}

TEST(Rescale, ASizeThatSomebodyMadeUpGivesNoRevisionMoreThanAllPods) {
  EXPECT_EQ(rescale({8, 24, 0}, sized(3, 1), {sized(8, 8)}, false), (Sizes{8, {8}}));
}

TEST(Rescale, BothSidesKeepTheirShareWhenReplicasDouble) {
  EXPECT_EQ(rescale({20, 5, 0}, sized(2, 10), {sized(8, 10)}, false), (Sizes{4, {16}}));
}

TEST(Rescale, BothSidesKeepTheirShareWhenReplicasHalve) {
  EXPECT_EQ(rescale({5, 2, 0}, sized(2, 10), {sized(8, 10)}, false), (Sizes{1, {4}}));
}

TEST(Rescale, ASideThatIsSizedAlreadyStays) {
  EXPECT_EQ(rescale({20, 5, 0}, sized(2, 10), {sized(16, 20)}, false), (Sizes{4, {16}}));
}

TEST(Rescale, TheUntestedSideGivesWayToTheCeiling) {
  EXPECT_EQ(rescale({20, 2, 0}, sized(4, 10), {sized(8, 10)}, false), (Sizes{6, {16}}));
}

TEST(Rescale, ALoneSideGetsThemAll) {
  EXPECT_EQ(rescale({20, 2, 0}, sized(0, 0), {sized(10, 10)}, false), (Sizes{0, {20}}));
  EXPECT_EQ(rescale({3, 2, 0}, sized(10, 10), {sized(0, 10)}, true), (Sizes{3, {0}}));
}

TEST(Rescale, ASmallShareStaysAboveNothing) {
  EXPECT_EQ(rescale({4, 2, 0}, sized(1, 40), {sized(39, 40)}, false), (Sizes{1, {4}}));
}

TEST(Rescale, NoReplicasMeansNonAnywhere) {
  EXPECT_EQ(rescale({0, 0, 0}, sized(2, 10), {sized(8, 10)}, false), (Sizes{0, {0}}));
}

}  // namespace
}  // namespace slipway::strategies
