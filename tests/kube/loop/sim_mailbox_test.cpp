#include "kube/loop/sim_mailbox.h"

#include <numeric>
#include <set>

namespace slipway::kube {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

const WallTime start{seconds(1'700'000'000)};

std::vector<int> drained(std::uint64_t seed, bool oneStream) {
  SimClock clock(start);
  SimMailbox mailbox(clock, seed);
  std::vector<int> order;
  for (int i = 0; i < 8; ++i) {
    const Task task = [&order, i] { order.push_back(i); };
    if (oneStream) {
      mailbox.post(7, task);
    } else {
      mailbox.post(task);
    }
  }
  while (auto task = mailbox.take(clock.mono())) (*task)();
  return order;
}

TEST(SimClock, WallTimeRunsAlongWithMonotonicTime) {
  SimClock clock(start);
  clock.advance(seconds(5));
  EXPECT_EQ(clock.mono(), MonoTime{seconds(5)});
  EXPECT_EQ(clock.wall(), start + seconds(5));
}

TEST(SimClock, AJumpOfTheWallClockDoesNotTouchMonotonicTime) {
  SimClock clock(start);
  clock.jumpWall(-hours(1));
  EXPECT_EQ(clock.mono(), MonoTime{});
  EXPECT_EQ(clock.wall(), start - hours(1));
}

TEST(SimClock, NeverGoesBack) {
  SimClock clock(start);
  clock.advance(seconds(5));
  clock.advanceTo(MonoTime{seconds(2)});
  EXPECT_EQ(clock.mono(), MonoTime{seconds(5)});
}

TEST(SimMailbox, WaitingWithNothingPostedMovesTheClock) {
  SimClock clock(start);
  SimMailbox mailbox(clock);
  EXPECT_FALSE(mailbox.take(MonoTime{seconds(9)}));
  EXPECT_EQ(clock.mono(), MonoTime{seconds(9)});
}

TEST(SimMailbox, WaitingForEverStaysWhereItIs) {
  SimClock clock(start);
  SimMailbox mailbox(clock);
  EXPECT_FALSE(mailbox.take(MonoTime::max()));
  EXPECT_EQ(clock.mono(), MonoTime{});
}

TEST(SimMailbox, APostedTaskIsTakenBeforeTimeMoves) {
  SimClock clock(start);
  SimMailbox mailbox(clock);
  mailbox.post([] {});
  EXPECT_TRUE(mailbox.take(MonoTime{seconds(9)}));
  EXPECT_EQ(clock.mono(), MonoTime{});
}

TEST(SimMailbox, SeedZeroIsFirstInFirstOut) {
  EXPECT_THAT(drained(0, false), testing::ElementsAre(0, 1, 2, 3, 4, 5, 6, 7));
}

TEST(SimMailbox, TheSameSeedGivesTheSameOrder) {
  EXPECT_EQ(drained(42, false), drained(42, false));
}

TEST(SimMailbox, SeedsGiveDifferentOrdersOfTheSameTasks) {
  std::set<std::vector<int>> orders;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    auto order = drained(seed, false);
    orders.insert(order);
    EXPECT_THAT(order, testing::UnorderedElementsAre(0, 1, 2, 3, 4, 5, 6, 7));
  }
  EXPECT_GT(orders.size(), 1U);
}

TEST(SimMailbox, OneStreamKeepsItsOrderUnderEverySeed) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed)
    EXPECT_THAT(drained(seed, true), testing::ElementsAre(0, 1, 2, 3, 4, 5, 6, 7)) << seed;
}

TEST(SimMailbox, TasksOfALaterTimeAreNeverTakenBeforeThoseOfAnEarlierOne) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SimClock clock(start);
    SimMailbox mailbox(clock, seed);
    std::vector<int> order;
    for (int i = 0; i < 3; ++i) {
      mailbox.post([&order, i] { order.push_back(i); });
      clock.advance(seconds(1));
    }
    while (auto task = mailbox.take(clock.mono())) (*task)();
    EXPECT_THAT(order, testing::ElementsAre(0, 1, 2)) << seed;
  }
}

TEST(SimMailbox, ClosedItTakesNothingNewButKeepsWhatItHas) {
  SimClock clock(start);
  SimMailbox mailbox(clock);
  EXPECT_TRUE(mailbox.post([] {}));
  mailbox.close();
  EXPECT_FALSE(mailbox.post([] {}));
  EXPECT_TRUE(mailbox.take(MonoTime::max()));
  EXPECT_FALSE(mailbox.take(MonoTime::max()));
}

}  // namespace
}  // namespace slipway::kube
