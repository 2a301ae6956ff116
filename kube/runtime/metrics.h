#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace slipway::kube {

enum class ReconcileOutcome : std::uint8_t { Success, Error, Terminal, Requeue, RequeueAfter };

// What a controller counts besides: a constant of the program, of static lifetime.
enum class MetricKind : std::uint8_t { Counter, Gauge, Histogram };
struct MetricFamily {
  MetricKind kind;
  const char* name;             // "slipway_rollouts_total"
  const char* help;             // a sentence
  std::vector<double> buckets;  // upper bounds, rising; of a histogram
};
using MetricLabels = std::vector<std::pair<std::string_view, std::string_view>>;

// What the runtime counts. Called on the loop thread only; what is counted must be readable from
// the thread that serves /metrics. Names passed in are few and bounded: queue, controller and lease
// names, resources, methods, hosts.
class Metrics {
 public:
  virtual ~Metrics() = default;

  // Work queues. `depth`: keys that are due and wait; keys with a later due time are not counted.
  virtual void queueAdded(std::string_view queue) = 0;
  virtual void queueDepth(std::string_view queue, std::size_t depth) = 0;
  virtual void queueWaited(std::string_view queue, Duration waited) = 0;  // due until taken
  virtual void queueWorked(std::string_view queue, Duration worked) = 0;  // taken until done
  virtual void queueRetried(std::string_view queue) = 0;

  // Reconciles.
  virtual void reconcileDone(std::string_view controller, ReconcileOutcome outcome,
                             Duration took) = 0;
  virtual void reconcileThrew(std::string_view controller) = 0;
  virtual void activeWorkers(std::string_view controller, std::size_t workers) = 0;
  virtual void maxWorkers(std::string_view controller, std::size_t workers) = 0;
  // A periodic resync found work that no event had announced: an event was lost.
  virtual void resyncFind(std::string_view controller) = 0;
  // The cache did not catch up with an own write in time: it is being read anew.
  virtual void guardStuck(std::string_view controller) = 0;

  // Requests to the API server; `code` 0: no answer. `took`: until the answer was complete.
  virtual void requestDone(std::string_view method, std::string_view host, int code,
                           Duration took) = 0;

  // Leader election: whether this process holds the lease of that name.
  virtual void leader(std::string_view lease, bool leading) = 0;

  // A controller's own. A family always has the same label names; their values are few and bounded.
  // A series exists, at zero, once it is declared, or recorded for the first time.
  virtual void declare(const MetricFamily& family, const MetricLabels& labels) = 0;
  // Adds to a counter (never less than 0), sets a gauge, observes in a histogram.
  virtual void record(const MetricFamily& family, const MetricLabels& labels, double value) = 0;
};

// Counts nothing: for tests and simulation, which may count some of it.
class NullMetrics : public Metrics {
 public:
  void queueAdded(std::string_view) override {}
  void queueDepth(std::string_view, std::size_t) override {}
  void queueWaited(std::string_view, Duration) override {}
  void queueWorked(std::string_view, Duration) override {}
  void queueRetried(std::string_view) override {}
  void reconcileDone(std::string_view, ReconcileOutcome, Duration) override {}
  void reconcileThrew(std::string_view) override {}
  void activeWorkers(std::string_view, std::size_t) override {}
  void maxWorkers(std::string_view, std::size_t) override {}
  void resyncFind(std::string_view) override {}
  void guardStuck(std::string_view) override {}
  void requestDone(std::string_view, std::string_view, int, Duration) override {}
  void leader(std::string_view, bool) override {}
  void declare(const MetricFamily&, const MetricLabels&) override {}
  void record(const MetricFamily&, const MetricLabels&, double) override {}
};

}  // namespace slipway::kube
