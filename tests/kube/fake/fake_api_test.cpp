#include "kube/fake/fake_api.h"

#include "kube/loop/sim_mailbox.h"
#include "kube/types/resources.h"
#include "tests/kube/fake/json.h"

namespace slipway::kube::fake {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

ApiRequest setting(const std::string& name, const char* value) {
  ApiRequest r;
  r.verb = Verb::Apply;
  r.resource = resources::configMaps();
  r.key = {"default", name};
  r.fieldManager = "test";
  r.body = json(R"({"apiVersion": "v1", "kind": "ConfigMap"})")
               .withPointer("/metadata/name", name)
               .withPointer("/data/key", value);
  return r;
}

// Faults as a test wants them.
struct Script final : Faults {
  std::function<Fault(const ApiRequest&, int)> request;
  std::function<ListFault(const ListRequest&)> list;
  std::function<WatchFault(const WatchEvent&)> event;
  std::optional<ApiError> opening;

  Fault onRequest(const ApiRequest& r, int index) override {
    return request ? request(r, index) : Fault::none();
  }
  ListFault onList(const ListRequest& r) override { return list ? list(r) : ListFault::none(); }
  std::optional<ApiError> onWatchOpen(const WatchRequest&) override { return opening; }
  WatchFault onWatchEvent(const WatchRequest&, const WatchEvent& e) override {
    return event ? event(e) : WatchFault::deliver();
  }
};

struct FakeApiTest : testing::Test {
  SimClock clock{WallTime{seconds(1'767'225'600)}};
  SimMailbox mailbox{clock};
  Loop loop{clock, mailbox};
  FakeCluster cluster{loop};
  Script faults;
  FakeApi api{cluster, {.actor = "operator", .faults = &faults}};
  std::vector<std::string> told;
  std::optional<WatchEnd> ended;

  void run(Duration time) { loop.run(clock.mono() + time); }

  std::optional<ApiResult> send(ApiRequest request, Duration patience = seconds(1)) {
    std::optional<ApiResult> result;
    const auto pending = api.send(std::move(request), [&](ApiResult r) { result = std::move(r); });
    run(patience);
    return result;
  }
  Value stored(const std::string& name) {
    return cluster.state().get(resources::configMaps(), {"default", name})["data"]["key"];
  }
  WatchRequest watchRequest(const std::string& version = "") {
    WatchRequest r;
    r.resource = resources::configMaps();
    r.resourceVersion = version.empty() ? std::to_string(cluster.state().version()) : version;
    return r;
  }
  PendingPtr watch(const std::string& version = "") {
    return api.watch(
        watchRequest(version),
        [this](const WatchEvent& e) {
          static const char* const kTypes[] = {"ADDED ", "MODIFIED ", "DELETED ", "BOOKMARK "};
          told.push_back(kTypes[static_cast<int>(e.type)] +
                         std::string(e.object["metadata"]["name"].stringOr("")));
        },
        [this](WatchEnd e) { ended = std::move(e); });
  }
  void write(const std::string& name, const char* value) {
    cluster.handleNow(setting(name, value));
  }
};

TEST_F(FakeApiTest, AnAnswerTakesItsTimeAndNeverComesFromInsideTheCall) {
  std::optional<MonoTime> answered;
  const auto pending =
      api.send(setting("a", "1"), [&](const ApiResult&) { answered = clock.mono(); });
  EXPECT_FALSE(answered);
  EXPECT_TRUE(stored("a").isNull());
  run(seconds(1));
  ASSERT_TRUE(answered);
  EXPECT_EQ(*answered, MonoTime{milliseconds(2)});
}

TEST_F(FakeApiTest, ARequestThatIsDroppedEarlyIsNeverCarriedOut) {
  {
    const auto pending = api.send(setting("a", "1"), [](const ApiResult&) { FAIL(); });
  }
  run(seconds(1));
  EXPECT_TRUE(stored("a").isNull());
}

TEST_F(FakeApiTest, ADroppedRequestThatArrivedIsCarriedOutUnanswered) {
  auto pending = api.send(setting("a", "1"), [](const ApiResult&) { FAIL(); });
  run(milliseconds(1));
  pending.reset();
  run(seconds(1));
  EXPECT_EQ(stored("a"), Value("1"));
}

TEST_F(FakeApiTest, ACallbackMayDropItsOwnRequest) {
  PendingPtr pending;
  int answers = 0;
  pending = api.send(setting("a", "1"), [&](const ApiResult&) {
    pending.reset();
    ++answers;
  });
  run(seconds(1));
  EXPECT_EQ(answers, 1);
}

TEST_F(FakeApiTest, ARejectedRequestIsNotCarriedOut) {
  faults.request = [](const ApiRequest&, int) { return Fault::reject(409); };
  const auto result = send(setting("a", "1"));
  EXPECT_EQ(result->outcome, Outcome::Rejected);
  EXPECT_TRUE(result->error.conflict());
  EXPECT_TRUE(stored("a").isNull());
}

TEST_F(FakeApiTest, A429CarriesItsRetryAfter) {
  faults.request = [](const ApiRequest&, int) { return Fault::reject(429, seconds(3)); };
  EXPECT_EQ(send(setting("a", "1"))->error.retryAfter, Duration(seconds(3)));
}

TEST_F(FakeApiTest, A5xxToAWriteIsUnknownButToAReadARejection) {
  faults.request = [](const ApiRequest&, int) { return Fault::reject(503); };
  EXPECT_EQ(send(setting("a", "1"))->outcome, Outcome::Unknown);
  ApiRequest read = setting("a", "1");
  read.verb = Verb::Get;
  EXPECT_EQ(send(read)->outcome, Outcome::Rejected);
}

TEST_F(FakeApiTest, AnAnswerCanGetLostAfterTheWrite) {
  faults.request = [](const ApiRequest&, int) { return Fault::applyThenLose(); };
  EXPECT_EQ(send(setting("a", "1"))->outcome, Outcome::Unknown);
  EXPECT_EQ(stored("a"), Value("1"));
}

TEST_F(FakeApiTest, ARequestCanGetLostUnseen) {
  faults.request = [](const ApiRequest&, int) { return Fault::loseUnapplied(); };
  EXPECT_EQ(send(setting("a", "1"))->outcome, Outcome::Unknown);
  EXPECT_TRUE(stored("a").isNull());
}

TEST_F(FakeApiTest, ATimeoutAnswerCanFollowAWrite) {
  faults.request = [](const ApiRequest&, int) { return Fault::applyThenError(504); };
  const auto result = send(setting("a", "1"));
  EXPECT_EQ(result->outcome, Outcome::Unknown);
  EXPECT_EQ(result->error.code, 504);
  EXPECT_EQ(stored("a"), Value("1"));
}

TEST_F(FakeApiTest, ARequestCanBeImpossibleToSend) {
  faults.request = [](const ApiRequest&, int) { return Fault::notSent(); };
  EXPECT_EQ(send(setting("a", "1"))->outcome, Outcome::NotSent);
  EXPECT_TRUE(stored("a").isNull());
}

TEST_F(FakeApiTest, ASlowRequestIsGivenUpByItsSenderAndCarriedOutAllTheSame) {
  faults.request = [](const ApiRequest&, int) { return Fault::slow(seconds(10)); };
  ApiRequest request = setting("a", "1");
  request.timeout = seconds(5);
  std::optional<ApiResult> result;
  std::optional<MonoTime> answered;
  const auto pending = api.send(request, [&](ApiResult r) {
    result = std::move(r);
    answered = clock.mono();
  });
  run(seconds(6));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->outcome, Outcome::Unknown);
  EXPECT_EQ(*answered, MonoTime{seconds(5)});
  EXPECT_TRUE(stored("a").isNull());
  run(seconds(10));
  EXPECT_EQ(stored("a"), Value("1"));
}

TEST_F(FakeApiTest, WritesAreCountedReadsAreNot) {
  std::vector<int> indexes;
  faults.request = [&](const ApiRequest&, int index) {
    indexes.push_back(index);
    return Fault::none();
  };
  send(setting("a", "1"));
  ApiRequest read = setting("a", "1");
  read.verb = Verb::Get;
  send(read);
  send(setting("a", "2"));
  EXPECT_THAT(indexes, ElementsAre(0, -1, 1));
  EXPECT_EQ(api.writesSent(), 2);
}

TEST_F(FakeApiTest, EveryWriteIsShownWithTheStatesAroundIt) {
  std::vector<std::pair<std::string, std::string>> seen;
  cluster.onWrite([&](const FakeCluster::WriteSeen& write) {
    const ObjectKey key{"default", "a"};
    const auto value = [&](const State& s) {
      return std::string(s.get(resources::configMaps(), key)["data"]["key"].stringOr("-"));
    };
    EXPECT_EQ(write.index, static_cast<int>(seen.size()));
    EXPECT_EQ(write.entry.actor, "operator");
    seen.emplace_back(value(write.before), value(write.after));
  });
  send(setting("a", "1"));
  send(setting("a", "2"));
  EXPECT_THAT(seen, ElementsAre(std::pair("-", "1"), std::pair("1", "2")));
}

TEST_F(FakeApiTest, AWatchTellsLaterInOrder) {
  const auto pending = watch();
  run(seconds(1));
  write("a", "1");
  write("b", "1");
  EXPECT_THAT(told, IsEmpty());
  run(milliseconds(1));
  EXPECT_THAT(told, IsEmpty());
  run(milliseconds(10));
  EXPECT_THAT(told, ElementsAre("ADDED a", "ADDED b"));
}

TEST_F(FakeApiTest, AHeldWatchTellsEverythingOnceReleased) {
  const auto pending = watch();
  run(seconds(1));
  api.holdWatches("configmaps");
  write("a", "1");
  write("a", "2");
  run(minutes(3));
  EXPECT_THAT(told, IsEmpty()) << "not even bookmarks";
  api.releaseWatches("configmaps");
  EXPECT_THAT(told, IsEmpty()) << "never from inside the call";
  run(seconds(1));
  EXPECT_THAT(told, ElementsAre("ADDED a", "MODIFIED a"));
}

TEST_F(FakeApiTest, AHeldWatchSurvivesACompaction) {
  const auto pending = watch();
  run(seconds(1));
  api.holdWatches();
  write("a", "1");
  cluster.mutableState().compact(cluster.state().version());
  api.releaseWatches();
  run(seconds(1));
  EXPECT_THAT(told, ElementsAre("ADDED a"));
  EXPECT_FALSE(ended);
}

TEST_F(FakeApiTest, HoldingOneResourceLeavesOthers) {
  api.holdWatches("pods");
  const auto pending = watch();
  write("a", "1");
  run(seconds(1));
  EXPECT_THAT(told, ElementsAre("ADDED a"));
}

TEST_F(FakeApiTest, ADroppedWatchEndsAndTheNextOneResumes) {
  auto pending = watch();
  write("a", "1");
  run(seconds(1));
  const auto seen = std::to_string(cluster.state().version());
  api.dropWatches();
  write("b", "1");
  EXPECT_FALSE(ended) << "never from inside the call";
  run(seconds(1));
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->error.code, 0);
  EXPECT_FALSE(ended->error.message.empty());
  pending = watch(seen);
  run(seconds(1));
  EXPECT_THAT(told, ElementsAre("ADDED a", "ADDED b"));
}

TEST_F(FakeApiTest, AnExpiredWatchEndsWith410) {
  const auto pending = watch();
  run(seconds(1));
  api.expireWatches();
  run(seconds(1));
  ASSERT_TRUE(ended);
  EXPECT_TRUE(ended->error.gone());
}

TEST_F(FakeApiTest, AWatchFromACompactedVersionEndsWith410) {
  write("a", "1");
  cluster.mutableState().compact(cluster.state().version());
  const auto pending = watch("1");
  run(seconds(1));
  ASSERT_TRUE(ended);
  EXPECT_TRUE(ended->error.gone());
}

TEST_F(FakeApiTest, AWatchCanBeRefused) {
  faults.opening = apiError(503);
  const auto pending = watch();
  run(seconds(1));
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->error.code, 503);
}

TEST_F(FakeApiTest, OneEventCanDropItsWatchUndelivered) {
  faults.event = [](const WatchEvent& e) {
    return e.object["metadata"]["name"] == Value("b") ? WatchFault::drop() : WatchFault::deliver();
  };
  const auto pending = watch();
  run(seconds(1));
  write("a", "1");
  write("b", "1");
  run(seconds(1));
  EXPECT_THAT(told, ElementsAre("ADDED a"));
  EXPECT_TRUE(ended);
}

TEST_F(FakeApiTest, ADelayedEventHoldsUpThoseBehindIt) {
  int asked = 0;
  faults.event = [&](const WatchEvent&) {
    return ++asked == 1 ? WatchFault::delayed(seconds(5)) : WatchFault::deliver();
  };
  const auto pending = watch();
  run(seconds(1));
  write("a", "1");
  write("b", "1");
  run(seconds(4));
  EXPECT_THAT(told, IsEmpty());
  run(seconds(2));
  EXPECT_THAT(told, ElementsAre("ADDED a", "ADDED b"));
}

TEST_F(FakeApiTest, BookmarksComeEveryMinuteAndTheServerEndsWatchesCleanly) {
  const auto pending = watch();
  run(minutes(2) + seconds(1));
  EXPECT_THAT(told, ElementsAre("BOOKMARK ", "BOOKMARK "));
  run(minutes(8));
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->error.code, 0);
  EXPECT_TRUE(ended->error.message.empty());
}

