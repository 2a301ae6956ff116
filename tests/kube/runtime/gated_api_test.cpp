#include "kube/runtime/leader_elector.h"
#include "tests/kube/runtime/support/world.h"

namespace slipway::kube::test {
namespace {

struct GatedApiTest : testing::Test, World {
  ScriptedApi below{loop};
  bool mayWrite = false;
  std::unique_ptr<Api> gated = makeGatedApi(below, loop, [this] { return mayWrite; });
  std::optional<ApiResult> answer;

  GatedApiTest() {
    below.answer = [](const ApiRequest&) { return applied(); };
  }
  PendingPtr send(Verb verb) {
    ApiRequest r;
    r.verb = verb;
    r.resource = things();
    return gated->send(r, [this](const ApiResult& result) { answer = result; });
  }
};

struct EveryWrite : GatedApiTest, testing::WithParamInterface<Verb> {};

TEST_P(EveryWrite, IsRefusedUnsentWithoutTheLeaseAndNotFromInsideTheCall) {
  const auto pending = send(GetParam());
  EXPECT_FALSE(answer);
  settle();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->outcome, Outcome::NotSent);
  EXPECT_NE(answer->error.message, "");
  EXPECT_EQ(below.sent.size(), 0U);
}

TEST_P(EveryWrite, IsSentWithTheLease) {
  mayWrite = true;
  const auto pending = send(GetParam());
  runFor(std::chrono::seconds(1));
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->applied());
  EXPECT_EQ(below.sent.size(), 1U);
}
INSTANTIATE_TEST_SUITE_P(Write, EveryWrite,
                         testing::Values(Verb::Create, Verb::JsonPatch, Verb::MergePatch,
                                         Verb::Apply, Verb::Delete));

TEST_F(GatedApiTest, TheLeaseIsAskedForAtEveryWrite) {
  mayWrite = true;
  const auto first = send(Verb::Create);
  mayWrite = false;
  const auto second = send(Verb::Create);
  settle();
  EXPECT_EQ(below.sent.size(), 1U);
}

TEST_F(GatedApiTest, ReadsListsAndWatchesPass) {
  const auto get = send(Verb::Get);
  ListRequest list;
  list.resource = things();
  const auto listing = gated->list(list, [](const Value&) {}, [](const ListResult&) {});
  const auto watching = gated->watch({}, [](const WatchEvent&) {}, [](const WatchEnd&) {});
  EXPECT_EQ(below.sent.size(), 1U);
  EXPECT_EQ(below.lists.size(), 1U);
  EXPECT_EQ(below.watches.size(), 1U);
}

TEST_F(GatedApiTest, ARefusalThatNobodyWaitsForIsNotTold) {
  send(Verb::Create).reset();
  settle();
  EXPECT_FALSE(answer);
}

}  // namespace
}  // namespace slipway::kube::test
