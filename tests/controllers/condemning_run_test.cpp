#include "tests/controllers/release_run_scene.h"

namespace slipway::controllers {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)

// The pod on whose answer a revision is condemned.
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
