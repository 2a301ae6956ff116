#include "strategies/workload.h"

#include <gtest/gtest.h>

#include "strategies/release_plan.h"
#include "strategies/traffic/services.h"
#include "tests/strategies/builders.h"

namespace slipway::strategies {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)
using Lines = std::vector<std::string>;
using crds::ScaleDown;
using std::chrono::seconds;

// The spec names it, and status knows it as it is.
Given& adopting(Given& given, WorkloadView view, ScaleDown scaleDown = ScaleDown::OnSuccess) {
  given.spec().workload = crds::WorkloadRef{view.name, scaleDown};
  view.digest = given.spec().templateDigest;
  given.snapshot().release.meta.finalizers = {std::string(crds::kTrafficFinalizer)};
  const bool ours = view.standing == Standing::Ours;
  given.snapshot().workloads.push_back(std::move(view));
  if (ours) given.status().workload = nextWorkload(given);
  return given;
}
// Its first revision is on its way, with so many pods that passed.
Given firstDeploy(std::int32_t passed) {
  auto given = Given('a').update('a', 1);
  given.with(revision('a', 1, 4, passed)).passed('a', passed);
  return given;
}
// Its first revision is stable, and all there.
Given deployed() {
  auto given = Given('a').stable('a', 1);
  given.with(revision('a', 1, 4));
  return given;
}
// A Service leads users to it since so long ago.
void ledTo(Given& given, char to, std::int64_t secondsAgo) {
  given.snapshot().services.push_back(service(to));
  given.spec().traffic.services.push_back({"web", crds::ServiceRole::Stable, Value()});
  const Leads leads = leadsOf(given, given.snapshot().services.back());
  given.status().traffic.push_back({"web", leads.reach, leads.hash, at(0), 0, ""});
  given.snapshot().elapsed.sinceTraffic = seconds(secondsAgo);
}
bool has(const Lines& lines, const std::string& line) {
  return std::find(lines.begin(), lines.end(), line) != lines.end();
}
std::string problemReason(const Snapshot& snapshot) {
  const auto problem = workloadProblem(snapshot);
  return problem ? problem->reason : "";
}

// --- Adopting -----------------------------------------------------------------------------------

TEST(Adopting, TakesTheFinalizerFirst) {
  auto given = firstDeploy(0);
  auto view = workload(4);
  view.standing = Standing::Unclaimed;
  adopting(given, view);
  EXPECT_TRUE(has(lines(planRelease(given)), "adopt web of 4"));
  given.snapshot().release.meta.finalizers.clear();
  EXPECT_TRUE(has(lines(planRelease(given)), "finalizer on"));
  EXPECT_FALSE(has(lines(planRelease(given)), "adopt web of 4"));
}

TEST(Adopting, RemembersWhatWasThereBefore) {
  auto given = firstDeploy(0);
  auto view = workload(0);  // its label was taken off
  view.standing = Standing::Unclaimed;
  adopting(given, view);
  EXPECT_TRUE(has(lines(planRelease(given)), "adopt web of 4"));
}

TEST(Adopting, IsKeptFromByProblemsThatNameTheField) {
  auto missing = firstDeploy(0);
  auto view = workload(4);
  view.standing = Standing::Missing;
  adopting(missing, view);
  EXPECT_EQ(problemReason(missing), "WorkloadMissing");
  EXPECT_EQ(lines(planRelease(missing)), Lines{});
  EXPECT_TRUE(planRelease(missing).requeueAfter);

  auto taken = firstDeploy(0);
  view.standing = Standing::Taken;
  view.taker = "Release api";
  adopting(taken, view);
  EXPECT_EQ(problemReason(taken), "WorkloadTaken");
  EXPECT_NE(workloadProblem(taken)->message.find("spec.workloadRef"), std::string::npos);
  EXPECT_NE(workloadProblem(taken)->message.find("Release api"), std::string::npos);

  auto unlabelled = firstDeploy(0);
  adopting(unlabelled, workload(4));
  unlabelled.spec().templateLabels = {};
  EXPECT_EQ(problemReason(unlabelled), "WorkloadUnusable");
}

