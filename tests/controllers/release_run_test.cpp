#include "tests/controllers/release_run_scene.h"

namespace slipway::controllers {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)

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

TEST_F(ReleaseRunTest, WhatIsRememberedGoesOnceTheReleaseHasSettled) {
  Value now = releaseValue().withoutPointer("/spec/verification");
  put(sets_, replicaSet(now, 2));
  for (const char* name : {"web-1", "web-2"}) put(pods_, pod(name));
  int writes = 0;
  for (; writes < 9; ++writes) {
    put(releases_, release(now));
    start();
    if (finished()) break;
    ASSERT_EQ(request().subresource, "status");
    now = now.withPointer("/status", request().body["status"]);
    answer(applied());
    if (now["status"]["update"].isNull()) continue;
    EXPECT_TRUE(floor_.memory.contains(key_)) << "time is measured while it is under way";
  }
  EXPECT_GE(writes, 2);
  EXPECT_EQ(now["status"]["phase"].stringOr(""), "Healthy");
  EXPECT_EQ(finish().kind, Finish::Kind::Settled);
  EXPECT_FALSE(floor_.memory.contains(key_));
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

}  // namespace
}  // namespace slipway::controllers
