#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/random.h"
#include "kube/loop/sim_mailbox.h"
#include "kube/runtime/informer.h"
#include "kube/runtime/metrics.h"
#include "tests/kube/runtime/support/scripted_api.h"

namespace slipway::kube::test {

// Keeps every line as "level message key=value ...".
class RecordingLog final : public Log {
 public:
  bool enabled(LogLevel) const override { return true; }
  void write(LogLevel level, std::string_view message,
             std::initializer_list<LogField> fields) override;
  std::vector<std::string> lines;
};

// Counts calls by name; "resyncFind", "queueRetried", ...
class CountingMetrics final : public Metrics {
 public:
  std::map<std::string, int> count;
  std::size_t depth = 0;
  std::size_t active = 0;
  bool leads = false;
  std::vector<Duration> waited;
  std::vector<ReconcileOutcome> outcomes;

  void queueAdded(std::string_view) override { ++count["queueAdded"]; }
  void queueDepth(std::string_view, std::size_t n) override { depth = n; }
  void queueWaited(std::string_view, Duration d) override { waited.push_back(d); }
  void queueWorked(std::string_view, Duration) override { ++count["queueWorked"]; }
  void queueRetried(std::string_view) override { ++count["queueRetried"]; }
  void reconcileDone(std::string_view, ReconcileOutcome outcome, Duration) override {
    outcomes.push_back(outcome);
  }
  void reconcileThrew(std::string_view) override { ++count["reconcileThrew"]; }
  void activeWorkers(std::string_view, std::size_t n) override { active = n; }
  void maxWorkers(std::string_view, std::size_t) override {}
  void resyncFind(std::string_view) override { ++count["resyncFind"]; }
  void guardStuck(std::string_view) override { ++count["guardStuck"]; }
  void requestDone(std::string_view, std::string_view, int, Duration) override {}
  void leader(std::string_view, bool leading) override { leads = leading; }
  void declare(const MetricFamily&, const MetricLabels&) override {}
  void record(const MetricFamily& family, const MetricLabels&, double) override {
    ++count[family.name];
  }
};

// One process on virtual time.
struct World {
  SimClock clock{WallTime{std::chrono::seconds(1'767'323'045)}};  // 2026-01-02T03:04:05Z
  SimMailbox mailbox{clock};
  Loop loop{clock, mailbox};
  SeededRandom random{1};
  RecordingLog log;
  CountingMetrics metrics;

  void runFor(Duration duration) { loop.run(clock.mono() + duration); }
  // Everything that is due now.
  void settle() { loop.run(clock.mono()); }
};

// A kind of object that only these tests have.
struct Thing {
  ObjectMeta meta;
  std::int64_t size = 0;
};
const Resource& things();
Decoded<Thing> decodeThing(const Value& object);
// In namespace "shop", with uid "uid-<name>".
Value thing(const std::string& name, const std::string& version, Value size = 1);
Value bookmark(const std::string& version);
inline ObjectKey shop(const std::string& name) {
  return {"shop", name};
}

}  // namespace slipway::kube::test
