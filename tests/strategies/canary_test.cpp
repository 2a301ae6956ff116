#include "strategies/canary.h"

#include <gtest/gtest.h>
#include <ostream>

namespace slipway::strategies {

void PrintTo(const Split& split, std::ostream* out) {
  *out << split.canary << "/" << split.stable << " (canary/stable)";
}

namespace {

// --- Shares --------------------------------------------------------------------------------------

struct SplitRow {
  std::int32_t replicas;
  std::int32_t weight;
  Split plain;
  Split surge;
};

TEST(CanarySplit, IsTheClosestInWholePods) {
  const SplitRow rows[] = {
      {1, 1, {0, 1}, {1, 1}},    {1, 49, {0, 1}, {1, 1}},     {1, 50, {1, 0}, {1, 1}},
      {2, 1, {1, 1}, {1, 2}},    {2, 99, {1, 1}, {2, 1}},     {3, 33, {1, 2}, {1, 2}},
      {3, 50, {2, 1}, {2, 2}},   {10, 14, {1, 9}, {1, 9}},    {10, 15, {2, 8}, {2, 9}},
      {10, 18, {2, 8}, {2, 9}},  {10, 24, {2, 8}, {3, 8}},    {10, 25, {3, 7}, {3, 8}},
      {10, 0, {0, 10}, {0, 10}}, {10, 100, {10, 0}, {10, 0}},
  };
  for (const SplitRow& row : rows) {
    EXPECT_EQ(splitOf(row.replicas, row.weight, false), row.plain)
        << row.replicas << " replicas, " << row.weight << " %";
    EXPECT_EQ(splitOf(row.replicas, row.weight, true), row.surge)
        << row.replicas << " replicas, " << row.weight << " %, surge";
  }
}

TEST(CanarySplit, LeavesNeitherSideWithoutPodsBetweenOneAndNinetyNinePercent) {
  for (std::int32_t replicas = 2; replicas <= 40; ++replicas) {
    for (std::int32_t weight = 1; weight <= 99; ++weight) {
      for (const bool surge : {false, true}) {
        const Split split = splitOf(replicas, weight, surge);
        EXPECT_GT(split.canary, 0);
        EXPECT_GT(split.stable, 0);
        EXPECT_LE(split.canary + split.stable, replicas + (surge ? 1 : 0));
      }
    }
  }
}

TEST(CanarySplit, NeverFallsWhileTheWeightRises) {
  for (std::int32_t replicas = 1; replicas <= 40; ++replicas) {
    for (const bool surge : {false, true}) {
      double before = 0;
      for (std::int32_t weight = 0; weight <= 100; ++weight) {
        const Split split = splitOf(replicas, weight, surge);
        const double share = double(split.canary) / (split.canary + split.stable);
        EXPECT_GE(share, before) << replicas << " replicas, " << weight << " %";
        before = share;
      }
    }
  }
}

// --- Moves ---------------------------------------------------------------------------------------

struct Pods {
  std::int32_t desired;
  std::int32_t available;
};
Side side(Pods pods) {
  return {pods.desired, pods.desired, pods.available, pods.available};
}

struct MoveRow {
  std::int32_t replicas;
  std::int32_t weight;
  IntOrPercent surge;
  IntOrPercent unavailable;
  Pods stable;
  Pods canary;
  Pods older;
  std::int32_t stableThen;
  std::int32_t canaryThen;
};

Sizes moved(const MoveRow& row) {
  crds::CanaryStrategy strategy{row.surge, row.unavailable, false, {crds::SetWeight{row.weight}}};
  Bounds bounds = boundsOf(row.replicas, strategy);
  const Split split = splitOf(row.replicas, row.weight, bounds.maxSurge > 0);
  bounds.limit = split.canary;
  bounds.kept = split.stable;
  std::vector<Side> others;
  if (row.older.desired > 0) others.push_back(side(row.older));
  others.push_back(side(row.stable));
  return canary(bounds, side(row.canary), others);
}

TEST(CanaryMove, IsBoundedAsThePromisedAvailabilityAllows) {
  const IntOrPercent fifth{20, true};
  const auto n = [](std::int32_t amount) { return IntOrPercent{amount, false}; };
  const MoveRow rows[] = {
      {10, 100, n(3), n(0), {7, 8}, {6, 3}, {0, 0}, 7, 6},
      {10, 20, n(2), n(0), {10, 10}, {0, 0}, {0, 0}, 10, 2},
      {10, 20, fifth, n(0), {10, 10}, {2, 2}, {0, 0}, 8, 2},
      {10, 20, n(0), n(2), {10, 10}, {0, 0}, {0, 0}, 8, 0},
      {10, 50, n(2), n(1), {10, 10}, {0, 0}, {0, 0}, 9, 2},
      {10, 0, n(1), n(1), {10, 10}, {1, 1}, {0, 0}, 10, 0},
      {1, 20, n(1), n(0), {1, 1}, {0, 0}, {0, 0}, 1, 1},
      {1, 49, n(0), n(1), {1, 1}, {0, 0}, {0, 0}, 1, 0},
      {1, 51, n(0), n(1), {0, 0}, {0, 0}, {0, 0}, 0, 1},
      {10, 30, n(1), n(0), {1, 1}, {0, 0}, {3, 3}, 7, 1},
      {10, 30, n(0), n(3), {8, 5}, {4, 4}, {0, 0}, 7, 3},
      {10, 30, n(0), n(1), {8, 6}, {4, 2}, {3, 3}, 8, 4},
      {10, 5, n(0), n(1), {9, 9}, {0, 0}, {0, 0}, 9, 1},
      {4, 100, n(1), n(0), {4, 1}, {0, 0}, {0, 0}, 4, 1},
      {3, 99, n(0), n(2), {1, 1}, {0, 0}, {0, 0}, 1, 2},
      {4, 0, n(1), n(0), {0, 0}, {4, 4}, {0, 0}, 1, 4},
      {4, 0, n(1), n(0), {1, 1}, {4, 4}, {0, 0}, 1, 3},
      {4, 100, n(1), n(0), {1, 0}, {4, 4}, {0, 0}, 0, 4},
      {4, 50, n(1), n(0), {4, 0}, {2, 2}, {0, 0}, 2, 2},
      {4, 50, n(1), n(0), {2, 0}, {4, 4}, {0, 0}, 2, 4},
  };
  for (const MoveRow& row : rows) {
    const Sizes sizes = moved(row);
    EXPECT_EQ(sizes.others.back(), row.stableThen)
        << row.replicas << " replicas, " << row.weight << " %: stable";
    EXPECT_EQ(sizes.target, row.canaryThen)
        << row.replicas << " replicas, " << row.weight << " %: canary";
  }
}

TEST(CanaryMove, TakesOlderRevisionsAwayFirstAndTheirDeadPodsAtOnce) {
  const IntOrPercent one{1, false};
  const IntOrPercent none{0, false};
  EXPECT_EQ(moved({10, 30, one, none, {10, 10}, {0, 0}, {3, 0}, 10, 0}).others.front(), 0);
  EXPECT_EQ(moved({10, 30, none, one, {8, 6}, {4, 2}, {3, 3}, 8, 4}).others.front(), 1);
}

TEST(CanaryMove, GivesNothingUpForPodsThatHaveNotPassed) {
  Bounds bounds{10, 1, 0, 10, 0};
  const Side untested{3, 3, 3, 0};
  EXPECT_EQ(canary(bounds, untested, {{8, 8, 8, 8}}), (Sizes{3, {8}}));
}

TEST(CanaryMove, GivesTheStableRevisionItsPodsBackWhileUsersAreOnlyThere) {
  const Bounds bounds{4, 1, 0, 2, 2};
  Side target;
  EXPECT_EQ(canary(bounds, target, {side({2, 2})}), (Sizes{2, {2}}));
  target.reached = false;
  EXPECT_EQ(canary(bounds, target, {side({2, 2})}), (Sizes{1, {4}}));
}

TEST(CanaryMove, ReachesItsShareFromAnywhere) {
  for (std::int32_t weight = 0; weight <= 100; weight += 5) {
    for (std::int32_t start = 0; start <= 10; ++start) {
      for (const std::int32_t surge : {0, 1, 3}) {
        const Split split = splitOf(10, weight, surge > 0);
        const Bounds bounds{10, surge, surge > 0 ? 0 : 1, split.canary, split.stable};
        Split now{start, 10 - start};
        for (int i = 0; i < 50 && now != split; ++i) {
          const Side target{now.canary, now.canary, now.canary, now.canary};
          const Side stable{now.stable, now.stable, now.stable, now.stable};
          const Sizes next = canary(bounds, target, {stable});
          EXPECT_LE(next.target + next.others[0], std::max(10 + surge, now.canary + now.stable));
          now = {next.target, next.others[0]};
        }
        EXPECT_EQ(now, split) << weight << " % from " << start << ", surge " << surge;
      }
    }
  }
}

// --- Steps ---------------------------------------------------------------------------------------

crds::CanaryStrategy steps(std::vector<crds::CanaryStep> steps) {
  return {{1, false}, {0, false}, false, std::move(steps)};
}

TEST(CanarySteps, EndWithOneThatMakesEveryPodNew) {
  EXPECT_EQ(stepsOf(steps({crds::SetWeight{10}, crds::Pause{}})), 3);
  EXPECT_EQ(stepsOf(steps({crds::SetWeight{10}, crds::SetWeight{100}})), 2);
  EXPECT_EQ(stepAt(steps({crds::SetWeight{10}}), 2, 10).limit, 10);
}

TEST(CanarySteps, KeepTheLastShareWhileTheyVerifyAndWait) {
  const auto strategy =
      steps({crds::SetWeight{20}, crds::Verify{{"smoke"}}, crds::Pause{std::chrono::minutes(5)}});
  for (const std::int32_t step : {1, 2, 3}) {
    EXPECT_EQ(stepAt(strategy, step, 10).limit, 2);
    EXPECT_EQ(stepAt(strategy, step, 10).kept, 8);
  }
  EXPECT_EQ(stepAt(strategy, 2, 10).pause.time, Duration{0});
  EXPECT_EQ(stepAt(strategy, 3, 10).pause.time, Duration(std::chrono::minutes(5)));
}

TEST(CanarySteps, NameTheTestsThatAPodMustPassByNow) {
  const auto strategy = steps({crds::SetWeight{20}, crds::Verify{{"smoke"}}, crds::SetWeight{50},
                               crds::Verify{{"smoke", "slow"}}});
  EXPECT_EQ(*stepAt(strategy, 1, 10).checks, std::vector<std::string>{"smoke"});
  EXPECT_EQ(*stepAt(strategy, 3, 10).checks, std::vector<std::string>{"smoke"});
  EXPECT_EQ(*stepAt(strategy, 4, 10).checks, (std::vector<std::string>{"smoke", "slow"}));
  EXPECT_EQ(stepAt(steps({crds::SetWeight{20}}), 1, 10).checks, nullptr);
}

TEST(CanarySteps, SetReplicasLeavesTheStableRevisionWhole) {
  const auto strategy = steps({crds::SetReplicas{{3, false}}});
  EXPECT_EQ(stepAt(strategy, 1, 10).limit, 3);
  EXPECT_EQ(stepAt(strategy, 1, 10).kept, 10);
}

TEST(CanarySteps, AFullStableRevisionHasItsCanaryOnTop) {
  auto strategy = steps({crds::SetWeight{20}});
  strategy.stableFull = true;
  EXPECT_EQ(stepAt(strategy, 1, 10).kept, 10);
  EXPECT_EQ(stepAt(strategy, 1, 10).limit, 3);  // 3 of 13 are 23 %, 2 of 12 are 17 %
}

TEST(CanarySteps, SayWhereTheyAre) {
  const auto strategy = steps({crds::SetWeight{20}, crds::Pause{std::chrono::minutes(5)}});
  EXPECT_EQ(stepAt(strategy, 1, 10).label, "step 1 of 3 (weight 20%)");
  EXPECT_EQ(stepAt(strategy, 2, 10).label, "step 2 of 3 (pause)");
  EXPECT_EQ(stepAt(strategy, 3, 10).label, "step 3 of 3 (weight 100%)");
}

}  // namespace
}  // namespace slipway::strategies