// --- Its own pods -------------------------------------------------------------------------------

TEST(OnSuccess, LeavesThemUntilTheFirstRevisionIsStable) {
  auto given = firstDeploy(4);
  adopting(given, workload(4));
  for (const auto& line : lines(planRelease(given))) EXPECT_NE(line.substr(0, 4), "hold") << line;
}

TEST(OnSuccess, TakesThemAllThen) {
  auto given = deployed();
  adopting(given, workload(4));
  EXPECT_EQ(lines(planRelease(given)), Lines{"hold web at 0"});
}

TEST(OnSuccess, WaitsUntilEveryNodeHasSeenThatNoServiceLeadsToThem) {
  auto given = deployed();
  adopting(given, workload(4));
  ledTo(given, 'a', 4);
  EXPECT_EQ(lines(planRelease(given)), Lines{});
  EXPECT_EQ(planRelease(given).requeueAfter, seconds(6));
  given.snapshot().elapsed.sinceTraffic = seconds(10);
  EXPECT_EQ(lines(planRelease(given)), Lines{"hold web at 0"});
}

TEST(OnSuccess, LeavesThemWhileUsersReachThem) {
  auto given = deployed();
  adopting(given, workload(4));
  ledTo(given, '?', 100);
  EXPECT_FALSE(has(lines(planRelease(given)), "hold web at 0"));
}

TEST(OnSuccess, LeavesThemWhileStablePodsAreMissing) {
  auto given = Given('a').stable('a', 1);
  given.with(revision('a', 1, 4, 3));
  adopting(given, workload(4));
  EXPECT_FALSE(has(lines(planRelease(given)), "hold web at 0"));
}

TEST(Never, LeavesThem) {
  auto given = deployed();
  adopting(given, workload(4), ScaleDown::Never);
  EXPECT_EQ(lines(planRelease(given)), Lines{});
}

struct ProgressRow {
  std::int32_t passed;
  std::int32_t there;
  std::string expected;  // empty: nothing
};
class Progressively : public ::testing::TestWithParam<ProgressRow> {};

TEST_P(Progressively, GivesUpOneForEachThatPassed) {
  const auto& row = GetParam();
  auto given = firstDeploy(row.passed);
  adopting(given, workload(row.there), ScaleDown::Progressively);
  std::string found;
  for (const auto& line : lines(planRelease(given)))
    if (line.starts_with("hold")) found = line;
  EXPECT_EQ(found, row.expected);
}

INSTANTIATE_TEST_SUITE_P(Rows, Progressively,
                         ::testing::Values(ProgressRow{0, 4, ""},
                                           ProgressRow{1, 4, "hold web at 3"},
                                           ProgressRow{3, 4, "hold web at 1"},
                                           ProgressRow{3, 1, ""},
                                           // Pods that fail for a moment bring no others up again.
                                           ProgressRow{2, 1, ""}));

TEST(ProgressivelyWithAService, KeepsThemWhileUsersAreLedToThem) {
  auto given = firstDeploy(3);
  adopting(given, workload(4), ScaleDown::Progressively);
  ledTo(given, '?', 100);
  for (const auto& line : lines(planRelease(given))) EXPECT_NE(line.substr(0, 4), "hold") << line;
}

TEST(ProgressivelyBad, BringsThemAllBack) {
  auto given = firstDeploy(2);
  given.rejected('a');
  adopting(given, workload(2), ScaleDown::Progressively);
  EXPECT_TRUE(has(lines(planRelease(given)), "hold web at 4"));
}

// --- Somebody else's hands
// ------------------------------------------------------------------------

TEST(Resumed, IsCountedThenPausedAgain) {
  auto given = deployed();
  adopting(given, workload(0));
  auto& view = given.snapshot().workloads.front();
  view.now.paused = false;
  view.manager = "kubectl-rollout";
  view.generation = 4;
  given.status().observedGeneration = 2;
  Plan plan = planRelease(given);
  EXPECT_EQ(lines(plan), Lines{});
  EXPECT_EQ(plan.status->workload->resets, 1);
  EXPECT_EQ(plan.status->workload->by, "kubectl-rollout");
  given.status() = *plan.status;
  EXPECT_EQ(lines(planRelease(given)), Lines{"hold web at 0"});
}

