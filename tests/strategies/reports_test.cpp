#include "strategies/reports.h"

#include <gtest/gtest.h>

#include "tests/strategies/builders.h"

namespace slipway::strategies {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)

crds::Rollback rollback() {
  crds::Rollback made;
  made.meta.name = "undo";
  made.meta.generation = 1;
  made.meta.uid = "u";
  made.spec.release = "web";
  made.spec.digest = "d";
  return made;
}
crds::Release releaseWith(const std::string& outcome) {
  crds::Release release = Given('b').snapshot().release;
  release.status.rollbacksSeen = {{"undo", "d", "u", false, false, 2, hashOf('b'), 1, 1,
                                   hashOf('a'), outcome, "because", at(950), std::nullopt,
                                   std::nullopt, ""}};
  return release;
}
// "Done | Ready=True"
template <typename Status>
std::string told(const Status& status) {
  std::string text = status.phase + " |";
  for (const auto& condition : status.conditions) {
    const bool holds = condition.status == kube::ConditionStatus::True;
    text += " " + condition.type + (holds ? "=True" : "=False");
  }
  return text;
}
std::string toldOf(const std::string& outcome) {
  const crds::Release release = releaseWith(outcome);
  return told(reportOf(rollback(), &release, at(1000)));
}

TEST(RollbackReport, SaysHowFarItIs) {
  EXPECT_EQ(toldOf("Running"), "RollingBack | Ready=False Reconciling=True");
  EXPECT_EQ(toldOf("Done"), "Done | Ready=True");
  EXPECT_EQ(toldOf("Superseded"), "Superseded | Ready=True");
  EXPECT_EQ(toldOf("Refused"), "Refused | Ready=False Stalled=True");
}

TEST(RollbackReport, WaitsForItsReleaseAndSaysWhichFieldNamesIt) {
  const auto status = reportOf(rollback(), nullptr, at(1000));
  EXPECT_EQ(told(status), "ReleaseNotFound | Ready=False Reconciling=True");
  EXPECT_NE(status.message.find("spec.releaseRef.name"), std::string::npos);
}

TEST(RollbackReport, OfOneThatWasCreatedAgainSaysThatItWasCarriedOutAlready) {
  auto again = rollback();
  again.meta.uid = "another";
  const crds::Release release = releaseWith("Done");
  const auto status = reportOf(again, &release, at(1000));
  EXPECT_EQ(told(status), "AlreadyCarriedOut | Ready=True");
  EXPECT_NE(status.message.find("another name"), std::string::npos);
}

TEST(RollbackReport, StaysWhenTheReleaseHasForgottenIt) {
  auto done = rollback();
  const crds::Release release = releaseWith("Done");
  done.status = reportOf(done, &release, at(1000));
  const crds::Release forgetful = Given('b').snapshot().release;
  EXPECT_EQ(reportOf(done, &forgetful, at(2000)), done.status);
  EXPECT_EQ(reportOf(done, nullptr, at(2000)), done.status);
}

TEST(RollbackReport, KeepsWhatTheChecksHadSaid) {
  crds::Release release = releaseWith("Running");
  crds::CheckStatus check;
  check.name = "smoke";
  check.revision = 2;
  check.verdict = crds::Verdict::Failed;
  check.reason = "500";
  release.status.verification = crds::VerificationStatus{crds::Verdict::Failed, {check}};
  auto told = rollback();
  told.status = reportOf(told, &release, at(1000));
  ASSERT_EQ(told.status.evidence.size(), 1U);
  EXPECT_EQ(told.status.evidence[0].reason, "500");
  release.status.verification.reset();
  EXPECT_EQ(reportOf(told, &release, at(1001)).evidence.size(), 1U);
}

TEST(RollbackReport, WithATimeToLiveExpiresAfterItsAnswer) {
  auto done = rollback();
  done.spec.ttlSecondsAfterFinished = 60;
  EXPECT_FALSE(expiryOf(done));
  const crds::Release release = releaseWith("Done");
  done.status = reportOf(done, &release, at(1000));
  EXPECT_EQ(expiryOf(done), at(1060));
  done.spec.ttlSecondsAfterFinished.reset();
  EXPECT_FALSE(expiryOf(done));
}

crds::Approval approval(const std::string& token, const std::string& decision = "Retry") {
  crds::Approval made;
  made.meta.name = "again";
  made.meta.generation = 1;
  made.spec = {"web", token, decision, ""};
  return made;
}

TEST(ApprovalReport, SaysWhetherTheTokenIsWaitedFor) {
  crds::Release release = Given('b').snapshot().release;
  release.status.waiting = crds::Waiting{"t.1.0", "Rejected", at(1), std::nullopt, ""};
  EXPECT_EQ(told(reportOf(approval("t.1.0"), &release, at(1000))),
            "Pending | Ready=False Reconciling=True");
  const auto stale = reportOf(approval("t.0.0"), &release, at(1000));
  EXPECT_EQ(told(stale), "Stale | Ready=False Stalled=True");
  EXPECT_NE(stale.message.find("t.1.0"), std::string::npos);
  release.status.commandsSeen = {{"again", "t.1.0", "Applied", "attempt 2", at(999)}};
  EXPECT_EQ(told(reportOf(approval("t.1.0"), &release, at(1000))), "Applied | Ready=True");
}

TEST(ApprovalReport, SaysWhatAStepStillWaitsFor) {
  crds::Release release = Given('b').snapshot().release;
  release.status.waiting = crds::Waiting{"t.1.1", "Step", at(1), std::nullopt, ""};
  const auto early = reportOf(approval("t.1.1", "Promote"), &release, at(1000));
  EXPECT_EQ(told(early), "Pending | Ready=False Reconciling=True");
  EXPECT_NE(early.message.find("has not passed yet"), std::string::npos) << early.message;
  release.status.waiting->reason = "Promotion";
  EXPECT_EQ(reportOf(approval("t.1.1", "Promote"), &release, at(1000)).message,
            "not looked at yet");
}

TEST(ApprovalReport, RefusesADecisionAboutSomethingElse) {
  crds::Release release = Given('b').snapshot().release;
  release.status.waiting = crds::Waiting{"t.1.0", "Rejected", at(1), std::nullopt, ""};
  for (const char* decision : {"Promote", "PromoteFully", "Skip", "Reject"}) {
    const auto refused = reportOf(approval("t.1.0", decision), &release, at(1000));
    EXPECT_EQ(told(refused), "NotApplicable | Ready=False Stalled=True") << decision;
    EXPECT_NE(refused.message.find("Retry can"), std::string::npos) << refused.message;
  }
  for (const char* reason : {"Step", "Pause", "Promotion"}) {
    release.status.waiting->reason = reason;
    EXPECT_EQ(told(reportOf(approval("t.1.0"), &release, at(1000))),
              "NotApplicable | Ready=False Stalled=True")
        << reason;
  }
}

TEST(ApprovalReport, GoesADayAfterItsAnswer) {
  auto asked = approval("t.1.0");
  EXPECT_FALSE(expiryOf(asked));
  const crds::Release release = Given('b').snapshot().release;
  asked.status = reportOf(asked, &release, at(1000));
  EXPECT_EQ(expiryOf(asked), at(1000 + 24 * 3600));
}

}  // namespace
}  // namespace slipway::strategies
