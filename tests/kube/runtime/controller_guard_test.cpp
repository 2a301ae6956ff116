// The own-write guard at work: informer, guard and controller together.

#include "kube/types/resources.h"
#include "tests/kube/runtime/support/reconciles.h"

namespace slipway::kube::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

struct ControllerGuardTest : testing::Test, ControllerWorld {
  Informer<Thing> informer{RuntimeSeams{api, loop, random, log, &guard},
                           Selection{things(), "", ""}, decodeThing};
  std::unique_ptr<Controller> controller = makeController();
  std::vector<std::string>& started = reconciler.started;

  ControllerGuardTest() {
    api.pages.push_back(page("100", {thing("web-1", "50")}));
    informer.start();
    runFor(milliseconds(1));
    answers(applied(thing("web-1", "110")));
  }
  void answers(const ApiResult& result) {
    api.answer = [result](const ApiRequest&) { return result; };
  }
  // A reconcile of "web" that sends this, and the request for another look that follows it.
  void reconcileTwice(const ApiRequest& r) {
    reconciler.step = sendOnce(r);
    controller->queue().add(shop("web"));
    runFor(milliseconds(5));
    EXPECT_EQ(started.size(), 1U);
    controller->queue().add(shop("web"));
    settle();
  }
  void event(WatchEventType type, Value object) {
    api.emit(type, std::move(object));
    settle();
  }
};

TEST_F(ControllerGuardTest, AKeyWaitsForItsOwnWriteToBeSeen) {
  reconcileTwice(request(Verb::MergePatch, "web-1"));
  EXPECT_EQ(started.size(), 1U);
  event(WatchEventType::Modified, thing("web-1", "110"));
  EXPECT_EQ(started.size(), 2U);
}

TEST_F(ControllerGuardTest, OtherKeysDoNotWait) {
  reconcileTwice(request(Verb::MergePatch, "web-1"));
  reconciler.step = [](const ObjectKey&, int, const auto&) -> Step { return Finish::settled(); };
  controller->queue().add(shop("other"));
  settle();
  EXPECT_THAT(started, testing::ElementsAre("web", "other"));
}

TEST_F(ControllerGuardTest, ADeletionOfWhatWasWrittenReleases) {
  reconcileTwice(request(Verb::MergePatch, "web-1"));
  event(WatchEventType::Deleted, thing("web-1", "111"));
  EXPECT_EQ(started.size(), 2U);
}

TEST_F(ControllerGuardTest, ABookmarkPastTheWriteReleases) {
  reconcileTwice(request(Verb::MergePatch, "web-1"));
  event(WatchEventType::Bookmark, bookmark("109"));
  EXPECT_EQ(started.size(), 1U);
  event(WatchEventType::Bookmark, bookmark("115"));
  EXPECT_EQ(started.size(), 2U);
}

TEST_F(ControllerGuardTest, AListPastTheWriteReleases) {
  reconcileTwice(request(Verb::MergePatch, "web-1"));
  api.pages.push_back(page("120", {thing("web-1", "110")}));
  api.endWatch(apiError(410, "Expired"));
  runFor(milliseconds(5));
  EXPECT_EQ(started.size(), 2U);
}

TEST_F(ControllerGuardTest, AWriteThatChangedNothingIsNotWaitedFor) {
  answers(applied(thing("web-1", "50")));
  reconcileTwice(request(Verb::MergePatch, "web-1"));
  EXPECT_EQ(started.size(), 2U);
}

TEST_F(ControllerGuardTest, AnEventThatOvertakesItsAnswerIsNotMissed) {
  reconciler.step = sendOnce(request(Verb::MergePatch, "web-1"));
  api.hold = true;
  controller->queue().add(shop("web"));
  settle();
  event(WatchEventType::Modified, thing("web-1", "110"));
  api.release(applied(thing("web-1", "110")));
  settle();
  controller->queue().add(shop("web"));
  settle();
  EXPECT_EQ(started.size(), 2U);
}

TEST_F(ControllerGuardTest, ACreatedObjectIsWaitedForByTheNameTheServerGave) {
  answers(applied(thing("web-x7k2", "110")));
  reconcileTwice(request(Verb::Create, ""));
  EXPECT_EQ(started.size(), 1U);
  EXPECT_EQ(guard.missing({shop("web"), "release"}), "things.test.dev shop/web-x7k2 at 110");
}

TEST_F(ControllerGuardTest, WritesToWhatNobodyWatchesAreNotWaitedFor) {
  ApiRequest r = request(Verb::Create, "web.1");
  r.resource = resources::events();
  reconcileTwice(r);
  EXPECT_EQ(started.size(), 2U);
}

