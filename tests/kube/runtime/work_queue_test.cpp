#include "kube/runtime/work_queue.h"

#include "tests/kube/runtime/support/world.h"

namespace slipway::kube::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

struct WorkQueueTest : testing::Test {
  World world;
  WorkQueue queue{"releases", world.loop, world.random, world.metrics};

  // Everything that can be taken now, in order.
  std::vector<std::string> takeAll() {
    std::vector<std::string> names;
    while (auto key = queue.take()) names.push_back(key->name);
    return names;
  }
};

TEST_F(WorkQueueTest, AKeyAddedTwiceIsHandedOutOnce) {
  queue.add(shop("web"));
  queue.add(shop("web"));
  EXPECT_EQ(queue.depth(), 1U);
  EXPECT_THAT(takeAll(), testing::ElementsAre("web"));
}

TEST_F(WorkQueueTest, AKeyBeingWorkedOnIsNotHandedOutAgain) {
  queue.add(shop("web"));
  ASSERT_TRUE(queue.take());
  queue.add(shop("web"));
  EXPECT_THAT(takeAll(), testing::IsEmpty());
}

TEST_F(WorkQueueTest, AKeyAddedWhileBeingWorkedOnComesBackWhenItIsDone) {
  queue.add(shop("web"));
  ASSERT_TRUE(queue.take());
  queue.add(shop("web"));
  queue.add(shop("web"));
  queue.done(shop("web"));
  EXPECT_THAT(takeAll(), testing::ElementsAre("web"));
}

TEST_F(WorkQueueTest, DoneWithoutAnotherAddIsTheEnd) {
  queue.add(shop("web"));
  ASSERT_TRUE(queue.take());
  queue.done(shop("web"));
  EXPECT_EQ(queue.depth(), 0U);
  EXPECT_EQ(queue.working(), 0U);
}

TEST_F(WorkQueueTest, TheEarlierOfTwoTimesWinsWhicheverCameFirst) {
  queue.addAfter(shop("a"), seconds(10));
  queue.addAfter(shop("a"), seconds(2));
  queue.addAfter(shop("b"), seconds(2));
  queue.addAfter(shop("b"), seconds(10));
  world.runFor(seconds(2));
  EXPECT_THAT(takeAll(), testing::ElementsAre("a", "b"));
  world.runFor(seconds(20));
  EXPECT_EQ(queue.depth(), 0U);
}

TEST_F(WorkQueueTest, TheEarlierTimeWinsAlsoWhileBeingWorkedOn) {
  queue.add(shop("web"));
  ASSERT_TRUE(queue.take());
  queue.addAfter(shop("web"), seconds(10));
  queue.addAfter(shop("web"), seconds(1));
  queue.addAfter(shop("web"), seconds(5));
  queue.done(shop("web"));
  world.runFor(seconds(1));
  EXPECT_THAT(takeAll(), testing::ElementsAre("web"));
}

TEST_F(WorkQueueTest, NothingIsHandedOutBeforeItsTime) {
  queue.addAfter(shop("web"), seconds(3));
  world.runFor(seconds(3) - milliseconds(1));
  EXPECT_THAT(takeAll(), testing::IsEmpty());
  world.runFor(milliseconds(1));
  EXPECT_THAT(takeAll(), testing::ElementsAre("web"));
}

TEST_F(WorkQueueTest, EarliestDueFirstThenByName) {
  queue.addAfter(shop("z"), seconds(1));
  queue.addAfter(shop("b"), seconds(2));
  queue.addAfter(shop("a"), seconds(2));
  world.runFor(seconds(5));
  EXPECT_THAT(takeAll(), testing::ElementsAre("z", "a", "b"));
}

TEST_F(WorkQueueTest, ReadyIsToldFromATimerNeverFromInsideAdd) {
  int told = 0;
  queue.onReady([&] { ++told; });
  queue.add(shop("web"));
  EXPECT_EQ(told, 0);
  world.settle();
  EXPECT_EQ(told, 1);
}

TEST_F(WorkQueueTest, ReadyIsToldForEachKeyThatBecomesDueLater) {
  std::vector<std::string> taken;
  queue.onReady([&] {
    for (auto& name : takeAll()) taken.push_back(name);
  });
  queue.addAfter(shop("late"), seconds(4));
  queue.addAfter(shop("soon"), seconds(1));
  queue.add(shop("now"));
  world.runFor(seconds(10));
  EXPECT_THAT(taken, testing::ElementsAre("now", "soon", "late"));
}

