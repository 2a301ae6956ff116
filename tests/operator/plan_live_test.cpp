#include <gtest/gtest.h>

#include "base/log.h"
#include "base/yaml.h"
#include "crds/embedded.h"
#include "operator/plan/live.h"
#include "operator/simulated_operator.h"
#include "tests/operator/simulated_cluster.h"

namespace slipway::cli {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

std::string releaseOf(const std::string& strategy, const std::string& image) {
  return "apiVersion: slipway.dev/v1alpha1\nkind: Release\n"
         "metadata: {name: web, namespace: shop}\n"
         "spec:\n  replicas: 4\n  selector: {matchLabels: {app: web}}\n  strategy: " +
         strategy +
         "\n  traffic: {services: [{name: web, template: {spec: {ports: [{port: 80, targetPort: "
         "http}]}}}]}\n"
         "  verification: {smokeTests: [{name: healthz, http: {path: /healthz, port: http}}]}\n"
         "  template:\n    metadata: {labels: {app: web}}\n"
         "    spec: {containers: [{name: app, image: \"" +
         image + "\", ports: [{name: http, containerPort: 8080}]}]}\n";
}

Live readBy(SimulatedCluster& cluster, const std::string& yaml) {
  const auto documents = parseYaml(yaml);
  std::vector<Manifest> manifests;
  for (const Value& object : *documents) {
    manifests.push_back({"web.yaml", object, crds::releases(), {"shop", "web"}});
  }
  const auto session = cluster.session();
  auto live = readLive(*session, manifests);
  EXPECT_TRUE(live.ok()) << live.error();
  return live.ok() ? std::move(*live) : Live{};
}

// What the operator writes in a World that begins so, within that time.
std::vector<std::string> writesAfter(const Live& live, Duration time, std::size_t* pods = nullptr) {
  NullLog log;
  sim::WorldOptions options;
  options.crds = crds::embeddedCrds();
  options.elect = false;
  options.beginning = live.beginning;
  sim::World world(std::move(options), simulatedOperator(), log);
  world.runFor(std::chrono::milliseconds(200));
  world.startOperator();
  world.runFor(time);
  std::vector<std::string> writes;
  const auto& audit = world.state().audit();
  for (std::size_t i = audit.first(); i < audit.end(); ++i) {
    const auto& entry = *audit.at(i);
    if (entry.actor != "operator" && entry.resource != "pods") continue;
    if (entry.changed || entry.code >= 400) {
      writes.push_back(entry.actor + " " + entry.resource + " " + entry.subresource + " " +
                       entry.key.text() + " " + std::to_string(entry.code) + " " + entry.reason);
    }
  }
  if (pods) *pods = world.all({"", "v1", "pods", "Pod", true}, "shop").size();
  return writes;
}

TEST(PlanLive, AWorldThatGoesOnFromASettledReleaseHasNothingToDo) {
  for (const char* strategy : {"{rolling: {}}", "{recreate: {}}", "{blueGreen: {}}",
                               "{canary: {steps: [{setWeight: 25}, {pause: {timeout: 10m}}]}}"}) {
    SCOPED_TRACE(strategy);
    SimulatedCluster cluster;
    cluster.apply(releaseOf(strategy, "web:1"));
    cluster.settle();
    const Live live = readBy(cluster, releaseOf(strategy, "web:1"));
    std::size_t pods = 0;
    EXPECT_EQ(writesAfter(live, minutes(5), &pods), std::vector<std::string>{});
    EXPECT_EQ(pods, 4u);
  }
}

TEST(PlanLive, AWorldThatGoesOnFromAPauseWaitsAsItDid) {
  const char* strategy = "{canary: {steps: [{setWeight: 25}, {pause: {timeout: 10m}}]}}";
  SimulatedCluster cluster;
  cluster.apply(releaseOf(strategy, "web:1"));
  cluster.settle();
  cluster.apply(releaseOf(strategy, "web:2"));
  ASSERT_TRUE(cluster.inPause(2));
  cluster.world().runFor(seconds(5));
  const Live live = readBy(cluster, releaseOf(strategy, "web:1"));
  EXPECT_EQ(writesAfter(live, minutes(5)), std::vector<std::string>{});
  EXPECT_NE(writesAfter(live, minutes(12)), std::vector<std::string>{}) << "the time is over";
}

}  // namespace
}  // namespace slipway::cli
