#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <sstream>
#include <thread>

#include "kube/runtime/process_stats.h"
#include "kube/runtime/prometheus_metrics.h"

namespace slipway::kube {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class ManualClock final : public Clock {
 public:
  WallTime wall() const override { return {}; }
  MonoTime mono() const override { return now; }
  MonoTime now{seconds(1000)};
};

// Sample line -> value.
std::map<std::string, double> samplesOf(const std::string& text) {
  std::map<std::string, double> samples;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("#")) continue;
    const auto space = line.rfind(' ');
    EXPECT_TRUE(samples.emplace(line.substr(0, space), std::stod(line.substr(space + 1))).second)
        << "twice: " << line;
  }
  return samples;
}

class MetricsTest : public testing::Test {
 protected:
  double value(const std::string& sample) {
    const auto samples = samplesOf(metrics.scrape());
    const auto found = samples.find(sample);
    return found == samples.end() ? std::nan("") : found->second;
  }
  ManualClock clock;
  PrometheusMetrics metrics{clock, "1.2.3"};
};

constexpr const char* queueLabels = R"({controller="release",name="release"})";

std::string queueSample(const std::string& name) {
  return name + queueLabels;
}

TEST_F(MetricsTest, QueueCountsAndGauges) {
  metrics.queueAdded("release");
  metrics.queueAdded("release");
  metrics.queueDepth("release", 2);
  metrics.queueDepth("release", 1);
  metrics.queueRetried("release");
  EXPECT_EQ(value(queueSample("workqueue_adds_total")), 2);
  EXPECT_EQ(value(queueSample("workqueue_depth")), 1);
  EXPECT_EQ(value(queueSample("workqueue_retries_total")), 1);
}

TEST_F(MetricsTest, QueueDurationsAreInSeconds) {
  metrics.queueWaited("release", milliseconds(20));
  metrics.queueWorked("release", milliseconds(3000));
  EXPECT_DOUBLE_EQ(value(queueSample("workqueue_queue_duration_seconds_sum")), 0.02);
  EXPECT_EQ(value(queueSample("workqueue_queue_duration_seconds_count")), 1);
  EXPECT_DOUBLE_EQ(value(queueSample("workqueue_work_duration_seconds_sum")), 3);
  const std::string bucket = R"(workqueue_work_duration_seconds_bucket{controller="release",)"
                             R"(name="release",le=")";
  EXPECT_EQ(value(bucket + "1\"}"), 0);
  EXPECT_EQ(value(bucket + "10\"}"), 1);
  EXPECT_EQ(value(bucket + "+Inf\"}"), 1);
}

TEST_F(MetricsTest, UnfinishedWorkGrowsWithTimeAndEndsWithTheWork) {
  metrics.queueWaited("release", Duration{0});  // first taken at 0 s
  clock.now += seconds(4);
  metrics.queueWaited("release", Duration{0});  // second taken at 4 s
  clock.now += seconds(6);
  EXPECT_EQ(value(queueSample("workqueue_unfinished_work_seconds")), 10 + 6);
  EXPECT_EQ(value(queueSample("workqueue_longest_running_processor_seconds")), 10);
  metrics.queueWorked("release", seconds(10));  // the first one
  EXPECT_EQ(value(queueSample("workqueue_unfinished_work_seconds")), 6);
  EXPECT_EQ(value(queueSample("workqueue_longest_running_processor_seconds")), 6);
  metrics.queueWorked("release", seconds(6));
  EXPECT_EQ(value(queueSample("workqueue_unfinished_work_seconds")), 0);
  EXPECT_EQ(value(queueSample("workqueue_longest_running_processor_seconds")), 0);
}

TEST_F(MetricsTest, TheWorkThatIsDoneIsTheOneTakenThen) {
  metrics.queueWaited("release", Duration{0});
  clock.now += seconds(4);
  metrics.queueWaited("release", Duration{0});
  clock.now += seconds(6);
  metrics.queueWorked("release", seconds(6) - milliseconds(1));  // the second one, measured earlier
  EXPECT_EQ(value(queueSample("workqueue_longest_running_processor_seconds")), 10);
}

std::string result(const std::string& outcome) {
  return R"(controller_runtime_reconcile_total{controller="release",result=")" + outcome + "\"}";
}

TEST_F(MetricsTest, EveryResultExistsFromTheStart) {
  metrics.maxWorkers("release", 8);
  for (const char* outcome : {"success", "error", "requeue", "requeue_after"}) {
    EXPECT_EQ(value(result(outcome)), 0) << outcome;
  }
  EXPECT_EQ(value(R"(controller_runtime_reconcile_errors_total{controller="release"})"), 0);
  EXPECT_EQ(value(R"(slipway_resync_finds_total{controller="release"})"), 0);
  EXPECT_EQ(value(R"(controller_runtime_max_concurrent_reconciles{controller="release"})"), 8);
}

