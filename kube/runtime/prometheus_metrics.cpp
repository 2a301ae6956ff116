// The only user of prometheus-cpp.

#include "kube/runtime/prometheus_metrics.h"

#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <set>
#include <sstream>
#include <utility>
#include <vector>

#include "kube/runtime/process_stats.h"

namespace slipway::kube {
namespace {

using prometheus::Counter;
using prometheus::Family;
using prometheus::Gauge;
using prometheus::Histogram;
using prometheus::Labels;
using prometheus::Registry;
using Buckets = Histogram::BucketBoundaries;

// Bucket bounds of controller-runtime (queues, reconciles) and component-base (requests).
const Buckets& queueBuckets() {
  static const Buckets bounds{1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10, 100, 1000};
  return bounds;
}
const Buckets& reconcileBuckets() {
  static const Buckets bounds{0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3,  0.35,
                              0.4,   0.45, 0.5,   0.6,  0.7, 0.8,  0.9, 1.0,  1.25, 1.5,
                              1.75,  2.0,  2.5,   3.0,  3.5, 4.0,  4.5, 5,    6,    7,
                              8,     9,    10,    15,   20,  25,   30,  40,   50,   60};
  return bounds;
}
const Buckets& requestBuckets() {
  static const Buckets bounds{0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60};
  return bounds;
}

double seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

Family<Counter>& counters(Registry& registry, const char* name, const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}
Family<Gauge>& gauges(Registry& registry, const char* name, const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry);
}
Family<Histogram>& histograms(Registry& registry, const char* name, const char* help) {
  return prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
}

constexpr std::array outcomeNames{"success", "error", "requeue", "requeue_after"};

// Terminal errors are errors too, with a counter of their own.
std::size_t outcomeIndex(ReconcileOutcome outcome) {
  switch (outcome) {
    case ReconcileOutcome::Success:
      return 0;
    case ReconcileOutcome::Error:
    case ReconcileOutcome::Terminal:
      return 1;
    case ReconcileOutcome::Requeue:
      return 2;
    case ReconcileOutcome::RequeueAfter:
      return 3;
  }
  return 1;
}

struct Queue {
  Counter& adds;
  Gauge& depth;
  Histogram& waited;
  Histogram& worked;
  Gauge& unfinished;
  Gauge& longest;
  Counter& retries;
  // When each key that is being worked on was taken.
  std::multiset<MonoTime> taken = {};
};

struct Reconciles {
  std::array<Counter*, outcomeNames.size()> byOutcome;
  Counter& errors;
  Counter& terminal;
  Counter& thrown;
  Histogram& time;
  Gauge& active;
  Gauge& most;
  Counter& resyncFinds;
  Counter& guardsStuck;
};

Labels owned(const MetricLabels& labels) {
  Labels made;
  for (const auto& [name, value] : labels) made.emplace(name, value);
  return made;
}

// A lookup by name that allocates only the first time.
template <typename Value, typename Make>
Value& findOrMake(std::map<std::string, Value, std::less<>>& known, std::string_view name,
                  Make make) {
  auto found = known.find(name);
  if (found == known.end()) found = known.emplace(std::string(name), make(std::string(name))).first;
  return found->second;
}

void sortForOutput(std::vector<prometheus::MetricFamily>& families) {
  std::sort(families.begin(), families.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  for (auto& family : families) {
    std::sort(family.metric.begin(), family.metric.end(),
              [](const auto& a, const auto& b) { return a.label < b.label; });
  }
}

}  // namespace

struct PrometheusMetrics::Families {
  explicit Families(const Clock& c) : clock(c) {}

  Queue& queue(std::string_view name);
  Reconciles& controller(std::string_view name);
  Counter& counter(const MetricFamily& family, const MetricLabels& labels);
  Gauge& gauge(const MetricFamily& family, const MetricLabels& labels);
  Histogram& histogram(const MetricFamily& family, const MetricLabels& labels);
  void readInFlight();
  void readProcess();

