#include "controllers/release/release_run.h"

#include <gtest/gtest.h>

#include "kube/loop/sim_mailbox.h"
#include "kube/types/resources.h"
#include "tests/controllers/manual_probe.h"
#include "tests/controllers/scene.h"

namespace slipway::controllers {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)
using kube::ApiRequest;
using kube::ApiResult;
using kube::Finish;
using kube::Outcome;
using kube::Verb;

class Told final : public Notes {
 public:
  void tell(const kube::ObjectMeta&, const strategies::Note& note) override {
    reasons.push_back(note.reason);
  }
  std::vector<std::string> reasons;
};

ApiResult applied(Value object = Value::object()) {
  return {Outcome::Applied, std::move(object), {}};
}
ApiResult rejected(int code, const std::string& reason, const std::string& message = "no") {
  ApiResult result{Outcome::Rejected, {}, {}};
  result.error.code = code;
  result.error.reason = reason;
  result.error.message = message;
  return result;
}
ApiResult unknown() {
  return {Outcome::Unknown, {}, {}};
}

class ReleaseRunTest : public ::testing::Test {
 protected:
  ReleaseRunTest() {
    ownWrites_.watch(kube::resources::replicaSets());
    ownWrites_.watch(crds::releases());
  }
  void start() {
    run_ = std::make_unique<ReleaseRun>(floor_, key_);
    step_ = run_->next(std::nullopt);
  }
  // The request that the run waits for.
  const ApiRequest& request() { return std::get<ApiRequest>(step_); }
  bool finished() const { return std::holds_alternative<Finish>(step_); }
  const Finish& finish() { return std::get<Finish>(step_); }
  void answer(ApiResult result) { step_ = run_->next(std::move(result)); }
  // The Stalled condition of a status request: "reason: message".
  std::string stalled() {
    for (const Value& c : request().body["status"]["conditions"].elements()) {
      if (c["type"].stringOr("") != "Stalled") continue;
      return std::string(c["reason"].stringOr("")) + ": " + std::string(c["message"].stringOr(""));
    }
    return "not stalled";
  }
  bool behind() const { return ownWrites_.behind({key_, "release"}); }

  kube::ObjectKey key_{"shop", "web"};
  kube::SimClock clock_{*parseTime("2026-01-01T00:00:10Z")};
  kube::SimMailbox mailbox_{clock_};
  kube::Loop loop_{clock_, mailbox_};
  ManualProbe probe_;
  SmokeTests tests_{probe_, loop_, mailbox_, {}, [](const kube::ObjectKey&) {}};
  Told told_;
  NullLog log_;
  kube::OwnWrites ownWrites_;
  kube::Store<crds::Release> releases_{[](const auto&) { return std::vector<std::string>{}; }};
  kube::Store<kube::ReplicaSet> sets_{[](const auto& r) { return releaseIndex(r.meta); }};
  kube::Store<kube::Pod> pods_{[](const auto& p) { return controllerIndex(p.meta); }};
  kube::Store<crds::Rollback> rollbacks_{rollbackIndex};
  kube::Store<crds::Approval> approvals_{approvalIndex};
  kube::Store<kube::Service> services_{[](const auto& s) { return releaseIndex(s.meta); }};
  kube::Store<kube::EndpointSlice> slices_{sliceIndex};
  kube::Store<kube::Deployment> workloads_{[](const auto& d) { return releaseIndex(d.meta); }};
  ReleaseFloor floor_{
      {releases_, sets_, pods_, rollbacks_, approvals_, services_, slices_, workloads_},
      tests_,
      told_,
      ownWrites_,
      loop_,
      log_,
      "slipway",
      "release",
      {}};
  std::unique_ptr<ReleaseRun> run_;
  kube::Step step_;
};

TEST_F(ReleaseRunTest, AReleaseThatIsGoneIsForgotten) {
  floor_.memory[key_].uid = "old";
  start();
  EXPECT_TRUE(finished());
  EXPECT_TRUE(floor_.memory.empty());
}

