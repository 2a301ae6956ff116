#include "sim/pod_script.h"

#include <gtest/gtest.h>

#include "base/yaml.h"

namespace slipway::sim {
namespace {

using std::chrono::seconds;

PodScript scriptOf(const char* yaml, FieldErrors* errors = nullptr) {
  const auto documents = parseYaml(yaml);
  FieldErrors own;
  PodScript script = readPodScript(Reader(documents->front(), errors ? *errors : own, "pods[0]"));
  EXPECT_TRUE(own.empty()) << own.front().text();
  return script;
}

TEST(PodScript, BecomesReadyAfterItsTime) {
  const PodScript script = scriptOf("readyAfter: 3s");
  EXPECT_FALSE(viewContainer(script, seconds(2)).ready);
  EXPECT_EQ(viewContainer(script, seconds(2)).nextChange, Duration(seconds(3)));
  EXPECT_TRUE(viewContainer(script, seconds(3)).ready);
  EXPECT_EQ(viewContainer(script, seconds(3)).nextChange, std::nullopt);
}

TEST(PodScript, NeverReadyRunsAndWaitsForNothing) {
  const ContainerView view = viewContainer(scriptOf("neverReady: true"), std::chrono::hours(1));
  EXPECT_TRUE(view.running);
  EXPECT_FALSE(view.ready);
  EXPECT_EQ(view.nextChange, std::nullopt);
}

TEST(PodScript, AnImageThatCannotBePulledNeverRuns) {
  const ContainerView view = viewContainer(scriptOf("imagePullError: true"), seconds(30));
  EXPECT_FALSE(view.pulled);
  EXPECT_FALSE(view.running);
}

TEST(PodScript, ACrashIsFollowedByTenThenTwentySecondsOfBackoff) {
  const PodScript script = scriptOf("{readyAfter: 1s, crashAfter: 5s}");
  EXPECT_TRUE(viewContainer(script, seconds(4)).ready);
  const ContainerView crashed = viewContainer(script, seconds(5));
  EXPECT_TRUE(crashed.backingOff);
  EXPECT_FALSE(crashed.running);
  EXPECT_EQ(crashed.restarts, 0);
  EXPECT_EQ(crashed.nextChange, Duration(seconds(15)));
  const ContainerView again = viewContainer(script, seconds(15));
  EXPECT_TRUE(again.running);
  EXPECT_EQ(again.restarts, 1);
  EXPECT_FALSE(again.ready);
  EXPECT_EQ(viewContainer(script, seconds(21)).nextChange, Duration(seconds(40)));
}

TEST(PodScript, CrashesCanEnd) {
  const PodScript script = scriptOf("{readyAfter: 1s, crashAfter: 5s, crashes: 1}");
  const ContainerView view = viewContainer(script, seconds(600));
  EXPECT_TRUE(view.ready);
  EXPECT_EQ(view.restarts, 1);
}

TEST(PodScript, AnswersByPathAndOtherwise200) {
  const PodScript script =
      scriptOf("http: {/healthz: 500, /slow: {status: 204, delay: 2s, body: ok}}");
  EXPECT_EQ(script.answer("/healthz").status, 500);
  EXPECT_EQ(script.answer("/healthz?full=1").status, 500);
  EXPECT_EQ(script.answer("/slow").delay, Duration(seconds(2)));
  EXPECT_EQ(script.answer("/").status, 200);
}

TEST(PodScript, AnswersByMethodFirst) {
  const PodScript script = scriptOf("http: {/orders: 405, POST /orders: 202}");
  EXPECT_EQ(script.answer("/orders", "POST").status, 202);
  EXPECT_EQ(script.answer("/orders", "PUT").status, 405);
}

TEST(PodScript, AnswersInTurnAndStaysWithTheLast) {
  const PodScript script = scriptOf("http: {/flaps: [200, 500, {status: 204, body: ok}]}");
  std::vector<int> statuses;
  statuses.reserve(5);
  for (std::size_t turn = 0; turn < 5; ++turn)
    statuses.push_back(script.answer("/flaps", "GET", turn).status);
  EXPECT_EQ(statuses, (std::vector<int>{200, 500, 204, 204, 204}));
}

TEST(PodScript, OnlyTheFirstPodsMayAnswerSo) {
  const PodScript script = scriptOf("http: {/: {status: 503, firstPods: 2}}");
  EXPECT_EQ(script.answer("/", "GET", 0, 1).status, 503);
  EXPECT_EQ(script.answer("/", "GET", 0, 2).status, 200);
}

TEST(PodScript, BodiesAreFilledUp) {
  const PodScript script = scriptOf("http: {/: {body: ok, bodySize: 100, headers: {X-A: b}}}");
  EXPECT_EQ(script.answer("/").body.size(), 100U);
  EXPECT_TRUE(script.answer("/").body.starts_with("ok "));
  using Header = std::pair<std::string, std::string>;
  EXPECT_EQ(script.answer("/").headers, (std::vector<Header>{{"X-A", "b"}}));
}

TEST(PodScript, WhatAnAnswerDoesNotHaveIsNamed) {
  FieldErrors errors;
  scriptOf("http: {/a: {code: 200}, /b: []}", &errors);
  ASSERT_EQ(errors.size(), 2U);
  EXPECT_EQ(errors[0].text(),
            "pods[0].http[/a].code: is not known; an answer has status, delay, body, bodySize, "
            "headers, firstPods");
  EXPECT_EQ(errors[1].text(), "pods[0].http[/b]: must not be an empty list");
}

TEST(PodScript, UnknownFieldsAndWrongDurationsNameTheirPath) {
  FieldErrors errors;
  scriptOf("{readyafter: 3s, crashAfter: soon}", &errors);
  ASSERT_EQ(errors.size(), 2U);
  EXPECT_EQ(errors[0].path, "pods[0].readyafter");
  EXPECT_EQ(errors[1].text(), "pods[0].crashAfter: must be a duration such as 3s or 500ms");
}

}  // namespace
}  // namespace slipway::sim