  const Clock& clock;
  Registry registry;

  Family<Counter>& queueAdds =
      counters(registry, "workqueue_adds_total", "Adds handled by the work queue");
  Family<Gauge>& queueDepth =
      gauges(registry, "workqueue_depth", "Keys that are due and wait in the work queue");
  Family<Histogram>& queueWaited =
      histograms(registry, "workqueue_queue_duration_seconds",
                 "How long a key waited in the work queue once it was due");
  Family<Histogram>& queueWorked =
      histograms(registry, "workqueue_work_duration_seconds", "How long a key was worked on");
  Family<Gauge>& queueUnfinished =
      gauges(registry, "workqueue_unfinished_work_seconds",
             "Time spent so far on keys being worked on, together; grows without end when stuck");
  Family<Gauge>& queueLongest =
      gauges(registry, "workqueue_longest_running_processor_seconds",
             "Time spent so far on the key that has been worked on for longest");
  Family<Counter>& queueRetries =
      counters(registry, "workqueue_retries_total", "Keys added again with backoff");

  Family<Counter>& reconciles =
      counters(registry, "controller_runtime_reconcile_total", "Reconciles by their result");
  Family<Counter>& reconcileErrors = counters(registry, "controller_runtime_reconcile_errors_total",
                                              "Reconciles that ended in an error");
  Family<Counter>& terminalErrors =
      counters(registry, "controller_runtime_terminal_reconcile_errors_total",
               "Reconciles that ended in an error which only a change of the spec can end");
  Family<Counter>& thrown = counters(registry, "controller_runtime_reconcile_panics_total",
                                     "Reconciles that threw an exception: bugs");
  Family<Histogram>& reconcileTime = histograms(
      registry, "controller_runtime_reconcile_time_seconds", "Time per reconcile, start to end");
  Family<Gauge>& activeWorkers =
      gauges(registry, "controller_runtime_active_workers", "Reconciles in flight");
  Family<Gauge>& mostWorkers =
      gauges(registry, "controller_runtime_max_concurrent_reconciles", "Most reconciles in flight");
  Family<Counter>& resyncFinds =
      counters(registry, "slipway_resync_finds_total",
               "Work found by the periodic resync that no event had announced");
  Family<Counter>& guardsStuck =
      counters(registry, "slipway_guard_stuck_total",
               "Times a cache did not catch up with an own write and was read anew");

  Family<Counter>& requests = counters(registry, "rest_client_requests_total",
                                       "Requests to the API server by status code, method, host");
  Family<Histogram>& requestTime =
      histograms(registry, "rest_client_request_duration_seconds",
                 "Time per request to the API server by method and host");
  Family<Gauge>& leaders =
      gauges(registry, "leader_election_master_status", "1 while this process holds the lease");

