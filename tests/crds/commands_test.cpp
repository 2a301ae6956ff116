#include <gtest/gtest.h>

#include "base/yaml.h"
#include "crds/approval.h"
#include "crds/release.h"
#include "crds/rollback.h"

namespace slipway::crds {
namespace {

Value yaml(std::string_view text) {
  return parseYaml(text).value().at(0);
}
WallTime at(const char* text) {
  return *parseTime(text);
}

constexpr const char* kRollback = R"(
apiVersion: slipway.dev/v1alpha1
kind: Rollback
metadata: {name: undo, namespace: shop, uid: r-1, resourceVersion: "7", generation: 1}
spec:
  releaseRef: {name: web}
  from: {hash: "0123456789"}
  to: {revision: 3}
  reason: totals are wrong
  trigger: Automatic
  ttlSecondsAfterFinished: 60
)";

std::string problemOf(const char* spec) {
  const auto decoded = decodeRollback(yaml(kRollback).with("spec", yaml(spec)));
  return decoded.ok() ? "" : decoded.error().front().text();
}

TEST(RollbackCodec, ReadsEveryField) {
  const auto decoded = decodeRollback(yaml(kRollback));
  ASSERT_TRUE(decoded.ok());
  const RollbackSpec& spec = decoded->spec;
  EXPECT_EQ(spec.release, "web");
  EXPECT_EQ(spec.from, "0123456789");
  EXPECT_EQ(spec.toRevision, 3);
  EXPECT_EQ(spec.toHash, "");
  EXPECT_EQ(spec.reason, "totals are wrong");
  EXPECT_TRUE(spec.automatic);
  EXPECT_EQ(spec.ttlSecondsAfterFinished, 60);
  EXPECT_EQ(spec.digest.size(), 16U);
}

TEST(RollbackCodec, WritesTheSpecThatItReads) {
  const RollbackSpec spec = decodeRollback(yaml(kRollback))->spec;
  const auto again = decodeRollback(yaml(kRollback).with("spec", rollbackSpecValue(spec)));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->spec, spec);
}

TEST(RollbackCodec, TellsSpecsApartByTheirDigest) {
  const auto digest = [](const char* spec) {
    return decodeRollback(yaml(kRollback).with("spec", yaml(spec)))->spec.digest;
  };
  EXPECT_NE(digest("{releaseRef: {name: web}}"), digest("{releaseRef: {name: web}, reason: x}"));
  EXPECT_EQ(digest("{reason: x, releaseRef: {name: web}}"),
            digest("{releaseRef: {name: web}, reason: x}"));
}

TEST(RollbackCodec, NamesTheFieldThatIsWrong) {
  EXPECT_EQ(problemOf("{}"), "spec.releaseRef.name: is required");
  EXPECT_EQ(problemOf("{releaseRef: {name: web}, to: {}}"),
            "spec.to: give exactly one of: revision, hash");
  EXPECT_EQ(problemOf("{releaseRef: {name: web}, to: {revision: 1, hash: '0123456789'}}"),
            "spec.to: give exactly one of: revision, hash");
  EXPECT_EQ(problemOf("{releaseRef: {name: web}, from: {hash: 12}}"),
            "spec.from.hash: must be a string, not a number");
}

TEST(RollbackCodec, StatusSurvivesTheWayThroughTheServer) {
  RollbackStatus status;
  status.observedGeneration = 1;
  status.phase = "Done";
  status.message = "went back";
  status.from = RollbackRevision{4, "aaaa"};
  status.to = RollbackRevision{3, "bbbb"};
  status.evidence = {{"smoke", "Failed", "500"}};
  status.decidedAt = at("2026-01-01T00:00:00Z");
  status.trafficBackAt = at("2026-01-01T00:00:09Z");
  status.verifiedAt = at("2026-01-01T00:00:12Z");
  EXPECT_EQ(readRollbackStatus(rollbackStatusValue(status)), status);
  EXPECT_EQ(readRollbackStatus(Value()).observedGeneration, -1);
}

