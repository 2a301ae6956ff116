#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/log.h"
#include "operator/client/commands.h"
#include "sim/world.h"

namespace slipway::cli {

struct Told {
  int code = 0;
  std::string out;
  std::string err;
};

// Release shop/web: a canary whose two pauses wait for somebody.
inline constexpr const char* kWebRelease = R"(
apiVersion: slipway.dev/v1alpha1
kind: Release
metadata: {name: web, namespace: shop}
spec:
  version: v1
  replicas: 4
  selector: {matchLabels: {app: web}}
  strategy: {canary: {steps: [{setWeight: 25}, {pause: {timeout: 10m}}, {setWeight: 50}, {pause: {timeout: 10m}}]}}
  traffic: {services: [{name: web, template: {spec: {ports: [{port: 80, targetPort: http}]}}}]}
  verification: {smokeTests: [{name: healthz, http: {path: /healthz, port: http}}]}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: app, image: "web:1", ports: [{name: http, containerPort: 8080}]}]}
)";

// A simulated cluster with namespace shop and the operator in it, and somebody at a command line.
class SimulatedCluster {
 public:
  // `afterChange`: at the end of each moment in which something changed.
  explicit SimulatedCluster(std::function<void()> afterChange = {});

  sim::World& world() { return *world_; }
  // As kubectl apply --server-side does; the documents of a YAML text.
  void apply(const std::string& yaml);
  kube::ApiResult applyObject(const Value& object);
  void settle();
  Value release(const std::string& name = "web") const;
  // The Release is in that step, and somebody may decide.
  bool inPause(std::int64_t step);

  Told run(const std::function<int(Client&)>& command, const std::string& ns = "shop",
           std::size_t width = 0);
  // For code that asks without a command around it.
  std::unique_ptr<Session> session();

 private:
  NullLog log_;
  std::unique_ptr<sim::World> world_;
};

void expectIn(const std::string& text, const std::string& part);

// Of a name in namespace shop.
kube::ApiRequest getRelease(const std::string& name);

}  // namespace slipway::cli