TEST(Scaled, ThreeTimesIsToldAndLeftAlone) {
  auto given = deployed();
  adopting(given, workload(0));
  given.status().observedGeneration = 2;
  for (int i = 1; i <= 3; ++i) {
    auto& view = given.snapshot().workloads.front();
    view.now.replicas = 2;
    view.generation += 2;
    view.manager = "argocd";
    const Plan plan = planRelease(given);
    ASSERT_TRUE(plan.status);
    EXPECT_EQ(plan.status->workload->resets, i);
    given.status() = *plan.status;
    const auto next = lines(planRelease(given));
    EXPECT_EQ(next, i < 3 ? Lines{"hold web at 0"} : Lines{});
  }
  EXPECT_EQ(problemReason(given), "WorkloadContested");
  EXPECT_NE(workloadProblem(given)->message.find("argocd"), std::string::npos);
}

TEST(Scaled, CountsAnewWhenTheSpecChanges) {
  auto given = deployed();
  adopting(given, workload(0));
  given.status().workload->resets = 3;
  EXPECT_EQ(nextWorkload(given)->resets, 0);
}

// --- Giving back
// ----------------------------------------------------------------------------------

Given deleted(WorkloadView view, ScaleDown scaleDown = ScaleDown::OnSuccess) {
  auto given = deployed();
  given.status().observedGeneration = 2;
  adopting(given, std::move(view), scaleDown);
  given.snapshot().release.meta.deletionTimestamp = at(1000);
  return given;
}

TEST(Farewell, BringsAsManyPodsAsServeInItsPlace) {
  auto given = deleted(workload(0));
  given.replicas(6);
  EXPECT_EQ(lines(planRelease(given)), Lines{"hold web at 6, resumed"});
}

TEST(Farewell, WaitsForThemThenLeadsUsersBackThenLetsGo) {
  auto view = workload(4);
  view.now.paused = false;
  view.whole = false;
  auto given = deleted(view);
  ledTo(given, 'a', 100);
  given.snapshot().services.front().before = kube::Labels{{"app", "web"}};
  const Plan waiting = planRelease(given);
  EXPECT_EQ(lines(waiting), Lines{});
  ASSERT_TRUE(waiting.status);
  EXPECT_EQ(waiting.status->message,
            "being deleted: goes when the pods of Deployment web are available; without its label "
            "slipway.dev/release it is let go at once");
  given.status() = *waiting.status;
  EXPECT_FALSE(planRelease(given).status) << "it is told once";
  given.snapshot().workloads.front().whole = true;
  EXPECT_EQ(lines(planRelease(given)), Lines{"return web -> others"});
  given.snapshot().services.clear();
  EXPECT_EQ(lines(planRelease(given)), Lines{"let go web"});
  given.snapshot().workloads.clear();
  EXPECT_EQ(lines(planRelease(given)), Lines{"finalizer off"});
}

TEST(Farewell, WaitsForNothingWhereNothingServes) {
  auto view = workload(4);
  view.now.paused = false;
  view.whole = false;
  auto given = deleted(view);
  given.snapshot().revisions.clear();
  EXPECT_EQ(lines(planRelease(given)), Lines{"let go web"});
}

TEST(Farewell, OfOneThatKeptItsPodsOnlyResumesIt) {
  auto given = deleted(workload(2), ScaleDown::Never);
  EXPECT_EQ(lines(planRelease(given)), Lines{"hold web at 2, resumed"});
}

TEST(Unasked, IsLetGoAsItIs) {
  auto given = deployed();
  auto view = workload(0);
  view.asked = false;
  given.snapshot().workloads.push_back(view);
  EXPECT_EQ(lines(planRelease(given)), Lines{"let go web"});
}

}  // namespace
}  // namespace slipway::strategies
