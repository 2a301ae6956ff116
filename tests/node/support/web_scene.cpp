#include "tests/node/support/web_scene.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <map>
#include <sstream>
#include <thread>

#include "tests/node/support/environment.h"

namespace slipway::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// A few are looked into: when was it, beside what the operator's log says.
void tellWhen(const LoadReport& report) {
  for (const auto& sample : report.samples) {
    if (sample.good()) continue;
    const auto ago = LoadClock::now() - sample.begun;
    std::cout << "  " << sample.id << ": " << sample.failure << " after "
              << std::chrono::duration_cast<milliseconds>(sample.begun -
                                                          report.samples.front().begun)
                     .count()
              << " ms, " << std::chrono::duration_cast<milliseconds>(ago).count() << " ms ago"
              << std::endl;
  }
}

}  // namespace

void WebScene::SetUp() {
  InstalledScene::SetUp();
  counts_ = plane().folder() + "/counts-" + ns_;
  std::filesystem::remove_all(counts_);  // of this test, when it is repeated
  std::filesystem::create_directory(counts_);
}

void WebScene::TearDown() {
  kubectl({"delete", "release,deployment", "--all", "--namespace=" + ns_, "--timeout=60s"});
  InstalledScene::TearDown();
}

std::string WebScene::appArgs(const std::string& version, const std::string& more) const {
  std::string args = "--version=" + version + ", --counts=/counts";
  args += app_.drains ? ", --at-term=drain, --drain-seconds=2" : ", --at-term=die";
  if (!more.empty()) args += ", " + more;
  return "[" + args + "]";
}

std::string WebScene::podSpec(const std::string& version, const std::string& more) const {
  return R"(
      dnsPolicy: Default
      automountServiceAccountToken: false
      enableServiceLinks: false
      volumes: [{name: counts, hostPath: {path: )" +
         counts_ + R"(}}]
      containers:
      - name: app
        image: )" +
         std::string(kWebImage) + R"(
        imagePullPolicy: Never
        args: )" +
         appArgs(version, more) + R"(
        ports: [{name: http, containerPort: 8080}]
        readinessProbe: {httpGet: {path: /ready, port: http}, periodSeconds: 1}
        volumeMounts: [{name: counts, mountPath: /counts}]
)";
}

void WebScene::release(const std::string& strategy, int replicas, const std::string& version,
                       const std::string& more, const std::string& bake) {
  apply(R"(
apiVersion: slipway.dev/v1alpha1
kind: Release
metadata: {name: web, namespace: )" +
        ns_ + R"(}
spec:
  replicas: )" +
        std::to_string(replicas) + R"(
  selector: {matchLabels: {app: web}}
  strategy:
    )" + strategy +
        R"(
  traffic:
    services:
    - name: web
)" +
        std::string(
            serviceIsOurs_
                ? "      template: {spec: {ports: [{name: http, port: 80, targetPort: http}]}}"
                : "") +
        R"(
  verification:
    smokeTests:
    - {name: healthz, http: {path: /healthz, port: http}}
)" + bake +
        R"(
  template:
    metadata: {labels: {app: web}}
    spec:)" +
        podSpec(version, more));
}

void WebScene::adopting(const std::string& strategy) {
  apply(R"(
apiVersion: slipway.dev/v1alpha1
kind: Release
metadata: {name: web, namespace: )" +
        ns_ + R"(}
spec:
  replicas: 4
  workloadRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  strategy: {)" +
        strategy + R"(}
  traffic: {services: [{name: web}]}
  verification:
    smokeTests:
    - {name: healthz, http: {path: /healthz, port: http}}
)");
}

void WebScene::deployment(const std::string& version) {
  apply(R"(
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: )" +
        ns_ + R"(}
spec:
  replicas: 4
  selector: {matchLabels: {app: web}}
  strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}
  template:
    metadata: {labels: {app: web}}
    spec:)" +
        podSpec(version, {}));
  kubectl({"rollout", "status", "deployment/web", "--namespace=" + ns_, "--timeout=120s"});
}

void WebScene::service() {
  apply("{apiVersion: v1, kind: Service, metadata: {name: web, namespace: " + ns_ +
        "}, spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: http}]}}");
}