TEST_F(ReleaseRunTest, TheFirstWriteIsTheStatusThatNamesTheRevision) {
  put(releases_, release(releaseValue()));
  start();
  ASSERT_FALSE(finished());
  EXPECT_EQ(request().verb, Verb::Apply);
  EXPECT_EQ(request().subresource, "status");
  EXPECT_EQ(request().body["status"]["update"]["hash"].stringOr(""), hashOf(releaseValue()));
  EXPECT_TRUE(told_.reasons.empty()) << "nothing is told before it is written";
  answer(applied());
  EXPECT_TRUE(finished());
  EXPECT_EQ(told_.reasons, std::vector<std::string>{"RolloutStarted"});
}

TEST_F(ReleaseRunTest, AClockThatIsSetRightAfterwardsDoesNotUseUpTheDeadline) {
  put(releases_, release(releaseValue()));
  start();
  const Value status = request().body["status"];
  answer(applied());
  clock_.jumpWall(std::chrono::hours(1));
  put(releases_, release(releaseValue().withPointer("/status", status)));
  const auto seen = gatherRelease(key_, floor_.stores, tests_, clock_, floor_.memory[key_]);
  ASSERT_TRUE(seen->release.status.update);
  EXPECT_EQ(seen->elapsed.sinceProgress, Duration{0});
}

TEST_F(ReleaseRunTest, ThenTheReplicaSetIsCreatedAndStatusFollows) {
  put(releases_, release(announced(releaseValue())));
  start();
  EXPECT_EQ(request().verb, Verb::Create);
  answer(applied());
  EXPECT_EQ(request().verb, Verb::Apply);
  answer(applied());
  EXPECT_EQ(finish().kind, Finish::Kind::Settled);
  EXPECT_EQ(told_.reasons, std::vector<std::string>{}) << "that it started is told already";
}

// --- What only tells how far it is
// -----------------------------------------------------------------

class TellingRun : public ReleaseRunTest {
 protected:
  // One of two pods of a first deploy is available, and status says so.
  void SetUp() override {
    const Value value = announced(releaseValue());
    set_ = replicaSet(value, 2);
    set_.availableReplicas = set_.readyReplicas = 1;
    put(releases_, release(value));
    put(sets_, set_);
    start();
    ASSERT_FALSE(finished()) << "phase and conditions are new: they do not wait";
    told(value, request().body["status"]);
    answer(applied());
    start();
    ASSERT_TRUE(finished());
  }
  void told(const Value& value, const Value& status) {
    put(releases_, release(value.withPointer("/status", status)));
  }
  void ready(std::int32_t pods) {
    set_.readyReplicas = pods;
    put(sets_, set_);
  }
  Duration after() { return finished() ? finish().after : Duration{-1}; }
  kube::ReplicaSet set_;
};

TEST_F(TellingRun, IsWrittenHalfASecondLater) {
  ready(2);
  start();
  EXPECT_EQ(after(), Duration(std::chrono::milliseconds(500)));
  clock_.advance(std::chrono::milliseconds(200));
  start();
  EXPECT_EQ(after(), Duration(std::chrono::milliseconds(300))) << "from when it was first seen";
  clock_.advance(std::chrono::milliseconds(300));
  start();
  ASSERT_FALSE(finished());
  EXPECT_EQ(request().body["status"]["readyReplicas"].asInt(), 2);
}

TEST_F(TellingRun, WhatIsNoLongerTrueIsNotTold) {
  ready(2);
  start();
  ready(1);
  clock_.advance(std::chrono::seconds(2));
  start();
  EXPECT_GT(after(), Duration(std::chrono::milliseconds(500))) << "only the deadline is left";
  ready(2);
  start();
  EXPECT_EQ(after(), Duration(std::chrono::milliseconds(500))) << "it counts anew";
}

TEST_F(TellingRun, WaitsLongerWhereManyHaveSomethingToTell) {
  for (int i = 1; i < 100; ++i)
    floor_.tellings.wait({"shop", "other-" + std::to_string(i)}, clock_.mono());
  ready(2);
  start();
  EXPECT_EQ(after(), Duration(std::chrono::seconds(5)));
  clock_.advance(std::chrono::seconds(5));
  start();
  ASSERT_FALSE(finished());
  answer(applied());
  EXPECT_EQ(floor_.tellings.waiting(), 99U);
}