TEST_F(MetricsTest, ReconcilesCountUnderTheirResult) {
  metrics.reconcileDone("release", ReconcileOutcome::Success, milliseconds(10));
  metrics.reconcileDone("release", ReconcileOutcome::Requeue, milliseconds(10));
  metrics.reconcileDone("release", ReconcileOutcome::RequeueAfter, milliseconds(10));
  metrics.reconcileDone("release", ReconcileOutcome::Error, milliseconds(10));
  metrics.reconcileDone("release", ReconcileOutcome::Terminal, milliseconds(10));
  EXPECT_EQ(value(result("success")), 1);
  EXPECT_EQ(value(result("requeue")), 1);
  EXPECT_EQ(value(result("requeue_after")), 1);
  EXPECT_EQ(value(result("error")), 2);
  EXPECT_EQ(value(R"(controller_runtime_reconcile_errors_total{controller="release"})"), 2);
  EXPECT_EQ(value(R"(controller_runtime_terminal_reconcile_errors_total{controller="release"})"),
            1);
  EXPECT_EQ(value(R"(controller_runtime_reconcile_time_seconds_count{controller="release"})"), 5);
  EXPECT_DOUBLE_EQ(value(R"(controller_runtime_reconcile_time_seconds_sum{controller="release"})"),
                   0.05);
}

TEST_F(MetricsTest, AControllersOwnSeriesAreThereOnceDeclared) {
  const MetricFamily wins{MetricKind::Counter, "wins_total", "Wins.", {}};
  const MetricFamily times{MetricKind::Histogram, "times_seconds", "Times.", {1, 10}};
  metrics.declare(wins, {{"side", "left"}});
  metrics.declare(times, {{"side", "left"}});
  EXPECT_EQ(value(R"(wins_total{side="left"})"), 0);
  EXPECT_EQ(value(R"(times_seconds_count{side="left"})"), 0);
  EXPECT_TRUE(std::isnan(value(R"(wins_total{side="right"})")));
}

TEST_F(MetricsTest, AControllersOwnSeriesAddSetAndObserve) {
  const MetricFamily wins{MetricKind::Counter, "wins_total", "Wins.", {}};
  const MetricFamily size{MetricKind::Gauge, "size", "Size.", {}};
  const MetricFamily times{MetricKind::Histogram, "times_seconds", "Times.", {1, 10}};
  metrics.record(wins, {{"side", "left"}}, 2);
  metrics.record(wins, {{"side", "left"}}, 1);
  metrics.record(wins, {{"side", "right"}}, 5);
  metrics.record(size, {}, 7);
  metrics.record(size, {}, 4);
  metrics.record(times, {}, 3);
  EXPECT_EQ(value(R"(wins_total{side="left"})"), 3);
  EXPECT_EQ(value(R"(wins_total{side="right"})"), 5);
  EXPECT_EQ(value("size"), 4);
  EXPECT_EQ(value(R"(times_seconds_bucket{le="1"})"), 0);
  EXPECT_EQ(value(R"(times_seconds_bucket{le="10"})"), 1);
  EXPECT_EQ(value("times_seconds_sum"), 3);
}

TEST_F(MetricsTest, WorkersThrowsAndFindsArePerController) {
  metrics.activeWorkers("release", 3);
  metrics.activeWorkers("rollback", 1);
  metrics.reconcileThrew("release");
  metrics.resyncFind("rollback");
  metrics.guardStuck("rollback");
  EXPECT_EQ(value(R"(controller_runtime_active_workers{controller="release"})"), 3);
  EXPECT_EQ(value(R"(controller_runtime_active_workers{controller="rollback"})"), 1);
  EXPECT_EQ(value(R"(controller_runtime_reconcile_panics_total{controller="release"})"), 1);
  EXPECT_EQ(value(R"(slipway_resync_finds_total{controller="rollback"})"), 1);
  EXPECT_EQ(value(R"(slipway_resync_finds_total{controller="release"})"), 0);
  EXPECT_EQ(value(R"(slipway_guard_stuck_total{controller="rollback"})"), 1);
}

