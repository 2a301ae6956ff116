#include "kube/loop/loop.h"

#include <stdexcept>

#include "kube/loop/sim_mailbox.h"

namespace slipway::kube {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

struct LoopTest : testing::Test {
  SimClock clock{WallTime{seconds(1'700'000'000)}};
  SimMailbox mailbox{clock};
  Loop loop{clock, mailbox};
  std::vector<std::string> seen;

  Task say(std::string what) {
    return [this, what = std::move(what)] { seen.push_back(what); };
  }
};

TEST_F(LoopTest, TimersFireInTheOrderOfTheirTimes) {
  const auto late = loop.after(seconds(2), say("late"));
  const auto early = loop.after(seconds(1), say("early"));
  loop.run();
  EXPECT_THAT(seen, testing::ElementsAre("early", "late"));
  EXPECT_EQ(clock.mono(), MonoTime{seconds(2)});
}

TEST_F(LoopTest, TimersOfTheSameTimeFireInTheOrderOfTheirCreation) {
  std::vector<TimerPtr> timers;
  for (const char* name : {"c", "a", "b"}) timers.push_back(loop.after(seconds(1), say(name)));
  loop.run();
  EXPECT_THAT(seen, testing::ElementsAre("c", "a", "b"));
}

TEST_F(LoopTest, ATimerIsNeverRunFromInsideTheCallThatMadeIt) {
  const auto past = loop.at(MonoTime{seconds(-5)}, say("past"));
  EXPECT_TRUE(seen.empty());
  loop.run();
  EXPECT_THAT(seen, testing::ElementsAre("past"));
}

TEST_F(LoopTest, ADestroyedTimerDoesNotFire) {
  auto timer = loop.after(seconds(1), say("cancelled"));
  const auto other = loop.after(seconds(2), say("kept"));
  timer.reset();
  loop.run();
  EXPECT_THAT(seen, testing::ElementsAre("kept"));
}

TEST_F(LoopTest, ATimerMayDestroyItselfInItsTask) {
  TimerPtr timer;
  timer = loop.after(seconds(1), [&] {
    timer.reset();
    seen.emplace_back("still here");
  });
  loop.run();
  EXPECT_THAT(seen, testing::ElementsAre("still here"));
}

TEST_F(LoopTest, ATimerMayDestroyOthersOfTheSameTime) {
  TimerPtr victim;
  const auto killer = loop.after(seconds(1), [&] { victim.reset(); });
  victim = loop.after(seconds(1), say("victim"));
  loop.run();
  EXPECT_TRUE(seen.empty());
}

TEST_F(LoopTest, ATimerMaySetItselfAnew) {
  TimerPtr timer;
  int rounds = 0;
  std::function<void()> again = [&] {
    if (++rounds < 3) timer = loop.after(seconds(1), again);
  };
  timer = loop.after(seconds(1), again);
  loop.run();
  EXPECT_EQ(rounds, 3);
  EXPECT_EQ(clock.mono(), MonoTime{seconds(3)});
}

TEST_F(LoopTest, CancellingATimerThatOwnsAnotherCancelsBoth) {
  auto inner = std::make_shared<TimerPtr>(loop.after(seconds(1), say("inner")));
  auto outer = loop.after(seconds(2), [inner] {});
  inner.reset();
  outer.reset();
  loop.run();
  EXPECT_TRUE(seen.empty());
  EXPECT_EQ(loop.nextTimer(), std::nullopt);
}

TEST_F(LoopTest, ATimerMayOutliveItsLoop) {
  TimerPtr timer;
  {
    Loop shortLived(clock, mailbox);
    timer = shortLived.after(seconds(1), say("never"));
  }
  timer.reset();
  EXPECT_TRUE(seen.empty());
}

TEST_F(LoopTest, PostedTasksRunInTheOrderOfPosting) {
  mailbox.post(say("first"));
  mailbox.post(say("second"));
  loop.run();
  EXPECT_THAT(seen, testing::ElementsAre("first", "second"));
}

TEST_F(LoopTest, DueTimersAndPostedTasksTakeTurns) {
  std::vector<TimerPtr> timers;
  for (const char* name : {"timer 1", "timer 2"})
    timers.push_back(loop.after(Duration{0}, say(name)));
  mailbox.post(say("task 1"));
  mailbox.post(say("task 2"));
  loop.run();
  EXPECT_THAT(seen, testing::ElementsAre("timer 1", "task 1", "timer 2", "task 2"));
}

TEST_F(LoopTest, StepAnswersFalseWhenNothingCameInTime) {
  const auto timer = loop.after(seconds(10), say("timer"));
  EXPECT_FALSE(loop.step(MonoTime{seconds(3)}));
  EXPECT_EQ(clock.mono(), MonoTime{seconds(3)});
  EXPECT_TRUE(loop.step(MonoTime{seconds(10)}));
  EXPECT_THAT(seen, testing::ElementsAre("timer"));
}

TEST_F(LoopTest, RunEndsAtItsTimeWithTimersLeft) {
  const auto timer = loop.after(seconds(10), say("timer"));
  loop.run(MonoTime{seconds(4)});
  EXPECT_EQ(clock.mono(), MonoTime{seconds(4)});
  EXPECT_TRUE(seen.empty());
}

TEST_F(LoopTest, StopEndsRunAfterTheTaskThatCalledIt) {
  mailbox.post([&] { loop.stop(); });
  mailbox.post(say("too late"));
  loop.run();
  EXPECT_TRUE(loop.stopped());
  EXPECT_TRUE(seen.empty());
}

TEST_F(LoopTest, ATaskThatThrowsIsReportedAndTheLoopGoesOn) {
  loop.onException([&](const char* what) { seen.emplace_back(what); });
  mailbox.post([] { throw std::runtime_error("broken"); });
  mailbox.post([] { throw 5; });
  mailbox.post(say("next"));
  loop.run();
  EXPECT_THAT(seen, testing::ElementsAre("broken", "an exception of unknown type", "next"));
}

TEST_F(LoopTest, WithoutAReporterAnExceptionLeavesTheLoop) {
  mailbox.post([] { throw std::runtime_error("broken"); });
  EXPECT_THROW(loop.run(), std::runtime_error);
}

TEST_F(LoopTest, TheBeatIsTheTimeOfTheLastStep) {
  const auto timer = loop.after(seconds(7), [] {});
  loop.step(MonoTime::max());
  EXPECT_EQ(loop.beat(), MonoTime{});
  mailbox.post([] {});
  loop.step(MonoTime::max());
  EXPECT_EQ(loop.beat(), MonoTime{seconds(7)});
}

}  // namespace
}  // namespace slipway::kube