TEST_F(TellingRun, AReleaseThatIsGoneHasNothingToTell) {
  ready(2);
  start();
  EXPECT_EQ(floor_.tellings.waiting(), 1U);
  releases_.erase(key_);
  start();
  EXPECT_EQ(floor_.tellings.waiting(), 0U);
}

TEST_F(TellingRun, GoesAlongWithADecision) {
  ready(2);
  start();
  ASSERT_TRUE(finished());
  const auto live = releases_.get(key_);
  ASSERT_TRUE(live);
  crds::Release paused = *live;
  paused.spec.paused = true;
  ++paused.meta.generation;
  put(releases_, paused);
  start();
  ASSERT_FALSE(finished());
  EXPECT_EQ(request().body["status"]["readyReplicas"].asInt(), 2);
}

TEST_F(ReleaseRunTest, AConflictEndsTheRunAndNothingMoreIsWritten) {
  put(releases_, release(announced(releaseValue())));
  put(sets_, replicaSet(releaseValue(), 0));
  start();
  EXPECT_EQ(request().verb, Verb::JsonPatch);
  answer(rejected(409, "Conflict"));
  ASSERT_TRUE(finished());
  EXPECT_EQ(finish().kind, Finish::Kind::Failed);
  EXPECT_TRUE(told_.reasons.empty());
}

TEST_F(ReleaseRunTest, AFailedTestOfAPatchIsAConflictToo) {
  put(releases_, release(announced(releaseValue())));
  put(sets_, replicaSet(releaseValue(), 0));
  start();
  answer(rejected(422, "Invalid", "the server rejected our request"));
  EXPECT_EQ(finish().kind, Finish::Kind::Failed);
  EXPECT_FALSE(floor_.memory[key_].refusal) << "it says nothing about the template";
}

TEST_F(ReleaseRunTest, AStaleStatusWriteIsTriedAgainLater) {
  put(releases_, release(releaseValue()));
  start();
  answer(rejected(409, "Conflict"));
  EXPECT_EQ(finish().kind, Finish::Kind::Failed);
  EXPECT_TRUE(told_.reasons.empty());
}

// Nothing is done for a Release that the server says is gone, until the cache shows another one.
TEST_F(ReleaseRunTest, AReleaseThatIsGoneIsLeftAlone) {
  const Value value = releaseValue();
  put(releases_, release(value));
  start();
  answer(rejected(404, "NotFound"));
  EXPECT_EQ(finish().kind, Finish::Kind::RequeueAfter);
  EXPECT_TRUE(told_.reasons.empty());
  start();
  ASSERT_TRUE(finished()) << "asked something";
  EXPECT_EQ(finish().kind, Finish::Kind::RequeueAfter);
  put(releases_, release(value.withPointer("/metadata/resourceVersion", "9000")));
  start();
  EXPECT_FALSE(finished());
}

TEST_F(ReleaseRunTest, WhatTheServerAsksToWaitIsWaited) {
  put(releases_, release(announced(releaseValue())));
  start();
  auto busy = rejected(429, "TooManyRequests");
  busy.error.retryAfter = std::chrono::seconds(7);
  answer(busy);
  EXPECT_EQ(finish().kind, Finish::Kind::RequeueAfter);
  EXPECT_EQ(finish().after, Duration(std::chrono::seconds(7)));
}

TEST_F(ReleaseRunTest, ATemplateThatIsRefusedStallsWithTheServersWords) {
  put(releases_, release(announced(releaseValue())));
  start();
  answer(rejected(422, "Invalid", "spec.template.spec.containers[0].image: Required value"));
  ASSERT_FALSE(finished());
  EXPECT_EQ(request().verb, Verb::Apply);
  EXPECT_EQ(stalled(),
            "TemplateInvalid: spec.template is refused: "
            "spec.template.spec.containers[0].image: Required value");
  answer(applied());
  EXPECT_EQ(finish().kind, Finish::Kind::RequeueAfter);
}

