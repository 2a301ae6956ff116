#include "crds/release.h"

#include <functional>
#include <gtest/gtest.h>
#include <set>

#include "base/yaml.h"

namespace slipway::crds {
namespace {

constexpr const char* kFull = R"(
apiVersion: slipway.dev/v1alpha1
kind: Release
metadata: {name: web, namespace: shop, uid: u-1, resourceVersion: "7", generation: 3}
spec:
  version: "1.4.2+build.7"
  replicas: 10
  selector: {matchLabels: {app: web}}
  minReadySeconds: 5
  progressDeadlineSeconds: 60
  revisionHistoryLimit: 3
  paused: true
  strategy: {rolling: {maxSurge: 2, maxUnavailable: 10%}}
  verification:
    smokeTests:
    - {name: smoke, timeout: 7s, http: {path: /healthz, port: http, expect: {status: 204}}}
    - {name: raw, http: {port: 8080}}
  template:
    metadata: {labels: {app: web, tier: front}}
    spec: {containers: [{name: web, image: "web:1"}]}
)";

Value yaml(std::string_view text) {
  return parseYaml(text).value().at(0);
}

Value full() {
  return yaml(kFull);
}

TEST(ReleaseCodec, ReadsEveryField) {
  const auto decoded = decodeRelease(full());
  ASSERT_TRUE(decoded.ok());
  const ReleaseSpec& spec = decoded->spec;
  EXPECT_EQ(decoded->meta.generation, 3);
  EXPECT_EQ(spec.version, "1.4.2+build.7");
  EXPECT_EQ(spec.replicas, 10);
  EXPECT_EQ(spec.selector, (kube::Labels{{"app", "web"}}));
  EXPECT_EQ(spec.templateLabels, (kube::Labels{{"app", "web"}, {"tier", "front"}}));
  EXPECT_EQ(spec.templateDigest.size(), 64U);
  EXPECT_EQ(spec.minReadySeconds, 5);
  EXPECT_EQ(spec.progressDeadlineSeconds, 60);
  EXPECT_EQ(spec.revisionHistoryLimit, 3);
  EXPECT_TRUE(spec.paused);
  EXPECT_EQ(std::get<RollingStrategy>(spec.strategy), (RollingStrategy{{2, false}, {10, true}}));
  ASSERT_EQ(spec.smokeTests.size(), 2U);
  EXPECT_EQ(spec.smokeTests[0],
            (SmokeTest{"smoke", {"/healthz", "http", 0, {{204}}}, std::chrono::seconds(7)}));
  EXPECT_EQ(spec.smokeTests[1], (SmokeTest{"raw", {"/", "", 8080}, std::chrono::seconds(5)}));
}

constexpr const char* kSmokeTests = R"(
- name: order
  timeout: 10s
  retries: 0
  successThreshold: 3
  pods: One
  http:
    method: POST
    path: /orders
    port: 8080
    headers: [{name: Content-Type, value: text/plain}]
    body: hello
    expect:
      statusRange: 200-204
      headers: [{name: X-A, contains: a}, {name: X-B, value: b}]
      bodyContains: welcome
      json:
      - {pointer: /a, equals: "0.50"}
      - {pointer: /b, equals: 3}
      - {pointer: /c, atLeast: "0.50"}
      - {pointer: /d, atMost: 7}
      - {pointer: "", exists: true}
      maxLatency: 250ms
)";

TEST(SmokeTestCodec, ReadsEveryField) {
  using Kind = ExpectedJson::Kind;
  const auto decoded =
      decodeRelease(full().withPointer("/spec/verification/smokeTests", yaml(kSmokeTests)));
  ASSERT_TRUE(decoded.ok()) << decoded.error().front().text();
  SmokeTest test;
  test.name = "order";
  test.timeout = std::chrono::seconds(10);
  test.retries = 0;
  test.successThreshold = 3;
  test.pods = PodChoice::One;
  test.http.method = "POST";
  test.http.path = "/orders";
  test.http.port = 8080;
  test.http.headers = {{"Content-Type", "text/plain"}};
  test.http.body = "hello";
  test.http.expect.status = {200, 204};
  test.http.expect.headers = {{"X-A", "a", false}, {"X-B", "b", true}};
  test.http.expect.bodyContains = "welcome";
  test.http.expect.json = {{"/a", Kind::Equals, "0.50"},
                           {"/b", Kind::Equals, 3},
                           {"/c", Kind::AtLeast, Value::number("0.50")},
                           {"/d", Kind::AtMost, 7},
                           {"", Kind::Exists, true}};
  test.http.expect.maxLatency = std::chrono::milliseconds(250);
  EXPECT_EQ(decoded->spec.smokeTests, std::vector<SmokeTest>{test});
}