TEST_F(MetricsTest, RequestsHaveCodeMethodAndHost) {
  metrics.requestDone("PATCH", "10.96.0.1:443", 200, milliseconds(7));
  metrics.requestDone("PATCH", "10.96.0.1:443", 409, milliseconds(3));
  metrics.requestDone("GET", "10.96.0.1:443", 0, seconds(30));
  const std::string host = R"(host="10.96.0.1:443")";
  EXPECT_EQ(value("rest_client_requests_total{code=\"200\"," + host + ",method=\"PATCH\"}"), 1);
  EXPECT_EQ(value("rest_client_requests_total{code=\"409\"," + host + ",method=\"PATCH\"}"), 1);
  EXPECT_EQ(value("rest_client_requests_total{code=\"<error>\"," + host + ",method=\"GET\"}"), 1);
  const std::string duration = "rest_client_request_duration_seconds_";
  EXPECT_EQ(value(duration + "count{" + host + ",verb=\"PATCH\"}"), 2);
  EXPECT_DOUBLE_EQ(value(duration + "sum{" + host + ",verb=\"PATCH\"}"), 0.01);
}

TEST_F(MetricsTest, LeadershipGoesUpAndDown) {
  const char* const sample = R"(leader_election_master_status{name="slipway"})";
  metrics.leader("slipway", false);
  EXPECT_EQ(value(sample), 0);
  metrics.leader("slipway", true);
  EXPECT_EQ(value(sample), 1);
  metrics.leader("slipway", false);
  EXPECT_EQ(value(sample), 0);
}

TEST_F(MetricsTest, BuildAndAddedGauges) {
  double age = 0.25;
  metrics.addGauge("slipway_loop_beat_age_seconds", "Age of the last step", [&] { return age; });
  EXPECT_EQ(value(R"(slipway_build_info{version="1.2.3"})"), 1);
  EXPECT_EQ(value("slipway_loop_beat_age_seconds"), 0.25);
  age = 2;
  EXPECT_EQ(value("slipway_loop_beat_age_seconds"), 2);
}

TEST_F(MetricsTest, TheProcessDescribesItself) {
  const auto samples = samplesOf(metrics.scrape());
  EXPECT_GT(samples.at("process_resident_memory_bytes"), 1 << 20);
  EXPECT_GE(samples.at("process_virtual_memory_bytes"),
            samples.at("process_resident_memory_bytes"));
  EXPECT_GE(samples.at("process_open_fds"), 3);
  EXPECT_GE(samples.at("process_max_fds"), samples.at("process_open_fds"));
  EXPECT_GE(samples.at("process_cpu_seconds_total"), 0);
  // After 2020 and not in the future.
  EXPECT_GT(samples.at("process_start_time_seconds"), 1'577'836'800);
  EXPECT_LE(samples.at("process_start_time_seconds"), static_cast<double>(time(nullptr)) + 1);
}

TEST_F(MetricsTest, ProcessorTimeNeverGoesBack) {
  const char* const sample = "process_cpu_seconds_total";
  const double before = value(sample);
  EXPECT_GE(value(sample), before);
}

TEST_F(MetricsTest, EveryFamilyHasHelpAndTypeAndComesOnceInOrder) {
  metrics.queueAdded("b");
  metrics.queueAdded("a");
  metrics.maxWorkers("release", 1);
  metrics.requestDone("GET", "h", 200, milliseconds(1));
  metrics.leader("l", true);
  const std::string text = metrics.scrape();
  std::vector<std::string> helped;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# HELP ")) helped.push_back(line.substr(7, line.find(' ', 7) - 7));
  }
  EXPECT_EQ(helped.size(), 26U);
  EXPECT_TRUE(std::is_sorted(helped.begin(), helped.end()));
  EXPECT_EQ(std::set<std::string>(helped.begin(), helped.end()).size(), helped.size());
  for (const std::string& name : helped) {
    EXPECT_NE(text.find("# TYPE " + name + " "), std::string::npos) << name;
  }
  EXPECT_LT(text.find(R"(workqueue_adds_total{controller="a")"),
            text.find(R"(workqueue_adds_total{controller="b")"));
}

TEST_F(MetricsTest, ForeignTextInLabelsIsEscaped) {
  metrics.queueAdded("a\"b\\c\nd");
  EXPECT_THAT(metrics.scrape(),
              testing::HasSubstr(R"(workqueue_adds_total{controller="a\"b\\c\nd",)"));
}

TEST_F(MetricsTest, ScrapingWhileCountingIsSafe) {
  std::thread loop([&] {
    for (int i = 0; i < 500; ++i) {
      const std::string name = "queue" + std::to_string(i % 5);
      metrics.queueAdded(name);
      metrics.queueWaited(name, milliseconds(1));
      metrics.queueWorked(name, milliseconds(1));
      metrics.reconcileDone(name, ReconcileOutcome::Success, milliseconds(1));
      metrics.requestDone("GET", "h", 200 + i % 7, milliseconds(1));
      metrics.leader("l", i % 2 == 0);
    }
  });
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(metrics.scrape().empty());
  loop.join();
  EXPECT_EQ(value(R"(rest_client_request_duration_seconds_count{host="h",verb="GET"})"), 500);
}

}  // namespace
}  // namespace slipway::kube