TEST_F(ReleaseRunTest, ARefusedTemplateIsNotTriedAgainAtOnce) {
  put(releases_, release(announced(releaseValue())));
  start();
  answer(rejected(400, "BadRequest", "unknown field"));
  answer(applied());
  start();
  EXPECT_NE(request().verb, Verb::Create);
  clock_.advance(std::chrono::seconds(10));
  start();
  EXPECT_EQ(request().verb, Verb::Create);
}

TEST_F(ReleaseRunTest, AnotherTemplateIsTriedAtOnce) {
  put(releases_, release(announced(releaseValue())));
  start();
  answer(rejected(422, "Invalid"));
  answer(applied());
  put(releases_, release(announced(releaseValue("web:2"))));
  start();
  EXPECT_EQ(request().verb, Verb::Create);
}

Value liveReplicaSet(const std::string& ownerUid, const std::string& version,
                     const Value& labels = Value::object({{"slipway.dev/release", "web"}})) {
  const Value owner = Value::object({{"apiVersion", "x/v1"},
                                     {"kind", "Thing"},
                                     {"name", "other"},
                                     {"uid", ownerUid},
                                     {"controller", true}});
  return Value::object({{"metadata", Value::object({{"name", "web-" + hashOf(releaseValue())},
                                                    {"namespace", "shop"},
                                                    {"uid", "rs-uid"},
                                                    {"resourceVersion", version},
                                                    {"labels", labels},
                                                    {"ownerReferences", Value::array({owner})}})}});
}

TEST_F(ReleaseRunTest, AnExistingReplicaSetOfOursIsWaitedFor) {
  put(releases_, release(announced(releaseValue())));
  start();
  answer(rejected(409, "AlreadyExists"));
  EXPECT_EQ(request().verb, Verb::Get);
  answer(applied(liveReplicaSet("web-uid", "21")));
  EXPECT_EQ(finish().kind, Finish::Kind::Failed);
  EXPECT_TRUE(behind()) << "nothing is planned before the cache has it";
  ownWrites_.sawObject(kube::resources::replicaSets(), {"shop", "x"}, "21", false);
  EXPECT_FALSE(behind());
}

TEST_F(ReleaseRunTest, AnExistingReplicaSetOfOursWithoutItsLabelsGetsThemBack) {
  put(releases_, release(announced(releaseValue())));
  start();
  answer(rejected(409, "AlreadyExists"));
  answer(applied(liveReplicaSet("web-uid", "21", Value::object())));
  EXPECT_EQ(request().verb, Verb::MergePatch);
  EXPECT_EQ(request().body["metadata"]["labels"]["slipway.dev/release"].stringOr(""), "web");
  EXPECT_EQ(request().body["metadata"]["resourceVersion"].stringOr(""), "21");
  answer(applied());
  EXPECT_TRUE(finished());
}

TEST_F(ReleaseRunTest, AReplicaSetThatIsNoLongerShownIsLookedForAndGetsItsLabelsBack) {
  put(releases_, release(announced(releaseValue())));
  floor_.memory[key_].uid = "web-uid";
  floor_.memory[key_].vanished = {"web-" + hashOf(releaseValue())};
  start();
  EXPECT_EQ(request().verb, Verb::Get);
  answer(applied(liveReplicaSet("web-uid", "21", Value::object())));
  EXPECT_EQ(request().verb, Verb::MergePatch);
  EXPECT_EQ(request().body["metadata"]["labels"]["slipway.dev/release"].stringOr(""), "web");
  answer(applied());
  EXPECT_TRUE(finished());
  EXPECT_TRUE(floor_.memory[key_].vanished.empty());
}

// The ReplicaSet controller wrote its status in between.
TEST_F(ReleaseRunTest, AReplicaSetThatDoesNotGetItsLabelsBackIsLookedForAgain) {
  put(releases_, release(announced(releaseValue())));
  floor_.memory[key_].uid = "web-uid";
  floor_.memory[key_].vanished = {"web-" + hashOf(releaseValue())};
  start();
  answer(applied(liveReplicaSet("web-uid", "21", Value::object())));
  answer(rejected(409, "Conflict"));
  EXPECT_EQ(finish().kind, Finish::Kind::Failed);
  start();
  EXPECT_EQ(request().verb, Verb::Get);
  answer(applied(liveReplicaSet("web-uid", "22", Value::object())));
  EXPECT_EQ(request().body["metadata"]["resourceVersion"].stringOr(""), "22");
}

