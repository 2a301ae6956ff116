#include "controllers/release/rollout_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>

namespace slipway::controllers {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// "slipway_rollouts_total rolling Promoted" -> what was recorded, in order. Declared: nothing yet.
class Recorded final : public kube::NullMetrics {
 public:
  std::map<std::string, std::vector<double>> series;
  void declare(const kube::MetricFamily& family, const kube::MetricLabels& labels) override {
    series[nameOf(family, labels)];
  }
  void record(const kube::MetricFamily& family, const kube::MetricLabels& labels,
              double value) override {
    series[nameOf(family, labels)].push_back(value);
  }

 private:
  static std::string nameOf(const kube::MetricFamily& family, const kube::MetricLabels& labels) {
    std::string name = family.name;
    for (const auto& [label, value] : labels) name += " " + std::string(value);
    return name;
  }
};

WallTime at(int second) {
  return WallTime{seconds(1'767'323'045 + second)};
}

crds::HistoryEntry ended(const std::string& hash, std::int32_t attempt, const std::string& outcome,
                         int from, int to, const std::string& reason = {}) {
  crds::HistoryEntry entry;
  entry.hash = hash;
  entry.attempt = attempt;
  entry.outcome = outcome;
  entry.reason = reason;
  entry.startedAt = at(from);
  entry.finishedAt = at(to);
  return entry;
}

crds::RollbackSeen rollback(bool automatic, std::optional<int> back) {
  crds::RollbackSeen seen;
  seen.name = "web-2-1";
  seen.automatic = automatic;
  seen.decidedAt = at(100);
  if (back) seen.trafficBackAt = at(*back);
  return seen;
}

class RolloutMetricsTest : public ::testing::Test {
 protected:
  RolloutMetricsTest() {
    before.meta.uid = after.meta.uid = "uid";
    before.status.phase = after.status.phase = "Progressing";
    metrics.changed(nullptr, &before, true, 0);
  }
  std::vector<double> values(const std::string& name) {
    const auto found = recorded.series.find(name);
    EXPECT_NE(found, recorded.series.end()) << name << " is not even declared";
    return found == recorded.series.end() ? std::vector<double>{} : found->second;
  }
  void change(bool leading = true) { metrics.changed(&before, &after, leading, 0); }

  Recorded recorded;
  RolloutMetrics metrics{recorded};
  crds::Release before;
  crds::Release after;
};

TEST_F(RolloutMetricsTest, EverySeriesOfAStrategyIsThereBeforeAnythingHappens) {
  for (const std::string outcome : {"Promoted", "RolledBack", "Held", "Superseded"}) {
    EXPECT_THAT(values("slipway_rollouts_total rolling " + outcome), IsEmpty());
    EXPECT_THAT(values("slipway_rollout_duration_seconds rolling " + outcome), IsEmpty());
  }
  EXPECT_THAT(values("slipway_lead_time_seconds rolling"), IsEmpty());
  EXPECT_THAT(values("slipway_time_to_detect_seconds rolling"), IsEmpty());
  EXPECT_THAT(values("slipway_time_to_restore_seconds rolling automatic"), IsEmpty());
  EXPECT_THAT(values("slipway_time_to_restore_seconds rolling requested"), IsEmpty());
  EXPECT_FALSE(recorded.series.contains("slipway_rollouts_total canary Promoted"));
}

TEST_F(RolloutMetricsTest, ARolloutThatEndsIsCountedOnceWithItsTime) {
  before.status.history = {ended("a", 1, "Promoted", -100, -50)};
  after.status.history = {ended("b", 1, "Promoted", 10, 70), ended("a", 1, "Promoted", -100, -50)};
  change();
  EXPECT_THAT(values("slipway_rollouts_total rolling Promoted"), ElementsAre(1));
  EXPECT_THAT(values("slipway_rollout_duration_seconds rolling Promoted"), ElementsAre(60));
  EXPECT_THAT(values("slipway_lead_time_seconds rolling"), ElementsAre(60));
  EXPECT_THAT(values("slipway_time_to_detect_seconds rolling"), IsEmpty());
  before = after;
  change();
  EXPECT_THAT(values("slipway_rollouts_total rolling Promoted"), ElementsAre(1));
}

TEST_F(RolloutMetricsTest, TwoThatEndInOneWriteAreTwo) {
  after.status.history = {ended("c", 1, "Promoted", 60, 70), ended("b", 1, "Superseded", 10, 60)};
  change();
  EXPECT_THAT(values("slipway_rollouts_total rolling Promoted"), ElementsAre(1));
  EXPECT_THAT(values("slipway_rollouts_total rolling Superseded"), ElementsAre(1));
}

TEST_F(RolloutMetricsTest, LeadTimeCountsFromTheFirstAttemptAtTheRevision) {
  before.status.history = {ended("b", 2, "RolledBack", 50, 60, "SmokeTestFailed"),
                           ended("b", 1, "RolledBack", 10, 20, "SmokeTestFailed"),
                           ended("a", 1, "Promoted", -50, -10)};
  after.status.history = before.status.history;
  after.status.history.insert(after.status.history.begin(), ended("b", 3, "Promoted", 70, 90));
  change();
  EXPECT_THAT(values("slipway_lead_time_seconds rolling"), ElementsAre(80));
  EXPECT_THAT(values("slipway_rollout_duration_seconds rolling Promoted"), ElementsAre(20));
}

TEST_F(RolloutMetricsTest, LeadTimeOfARevisionThatServedBeforeCountsFromItsReturn) {
  before.status.history = {ended("b", 1, "Promoted", 10, 20), ended("a", 1, "Promoted", -50, -10)};
  after.status.history = before.status.history;
  after.status.history.insert(after.status.history.begin(), ended("a", 1, "Promoted", 70, 90));
  change();
  EXPECT_THAT(values("slipway_lead_time_seconds rolling"), ElementsAre(20));
}

struct Detection {
  const char* outcome;
  const char* reason;
  bool detected;
};
class DetectionTest : public RolloutMetricsTest, public ::testing::WithParamInterface<Detection> {};
TEST_P(DetectionTest, IsWhatAChecksSaysNotWhatPeopleDecide) {
  after.status.history = {ended("b", 1, GetParam().outcome, 10, 25, GetParam().reason)};
  change();
  EXPECT_EQ(values("slipway_time_to_detect_seconds rolling"),
            GetParam().detected ? std::vector<double>{15} : std::vector<double>{});
}
INSTANTIATE_TEST_SUITE_P(Reasons, DetectionTest,
                         ::testing::Values(Detection{"RolledBack", "SmokeTestFailed", true},
                                           Detection{"Held", "ProgressDeadlineExceeded", true},
                                           Detection{"RolledBack", "RollbackRequested", false},
                                           Detection{"RolledBack", "RejectedByHand", false},
                                           Detection{"Superseded", "NewRevision", false},
                                           Detection{"Promoted", "", false}));

TEST_F(RolloutMetricsTest, RestoredOnceTrafficIsBack) {
  before.status.rollbacksSeen = {rollback(true, std::nullopt)};
  after.status.rollbacksSeen = {rollback(true, std::nullopt)};
  change();
  EXPECT_THAT(values("slipway_time_to_restore_seconds rolling automatic"), IsEmpty());
  after.status.rollbacksSeen = {rollback(true, 107)};
  change();
  EXPECT_THAT(values("slipway_time_to_restore_seconds rolling automatic"), ElementsAre(7));
  EXPECT_THAT(values("slipway_time_to_restore_seconds rolling requested"), IsEmpty());
  before = after;
  change();
  EXPECT_THAT(values("slipway_time_to_restore_seconds rolling automatic"), ElementsAre(7));
}

TEST_F(RolloutMetricsTest, DecidedAndBackInOneWriteCountsForTheUpdateThatWasKnown) {
  after.status.rollbacksSeen = {rollback(true, 100)};
  change();
  EXPECT_THAT(values("slipway_time_to_restore_seconds rolling automatic"), IsEmpty());
  before.status.update = crds::UpdateStatus{};
  before.status.update->startedAt = at(90);
  change();
  EXPECT_THAT(values("slipway_time_to_restore_seconds rolling automatic"), ElementsAre(0));
}

TEST_F(RolloutMetricsTest, WhatPeopleAskedForIsApart) {
  before.status.rollbacksSeen = {rollback(false, std::nullopt)};
  after.status.rollbacksSeen = {rollback(false, 103)};
  change();
  EXPECT_THAT(values("slipway_time_to_restore_seconds rolling requested"), ElementsAre(3));
}

TEST_F(RolloutMetricsTest, WhoDoesNotLeadCountsNoRollout) {
  after.status.history = {ended("b", 1, "Promoted", 10, 70)};
  change(false);
  EXPECT_THAT(values("slipway_rollouts_total rolling Promoted"), IsEmpty());
}

TEST_F(RolloutMetricsTest, WhatWasThereBeforeWeLookedIsNotCounted) {
  crds::Release other;
  other.meta.uid = "other";
  other.status.history = {ended("b", 1, "Promoted", 10, 70)};
  metrics.changed(nullptr, &other, true, 0);
  EXPECT_THAT(values("slipway_rollouts_total rolling Promoted"), IsEmpty());
  // Nor of another object of the same name.
  metrics.changed(&before, &other, true, 0);
  EXPECT_THAT(values("slipway_rollouts_total rolling Promoted"), IsEmpty());
}

TEST_F(RolloutMetricsTest, AStatusThatIsRebuiltCountsNothingAgain) {
  before.status.history = {ended("c", 1, "Promoted", 60, 70)};
  after.status.history = {ended("c", 1, "Promoted", 60, 70), ended("b", 1, "Promoted", 10, 20)};
  change();
  EXPECT_THAT(values("slipway_rollouts_total rolling Promoted"), IsEmpty());
}

TEST_F(RolloutMetricsTest, AClockThatWentBackMakesNoNegativeTime) {
  after.status.history = {ended("b", 1, "Promoted", 70, 10)};
  change();
  EXPECT_THAT(values("slipway_rollout_duration_seconds rolling Promoted"), ElementsAre(0));
}

TEST_F(RolloutMetricsTest, EveryReleaseIsInOnePhase) {
  const auto phase = [this](const std::string& name) {
    return values("slipway_releases " + name).back();
  };
  EXPECT_EQ(phase("Progressing"), 1);
  after.status.phase = "Healthy";
  change();
  EXPECT_EQ(phase("Progressing"), 0);
  EXPECT_EQ(phase("Healthy"), 1);
  crds::Release fresh;
  metrics.changed(nullptr, &fresh, true, 0);
  EXPECT_EQ(phase("Pending"), 1);
  metrics.changed(&fresh, nullptr, true, 0);
  EXPECT_EQ(phase("Pending"), 0);
  EXPECT_EQ(phase("Healthy"), 1);
}

TEST_F(RolloutMetricsTest, WhatCannotBeReadIsStalled) {
  metrics.changed(&before, nullptr, true, 1);
  EXPECT_EQ(values("slipway_releases Stalled").back(), 1);
  EXPECT_EQ(values("slipway_releases Progressing").back(), 0);
  metrics.changed(nullptr, &before, true, 0);
  EXPECT_EQ(values("slipway_releases Stalled").back(), 0);
  after.status.phase = "Stalled";
  change();
  EXPECT_EQ(values("slipway_releases Stalled").back(), 1);
}

}  // namespace
}  // namespace slipway::controllers
