#include "kube/runtime/leader_elector.h"

#include "kube/types/resources.h"
#include "tests/kube/runtime/support/lease_server.h"
#include "tests/kube/runtime/support/world.h"

namespace slipway::kube::test {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

// One process: its own clock and loop, so that it can be stopped on its own.
struct Process : World {
  ScriptedApi api{loop};
  std::vector<std::string> told;
  std::unique_ptr<LeaderElector> elector;

  Process(LeaseServer& server, const std::string& identity, LeaderOptions options = {}) {
    random = SeededRandom(static_cast<std::uint64_t>(identity.back()));
    options.lease = {"slipway-system", "slipway"};
    options.identity = identity;
    api.answer = [&server](const ApiRequest& r) { return server.answer(r); };
    elector = std::make_unique<LeaderElector>(
        options, api, loop, random, log, metrics,
        LeaderElector::Callbacks{
            [this] { told.emplace_back("started"); },
            [this](const std::string& why) { told.push_back("lost: " + why); },
            [this](const std::string& holder) { told.push_back("observed " + holder); }});
  }
};

struct LeaderElectorTest : testing::Test {
  LeaseServer server;
  Process a{server, "a"};
  Process b{server, "b"};

  // Both live through the same time, in small turns.
  void both(Duration duration) {
    for (Duration passed{0}; passed < duration; passed += milliseconds(100)) {
      a.runFor(milliseconds(100));
      b.runFor(milliseconds(100));
    }
  }
  // a lives alone while b is stopped, as by SIGSTOP; then b's clock has moved, but nothing ran.
  void stopBWhileALives(Duration duration) {
    a.runFor(duration);
    b.clock.advance(duration);
  }
  void leadWithA() {
    a.elector->start();
    a.runFor(milliseconds(100));
    b.clock.advance(milliseconds(100));
    ASSERT_TRUE(a.elector->leading());
  }
};

TEST_F(LeaderElectorTest, TheFirstCreatesTheLeaseAndLeads) {
  leadWithA();
  const Lease lease = server.get();
  EXPECT_EQ(lease.holder, "a");
  EXPECT_EQ(lease.durationSeconds, 15);
  EXPECT_EQ(lease.transitions, 0);
  const Value& spec = (*server.lease)["spec"];
  EXPECT_THAT(std::string(spec["acquireTime"].stringOr("")),
              testing::MatchesRegex(".*T..:..:..\\.[0-9]{6}Z"));
  EXPECT_THAT(a.told, testing::ElementsAre("started"));
  EXPECT_TRUE(a.elector->mayWrite());
  EXPECT_TRUE(a.metrics.leads);
}

TEST_F(LeaderElectorTest, ALeaderRenewsAndKeepsTheLease) {
  leadWithA();
  const Lease before = server.get();
  a.runFor(minutes(5));
  const Lease after = server.get();
  EXPECT_TRUE(a.elector->mayWrite());
  EXPECT_GT(*after.renewTime, *before.renewTime + minutes(4));
  EXPECT_EQ(after.acquireTime, before.acquireTime);
  EXPECT_EQ(after.transitions, 0);
  EXPECT_THAT(a.told, testing::ElementsAre("started"));
}

TEST_F(LeaderElectorTest, ASecondOneWaitsAsLongAsTheFirstRenews) {
  leadWithA();
  b.elector->start();
  both(minutes(3));
  EXPECT_TRUE(a.elector->leading());
  EXPECT_FALSE(b.elector->leading());
  EXPECT_FALSE(b.elector->mayWrite());
  EXPECT_THAT(b.told, testing::ElementsAre("observed a"));
}

TEST_F(LeaderElectorTest, ALeaseIsTakenOverOnlyAfterItHasExpired) {
  leadWithA();
  b.elector->start();
  both(seconds(1));
  const WallTime acquiredByA = *server.get().acquireTime;
  const MonoTime from = b.clock.mono();
  while (!b.elector->leading()) b.runFor(milliseconds(100));  // a is gone
  EXPECT_GE(b.clock.mono() - from, seconds(12));  // its last renewal was a retry period before
  EXPECT_LE(b.clock.mono() - from, seconds(20));
  EXPECT_EQ(server.get().holder, "b");
  EXPECT_EQ(server.get().transitions, 1);
  EXPECT_GT(*server.get().acquireTime, acquiredByA);
}

TEST_F(LeaderElectorTest, OfTwoThatStartTogetherOneLeads) {
  a.elector->start();
  b.elector->start();
  both(seconds(30));
  EXPECT_NE(a.elector->leading(), b.elector->leading());
}

TEST_F(LeaderElectorTest, ShortLeasesAreTimedExactlyAndWrittenAsWholeSeconds) {
  LeaderOptions fast;
  fast.leaseDuration = milliseconds(300);
  fast.renewDeadline = milliseconds(200);
  fast.retryPeriod = milliseconds(50);
  Process quick{server, "quick", fast};
  Process next{server, "next", fast};
  quick.elector->start();
  quick.runFor(milliseconds(10));
  EXPECT_EQ(server.get().durationSeconds, 1);
  next.elector->start();
  next.runFor(milliseconds(290));
  EXPECT_FALSE(next.elector->leading());
  next.runFor(milliseconds(100));
  EXPECT_TRUE(next.elector->leading());
}

TEST_F(LeaderElectorTest, AHolderThatHasWrittenALongerLeaseGetsIt) {
  leadWithA();
  server.edit("/spec/leaseDurationSeconds", 60);
  b.elector->start();
  b.runFor(seconds(59));
  EXPECT_FALSE(b.elector->leading());
  b.runFor(seconds(5));
  EXPECT_TRUE(b.elector->leading());
}

TEST_F(LeaderElectorTest, AnAnnotationOnADeadLeadersLeaseDoesNotProlongIt) {
  leadWithA();
  b.elector->start();
  for (int second = 0; second < 20; ++second) {
    b.runFor(seconds(1));
    if (!b.elector->leading())
      server.edit("/metadata/annotations", Value::object({{"n", std::to_string(second)}}));
  }
  EXPECT_TRUE(b.elector->leading());
}

TEST_F(LeaderElectorTest, EveryWriteToTheLeaseCarriesTheVersionItIsBasedOn) {
  leadWithA();
  a.runFor(minutes(1));
  int patches = 0;
  for (const auto& r : a.api.sent) {
    if (r.verb != Verb::MergePatch) continue;
    ++patches;
    EXPECT_FALSE(r.body["metadata"]["resourceVersion"].isNull());
  }
  EXPECT_GT(patches, 10);
}

TEST_F(LeaderElectorTest, ALeaderStoppedPastItsLeaseMayNotWriteFromTheMomentItWakes) {
  b.elector->start();
  b.runFor(milliseconds(100));
  a.clock.advance(milliseconds(100));
  ASSERT_TRUE(b.elector->mayWrite());
  a.elector->start();
  stopBWhileALives(seconds(30));
  EXPECT_TRUE(a.elector->leading());
  EXPECT_TRUE(b.elector->leading());  // it has not run: it cannot know
  EXPECT_FALSE(b.elector->mayWrite());
  const int writes = server.writes;
  b.settle();
  EXPECT_EQ(server.writes, writes);
  ASSERT_EQ(b.told.size(), 2U);
  EXPECT_THAT(b.told[1], testing::StartsWith("lost: "));
}

TEST_F(LeaderElectorTest, LeadershipCountsFromWhenTheRenewalWasSentNotAnswered) {
  a.api.latency = seconds(3);
  a.elector->start();
  a.runFor(seconds(6));  // read, then create
  ASSERT_TRUE(a.elector->leading());
  a.api.hold = true;
  a.clock.advance(seconds(7) - Duration{1});
  EXPECT_TRUE(a.elector->mayWrite());
  a.clock.advance(Duration{1});
  EXPECT_FALSE(a.elector->mayWrite());
}

TEST_F(LeaderElectorTest, AnAnswerThatIsReadOnlyAfterThePauseDoesNotBringLeadershipBack) {
  leadWithA();
  a.api.hold = true;
  a.runFor(seconds(3));
  ASSERT_EQ(a.api.held(), 1U);
  a.api.release(server.answer(a.api.sent.back()));
  a.clock.advance(seconds(30));
  a.settle();
  EXPECT_FALSE(a.elector->leading());
  EXPECT_THAT(a.told, testing::ElementsAre("started", testing::StartsWith("lost: ")));
}

TEST_F(LeaderElectorTest, ALeaderThatCannotRenewStopsAtItsDeadlineBeforeTheLeaseExpires) {
  leadWithA();
  a.api.hold = true;  // no answers, not even errors
  a.runFor(seconds(9));
  EXPECT_TRUE(a.elector->mayWrite());
  a.runFor(seconds(5));
  EXPECT_FALSE(a.elector->leading());
  EXPECT_THAT(a.told, testing::ElementsAre("started", testing::HasSubstr("not renewed for 10s")));
  EXPECT_FALSE(a.metrics.leads);
}

TEST_F(LeaderElectorTest, ALostLeaseIsToldOnceAndNotRunForAgain) {
  leadWithA();
  a.api.answer = [](const ApiRequest&) { return rejected(503); };
  a.runFor(seconds(15));
  a.api.answer = [this](const ApiRequest& r) { return server.answer(r); };
  a.runFor(minutes(5));
  EXPECT_EQ(a.told.size(), 2U);
  EXPECT_FALSE(a.elector->leading());
}

TEST_F(LeaderElectorTest, AShortOutageIsSurvived) {
  leadWithA();
  a.api.answer = [](const ApiRequest&) { return unknown(); };
  a.runFor(seconds(7));
  a.api.answer = [this](const ApiRequest& r) { return server.answer(r); };
  a.runFor(minutes(1));
  EXPECT_TRUE(a.elector->mayWrite());
  EXPECT_THAT(a.told, testing::ElementsAre("started"));
}

TEST_F(LeaderElectorTest, AnAnswerLostOnTheWayOfTheFirstWriteStillMakesALeader) {
  a.api.answer = [this](const ApiRequest& r) {
    const ApiResult result = server.answer(r);
    return r.isWrite() && server.writes == 1 ? unknown() : result;
  };
  a.elector->start();
  a.runFor(seconds(5));
  EXPECT_TRUE(a.elector->leading());
  EXPECT_EQ(server.get().transitions, 0);
}

TEST_F(LeaderElectorTest, ALeaseThatOthersEditKeepsItsLeader) {
  leadWithA();
  for (int i = 0; i < 30; ++i) {
    server.edit("/metadata/annotations", Value::object({{"n", std::to_string(i)}}));
    a.runFor(seconds(1));
  }
  EXPECT_TRUE(a.elector->mayWrite());
  EXPECT_THAT(a.told, testing::ElementsAre("started"));
}

TEST_F(LeaderElectorTest, ALeaseTakenByForceEndsLeadershipAndNamesTheTaker) {
  leadWithA();
  server.edit("/spec/holderIdentity", "thief");
  a.runFor(seconds(4));
  EXPECT_FALSE(a.elector->leading());
  EXPECT_THAT(a.told, testing::Contains("lost: thief has taken the lease"));
  EXPECT_EQ(server.get().holder, "thief");
}

TEST_F(LeaderElectorTest, ADeletedLeaseIsMadeAgainByItsLeaderNotByTheOther) {
  leadWithA();
  b.elector->start();
  both(seconds(5));
  server.lease.reset();
  b.runFor(seconds(3));
  EXPECT_EQ(server.holder(), "no lease");
  a.runFor(seconds(5));
  EXPECT_EQ(server.holder(), "a");
  EXPECT_TRUE(a.elector->mayWrite());
}

TEST_F(LeaderElectorTest, ALeaseThatStaysDeletedIsMadeByTheOtherAfterExpiry) {
  leadWithA();
  b.elector->start();
  both(seconds(1));
  server.lease.reset();
  b.runFor(seconds(20));
  EXPECT_EQ(server.holder(), "b");
}

TEST_F(LeaderElectorTest, ALeaseThatCannotBeReadIsLeftAlone) {
  leadWithA();
  server.edit("/spec/leaseTransitions", "many");
  b.elector->start();
  b.runFor(minutes(1));
  EXPECT_FALSE(b.elector->leading());
  EXPECT_THAT(b.log.lines, testing::Contains(testing::HasSubstr("leaseTransitions")));
}

struct WallClockJump : LeaderElectorTest, testing::WithParamInterface<int> {};

TEST_P(WallClockJump, ChangesNothing) {
  leadWithA();
  b.elector->start();
  both(seconds(5));
  a.clock.jumpWall(hours(GetParam()));
  both(seconds(30));
  b.clock.jumpWall(hours(-GetParam()));
  both(seconds(30));
  EXPECT_TRUE(a.elector->mayWrite());
  EXPECT_FALSE(b.elector->leading());
  EXPECT_EQ(a.told.size(), 1U);
}
INSTANTIATE_TEST_SUITE_P(OfAnHour, WallClockJump, testing::Values(1, -1),
                         [](const auto& row) { return row.param > 0 ? "Forward" : "Back"; });

TEST_F(LeaderElectorTest, ARenewalAtTheSameWallTimeAsTheLastOneStillChangesTheLease) {
  leadWithA();
  const WallTime last = *server.get().renewTime;
  const Duration untilRenewal = *a.loop.nextTimer() - a.clock.mono();
  a.clock.jumpWall(last - (a.clock.wall() + untilRenewal));
  a.runFor(untilRenewal + milliseconds(10));
  EXPECT_NE(server.get().renewTime, last);
}

TEST_F(LeaderElectorTest, ALeaderThatWakesLateSendsNothingMoreEvenWithNobodyElseAround) {
  leadWithA();
  const std::size_t sent = a.api.sent.size();
  a.clock.advance(seconds(30));
  a.runFor(minutes(1));
  EXPECT_EQ(a.api.sent.size(), sent);
  EXPECT_FALSE(a.elector->leading());
}

struct ReleaseTest : LeaderElectorTest {
  bool done = false;
  Task whenDone = [this] { done = true; };
};

TEST_F(ReleaseTest, AReleasedLeaseIsTakenAtOnce) {
  leadWithA();
  b.elector->start();
  both(seconds(3));
  a.elector->release(whenDone);
  a.runFor(milliseconds(100));
  EXPECT_TRUE(done);
  EXPECT_EQ(server.get().holder, "");
  EXPECT_TRUE((*server.lease)["spec"].find("holderIdentity") == nullptr);
  b.runFor(seconds(3));
  EXPECT_TRUE(b.elector->leading());
  EXPECT_EQ(server.get().transitions, 1);
}

TEST_F(ReleaseTest, ItMayNotWriteFromTheCallOnAndIsNotLost) {
  leadWithA();
  a.elector->release(whenDone);
  EXPECT_FALSE(a.elector->mayWrite());
  EXPECT_FALSE(done);
  a.runFor(minutes(2));
  EXPECT_THAT(a.told, testing::ElementsAre("started"));
  EXPECT_EQ(server.get().holder, "");
}

TEST_F(ReleaseTest, ARestartLeadsAtOnceUnderItsNewIdentity) {
  leadWithA();
  a.elector->release(whenDone);
  a.runFor(seconds(1));
  Process restarted{server, "a-2"};
  restarted.elector->start();
  restarted.runFor(milliseconds(100));
  EXPECT_TRUE(restarted.elector->leading());
}

TEST_F(ReleaseTest, ARestartAfterACrashWaitsForTheLeaseToExpire) {
  leadWithA();
  Process restarted{server, "a-2"};
  restarted.elector->start();
  restarted.runFor(seconds(14));
  EXPECT_FALSE(restarted.elector->leading());
  restarted.runFor(seconds(5));
  EXPECT_TRUE(restarted.elector->leading());
}

// In the container of one pod: an earlier process there has ended, whatever its Lease says.
LeaderOptions inSeat(const std::string& seat) {
  LeaderOptions options;
  options.seat = seat;
  return options;
}

TEST_F(LeaderElectorTest, ARestartInItsPlaceAfterACrashLeadsAtOnce) {
  Process first{server, "pod-1_x", inSeat("pod-1_")};
  first.elector->start();
  first.runFor(milliseconds(100));
  ASSERT_TRUE(first.elector->leading());
  Process restarted{server, "pod-1_y", inSeat("pod-1_")};
  restarted.elector->start();
  restarted.runFor(milliseconds(100));
  EXPECT_TRUE(restarted.elector->leading());
  EXPECT_EQ(server.get().holder, "pod-1_y");
  EXPECT_EQ(server.get().transitions, 1);
}

TEST_F(LeaderElectorTest, WhoRunsElsewhereWaitsForTheLeaseToExpire) {
  Process first{server, "pod-1_x", inSeat("pod-1_")};
  first.elector->start();
  first.runFor(milliseconds(100));
  for (const char* seat : {"pod-2_", "pod-11_", ""}) {
    Process other{server, std::string(seat) + "y", inSeat(seat)};
    other.elector->start();
    other.runFor(seconds(14));
    EXPECT_FALSE(other.elector->leading()) << seat;
  }
}

// Two at once in one place must not be; if they are, the first one leaves.
TEST_F(LeaderElectorTest, WhoIsReplacedInItsPlaceStops) {
  Process first{server, "pod-1_x", inSeat("pod-1_")};
  first.elector->start();
  first.runFor(milliseconds(100));
  Process second{server, "pod-1_y", inSeat("pod-1_")};
  second.elector->start();
  second.runFor(milliseconds(100));
  first.runFor(seconds(5));
  EXPECT_THAT(first.told, testing::ElementsAre("started", "observed pod-1_y",
                                               "lost: pod-1_y has taken the lease"));
  EXPECT_FALSE(first.elector->mayWrite());
}

TEST_F(ReleaseTest, WithARenewalUnderWayTheLeaseIsReadFirst) {
  leadWithA();
  a.api.hold = true;
  a.runFor(seconds(3));
  server.answer(a.api.sent.back());  // carried out, its answer never comes
  a.api.hold = false;
  const std::size_t sent = a.api.sent.size();
  a.elector->release(whenDone);
  a.runFor(seconds(1));
  EXPECT_EQ(a.api.sent.at(sent).verb, Verb::Get);
  EXPECT_TRUE(done);
  EXPECT_EQ(server.get().holder, "");
}

TEST_F(ReleaseTest, ALeaseJustAskedForIsGivenBackToo) {
  a.api.latency = seconds(1);
  a.elector->start();
  a.runFor(milliseconds(1500));
  ASSERT_EQ(server.holder(), "a");  // created, the answer is on its way
  ASSERT_FALSE(a.elector->leading());
  a.elector->release(whenDone);
  a.runFor(seconds(3));
  EXPECT_TRUE(done);
  EXPECT_EQ(server.holder(), "");
}

TEST_F(ReleaseTest, AConflictIsReadAndTriedAgain) {
  leadWithA();
  server.edit("/metadata/annotations", Value::object({{"n", "1"}}));
  a.elector->release(whenDone);
  a.runFor(seconds(1));
  EXPECT_TRUE(done);
  EXPECT_EQ(server.get().holder, "");
}

TEST_F(ReleaseTest, TheLeaseOfAnotherIsNotTouched) {
  leadWithA();
  server.edit("/spec/holderIdentity", "thief");
  a.elector->release(whenDone);
  a.runFor(seconds(1));
  EXPECT_TRUE(done);
  EXPECT_EQ(server.get().holder, "thief");
}

TEST_F(ReleaseTest, WithoutAnAnswerItIsDoneAfterAWhile) {
  leadWithA();
  a.api.hold = true;
  a.elector->release(whenDone);
  a.runFor(seconds(4));
  EXPECT_FALSE(done);
  a.runFor(seconds(2));
  EXPECT_TRUE(done);
}

TEST_F(ReleaseTest, OneThatNeverLedIsDoneWithoutARequest) {
  leadWithA();
  b.elector->start();
  b.runFor(milliseconds(10));
  const std::size_t sent = b.api.sent.size();
  b.elector->release(whenDone);
  b.runFor(minutes(1));
  EXPECT_TRUE(done);
  EXPECT_EQ(b.api.sent.size(), sent);
}

}  // namespace
}  // namespace slipway::kube::test
