#include "crds/release.h"

#include <gtest/gtest.h>

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
            (SmokeTest{"smoke", {"/healthz", "http", 0, 204}, std::chrono::seconds(7)}));
  EXPECT_EQ(spec.smokeTests[1], (SmokeTest{"raw", {"/", "", 8080, 200}, std::chrono::seconds(5)}));
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
              Value::object({{"canary", Value::object()}}), "spec.strategy"},
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
  status.replicas = 12;
  status.readyReplicas = 11;
  status.availableReplicas = 10;
  status.updatedReplicas = 2;
  status.servingReplicas = 12;
  status.selector = "app=web";
  status.verification =
      VerificationStatus{Verdict::Passed, {{"smoke", 7, 2, Verdict::Passed, 2, 2, "200"}}};
  status.rejected = {{5, "0123456789", {"SmokeTestFailed", "500 instead of 200", at}}};
  return status;
}

TEST(StatusCodec, ComesBackAsItWent) {
  EXPECT_EQ(readStatus(statusValue(fullStatus())), fullStatus());
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