TEST(SmokeTestCodec, WhatIsWrongIsNamedWithTheFix) {
  struct Row {
    const char* pointer;
    Value value;
    const char* text;
  };
  const std::string at = "spec.verification.smokeTests[0].http.";
  const std::vector<Row> rows{
      {"/method", "BREW", "method: must be one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"},
      {"/method", "GET", "body: only POST, PUT and PATCH take one; set method, or remove body"},
      {"/headers/0/name", "HOST", "headers[0].name: this header is set for you; remove it"},
      {"/expect/status", 200, "expect: give status or statusRange, not both"},
      {"/expect/statusRange", "2-4",
       "expect.statusRange: must be two numbers from 100 to 599, as in 200-299"},
      {"/expect/statusRange", "200-2a9",
       "expect.statusRange: must be two numbers from 100 to 599, as in 200-299"},
      {"/expect/json/2/atLeast", Value::number("0.5"),
       "expect.json[2].atLeast: must be an integer or a string; write fractions, true, false and "
       "null in quotes, as in \"0.5\""},
      {"/expect/json/2/atLeast", "05",
       "expect.json[2].atLeast: must be an integer or a decimal in quotes, as in \"0.5\""},
      {"/expect/json/0/pointer", "a",
       "expect.json[0].pointer: must be a JSON pointer: empty, or /-separated with ~1 for / and ~0 "
       "for ~"},
  };
  const Value good = full().withPointer("/spec/verification/smokeTests", yaml(kSmokeTests));
  for (const Row& row : rows) {
    const auto decoded = decodeRelease(good.withPointer(
        std::string("/spec/verification/smokeTests/0/http") + row.pointer, row.value));
    ASSERT_FALSE(decoded.ok()) << row.text;
    EXPECT_EQ(decoded.error().front().text(), at + row.text);
  }
}

// An edited test is another test, whatever was edited.
TEST(SmokeTestCodec, EveryEditChangesTheDefinition) {
  struct Edit {
    const char* pointer;
    Value value;
  };
  const std::vector<Edit> edits{{"/timeout", "11s"},
                                {"/retries", 1},
                                {"/successThreshold", 4},
                                {"/pods", "Each"},
                                {"/http/method", "PUT"},
                                {"/http/path", "/order"},
                                {"/http/port", 8081},
                                {"/http/port", "http"},
                                {"/http/headers/0/name", "Accept"},
                                {"/http/headers/0/value", "text/html"},
                                {"/http/headers/-", yaml("{name: X, value: z}")},
                                {"/http/body", "hello!"},
                                {"/http/expect/statusRange", "201-204"},
                                {"/http/expect/statusRange", "200-205"},
                                {"/http/expect/headers/0/name", "X-C"},
                                {"/http/expect/headers/0/contains", "b"},
                                {"/http/expect/headers/1", yaml("{name: X-B, contains: b}")},
                                {"/http/expect/bodyContains", "Welcome"},
                                {"/http/expect/json/0/pointer", "/aa"},
                                {"/http/expect/json/0/equals", "0.51"},
                                {"/http/expect/json/1/equals", "3"},
                                {"/http/expect/json/1", yaml("{pointer: /b, atLeast: 3}")},
                                {"/http/expect/json/1", yaml("{pointer: /b, atMost: 3}")},
                                {"/http/expect/json/4/exists", false},
                                {"/http/expect/maxLatency", "251ms"}};
  const Value tests = yaml(kSmokeTests);
  const auto definitionOf = [&](const Value& edited) {
    const auto decoded = decodeRelease(full().withPointer("/spec/verification/smokeTests", edited));
    EXPECT_TRUE(decoded.ok()) << decoded.error().front().text();
    return decoded->spec.smokeTests.at(0).definition();
  };
  std::set<std::string> definitions{definitionOf(tests)};
  for (const Edit& edit : edits) {
    const Value edited = tests.withPointer(std::string("/0") + edit.pointer, edit.value);
    EXPECT_TRUE(definitions.insert(definitionOf(edited)).second) << edit.pointer;
  }
  EXPECT_EQ(definitionOf(tests.withPointer("/0/name", "other")), definitionOf(tests));
}

