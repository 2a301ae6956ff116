#include "kube/runtime/controller.h"

#include <stdexcept>

#include "tests/kube/runtime/support/reconciles.h"

namespace slipway::kube::test {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

struct ControllerTest : testing::Test, ControllerWorld {
  std::unique_ptr<Controller> controller = makeController();
  std::vector<std::string>& started = reconciler.started;

  void finishWith(const Finish& finish) {
    reconciler.step = [finish](const ObjectKey&, int, const std::optional<ApiResult>&) -> Step {
      return finish;
    };
  }
};

TEST_F(ControllerTest, AQueuedKeyIsReconciled) {
  controller->queue().add(shop("web"));
  settle();
  EXPECT_THAT(started, testing::ElementsAre("web"));
  EXPECT_EQ(controller->running(), 0U);
  EXPECT_THAT(metrics.outcomes, testing::ElementsAre(ReconcileOutcome::Success));
}

TEST_F(ControllerTest, ARunGetsTheAnswerToEachOfItsRequests) {
  std::vector<std::string> answers;
  reconciler.step = [&](const ObjectKey&, int asked, const std::optional<ApiResult>& a) -> Step {
    if (a) answers.emplace_back(a->object["is"].stringOr("?"));
    if (asked < 2) return request(Verb::Get, "step-" + std::to_string(asked));
    return Finish::settled();
  };
  api.answer = [](const ApiRequest& r) {
    return applied(Value::object({{"is", "answer to " + r.key.name}}));
  };
  controller->queue().add(shop("web"));
  runFor(seconds(1));
  EXPECT_THAT(answers, testing::ElementsAre("answer to step-0", "answer to step-1"));
}

TEST_F(ControllerTest, OneRunHasAtMostOneRequestOutstanding) {
  reconciler.step = [&](const ObjectKey&, int asked, const std::optional<ApiResult>&) -> Step {
    if (asked < 2) return request(Verb::Get, "a");
    return Finish::settled();
  };
  controller->queue().add(shop("web"));
  settle();
  EXPECT_EQ(api.sent.size(), 1U);
  api.release(applied());
  settle();
  EXPECT_EQ(api.sent.size(), 2U);
}

TEST_F(ControllerTest, AnUnknownOutcomeReachesTheRunAsItIs) {
  std::optional<Outcome> seen;
  reconciler.step = [&](const ObjectKey&, int asked, const std::optional<ApiResult>& a) -> Step {
    if (asked == 0) return request(Verb::Create, "a");
    seen = a->outcome;
    return Finish::failed("unknown");
  };
  api.answer = [](const ApiRequest&) { return unknown(); };
  controller->queue().add(shop("web"));
  runFor(milliseconds(2));
  EXPECT_EQ(seen, Outcome::Unknown);
}

TEST_F(ControllerTest, NoMoreRunsAreInFlightThanThereAreWorkers) {
  controller = makeController(2);
  reconciler.step = sendOnce(request(Verb::Get, "a"));
  for (const char* name : {"a", "b", "c"}) controller->queue().add(shop(name));
  settle();
  EXPECT_THAT(started, testing::ElementsAre("a", "b"));
  EXPECT_EQ(metrics.active, 2U);
  api.release(applied());
  settle();
  EXPECT_THAT(started, testing::ElementsAre("a", "b", "c"));
}

TEST_F(ControllerTest, ManyRunsThatSettleAtOnceAllRun) {
  for (int i = 0; i < 100; ++i) controller->queue().add(shop("web-" + std::to_string(i)));
  settle();
  EXPECT_EQ(started.size(), 100U);
}

TEST_F(ControllerTest, TheSameKeyIsNeverReconciledTwiceAtATime) {
  reconciler.step = sendOnce(request(Verb::Get, "a"));
  controller->queue().add(shop("web"));
  settle();
  controller->queue().add(shop("web"));
  settle();
  EXPECT_EQ(started.size(), 1U);
  api.release(applied());
  settle();
  EXPECT_EQ(started.size(), 2U);
}

TEST_F(ControllerTest, NothingStartsBeforeItIsReady) {
  ready = false;
  controller->queue().add(shop("web"));
  runFor(seconds(5));
  EXPECT_THAT(started, testing::IsEmpty());
  ready = true;
  controller->poke();
  EXPECT_THAT(started, testing::ElementsAre("web"));
}

TEST_F(ControllerTest, RequeueAfterLooksAgainInTime) {
  finishWith(Finish::requeueAfter(seconds(30)));
  controller->queue().add(shop("web"));
  runFor(seconds(29));
  EXPECT_EQ(started.size(), 1U);
  runFor(seconds(1));
  EXPECT_EQ(started.size(), 2U);
}

TEST_F(ControllerTest, ARequeueAtOnceStillLetsTimePass) {
  finishWith(Finish::requeueAfter(Duration{0}));
  controller->queue().add(shop("web"));
  settle();
  EXPECT_EQ(started.size(), 1U);
}

TEST_F(ControllerTest, AFailureIsTriedAgainWithGrowingPauses) {
  finishWith(Finish::failed("no luck"));
  controller->queue().add(shop("web"));
  runFor(milliseconds(1000));
  EXPECT_GE(started.size(), 6U);
  EXPECT_LE(started.size(), 9U);
  EXPECT_THAT(log.lines, testing::Contains(testing::HasSubstr("no luck")));
}

TEST_F(ControllerTest, SuccessEndsTheBackoff) {
  finishWith(Finish::failed("no luck"));
  controller->queue().add(shop("web"));
  runFor(milliseconds(100));
  EXPECT_GT(controller->queue().failures(shop("web")), 0);
  finishWith(Finish::settled());
  runFor(seconds(10));
  EXPECT_EQ(controller->queue().failures(shop("web")), 0);
}

TEST_F(ControllerTest, ARequeueAfterEndsTheBackoffToo) {
  finishWith(Finish::failed("no luck"));
  controller->queue().add(shop("web"));
  runFor(milliseconds(100));
  finishWith(Finish::requeueAfter(minutes(5)));
  runFor(seconds(10));
  EXPECT_EQ(controller->queue().failures(shop("web")), 0);
}

TEST_F(ControllerTest, ATerminalErrorIsCountedAndNotTriedAgain) {
  finishWith(Finish::terminal("unknown strategy"));
  controller->queue().add(shop("web"));
  runFor(minutes(59));
  EXPECT_EQ(started.size(), 1U);
  EXPECT_THAT(metrics.outcomes, testing::ElementsAre(ReconcileOutcome::Terminal));
}

TEST_F(ControllerTest, ARunThatThrowsIsLoggedCountedAndBackedOff) {
  reconciler.step = [&](const ObjectKey& key, int, const std::optional<ApiResult>&) -> Step {
    if (key.name == "bad") throw std::runtime_error("index out of range");
    return Finish::settled();
  };
  controller->queue().add(shop("bad"));
  controller->queue().add(shop("good"));
  settle();
  EXPECT_EQ(metrics.count["reconcileThrew"], 1);
  EXPECT_EQ(metrics.count["queueRetried"], 1);
  EXPECT_THAT(started, testing::ElementsAre("bad", "good"));
  EXPECT_THAT(log.lines, testing::Contains(testing::HasSubstr("index out of range")));
  EXPECT_EQ(controller->running(), 0U);
}

TEST_F(ControllerTest, ARunThatThrowsOnAnAnswerFreesItsKey) {
  reconciler.step = [&](const ObjectKey&, int asked, const std::optional<ApiResult>&) -> Step {
    if (asked == 0) return request(Verb::Get, "a");
    throw 7;
  };
  api.answer = [](const ApiRequest&) { return applied(); };
  controller->queue().add(shop("web"));
  runFor(milliseconds(20));
  EXPECT_GE(started.size(), 2U);
  EXPECT_GE(metrics.count["reconcileThrew"], 1);
}

struct NoRuns final : Reconciler {
  bool throws = false;
  std::unique_ptr<Run> start(const ObjectKey&) override {
    if (throws) throw std::logic_error("cannot start");
    return nullptr;
  }
};

TEST_F(ControllerTest, AReconcilerWithNothingToDoSettlesAndOneThatThrowsIsBackedOff) {
  NoRuns none;
  Controller other(ControllerOptions{.name = "none"}, none, api, guard, loop, random, log, metrics);
  other.queue().add(shop("web"));
  settle();
  EXPECT_THAT(metrics.outcomes, testing::ElementsAre(ReconcileOutcome::Success));
  none.throws = true;
  other.queue().add(shop("web"));
  settle();
  EXPECT_EQ(other.queue().failures(shop("web")), 1);
}

TEST_F(ControllerTest, AnEventDuringARunBringsItsKeyBack) {
  reconciler.step = [&](const ObjectKey& key, int, const std::optional<ApiResult>&) -> Step {
    if (started.size() == 1) controller->queue().add(key);
    return Finish::settled();
  };
  controller->queue().add(shop("web"));
  settle();
  EXPECT_EQ(started.size(), 2U);
}

TEST_F(ControllerTest, DrainLetsRunsFinishAndStartsNothingNew) {
  bool idle = false;
  reconciler.step = sendOnce(request(Verb::Get, "a"));
  controller->queue().add(shop("web"));
  settle();
  controller->drain([&] { idle = true; });
  controller->queue().add(shop("other"));
  settle();
  EXPECT_FALSE(idle);
  api.release(applied());
  settle();
  EXPECT_TRUE(idle);
  EXPECT_THAT(started, testing::ElementsAre("web"));
}

TEST_F(ControllerTest, DrainOfAnIdleControllerAnswersNotFromInsideTheCall) {
  bool idle = false;
  controller->drain([&] { idle = true; });
  EXPECT_FALSE(idle);
  settle();
  EXPECT_TRUE(idle);
}

TEST_F(ControllerTest, CancelRunsEndsADrainThatWaits) {
  bool idle = false;
  reconciler.step = sendOnce(request(Verb::Get, "a"));
  controller->queue().add(shop("web"));
  settle();
  controller->drain([&] { idle = true; });
  controller->cancelRuns();
  api.release(applied());
  settle();
  EXPECT_TRUE(idle);
  EXPECT_EQ(controller->running(), 0U);
}

TEST_F(ControllerTest, AControllerMayGoAwayWithRequestsUnderWay) {
  reconciler.step = sendOnce(request(Verb::Create, "a"));
  controller->queue().add(shop("web"));
  settle();
  controller.reset();
  api.release(applied(thing("a", "10")));
  settle();
  guard.sawVersion(things(), "99");
  EXPECT_EQ(started.size(), 1U);
}

TEST_F(ControllerTest, TheResyncLooksAtEveryKeyOncePerPeriod) {
  resyncKeys = {shop("a"), shop("b")};
  runFor(minutes(59));
  EXPECT_THAT(started, testing::IsEmpty());
  runFor(minutes(8));
  EXPECT_THAT(started, testing::UnorderedElementsAre("a", "b"));
  runFor(hours(1));
  EXPECT_EQ(started.size(), 4U);
  EXPECT_EQ(metrics.count["resyncFind"], 0);
}

TEST_F(ControllerTest, AResyncThatLeadsToAWriteIsCountedAsAFind) {
  resyncKeys = {shop("web")};
  reconciler.step = sendOnce(request(Verb::MergePatch, "web-1"));
  api.answer = [](const ApiRequest&) { return applied(thing("web-1", "10")); };
  runFor(minutes(67));
  EXPECT_EQ(metrics.count["resyncFind"], 1);
}

TEST_F(ControllerTest, ReadsAndRefusedWritesOfAResyncAreNoFinds) {
  resyncKeys = {shop("reads"), shop("refused")};
  reconciler.step = [](const ObjectKey& key, int asked, const std::optional<ApiResult>&) -> Step {
    if (asked > 0) return Finish::settled();
    return request(key.name == "reads" ? Verb::Get : Verb::Create, "a");
  };
  api.answer = [](const ApiRequest& r) { return r.isWrite() ? notSent() : applied(); };
  runFor(minutes(67));
  EXPECT_EQ(started.size(), 2U);
  EXPECT_EQ(metrics.count["resyncFind"], 0);
}

TEST_F(ControllerTest, AWriteThatAnEventAskedForIsNoFind) {
  resyncKeys = {shop("web")};
  reconciler.step = sendOnce(request(Verb::MergePatch, "web-1"));
  api.answer = [](const ApiRequest&) { return applied(thing("web-1", "10")); };
  runFor(minutes(60));
  controller->queue().add(shop("web"));
  settle();
  EXPECT_EQ(metrics.count["resyncFind"], 0);
}

}  // namespace
}  // namespace slipway::kube::test