TEST_F(FakeApiTest, AWatchersCallbackMayDropTheWatch) {
  PendingPtr pending;
  int events = 0;
  pending = api.watch(
      watchRequest(),
      [&](const WatchEvent&) {
        ++events;
        pending.reset();
      },
      [](const WatchEnd&) { FAIL(); });
  write("a", "1");
  write("b", "1");
  run(seconds(1));
  EXPECT_EQ(events, 1);
  EXPECT_EQ(api.openWatches(), 0);
}

TEST_F(FakeApiTest, ALaggingServerListsThePast) {
  write("a", "1");
  const auto then = cluster.state().version();
  write("b", "1");
  faults.list = [&](const ListRequest&) { return ListFault::stale(then); };
  ListRequest request;
  request.resource = resources::configMaps();
  int items = 0;
  std::optional<ListResult> result;
  const auto pending = api.list(
      request, [&](const Value&) { ++items; }, [&](ListResult r) { result = std::move(r); });
  run(seconds(1));
  EXPECT_EQ(items, 1);
  EXPECT_EQ(result->resourceVersion, std::to_string(then));
}

TEST_F(FakeApiTest, AListCanBeRefused) {
  faults.list = [](const ListRequest&) { return ListFault::reject(410); };
  ListRequest request;
  request.resource = resources::configMaps();
  std::optional<ListResult> result;
  const auto pending =
      api.list(request, [](const Value&) { FAIL(); }, [&](ListResult r) { result = std::move(r); });
  run(seconds(1));
  EXPECT_FALSE(result->ok);
  EXPECT_TRUE(result->error.gone());
}

