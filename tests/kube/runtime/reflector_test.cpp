// The watch half: how it resumes, backs off and starts over.

#include "kube/runtime/informer.h"
#include "tests/kube/runtime/support/world.h"

namespace slipway::kube::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

struct ReflectorTest : testing::Test {
  World world;
  ScriptedApi api{world.loop};
  Informer<Thing> informer{RuntimeSeams{api, world.loop, world.random, world.log},
                           Selection{things(), "", ""}, decodeThing};

  void start() {
    api.pages.push_back(page("100", {thing("a", "1")}));
    informer.start();
    world.runFor(milliseconds(1));
    ASSERT_TRUE(api.watching());
  }
  void end(ApiError error = {}) {
    api.endWatch(std::move(error));
    world.settle();
  }
  // How long until the next watch or list is asked for, to a millisecond.
  Duration untilNextCall() {
    const std::size_t calls = api.watches.size() + api.lists.size();
    const MonoTime from = world.clock.mono();
    while (api.watches.size() + api.lists.size() == calls) {
      if (world.clock.mono() - from > minutes(10)) return Duration::max();
      world.runFor(milliseconds(1));
    }
    return world.clock.mono() - from;
  }
};

TEST_F(ReflectorTest, AWatchThatEndedCleanlyIsResumedAtOnceFromTheLastVersion) {
  start();
  api.emit(WatchEventType::Modified, thing("a", "107"));
  world.runFor(minutes(4));
  end();
  ASSERT_EQ(api.watches.size(), 2U);
  EXPECT_EQ(api.watches[1].resourceVersion, "107");
  EXPECT_EQ(informer.lists(), 1);
  EXPECT_EQ(informer.trouble(), "");
}

TEST_F(ReflectorTest, ABookmarkIsWhereTheNextWatchStarts) {
  start();
  api.emit(WatchEventType::Bookmark, bookmark("250"));
  world.settle();
  end();
  EXPECT_EQ(api.watches.at(1).resourceVersion, "250");
}

TEST_F(ReflectorTest, WatchesThatEndAtOnceAgainAndAgainAreSlowedDown) {
  start();
  end();
  EXPECT_EQ(api.watches.size(), 2U);  // the first time: at once
  end();
  EXPECT_EQ(api.watches.size(), 2U);
  EXPECT_GE(untilNextCall(), milliseconds(400));
  end();
  EXPECT_GE(untilNextCall(), milliseconds(1600));
  EXPECT_EQ(informer.lists(), 1);
}

TEST_F(ReflectorTest, AWatchThatLastedResetsTheSlowingDown) {
  start();
  end();
  end();
  untilNextCall();
  world.runFor(seconds(5));
  end();
  EXPECT_EQ(api.watches.size(), 4U);
}

TEST_F(ReflectorTest, AnExpiredWatchReadsTheListAgain) {
  start();
  api.pages.push_back(page("300", {thing("b", "299")}));
  end(apiError(410, "Expired"));
  world.runFor(milliseconds(10));
  EXPECT_EQ(informer.lists(), 2);
  EXPECT_EQ(api.watches.at(1).resourceVersion, "300");
  EXPECT_FALSE(informer.store().get(shop("a")));
  EXPECT_TRUE(informer.store().get(shop("b")));
}

TEST_F(ReflectorTest, AServerThatExpiresEveryWatchIsNotListedWithoutPause) {
  start();
  for (int i = 0; i < 3; ++i) api.pages.push_back(page("300", {}));
  end(apiError(410, "Expired"));
  world.runFor(milliseconds(10));
  EXPECT_EQ(informer.lists(), 2);
  end(apiError(410, "Expired"));
  world.runFor(milliseconds(10));
  EXPECT_EQ(informer.lists(), 2);
  world.runFor(seconds(3));
  EXPECT_EQ(informer.lists(), 3);
}

TEST_F(ReflectorTest, AnErrorBacksOffWithJitterAndResumesWithoutAList) {
  start();
  api.emit(WatchEventType::Modified, thing("a", "107"));
  world.settle();
  end(apiError(0, "", "connection reset"));
  EXPECT_THAT(informer.trouble(), testing::HasSubstr("connection reset"));
  EXPECT_TRUE(informer.synced());
  const Duration waited = untilNextCall();
  EXPECT_GE(waited, milliseconds(400));
  EXPECT_LE(waited, milliseconds(801));
  EXPECT_EQ(api.watches.at(1).resourceVersion, "107");
  EXPECT_EQ(informer.lists(), 1);
}