TEST_F(ControllerGuardTest, ADryRunIsNotWaitedFor) {
  ApiRequest r = request(Verb::MergePatch, "web-1");
  r.dryRun = true;
  reconcileTwice(r);
  EXPECT_EQ(started.size(), 2U);
}

TEST_F(ControllerGuardTest, AReadIsNotWaitedFor) {
  reconcileTwice(request(Verb::Get, "web-1"));
  EXPECT_EQ(started.size(), 2U);
}

TEST_F(ControllerGuardTest, ARefusedWriteIsNotWaitedFor) {
  answers(rejected(409, "Conflict"));
  reconcileTwice(request(Verb::MergePatch, "web-1"));
  EXPECT_EQ(started.size(), 2U);
}

TEST_F(ControllerGuardTest, ADeleteAnsweredWithAStatusIsWaitedForUntilTheDeletionIsSeen) {
  answers(applied(Value::object({{"kind", "Status"}, {"status", "Success"}})));
  reconcileTwice(request(Verb::Delete, "web-1"));
  EXPECT_EQ(started.size(), 1U);
  event(WatchEventType::Bookmark, bookmark("300"));
  EXPECT_EQ(started.size(), 1U);
  event(WatchEventType::Deleted, thing("web-1", "301"));
  EXPECT_EQ(started.size(), 2U);
}

TEST_F(ControllerGuardTest, ADeletionSeenBeforeItsAnswerIsNotWaitedForAgain) {
  reconciler.step = sendOnce(request(Verb::Delete, "web-1"));
  api.hold = true;
  controller->queue().add(shop("web"));
  settle();
  event(WatchEventType::Deleted, thing("web-1", "111"));
  api.release(applied(Value::object({{"kind", "Status"}})));
  settle();
  controller->queue().add(shop("web"));
  settle();
  EXPECT_EQ(started.size(), 2U);
}

TEST_F(ControllerGuardTest, ADeletedObjectThatLingersIsWaitedForAtItsNewVersion) {
  const Value lingering = thing("web-1", "110")
                              .withPointer("/metadata/deletionTimestamp", "2026-01-02T03:04:05Z")
                              .withPointer("/metadata/finalizers", Value::array({"keep"}));
  answers(applied(lingering));
  reconcileTwice(request(Verb::Delete, "web-1"));
  EXPECT_EQ(started.size(), 1U);
  event(WatchEventType::Modified, lingering);
  EXPECT_EQ(started.size(), 2U);
}

TEST_F(ControllerGuardTest, ARefusedDeleteIsNotWaitedFor) {
  answers(rejected(409, "Conflict"));
  reconcileTwice(request(Verb::Delete, "web-1"));
  EXPECT_EQ(started.size(), 2U);
}

TEST_F(ControllerGuardTest, AfterHalfAMinuteTheCacheIsReadAnewAndThatReleases) {
  reconcileTwice(request(Verb::MergePatch, "web-1"));
  runFor(seconds(29));
  EXPECT_EQ(informer.lists(), 1);
  api.pages.push_back(page("130", {thing("web-1", "110")}));
  runFor(seconds(2));
  EXPECT_EQ(informer.lists(), 2);
  EXPECT_EQ(started.size(), 2U);
  EXPECT_EQ(metrics.count["guardStuck"], 1);
  EXPECT_THAT(log.lines,
              testing::Contains(testing::HasSubstr("things.test.dev shop/web-1 at 110")));
}

TEST_F(ControllerGuardTest, ADeletionThatNeverShowsIsSettledByThatListToo) {
  answers(applied(Value::object({{"kind", "Status"}})));
  reconcileTwice(request(Verb::Delete, "never-seen"));
  EXPECT_EQ(started.size(), 1U);
  api.pages.push_back(page("130", {}));
  runFor(seconds(31));
  EXPECT_EQ(started.size(), 2U);
}

TEST_F(ControllerGuardTest, AsLongAsNoListCanBeReadTheKeyStaysHeld) {
  reconcileTwice(request(Verb::MergePatch, "web-1"));
  for (int i = 0; i < 50; ++i) api.pages.push_back(failedPage(apiError(503)));
  runFor(seconds(100));
  EXPECT_EQ(started.size(), 1U);
  EXPECT_EQ(metrics.count["guardStuck"], 3);
}

TEST_F(ControllerGuardTest, TheTimerOfAReleasedKeyIsGone) {
  reconcileTwice(request(Verb::MergePatch, "web-1"));
  reconciler.step = [](const ObjectKey&, int, const auto&) -> Step { return Finish::settled(); };
  event(WatchEventType::Modified, thing("web-1", "110"));
  runFor(seconds(100));
  EXPECT_EQ(metrics.count["guardStuck"], 0);
  EXPECT_EQ(informer.lists(), 1);
}

}  // namespace
}  // namespace slipway::kube::test