TEST(SmokeTestCodec, WhatIsAskedIsToldInALineThatStaysShort) {
  HttpTest http{"/healthz", "http"};
  EXPECT_EQ(requestText(http), "GET /healthz port http");
  http = {"/" + std::string(1000, 'a'), "", 65535};
  EXPECT_LE(requestText(http).size(), 256U);
  EXPECT_TRUE(requestText(http).ends_with(" port 65535"));
}

TEST(ReleaseCodec, AppliesTheSchemasDefaults) {
  const auto decoded = decodeRelease(full()
                                         .withoutPointer("/spec/strategy")
                                         .withoutPointer("/spec/replicas")
                                         .withoutPointer("/spec/progressDeadlineSeconds")
                                         .withoutPointer("/spec/revisionHistoryLimit"));
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded->spec.replicas, 1);
  EXPECT_EQ(decoded->spec.progressDeadlineSeconds, 600);
  EXPECT_EQ(decoded->spec.revisionHistoryLimit, 10);
  EXPECT_EQ(std::get<RollingStrategy>(decoded->spec.strategy),
            (RollingStrategy{{25, true}, {25, true}}));
  EXPECT_EQ(decoded->status.observedGeneration, -1);
}

struct Wrong {
  const char* name;
  const char* pointer;
  Value value;
  const char* path;
};

class WrongField : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongField, IsNamed) {
  const auto decoded = decodeRelease(full().withPointer(GetParam().pointer, GetParam().value));
  ASSERT_FALSE(decoded.ok()) << GetParam().name;
  EXPECT_EQ(decoded.error().front().path, GetParam().path);
}

INSTANTIATE_TEST_SUITE_P(
    Release, WrongField,
    ::testing::Values(
        Wrong{"replicas in words", "/spec/replicas", "many", "spec.replicas"},
        Wrong{"replicas below 0", "/spec/replicas", -1, "spec.replicas"},
        Wrong{"replicas beyond 32 bits", "/spec/replicas", std::int64_t{1} << 33, "spec.replicas"},
        Wrong{"a template that is a list", "/spec/template", Value::array(), "spec.template"},
        Wrong{"a label that is a number", "/spec/template/metadata/labels/app", 1,
              "spec.template.metadata.labels.app"},
        Wrong{"a selector the template lacks", "/spec/selector/matchLabels/x", "y",
              "spec.selector"},
        Wrong{"a surge in words", "/spec/strategy/rolling/maxSurge", "two",
              "spec.strategy.rolling.maxSurge"},
        Wrong{"a strategy that does not exist yet", "/spec/strategy",
              Value::object({{"abTest", Value::object()}}), "spec.strategy"},
        Wrong{"a canary without steps", "/spec/strategy", yaml("{canary: {}}"),
              "spec.strategy.canary.steps"},
        Wrong{"a step that does two things", "/spec/strategy",
              yaml("{canary: {steps: [{setWeight: 1, setReplicas: 1}]}}"),
              "spec.strategy.canary.steps[0]"},
        Wrong{"weights that go down", "/spec/strategy",
              yaml("{canary: {steps: [{setWeight: 50}, {setWeight: 20}]}}"),
              "spec.strategy.canary.steps"},
        Wrong{"a weight above 100", "/spec/strategy", yaml("{canary: {steps: [{setWeight: 101}]}}"),
              "spec.strategy.canary.steps[0].setWeight"},
        Wrong{"a step that verifies by an unknown test", "/spec/strategy",
              yaml("{canary: {steps: [{verify: {checks: [speed]}}]}}"),
              "spec.strategy.canary.steps"},
        Wrong{"a pause both timed and decided", "/spec/strategy",
              yaml("{canary: {steps: [{pause: {duration: 5m, timeout: 1h}}]}}"),
              "spec.strategy.canary.steps[0].pause"},
        Wrong{"a preview of no pods", "/spec/strategy", yaml("{blueGreen: {previewReplicas: 0%}}"),
              "spec.strategy.blueGreen.previewReplicas"},
        Wrong{"a timeout of an automatic promotion", "/spec/strategy",
              yaml("{blueGreen: {timeout: 1h}}"), "spec.strategy.blueGreen"},
        Wrong{"a Service that brings its selector", "/spec/traffic",
              yaml("{services: [{name: web, template: {spec: {selector: {app: web}}}}]}"),
              "spec.traffic.services[0].template.spec.selector"},
        Wrong{"one Service twice", "/spec/traffic", yaml("{services: [{name: a}, {name: a}]}"),
              "spec.traffic.services[1].name"},
        Wrong{"a drain beyond its range", "/spec/traffic", yaml("{drain: 11m}"),
              "spec.traffic.drain"},
        Wrong{"a port beyond the range", "/spec/verification/smokeTests/0/http/port", 70000,
              "spec.verification.smokeTests[0].http.port"},
        Wrong{"an endless timeout", "/spec/verification/smokeTests/1/timeout", "2h",
              "spec.verification.smokeTests[1].timeout"},
        Wrong{"paused in words", "/spec/paused", "yes", "spec.paused"}),
    [](const auto& row) {
      std::string name = row.param.name;
      for (char& c : name) {
        if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
      }
      return name;
    });

