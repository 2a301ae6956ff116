#include <thread>

#include "tests/node/support/environment.h"
#include "tests/node/support/installed_scene.h"
#include "tests/node/support/load.h"

namespace slipway::testing {
namespace {

class NodeTest : public InstalledScene {};

TEST_F(NodeTest, APodIsAProcessThatAnswersAndAServiceLeadsToIt) {
  apply(R"({apiVersion: v1, kind: Pod, metadata: {name: web, namespace: )" + ns_ +
        R"(, labels: {app: web}}, spec: {dnsPolicy: Default, containers: [{name: app, image: )" +
        kWebImage + R"(, imagePullPolicy: Never, args: [--version=7],
readinessProbe: {httpGet: {path: /ready, port: 8080}, periodSeconds: 1}}]}})");
  apply(R"({apiVersion: v1, kind: Service, metadata: {name: web, namespace: )" + ns_ +
        R"(}, spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}})");
  waitOn("pod/web", "condition=Ready");
  const std::string address = jsonpath("service/web", "{.spec.clusterIP}");
  // kube-proxy needs its moment.
  EXPECT_TRUE(eventually([&] {
    Load load({.address = address, .clients = 1, .perSecond = 10});
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    const auto report = load.stop();
    return !report.samples.empty() && report.samples.back().version == "7";
  }));
}

}  // namespace
}  // namespace slipway::testing
