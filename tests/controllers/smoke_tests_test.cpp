#include "controllers/verification/smoke_tests.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "kube/loop/sim_mailbox.h"
#include "tests/controllers/manual_probe.h"

namespace slipway::controllers {
namespace {

using crds::Verdict;
using strategies::CheckTarget;
using strategies::StartCheck;

class SmokeTestsTest : public ::testing::Test {
 protected:
  static CheckTarget target(const std::string& pod, const std::string& host = "10.0.0.7") {
    return {pod, pod + "-uid", host, 8080, true};
  }
  static StartCheck check(const std::string& pod, crds::SmokeTest test = {}) {
    test.http.path = "/healthz";
    return {{"0123456789", 1, "smoke", test.definition(), pod},
            {target(pod)},
            std::make_shared<const crds::SmokeTest>(std::move(test))};
  }
  // To one of these pods; pod b has the address 10.0.0.b.
  static StartCheck one(const std::vector<std::string>& pods, crds::SmokeTest test = {}) {
    test.pods = crds::PodChoice::One;
    StartCheck start = check("", std::move(test));
    start.pods.clear();
    for (const auto& pod : pods) start.pods.push_back(target(pod, "10.0.0." + pod));
    return start;
  }
  void run(Duration by) { loop_.run(clock_.mono() + by); }
  void settle() { run(Duration{0}); }
  Verdict verdict(std::size_t index = 0) { return tests_.results(key_).at(index).verdict; }