TEST(ApprovalCodec, ReadsEveryFieldAndNamesWhatIsWrong) {
  const Value whole = yaml(R"({metadata: {name: again, namespace: shop}, spec: {
      releaseRef: {name: web}, token: 0123456789.1.0, decision: Retry, reason: because}})");
  const auto decoded = decodeApproval(whole);
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded->spec, (ApprovalSpec{"web", "0123456789.1.0", "Retry", "because"}));
  const auto wrong = decodeApproval(whole.withPointer("/spec/decision", "Perhaps"));
  ASSERT_FALSE(wrong.ok());
  EXPECT_EQ(wrong.error().front().text(),
            "spec.decision: must be Promote, PromoteFully, Skip, Retry or Reject");
  ApprovalStatus status{1, {}, "Applied", "attempt 2"};
  EXPECT_EQ(readApprovalStatus(approvalStatusValue(status)), status);
}

// The largest status there can be.
ReleaseStatus crowded() {
  ReleaseStatus status;
  const std::string text(5000, 'x');
  const WallTime time = at("2026-01-01T00:00:00Z");
  status.observedGeneration = 1;
  status.message = text;
  for (int i = 0; i < 8; ++i) {
    status.conditions.push_back({"Type" + std::to_string(i), kube::ConditionStatus::True, 1, time,
                                 "Reason", truncateUtf8(text, 1024)});
  }
  for (std::size_t i = 0; i < kMaxRejected; ++i) {
    status.rejected.push_back({1, std::string(64, 'a'), {std::string(128, 'r'), text, time}});
  }
  for (std::size_t i = 0; i < kMaxHistory; ++i) {
    status.history.push_back({1, std::string(64, 'a'), std::string(128, 'v'), 1,
                              Texts(std::vector<std::string>(9, text)), "Promoted",
                              std::string(128, 'r'), time, time, 7});
  }
  for (std::size_t i = 0; i < kMaxRollbacksSeen; ++i) {
    RollbackSeen seen;
    seen.name = std::string(253, 'n');
    seen.digest = std::string(16, 'd');
    seen.automatic = seen.recorded = true;
    seen.fromHash = seen.toHash = std::string(64, 'a');
    seen.outcome = "Superseded";
    seen.message = text;
    seen.decidedAt = time;
    seen.trafficBackAt = seen.verifiedAt = time;
    seen.verified = "Passed";
    status.rollbacksSeen.push_back(seen);
  }
  for (std::size_t i = 0; i < kMaxCommandsSeen; ++i) {
    status.commandsSeen.push_back(
        {std::string(253, 'n'), std::string(96, 't'), "Applied", text, time});
  }
  return status;
}

TEST(ReleaseStatusCodec, KeepsWhatItRemembersOfDecisions) {
  ReleaseStatus status;
  status.observedGeneration = 3;
  const WallTime time = at("2026-01-01T00:00:00Z");
  status.waiting = Waiting{"0123456789.1.0", "Rejected", time, std::nullopt, "retry"};
  status.history = {{2, "b", "1.2", 1, {"web:2"}, "Promoted", "", time, time, 5}};
  RollbackSeen seen;
  seen.name = "undo";
  seen.digest = "d";
  seen.fromHash = "b";
  seen.toHash = "a";
  seen.outcome = "Running";
  seen.decidedAt = time;
  status.rollbacksSeen = {seen};
  status.commandsSeen = {{"again", "0123456789.1.0", "Applied", "attempt 2", time}};
  EXPECT_EQ(readStatus(statusValue(status)), status);
}

TEST(ReleaseStatusCodec, StaysBelow64KiBWithEverythingFull) {
  EXPECT_LT(printJson(statusValue(crowded())).size(), std::size_t{64} << 10);
}

TEST(ReleaseStatusCodec, CutTextsReadBackAsTheyWereWritten) {
  const Value written = statusValue(crowded());
  EXPECT_EQ(statusValue(readStatus(written)), written);
}

}  // namespace
}  // namespace slipway::crds