TEST_F(ReleaseRunTest, AReplicaSetThatIsGoneIsLookedForOnce) {
  put(releases_, release(announced(releaseValue())));
  floor_.memory[key_].uid = "web-uid";
  floor_.memory[key_].vanished = {"web-1", "web-2"};
  start();
  answer(rejected(404, "NotFound"));
  EXPECT_EQ(request().key.name, "web-2");
  answer(rejected(404, "NotFound"));
  EXPECT_EQ(request().verb, Verb::Create) << "and then work goes on";
}

TEST_F(ReleaseRunTest, AStrangersReplicaSetStallsAndIsNamed) {
  put(releases_, release(announced(releaseValue())));
  start();
  answer(rejected(409, "AlreadyExists"));
  answer(applied(liveReplicaSet("another-uid", "21")));
  EXPECT_EQ(request().verb, Verb::Apply);
  EXPECT_NE(stalled().find("belongs to Thing other"), std::string::npos) << stalled();
}

TEST_F(ReleaseRunTest, AWriteWithoutAnAnswerIsReadBackBeforeAnythingIsPlanned) {
  put(releases_, release(announced(releaseValue())));
  put(sets_, replicaSet(releaseValue(), 0));
  start();
  answer(unknown());
  EXPECT_EQ(request().verb, Verb::Get);
  EXPECT_EQ(request().key.name, "web-" + hashOf(releaseValue()));
  answer(applied(liveReplicaSet("web-uid", "25")));
  EXPECT_EQ(finish().kind, Finish::Kind::Failed);
  EXPECT_TRUE(behind()) << "it was carried out: the cache must have seen it first";
}

TEST_F(ReleaseRunTest, ALostWriteThatNeverArrivedHoldsNothingUp) {
  put(releases_, release(announced(releaseValue())));
  put(sets_, replicaSet(releaseValue(), 0));
  start();
  answer(unknown());
  answer(applied(liveReplicaSet("web-uid", "20")));
  EXPECT_EQ(finish().kind, Finish::Kind::Failed);
  EXPECT_FALSE(behind());
}

TEST_F(ReleaseRunTest, AServerErrorMayHaveBeenCarriedOut) {
  put(releases_, release(announced(releaseValue())));
  put(sets_, replicaSet(releaseValue(), 0));
  start();
  answer(rejected(504, "Timeout"));
  EXPECT_EQ(request().verb, Verb::Get);
}

TEST_F(ReleaseRunTest, NotBeingAllowedToWriteIsNotReadBack) {
  put(releases_, release(announced(releaseValue())));
  start();
  answer({Outcome::NotSent, {}, {}});
  EXPECT_EQ(finish().kind, Finish::Kind::Failed);
}

TEST_F(ReleaseRunTest, PodsThatAreAvailableAreAsked) {
  put(releases_, release(announced(releaseValue())));
  put(sets_, replicaSet(releaseValue(), 2));
  put(pods_, pod("a"));
  start();
  EXPECT_EQ(probe_.count(), 1U);
  EXPECT_EQ(probe_.at(0).request.target, "/healthz");
}

TEST_F(ReleaseRunTest, AReleaseThatCannotBeReadStallsAndNamesTheField) {
  const Value live = releaseValue().withPointer("/spec/replicas", "many");
  releases_.putInvalid(key_, {release(releaseValue()).meta, "spec.replicas: must be an integer"});
  start();
  EXPECT_EQ(request().verb, Verb::Get);
  answer(applied(live));
  EXPECT_EQ(request().verb, Verb::Apply);
  EXPECT_EQ(stalled(), "InvalidSpec: invalid: spec.replicas: must be an integer");
  const Value written = request().body["status"];
  answer(applied());
  EXPECT_EQ(finish().kind, Finish::Kind::Terminal);
  start();
  answer(applied(live.with("status", written)));
  EXPECT_TRUE(finished()) << "it says so already";
}