TEST(ReleaseCodec, AnEmptySpecIsRefusedByItsTemplate) {
  const auto decoded = decodeRelease(full().with("spec", Value::object()));
  ASSERT_FALSE(decoded.ok());
  EXPECT_EQ(decoded.error().front().path, "spec.template");
}

ReleaseStatus fullStatus() {
  const WallTime at = *parseTime("2026-01-02T03:04:05Z");
  ReleaseStatus status;
  status.observedGeneration = 7;
  status.conditions = {{"Ready", kube::ConditionStatus::True, 7, at, "Complete", "all well"}};
  status.phase = "Healthy";
  status.message = "all well";
  status.stable = RevisionRef{6, "91be02aa7c", "1.4.1"};
  status.update = UpdateStatus{{7, "6f2c9d41ab", "1.4.2"}, 2, at, at, 3};
  status.update->step = 2;
  status.update->steps = 5;
  status.update->stepsDigest = "0123456789";
  status.update->servingAt = at;
  status.traffic = {{"web", Reach::Revision, "91be02aa7c", at, 2, "kubectl"},
                    {"web-preview", Reach::Foreign, "", at, 0, ""}};
  status.replicas = 12;
  status.readyReplicas = 11;
  status.availableReplicas = 10;
  status.updatedReplicas = 2;
  status.servingReplicas = 12;
  status.selector = "app=web";
  status.verification = VerificationStatus{
      Verdict::Passed, {{"smoke", 7, 2, Verdict::Passed, 2, 2, "200", "GET / port http", at}}};
  status.rejected = {{5, "0123456789", {"SmokeTestFailed", "500 instead of 200", at}}};
  return status;
}

TEST(StatusCodec, ComesBackAsItWent) {
  EXPECT_EQ(readStatus(statusValue(fullStatus())), fullStatus());
}

using Edit = std::function<void(ReleaseStatus&)>;