  kube::ObjectKey key_{"shop", "web"};
  kube::SimClock clock_{*parseTime("2026-01-01T00:00:00Z")};
  kube::SimMailbox mailbox_{clock_};
  kube::Loop loop_{clock_, mailbox_};
  testing::ManualProbe probe_;
  std::vector<std::string> changed_;
  SmokeTests tests_{probe_, loop_, mailbox_, {2}, [this](const kube::ObjectKey& key) {
                      changed_.push_back(key.text());
                    }};
};

TEST_F(SmokeTestsTest, AsksThePodAndTellsWhoseTestItIs) {
  tests_.start(key_, check("a"));
  ASSERT_EQ(probe_.count(), 1U);
  EXPECT_EQ(probe_.at(0).request.host, "10.0.0.7");
  EXPECT_EQ(probe_.at(0).request.port, 8080);
  EXPECT_EQ(probe_.at(0).request.target, "/healthz");
  EXPECT_EQ(verdict(), Verdict::Running);
  probe_.answer(0, 200);
  EXPECT_TRUE(changed_.empty()) << "an answer comes from another thread: it is posted first";
  settle();
  EXPECT_EQ(verdict(), Verdict::Passed);
  EXPECT_EQ(changed_, std::vector<std::string>{"shop/web"});
}

TEST_F(SmokeTestsTest, TheSameQuestionIsAskedOnce) {
  tests_.start(key_, check("a"));
  tests_.start(key_, check("a"));
  EXPECT_EQ(probe_.count(), 1U);
}

TEST_F(SmokeTestsTest, FailsAfterThreeTriesWithPausesBetweenThem) {
  tests_.start(key_, check("a"));
  probe_.answer(0, 500);
  settle();
  EXPECT_EQ(probe_.count(), 1U);
  run(std::chrono::seconds(1));
  ASSERT_EQ(probe_.count(), 2U);
  probe_.fail(1, "connection refused");
  run(std::chrono::seconds(1));
  EXPECT_EQ(probe_.count(), 2U) << "the second pause is longer";
  run(std::chrono::seconds(1));
  ASSERT_EQ(probe_.count(), 3U);
  EXPECT_TRUE(changed_.empty());
  probe_.answer(2, 500);
  settle();
  EXPECT_EQ(verdict(), Verdict::Failed);
  EXPECT_EQ(tests_.results(key_).at(0).reason, "500 instead of 200 (3 tries)");
}

TEST_F(SmokeTestsTest, ALaterTryMayPass) {
  tests_.start(key_, check("a"));
  probe_.fail(0, "connection refused");
  run(std::chrono::seconds(1));
  probe_.answer(1, 200);
  settle();
  EXPECT_EQ(verdict(), Verdict::Passed);
}

TEST_F(SmokeTestsTest, OnlySoManyAreAskedAtOnce) {
  for (const char* pod : {"a", "b", "c"}) tests_.start(key_, check(pod));
  EXPECT_EQ(probe_.count(), 2U);
  EXPECT_EQ(tests_.unanswered(), 3U);
  probe_.answer(0, 200);
  settle();
  EXPECT_EQ(probe_.count(), 3U);
}

TEST_F(SmokeTestsTest, WhatDoesNotMatterAnyMoreIsCancelledAndForgotten) {
  tests_.start(key_, check("a"));
  tests_.start(key_, check("b"));
  tests_.retain(key_, {check("b").id});
  EXPECT_TRUE(probe_.at(0).cancelled);
  EXPECT_FALSE(probe_.at(1).cancelled);
  ASSERT_EQ(tests_.results(key_).size(), 1U);
  probe_.fail(0, "cancelled");
  settle();
  EXPECT_TRUE(changed_.empty());
}

TEST_F(SmokeTestsTest, AnOldAnswerDoesNotCountForTheSameQuestionAskedAnew) {
  tests_.start(key_, check("a"));
  tests_.retain(key_, {});
  tests_.start(key_, check("a"));
  ASSERT_EQ(probe_.count(), 2U);
  probe_.answer(0, 200);
  settle();
  EXPECT_EQ(verdict(), Verdict::Running);
  probe_.answer(1, 200);
  settle();
  EXPECT_EQ(verdict(), Verdict::Passed);
}

TEST_F(SmokeTestsTest, WhatAPodAnsweredCanBeForgottenAndAskedOfAnotherOne) {
  crds::SmokeTest test;
  test.retries = 0;
  tests_.start(key_, one({"a", "b"}, test));
  tests_.start(key_, check("c", test));
  probe_.answer(0, 500);
  probe_.answer(1, 500);
  settle();
  ASSERT_EQ(tests_.results(key_).size(), 2U);
  tests_.forget({"shop", "other"}, "a-uid");
  tests_.forget(key_, "b-uid");
  EXPECT_EQ(tests_.results(key_).size(), 2U);
  tests_.forget(key_, "a-uid");
  ASSERT_EQ(tests_.results(key_).size(), 1U);
  EXPECT_EQ(tests_.results(key_)[0].podUid, "c-uid");
  tests_.start(key_, one({"b"}, test));
  ASSERT_EQ(probe_.count(), 3U);
  EXPECT_EQ(probe_.at(2).request.host, "10.0.0.b");
}

TEST_F(SmokeTestsTest, ReleasesDoNotSeeEachOthersAnswers) {
  const kube::ObjectKey other{"shop", "api"};
  tests_.start(key_, check("a"));
  tests_.start(other, check("a"));
  tests_.retain(other, {});
  EXPECT_EQ(tests_.results(key_).size(), 1U);
  EXPECT_TRUE(tests_.results(other).empty());
}

TEST_F(SmokeTestsTest, AnAnswerAfterTheEndIsDropped) {
  auto gone = std::make_unique<SmokeTests>(probe_, loop_, mailbox_, SmokeTestOptions{},
                                           [](const kube::ObjectKey&) { FAIL(); });
  gone->start(key_, check("a"));
  gone.reset();
  EXPECT_TRUE(probe_.at(0).cancelled);
  probe_.answer(0, 200);
  settle();
}

TEST_F(SmokeTestsTest, TheVerdictSaysWhenItWasReached) {
  tests_.start(key_, check("a"));
  run(std::chrono::milliseconds(2500));
  probe_.answer(0, 200);
  settle();
  EXPECT_EQ(formatTime(tests_.results(key_).at(0).at), "2026-01-01T00:00:02Z");
}

TEST_F(SmokeTestsTest, AsksUntilThereAreAsManyGoodAnswersInARow) {
  crds::SmokeTest test;
  test.successThreshold = 2;
  tests_.start(key_, check("a", test));
  for (const int status : {200, 500, 200, 200}) {
    EXPECT_EQ(verdict(), Verdict::Running);
    probe_.answer(probe_.count() - 1, status);
    run(std::chrono::seconds(1));
  }
  EXPECT_EQ(probe_.count(), 4U);
  EXPECT_EQ(verdict(), Verdict::Passed);
}

TEST_F(SmokeTestsTest, OneIsAskedAndAnotherOneOnTheRetry) {
  tests_.start(key_, one({"a", "b"}));
  ASSERT_EQ(probe_.count(), 1U);
  EXPECT_EQ(probe_.at(0).request.host, "10.0.0.a");
  probe_.answer(0, 500);
  run(std::chrono::seconds(1));
  ASSERT_EQ(probe_.count(), 2U);
  EXPECT_EQ(probe_.at(1).request.host, "10.0.0.b");
  probe_.answer(1, 200);
  settle();
  EXPECT_EQ(verdict(), Verdict::Passed);
  EXPECT_EQ(tests_.results(key_).at(0).reason, "200 from pod b");
}

TEST_F(SmokeTestsTest, WhenOneFailsTheReasonNamesThePods) {
  crds::SmokeTest test;
  test.retries = 1;
  tests_.start(key_, one({"a", "b"}, test));
  probe_.answer(0, 500);
  run(std::chrono::seconds(1));
  probe_.answer(1, 503);
  settle();
  EXPECT_EQ(verdict(), Verdict::Failed);
  EXPECT_EQ(tests_.results(key_).at(0).reason,
            "500 instead of 200 from pod a (2 tries, last: 503 instead of 200 from pod b)");
}

TEST_F(SmokeTestsTest, APodThatComesMeanwhileCanBeAskedToo) {
  tests_.start(key_, one({"a"}));
  EXPECT_EQ(tests_.results(key_).at(0).pods, one({"a"}).pods);
  StartCheck both = one({"a", "b"});
  both.test.reset();
  tests_.start(key_, both);
  EXPECT_EQ(probe_.count(), 1U) << "the question to a is still open";
  probe_.answer(0, 500);
  run(std::chrono::seconds(1));
  ASSERT_EQ(probe_.count(), 2U);
  EXPECT_EQ(probe_.at(1).request.host, "10.0.0.b");
}

TEST_F(SmokeTestsTest, WithoutAPodToAskItWaitsForOne) {
  tests_.start(key_, one({"a"}));
  StartCheck none = one({"a"});
  none.test.reset();
  none.pods[0].available = false;
  tests_.start(key_, none);
  probe_.answer(0, 500);
  run(std::chrono::seconds(60));
  EXPECT_EQ(probe_.count(), 1U);
  EXPECT_EQ(verdict(), Verdict::Running);
  StartCheck again = one({"a"});
  again.test.reset();
  tests_.start(key_, again);
  EXPECT_EQ(probe_.count(), 2U);
  tests_.start(key_, again);
  EXPECT_EQ(probe_.count(), 2U);
}

TEST_F(SmokeTestsTest, NewPodsOfAQuestionThatNobodyAskedAreNone) {
  StartCheck refresh = one({"a"});
  refresh.test.reset();
  tests_.start(key_, refresh);
  EXPECT_EQ(probe_.count(), 0U);
  EXPECT_TRUE(tests_.results(key_).empty());
}

TEST_F(SmokeTestsTest, WhatWasDroppedWhileItWaitedForItsTurnIsAskedOnceWhenAskedAnew) {
  for (const char* pod : {"a", "b", "c"}) tests_.start(key_, check(pod));
  tests_.retain(key_, {check("a").id, check("b").id});
  tests_.start(key_, check("c"));
  probe_.answer(0, 200);
  probe_.answer(1, 200);
  settle();
  EXPECT_EQ(probe_.count(), 3U);
}

}  // namespace
}  // namespace slipway::controllers
