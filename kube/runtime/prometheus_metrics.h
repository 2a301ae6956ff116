#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "kube/runtime/metrics.h"

namespace slipway::kube {

// The runtime's counts under the names, labels and buckets that dashboards and alerts made for
// controller-runtime and client-go know (workqueue_*, controller_runtime_*, rest_client_*,
// leader_election_master_status), the usual process_*, and our own slipway_*. Thread-safe.
class PrometheusMetrics final : public Metrics {
 public:
  // `version` goes into slipway_build_info. The clock outlives this.
  PrometheusMetrics(const Clock& clock, std::string_view version);
  ~PrometheusMetrics() override;
  PrometheusMetrics(const PrometheusMetrics&) = delete;
  PrometheusMetrics& operator=(const PrometheusMetrics&) = delete;

  // Everything in the text exposition format, sorted by name and labels. Any thread.
  std::string scrape();
  static constexpr const char* contentType = "text/plain; version=0.0.4; charset=utf-8";

  // A gauge that is asked for its value at each scrape, on the scraping thread: the age of the
  // loop's beat, for example. What `read` uses outlives this. Once per name, before the first
  // scrape.
  void addGauge(const std::string& name, const std::string& help, std::function<double()> read);

  void queueAdded(std::string_view queue) override;
  void queueDepth(std::string_view queue, std::size_t depth) override;
  void queueWaited(std::string_view queue, Duration waited) override;
  void queueWorked(std::string_view queue, Duration worked) override;
  void queueRetried(std::string_view queue) override;
  void reconcileDone(std::string_view controller, ReconcileOutcome outcome, Duration took) override;
  void reconcileThrew(std::string_view controller) override;
  void activeWorkers(std::string_view controller, std::size_t workers) override;
  void maxWorkers(std::string_view controller, std::size_t workers) override;
  void resyncFind(std::string_view controller) override;
  void guardStuck(std::string_view controller) override;
  void requestDone(std::string_view method, std::string_view host, int code,
                   Duration took) override;
  void leader(std::string_view lease, bool leading) override;
  void declare(const MetricFamily& family, const MetricLabels& labels) override;
  void record(const MetricFamily& family, const MetricLabels& labels, double value) override;

 private:
  struct Families;
  std::unique_ptr<Families> families_;
};

}  // namespace slipway::kube