TEST(OnlyTells, NumbersMessagesAndTestsThatDidNotFail) {
  const Edit edits[] = {
      [](ReleaseStatus& s) { s.replicas = s.updatedReplicas = s.servingReplicas = 1; },
      [](ReleaseStatus& s) { s.readyReplicas = s.availableReplicas = 1; },
      [](ReleaseStatus& s) { s.message = "creating"; },
      [](ReleaseStatus& s) { s.conditions[0].message = s.conditions[0].reason = "Creating"; },
      [](ReleaseStatus& s) { ++s.update->availableMax; },
      [](ReleaseStatus& s) { s.traffic[0].hash = "6f2c9d41ab"; },
      [](ReleaseStatus& s) {
        s.traffic[0].reach = Reach::Release;
        s.traffic[0].hash.clear();
        s.traffic[0].since += std::chrono::seconds(9);
      },
      [](ReleaseStatus& s) { s.verification->checks[0].passed = 3; },
      [](ReleaseStatus& s) {
        s.verification->state = s.verification->checks[0].verdict = Verdict::Running;
        s.verification->checks[0].passed = 1;
        s.conditions.push_back({"Verified", kube::ConditionStatus::Unknown, 7, {}, "Running", ""});
      },
  };
  for (const Edit& edit : edits) {
    ReleaseStatus next = fullStatus();
    edit(next);
    EXPECT_FALSE(sameStatus(next, fullStatus())) << &edit - edits;
    EXPECT_TRUE(onlyTells(next, fullStatus())) << &edit - edits;
  }
}

TEST(OnlyTells, NothingThatWasDecidedOrFoundOut) {
  const Edit edits[] = {
      [](ReleaseStatus& s) { ++s.observedGeneration; },
      [](ReleaseStatus& s) { s.phase = "Progressing"; },
      [](ReleaseStatus& s) { s.conditions[0].status = kube::ConditionStatus::False; },
      [](ReleaseStatus& s) { s.conditions.clear(); },
      [](ReleaseStatus& s) { s.stable->revision = 7; },
      [](ReleaseStatus& s) { s.update.reset(); },
      [](ReleaseStatus& s) { ++s.update->step; },
      [](ReleaseStatus& s) { s.update->promotedAt = s.update->startedAt; },
      [](ReleaseStatus& s) { s.verification->state = Verdict::Failed; },
      [](ReleaseStatus& s) { s.verification.reset(); },
      [](ReleaseStatus& s) { s.traffic[0].reach = Reach::Foreign; },
      [](ReleaseStatus& s) { ++s.traffic[0].resets; },
      [](ReleaseStatus& s) { s.traffic.clear(); },
      [](ReleaseStatus& s) { s.rejected.clear(); },
      [](ReleaseStatus& s) { s.waiting = Waiting{"t", "Step", {}, std::nullopt, ""}; },
      [](ReleaseStatus& s) { s.history.emplace_back(); },
      [](ReleaseStatus& s) { s.commandsSeen.emplace_back(); },
      [](ReleaseStatus& s) { s.rollbacksSeen.emplace_back(); },
      [](ReleaseStatus& s) { s.workload.emplace(); },
      [](ReleaseStatus& s) { s.selector = "app=other"; },
  };
  for (const Edit& edit : edits) {
    ReleaseStatus next = fullStatus();
    edit(next);
    EXPECT_FALSE(onlyTells(next, fullStatus())) << &edit - edits;
  }
}

TEST(StatusCodec, ComesBackThroughText) {
  const auto text = printJson(statusValue(fullStatus()));
  EXPECT_EQ(readStatus(parseJson(text).value()), fullStatus());
}

TEST(StatusCodec, WhatCannotBeReadCountsAsAbsent) {
  const ReleaseStatus read = readStatus(yaml("{stable: [], update: 7, conditions: no, phase: {}}"));
  EXPECT_EQ(read, ReleaseStatus{});
}

TEST(StatusCodec, ABrokenStatusDoesNotBreakTheRelease) {
  EXPECT_TRUE(decodeRelease(full().with("status", "gone")).ok());
}

TEST(StatusCodec, LongTextsAreCut) {
  ReleaseStatus status = fullStatus();
  status.message = std::string(5000, 'x');
  EXPECT_LE(statusValue(status)["message"].stringOr("").size(), 1024U);
}

TEST(RejectionCodec, ComesBackAsItWent) {
  const Rejection why{"SmokeTestFailed", "500 \"instead\" of 200",
                      *parseTime("2026-01-02T03:04:05Z")};
  EXPECT_EQ(readRejection(rejectionText(why)), why);
}

TEST(RejectionCodec, WordsRejectToo) {
  const Rejection read = readRejection("by hand, ask ops");
  EXPECT_EQ(read.reason, "Rejected");
  EXPECT_EQ(read.message, "by hand, ask ops");
}

}  // namespace
}  // namespace slipway::crds