TEST_F(FakeApiTest, AListersCallbackMayDropTheList) {
  write("a", "1");
  write("b", "1");
  ListRequest request;
  request.resource = resources::configMaps();
  int items = 0;
  PendingPtr pending;
  pending = api.list(
      request,
      [&](const Value&) {
        ++items;
        pending.reset();
      },
      [](const ListResult&) { FAIL(); });
  run(seconds(1));
  EXPECT_EQ(items, 1);
}

TEST_F(FakeApiTest, CutOffNothingGetsThroughAndAfterwardsEverythingDoes) {
  const auto pending = watch();
  run(seconds(1));
  api.cut(true);
  write("a", "1");
  EXPECT_EQ(send(setting("b", "1"))->outcome, Outcome::NotSent);
  EXPECT_THAT(told, IsEmpty());
  api.cut(false);
  run(seconds(1));
  EXPECT_THAT(told, ElementsAre("ADDED a"));
}

TEST_F(FakeApiTest, SeveralClientsSeeOneCluster) {
  FakeApi other(cluster, {.actor = "user"});
  const auto pending = watch();
  run(seconds(1));
  const auto theirs =
      other.send(setting("a", "1"), [](const ApiResult& r) { EXPECT_TRUE(r.applied()); });
  run(seconds(1));
  EXPECT_THAT(told, ElementsAre("ADDED a"));
  EXPECT_EQ(cluster.state().audit().at(0)->actor, "user");
}