  std::mutex mutex;  // of what follows; the instruments are atomic
  std::map<std::string, Queue, std::less<>> queues;
  std::map<std::string, Reconciles, std::less<>> controllers;
  std::vector<std::pair<Gauge*, std::function<double()>>> asked;
};

Queue& PrometheusMetrics::Families::queue(std::string_view name) {
  return findOrMake(queues, name, [this](const std::string& text) {
    const Labels labels{{"name", text}, {"controller", text}};
    return Queue{queueAdds.Add(labels),
                 queueDepth.Add(labels),
                 queueWaited.Add(labels, queueBuckets()),
                 queueWorked.Add(labels, queueBuckets()),
                 queueUnfinished.Add(labels),
                 queueLongest.Add(labels),
                 queueRetries.Add(labels)};
  });
}

// All results exist from the start, so that a rate over the first error is not lost.
Reconciles& PrometheusMetrics::Families::controller(std::string_view name) {
  return findOrMake(controllers, name, [this](const std::string& text) {
    const Labels labels{{"controller", text}};
    std::array<Counter*, outcomeNames.size()> byOutcome{};
    for (std::size_t i = 0; i < outcomeNames.size(); ++i) {
      byOutcome.at(i) = &reconciles.Add({{"controller", text}, {"result", outcomeNames.at(i)}});
    }
    return Reconciles{byOutcome,
                      reconcileErrors.Add(labels),
                      terminalErrors.Add(labels),
                      thrown.Add(labels),
                      reconcileTime.Add(labels, reconcileBuckets()),
                      activeWorkers.Add(labels),
                      mostWorkers.Add(labels),
                      resyncFinds.Add(labels),
                      guardsStuck.Add(labels)};
  });
}

// Registering the same family or series again answers the one that is there.
Counter& PrometheusMetrics::Families::counter(const MetricFamily& family,
                                              const MetricLabels& labels) {
  return counters(registry, family.name, family.help).Add(owned(labels));
}
Gauge& PrometheusMetrics::Families::gauge(const MetricFamily& family, const MetricLabels& labels) {
  return gauges(registry, family.name, family.help).Add(owned(labels));
}
Histogram& PrometheusMetrics::Families::histogram(const MetricFamily& family,
                                                  const MetricLabels& labels) {
  return histograms(registry, family.name, family.help).Add(owned(labels), family.buckets);
}

void PrometheusMetrics::Families::readInFlight() {
  const MonoTime now = clock.mono();
  for (auto& [name, queue] : queues) {
    double total = 0;
    for (const MonoTime since : queue.taken) total += seconds(now - since);
    queue.unfinished.Set(total);
    queue.longest.Set(queue.taken.empty() ? 0 : seconds(now - *queue.taken.begin()));
  }
}

void PrometheusMetrics::Families::readProcess() {
  const ProcessStats stats = readProcessStats();
  const auto set = [this](const char* name, const char* help, auto value) {
    if (value) gauges(registry, name, help).Add({}).Set(static_cast<double>(*value));
  };
  set("process_resident_memory_bytes", "Resident memory", stats.residentBytes);
  set("process_virtual_memory_bytes", "Virtual memory", stats.virtualBytes);
  set("process_start_time_seconds", "Start of the process, seconds since 1970",
      stats.startTimeSeconds);
  set("process_open_fds", "Open file descriptors", stats.openFds);
  set("process_max_fds", "Limit of open file descriptors", stats.maxFds);
  if (!stats.cpuSeconds) return;
  Counter& cpu =
      counters(registry, "process_cpu_seconds_total", "User and system time spent").Add({});
  cpu.Increment(*stats.cpuSeconds - cpu.Value());
}

PrometheusMetrics::PrometheusMetrics(const Clock& clock, std::string_view version)
    : families_(std::make_unique<Families>(clock)) {
  gauges(families_->registry, "slipway_build_info", "1, with the version as a label")
      .Add({{"version", std::string(version)}})
      .Set(1);
}

PrometheusMetrics::~PrometheusMetrics() = default;

std::string PrometheusMetrics::scrape() {
  {
    const std::lock_guard lock(families_->mutex);
    families_->readInFlight();
    families_->readProcess();
    for (const auto& [gauge, read] : families_->asked) gauge->Set(read());
  }
  auto collected = families_->registry.Collect();
  sortForOutput(collected);
  return prometheus::TextSerializer().Serialize(collected);
}

void PrometheusMetrics::addGauge(const std::string& name, const std::string& help,
                                 std::function<double()> read) {
  const std::lock_guard lock(families_->mutex);
  Gauge& gauge = gauges(families_->registry, name.c_str(), help.c_str()).Add({});
  families_->asked.emplace_back(&gauge, std::move(read));
}

void PrometheusMetrics::queueAdded(std::string_view queue) {
  const std::lock_guard lock(families_->mutex);
  families_->queue(queue).adds.Increment();
}

void PrometheusMetrics::queueDepth(std::string_view queue, std::size_t depth) {
  const std::lock_guard lock(families_->mutex);
  families_->queue(queue).depth.Set(static_cast<double>(depth));
}

void PrometheusMetrics::queueWaited(std::string_view queue, Duration waited) {
  const std::lock_guard lock(families_->mutex);
  Queue& known = families_->queue(queue);
  known.waited.Observe(seconds(waited));
  known.taken.insert(families_->clock.mono());
}

// Which key is done is not said, but for how long it was worked on: so when it was taken.
void PrometheusMetrics::queueWorked(std::string_view queue, Duration worked) {
  const std::lock_guard lock(families_->mutex);
  Queue& known = families_->queue(queue);
  known.worked.Observe(seconds(worked));
  if (known.taken.empty()) return;
  const MonoTime since = families_->clock.mono() - worked;
  auto nearest = known.taken.lower_bound(since);
  const bool last = nearest == known.taken.end();
  if (last || (nearest != known.taken.begin() && since - *std::prev(nearest) < *nearest - since)) {
    --nearest;
  }
  known.taken.erase(nearest);
}

void PrometheusMetrics::queueRetried(std::string_view queue) {
  const std::lock_guard lock(families_->mutex);
  families_->queue(queue).retries.Increment();
}

void PrometheusMetrics::reconcileDone(std::string_view controller, ReconcileOutcome outcome,
                                      Duration took) {
  const std::lock_guard lock(families_->mutex);
  Reconciles& known = families_->controller(controller);
  known.byOutcome.at(outcomeIndex(outcome))->Increment();
  known.time.Observe(seconds(took));
  if (outcome == ReconcileOutcome::Terminal) known.terminal.Increment();
  if (outcomeIndex(outcome) == outcomeIndex(ReconcileOutcome::Error)) known.errors.Increment();
}

void PrometheusMetrics::reconcileThrew(std::string_view controller) {
  const std::lock_guard lock(families_->mutex);
  families_->controller(controller).thrown.Increment();
}

void PrometheusMetrics::activeWorkers(std::string_view controller, std::size_t workers) {
  const std::lock_guard lock(families_->mutex);
  families_->controller(controller).active.Set(static_cast<double>(workers));
}

void PrometheusMetrics::maxWorkers(std::string_view controller, std::size_t workers) {
  const std::lock_guard lock(families_->mutex);
  families_->controller(controller).most.Set(static_cast<double>(workers));
}

void PrometheusMetrics::resyncFind(std::string_view controller) {
  const std::lock_guard lock(families_->mutex);
  families_->controller(controller).resyncFinds.Increment();
}

void PrometheusMetrics::guardStuck(std::string_view controller) {
  const std::lock_guard lock(families_->mutex);
  families_->controller(controller).guardsStuck.Increment();
}

void PrometheusMetrics::requestDone(std::string_view method, std::string_view host, int code,
                                    Duration took) {
  const std::string verb(method);
  const std::string server(host);
  const std::string text = code == 0 ? "<error>" : std::to_string(code);
  families_->requests.Add({{"code", text}, {"method", verb}, {"host", server}}).Increment();
  families_->requestTime.Add({{"verb", verb}, {"host", server}}, requestBuckets())
      .Observe(seconds(took));
}

void PrometheusMetrics::leader(std::string_view lease, bool leading) {
  families_->leaders.Add({{"name", std::string(lease)}}).Set(leading ? 1 : 0);
}

void PrometheusMetrics::declare(const MetricFamily& family, const MetricLabels& labels) {
  switch (family.kind) {
    case MetricKind::Counter:
      families_->counter(family, labels);
      return;
    case MetricKind::Gauge:
      families_->gauge(family, labels);
      return;
    case MetricKind::Histogram:
      families_->histogram(family, labels);
      return;
  }
}

void PrometheusMetrics::record(const MetricFamily& family, const MetricLabels& labels,
                               double value) {
  switch (family.kind) {
    case MetricKind::Counter:
      families_->counter(family, labels).Increment(value);
      return;
    case MetricKind::Gauge:
      families_->gauge(family, labels).Set(value);
      return;
    case MetricKind::Histogram:
      families_->histogram(family, labels).Observe(value);
      return;
  }
}

}  // namespace slipway::kube
