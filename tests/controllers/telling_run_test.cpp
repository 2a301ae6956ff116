#include "tests/controllers/release_run_scene.h"

namespace slipway::controllers {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)

// What only tells how far it is.
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

}  // namespace
}  // namespace slipway::controllers