TEST_F(ReleaseRunTest, AReleaseThatCannotBeReadKeepsItsStableRevisionInStatus) {
  const Value live = releaseValue().withPointer(
      "/status",
      Value::object({{"stable", Value::object({{"revision", 3}, {"hash", "0123456789"}})}}));
  releases_.putInvalid(key_, {release(releaseValue()).meta, "spec.replicas: must be an integer"});
  start();
  answer(applied(live));
  EXPECT_EQ(request().body["status"]["stable"]["hash"].stringOr(""), "0123456789");
}

// --- The pod on whose answer a revision is condemned
// -----------------------------------------------

class CondemningRun : public ReleaseRunTest {
 protected:
  // Both pods of a first deploy have been asked, and the first one has answered 500.
  void SetUp() override {
    condemn(R"([{name: smoke, retries: 0, http: {path: /healthz, port: http}}])", 2);
  }
  void condemn(const char* smokeTests, std::size_t asked) {
    const Value value =
        releaseValue().withPointer("/spec/verification/smokeTests", yaml(smokeTests));
    put(releases_, release(announced(value)));
    put(sets_, replicaSet(value, 2));
    put(pods_, pod("one"));
    put(pods_, pod("two"));
    start();
    answer(applied());
    ASSERT_EQ(probe_.count(), asked);
    probe_.answer(0, 500);
    loop_.step(clock_.mono());
    start();
  }
  static Value podValue(const std::string& uid) {
    return Value::object({{"metadata", Value::object({{"name", "one"}, {"uid", uid}})}});
  }
  // As the write that is under way has it.
  std::string verification() {
    if (finished()) return "nothing is written";
    return std::string(request().body["status"]["verification"]["state"].stringOr("none"));
  }
};

TEST_F(CondemningRun, ReadsThePodOnceMoreBeforehand) {
  ASSERT_FALSE(finished());
  EXPECT_EQ(request().verb, Verb::Get);
  EXPECT_EQ(request().resource, kube::resources::pods());
  EXPECT_EQ(request().key.name, "one");
}

TEST_F(CondemningRun, CondemnsByAPodThatIsThere) {
  answer(applied(podValue("one-uid")));
  EXPECT_EQ(verification(), "Failed");
}

TEST_F(CondemningRun, DoesNotCondemnByAPodThatIsGone) {
  answer(rejected(404, "NotFound"));
  EXPECT_NE(verification(), "Failed");
}

TEST_F(CondemningRun, DoesNotCondemnByAnotherPodOfThatName) {
  answer(applied(podValue("another-uid")));
  EXPECT_NE(verification(), "Failed");
}

TEST_F(CondemningRun, DoesNotCondemnByAPodThatIsBeingDeleted) {
  answer(applied(
      podValue("one-uid").withPointer("/metadata/deletionTimestamp", "2026-01-01T00:00:09Z")));
  EXPECT_NE(verification(), "Failed");
}

TEST_F(CondemningRun, AsksNobodyTwiceAboutAPodThatWasGone) {
  answer(rejected(404, "NotFound"));
  while (!finished()) answer(applied());
  start();
  EXPECT_TRUE(finished() || request().verb != Verb::Get);
}

// Of one pod that answers for all: see SmokeTest::pods.
class CondemningOneRun : public CondemningRun {
 protected:
  void SetUp() override {
    condemn(R"([{name: smoke, retries: 0, pods: One, http: {path: /healthz, port: http}}])", 1);
  }
};

TEST_F(CondemningOneRun, AsksAnotherOneWhenThePodIsGone) {
  ASSERT_FALSE(finished());
  ASSERT_EQ(request().verb, Verb::Get);
  answer(rejected(404, "NotFound"));
  EXPECT_EQ(probe_.count(), 2U);
  EXPECT_NE(verification(), "Failed");
}

TEST_F(CondemningRun, TriesAgainWhenTheServerDoesNotAnswer) {
  answer(unknown());
  ASSERT_TRUE(finished());
  start();
  EXPECT_EQ(request().verb, Verb::Get);
}

}  // namespace
}  // namespace slipway::controllers