TEST_F(FakeApiTest, BookkeepingNeverReachesAClient) {
  ApiRequest request = setting("a", "1");
  request.body = request.body.withPointer(
      "/metadata/annotations", json(R"({"kubectl.kubernetes.io/last-applied-configuration": "{}",
                                        "mine": "1"})"));
  for (const bool text : {false, true}) {
    FakeApi client(cluster, {.textCodecs = text});
    std::optional<ApiResult> result;
    const auto pending = client.send(request, [&](ApiResult r) { result = std::move(r); });
    run(seconds(1));
    EXPECT_EQ(result->object["metadata"]["annotations"], json(R"({"mine": "1"})"));
  }
}

TEST_F(FakeApiTest, AForkGoesOnFromTheCopiedState) {
  write("a", "1");
  const State copy = cluster.state();
  write("a", "2");
  SimClock otherClock{WallTime{seconds(1'767'225'600)}};
  SimMailbox otherMailbox{otherClock};
  Loop otherLoop{otherClock, otherMailbox};
  FakeCluster fork(otherLoop, copy);
  FakeApi client(fork);
  std::vector<std::string> values;
  WatchRequest request = watchRequest("0");
  request.ns = "default";
  const auto pending = client.watch(
      request,
      [&](const WatchEvent& e) { values.emplace_back(e.object["data"]["key"].stringOr("")); },
      [](const WatchEnd&) {});
  otherLoop.run(MonoTime{seconds(1)});
  fork.handleNow(setting("a", "3"));
  otherLoop.run(MonoTime{seconds(2)});
  EXPECT_THAT(values, ElementsAre("1", "3"));
  EXPECT_EQ(stored("a"), Value("2"));
}

}  // namespace
}  // namespace slipway::kube::fake