TEST_F(WorkQueueTest, BackoffDoublesFromFiveMillisecondsWithAtMostATenthOfJitter) {
  Duration expected = milliseconds(5);
  for (int failures = 1; failures <= 5; ++failures) {
    queue.addBackedOff(shop("web"));
    EXPECT_EQ(queue.failures(shop("web")), failures);
    world.runFor(expected - Duration{1});
    EXPECT_THAT(takeAll(), testing::IsEmpty()) << "failure " << failures;
    world.runFor(expected / 10 + Duration{1});
    ASSERT_THAT(takeAll(), testing::ElementsAre("web")) << "failure " << failures;
    queue.done(shop("web"));
    expected *= 2;
  }
}

TEST_F(WorkQueueTest, BackoffEndsAtAThousandSeconds) {
  for (int i = 0; i < 100; ++i) {
    queue.addBackedOff(shop("web"));
    world.runFor(seconds(1100));
    ASSERT_THAT(takeAll(), testing::ElementsAre("web")) << "failure " << i;
    queue.done(shop("web"));
  }
  queue.addBackedOff(shop("web"));
  world.runFor(seconds(999));
  EXPECT_THAT(takeAll(), testing::IsEmpty());
}

TEST_F(WorkQueueTest, ForgetStartsTheBackoffAnew) {
  for (int i = 0; i < 10; ++i) queue.addBackedOff(shop("web"));
  queue.forget(shop("web"));
  EXPECT_EQ(queue.failures(shop("web")), 0);
}

TEST_F(WorkQueueTest, AnEventDoesNotWaitForTheBackoff) {
  for (int i = 0; i < 10; ++i) queue.addBackedOff(shop("web"));
  world.runFor(seconds(1));
  takeAll();
  queue.done(shop("web"));
  queue.addBackedOff(shop("web"));
  queue.add(shop("web"));
  EXPECT_THAT(takeAll(), testing::ElementsAre("web"));
}

TEST_F(WorkQueueTest, StopDropsWhatWaitsAndTakesNothingNew) {
  queue.add(shop("a"));
  queue.addAfter(shop("b"), seconds(1));
  queue.stop();
  queue.add(shop("c"));
  world.runFor(seconds(5));
  EXPECT_THAT(takeAll(), testing::IsEmpty());
  EXPECT_EQ(queue.depth(), 0U);
}

TEST_F(WorkQueueTest, AKeyAddedForResyncSaysSoWhenTaken) {
  queue.addForResync(shop("quiet"), Duration{0});
  queue.addForResync(shop("busy"), Duration{0});
  queue.add(shop("busy"));
  takeAll();
  EXPECT_TRUE(queue.takenForResync(shop("quiet")));
  EXPECT_FALSE(queue.takenForResync(shop("busy")));
}

TEST_F(WorkQueueTest, AResyncLooksEarlierThanARequeueThatIsFarAway) {
  queue.addAfter(shop("web"), seconds(3600));
  queue.addForResync(shop("web"), Duration{0});
  EXPECT_THAT(takeAll(), testing::ElementsAre("web"));
  EXPECT_TRUE(queue.takenForResync(shop("web")));
}

TEST_F(WorkQueueTest, AResyncLeavesAKeyAloneThatIsBackedOff) {
  queue.addBackedOff(shop("web"));
  queue.addForResync(shop("web"), Duration{0});
  EXPECT_THAT(takeAll(), testing::IsEmpty());
}

TEST_F(WorkQueueTest, TheDepthCountsOnlyWhatIsDue) {
  queue.addAfter(shop("later"), seconds(60));
  queue.add(shop("now"));
  world.settle();
  EXPECT_EQ(world.metrics.depth, 1U);
  takeAll();
  EXPECT_EQ(world.metrics.depth, 0U);
}

TEST_F(WorkQueueTest, TheWaitIsMeasuredFromTheDueTime) {
  queue.addAfter(shop("web"), seconds(60));
  world.runFor(seconds(63));
  takeAll();
  EXPECT_THAT(world.metrics.waited, testing::ElementsAre(Duration(seconds(3))));
}

}  // namespace
}  // namespace slipway::kube::test