void WebScene::deployed(const std::string& strategy, int replicas) {
  release(strategy, replicas, "1");
  waitOn("release/web", "condition=Ready", "120s");
}

void WebScene::promoted(int revision) {
  waitOn("release/web", "jsonpath={.status.stable.revision}=" + std::to_string(revision), "180s");
  waitOn("release/web", "condition=Ready", "60s");
}

void WebScene::paused(int step) {
  ASSERT_TRUE(eventually([&] { return waitsIn(step); }))
      << kubectl({"get", "release/web", "--namespace=" + ns_, "--output=yaml"});
}

void WebScene::decide(const std::string& decision) {
  const std::string name = "a" + std::to_string(++decisions_);
  apply(approval(name, waitingToken(), decision));
  waitOn("approval/" + name, "condition=Ready");
}

void WebScene::goBack() {
  apply("{apiVersion: slipway.dev/v1alpha1, kind: Rollback, metadata: {name: back, namespace: " +
        ns_ + "}, spec: {releaseRef: {name: web}}}");
  waitOn("rollback/back", "condition=Ready", "120s");
}

void WebScene::usersCome() {
  const std::string address = jsonpath("service/web", "{.spec.clusterIP}");
  std::this_thread::sleep_for(milliseconds(1500));  // kube-proxy follows once a second
  fresh_ = std::make_unique<Load>(
      LoadOptions{.address = address,
                  .connections = Connections::New,
                  .clients = 8,
                  .perSecond = 400,  // shares are drawn: few would be off by chance
                  .name = "new"});
  kept_ = std::make_unique<Load>(
      LoadOptions{.address = address, .connections = Connections::KeptAlive, .name = "kept"});
  std::this_thread::sleep_for(seconds(2));
}

WebScene::Seen WebScene::usersGo(const std::string& what) {
  std::this_thread::sleep_for(seconds(2));
  Seen seen{fresh_->stop(), kept_->stop()};
  fresh_.reset();
  kept_.reset();
  print(what, "new", seen.fresh);
  print(what, "kept", seen.kept);
  agree(seen);
  return seen;
}

void WebScene::print(const std::string& what, const std::string& connections,
                     const LoadReport& report) {
  std::ostringstream row;
  row << "| " << what << " | " << app_.name << " | " << connections << " | " << report.failed()
      << "/" << report.samples.size() << " | " << std::fixed << std::setprecision(1)
      << std::chrono::duration<double>(report.longestWithoutSuccess()).count() << " s |";
  for (const auto& [why, count] : report.failures()) row << " " << count << "x " << why;
  std::cout << "measured: " << row.str() << std::endl;
  if (report.failed() > 0 && report.failed() <= 10) tellWhen(report);
}

// The applications' own count: what a client saw answered was answered, and once.
void WebScene::agree(const Seen& seen) {
  std::map<std::string, int> served;
  for (const auto& file : std::filesystem::directory_iterator(counts_)) {
    std::ifstream lines(file.path());
    for (std::string id; std::getline(lines, id);) ++served[id];
  }
  for (const LoadReport* report : {&seen.fresh, &seen.kept}) {
    const auto answered = report->answered();
    EXPECT_EQ(std::ranges::count_if(answered, [&](const auto& id) { return !served.contains(id); }),
              0)
        << "answers that no application gave";
  }
  EXPECT_EQ(std::ranges::count_if(served, [](const auto& one) { return one.second > 1; }), 0)
      << "requests sent twice";
}

// One of five thousand is let pass and told: what a wrong order loses is dozens, and a machine that
// stalls for seconds should not look like one. make test-deep lets none pass.
void WebScene::nothingLost(const Seen& seen) {
  const auto allowed = [](const LoadReport& report) {
    return std::getenv("SLIPWAY_DEEP") == nullptr ? report.samples.size() / 5000 : 0;
  };
  EXPECT_GT(seen.fresh.samples.size(), 1000u);
  EXPECT_LE(seen.fresh.failed(), allowed(seen.fresh));
  if (app_.drains) {
    EXPECT_LE(seen.kept.failed(), allowed(seen.kept));
  }
}

}  // namespace slipway::testing