TEST_F(ReflectorTest, TheBackoffGrowsToThirtySeconds) {
  start();
  Duration longest{};
  for (int i = 0; i < 10; ++i) {
    end(apiError(0, "", "connection refused"));
    longest = std::max(longest, untilNextCall());
  }
  EXPECT_GE(longest, seconds(15));
  EXPECT_LE(longest, seconds(30) + milliseconds(1));
}

TEST_F(ReflectorTest, TheServersRetryAfterIsHonoured) {
  start();
  ApiError busy = apiError(429, "TooManyRequests");
  busy.retryAfter = seconds(20);
  end(busy);
  EXPECT_GE(untilNextCall(), seconds(20));
}

TEST_F(ReflectorTest, AListThatFailsIsTriedAgainLater) {
  api.pages.push_back(failedPage(apiError(503)));
  api.pages.push_back(page("100", {thing("a", "1")}));
  informer.start();
  world.runFor(milliseconds(10));
  EXPECT_EQ(api.lists.size(), 1U);
  EXPECT_THAT(informer.trouble(), testing::HasSubstr("503"));
  world.runFor(seconds(2));
  EXPECT_TRUE(informer.synced());
  EXPECT_EQ(informer.trouble(), "");
}

TEST_F(ReflectorTest, TroubleEndsWithTheFirstSignOfLife) {
  start();
  end(apiError(500));
  untilNextCall();
  EXPECT_NE(informer.trouble(), "");
  api.emit(WatchEventType::Bookmark, bookmark("120"));
  world.settle();
  EXPECT_EQ(informer.trouble(), "");
}

TEST_F(ReflectorTest, ASilentWatchIsOpenedAgainAfterFiveMinutesWithoutAList) {
  start();
  api.emit(WatchEventType::Modified, thing("a", "107"));
  world.runFor(minutes(5) - seconds(1));
  EXPECT_EQ(api.watches.size(), 1U);
  world.runFor(seconds(2));
  ASSERT_EQ(api.watches.size(), 2U);
  EXPECT_EQ(api.watches[1].resourceVersion, "107");
  EXPECT_EQ(informer.lists(), 1);
}

TEST_F(ReflectorTest, BookmarksBreakTheSilence) {
  start();
  for (int minute = 0; minute < 30; ++minute) {
    api.emit(WatchEventType::Bookmark, bookmark(std::to_string(200 + minute)));
    world.runFor(minutes(1));
  }
  EXPECT_EQ(api.watches.size(), 1U);
}

TEST_F(ReflectorTest, ARelistOnRequestClosesTheWatchAndOpensItAtTheNewVersion) {
  start();
  api.pages.push_back(page("400", {thing("a", "1")}));
  informer.relist();
  EXPECT_FALSE(api.watching());
  world.runFor(milliseconds(10));
  EXPECT_EQ(api.watches.at(1).resourceVersion, "400");
}

TEST_F(ReflectorTest, ARelistOnRequestDoesNotDisturbAListUnderWay) {
  informer.start();
  informer.relist();
  EXPECT_EQ(api.lists.size(), 1U);
}

TEST_F(ReflectorTest, StopEndsTheWaitForARetry) {
  start();
  end(apiError(500));
  informer.stop();
  EXPECT_EQ(untilNextCall(), Duration::max());
}

TEST_F(ReflectorTest, StartedAgainItListsAgain) {
  start();
  informer.stop();
  api.pages.push_back(page("500", {}));
  informer.start();
  world.runFor(milliseconds(10));
  EXPECT_EQ(informer.lists(), 2);
  EXPECT_EQ(informer.store().size(), 0U);
}

TEST(FieldErrorsText, NamesEveryFieldInOneLine) {
  EXPECT_EQ(fieldErrorsText({{"spec.a", "is required"}, {"spec.b", "must be a string"}}),
            "spec.a: is required; spec.b: must be a string");
}

TEST(FieldErrorsText, IsCutAtOneKibibyte) {
  const FieldErrors many(500, FieldError{"spec.field", "is required"});
  EXPECT_LE(fieldErrorsText(many).size(), 1024U);
}

TEST(ReadMetaLeniently, KeepsWhatCanBeReadAndDropsTheRest) {
  const Value object = thing("a", "7").withPointer("/metadata/labels", "not an object");
  const ObjectMeta meta = readMetaLeniently(object);
  EXPECT_EQ(meta.key(), shop("a"));
  EXPECT_EQ(meta.resourceVersion, "7");
  EXPECT_TRUE(meta.labels.empty());
}

}  // namespace
}  // namespace slipway::kube::test
