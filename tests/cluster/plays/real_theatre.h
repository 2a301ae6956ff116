#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "kube/runtime/metrics.h"
#include "sim/theatre.h"
#include "tests/cluster/operator/played_node.h"
#include "tests/cluster/support/real_client.h"

namespace slipway::testing {

// A namespace of a real cluster as a theatre, where time is real: the plays' namespace `default` is
// this one. Used by one thread.
class RealTheatre final : public sim::Theatre {
 public:
  // A running operator; destroying it is kill -9.
  using StartOperator = std::function<std::shared_ptr<void>()>;
  RealTheatre(const std::string& kubeconfig, PlayedNode& node, std::string ns,
              StartOperator startOperator);
  ~RealTheatre() override;

  kube::ApiResult ask(const kube::ApiRequest& request) override;
  std::vector<Value> all(const kube::Resource& resource, const std::string& ns) const override;
  void behave(const std::string& image, const sim::PodScript& script) override;
  void startOperator() override;
  void killOperator() override { operator_.reset(); }
  Duration elapsed() const override;
  void runUntil(Duration sinceStart) override;
  bool runUntilTrue(const std::function<bool()>& done, Duration limit) override;
  // Nobody has written for 2 s.
  bool settle(Duration limit) override;
  sim::ActorSeams observerSeams() override;

 private:
  const sim::RawInformer& cache(const kube::Resource& resource) const;
  Value here(const Value& object) const;
  std::string versions() const;

  mutable RealClient client_;
  mutable std::map<kube::Resource, std::unique_ptr<sim::RawInformer>> caches_;
  PlayedNode& node_;
  std::string ns_;
  StartOperator start_;
  std::shared_ptr<void> operator_;
  kube::NullMetrics metrics_;
  MonoTime startedAt_{};
};

}  // namespace slipway::testing
