// What users notice while a Release is rolled out, on a real node: every request counted at both
// ends. Prints a row for each trial; docs/lost-requests.md has a table of them.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>

#include "tests/cluster/support/scene.h"
#include "tests/node/support/environment.h"
#include "tests/node/support/load.h"

namespace slipway::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr const char* kBlueGreen = "blueGreen: {scaleDownDelay: 3s}";
constexpr const char* kCanary = R"(canary:
      maxSurge: 2
      steps:
      - setWeight: 10
      - pause: {timeout: 10m}
      - setWeight: 50
      - pause: {timeout: 10m})";
constexpr const char* kRolling = "rolling: {maxSurge: 1, maxUnavailable: 0}";
constexpr const char* kRecreate = "recreate: {}";

void rest(milliseconds time) {
  std::this_thread::sleep_for(time);
}

// How the application ends: in order, or at once.
struct App {
  const char* name;
  bool drains;
};

class Traffic : public ClusterScene, public ::testing::WithParamInterface<App> {
 protected:
  void SetUp() override {
    ClusterScene::SetUp();
    counts_ = plane().folder() + "/counts-" + ns_;
    // A test that is repeated counts anew: its requests have the same numbers.
    std::filesystem::remove_all(counts_);
    std::filesystem::create_directory(counts_);
  }

  void TearDown() override {
    kubectl({"delete", "release,deployment", "--all", "--namespace=" + ns_, "--timeout=60s"});
    ClusterScene::TearDown();
  }

  std::string appArgs(const std::string& version, const std::string& more = {}) const {
    std::string args = "--version=" + version + ", --counts=/counts";
    args += GetParam().drains ? ", --at-term=drain, --drain-seconds=2" : ", --at-term=die";
    if (!more.empty()) args += ", " + more;
    return "[" + args + "]";
  }

  std::string podSpec(const std::string& version, const std::string& more) const {
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

  void release(const std::string& strategy, int replicas, const std::string& version,
               const std::string& more = {}, const std::string& bake = {}) {
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

  // A Release of the Deployment that is there.
  void adopting() {
    apply(R"(
apiVersion: slipway.dev/v1alpha1
kind: Release
metadata: {name: web, namespace: )" +
          ns_ + R"(}
spec:
  replicas: 4
  workloadRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  strategy: {)" +
          std::string(kRolling) + R"(}
  traffic: {services: [{name: web}]}
  verification:
    smokeTests:
    - {name: healthz, http: {path: /healthz, port: http}}
)");
  }

  // What there is without Slipway, and a Service that selects by the application's label.
  void deployment(const std::string& version) {
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
  void service() {
    apply("{apiVersion: v1, kind: Service, metadata: {name: web, namespace: " + ns_ +
          "}, spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: http}]}}");
  }

  void deployed(const std::string& strategy, int replicas) {
    slipway_ = startOperator();
    release(strategy, replicas, "1");
    waitOn("release/web", "condition=Ready", "120s");
  }

  void promoted(int revision) {
    waitOn("release/web", "jsonpath={.status.stable.revision}=" + std::to_string(revision), "180s");
    waitOn("release/web", "condition=Ready", "60s");
  }

  // Clients of each kind.
  void usersCome() {
    const std::string address = jsonpath("service/web", "{.spec.clusterIP}");
    rest(milliseconds(1500));  // kube-proxy follows once a second
    fresh_ = std::make_unique<Load>(
        LoadOptions{.address = address,
                    .connections = Connections::New,
                    .clients = 8,
                    .perSecond = 400,  // shares are drawn: few would be off by chance
                    .name = "new"});
    kept_ = std::make_unique<Load>(
        LoadOptions{.address = address, .connections = Connections::KeptAlive, .name = "kept"});
    rest(seconds(2));
  }

  // Four pods of the first version, users, and then the second version.
  void updated(const std::string& strategy) {
    deployed(strategy, 4);
    usersCome();
    release(strategy, 4, "2");
    promoted(2);
  }

  struct Seen {
    LoadReport fresh;
    LoadReport kept;
  };

  Seen usersGo(const std::string& what) {
    rest(seconds(2));
    Seen seen{fresh_->stop(), kept_->stop()};
    fresh_.reset();
    kept_.reset();
    print(what, "new", seen.fresh);
    print(what, "kept", seen.kept);
    agree(seen);
    return seen;
  }

  void print(const std::string& what, const std::string& connections, const LoadReport& report) {
    std::ostringstream row;
    row << "| " << what << " | " << GetParam().name << " | " << connections << " | "
        << report.failed() << "/" << report.samples.size() << " | " << std::fixed
        << std::setprecision(1)
        << std::chrono::duration<double>(report.longestWithoutSuccess()).count() << " s |";
    for (const auto& [why, count] : report.failures()) row << " " << count << "x " << why;
    std::cout << "measured: " << row.str() << std::endl;
    if (report.failed() > 0 && report.failed() <= 10) tellWhen(report);
  }

  // A few are looked into: when was it, beside what the operator's log says.
  static void tellWhen(const LoadReport& report) {
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

  // The applications' own count: what a client saw answered was answered, and once.
  void agree(const Seen& seen) {
    std::map<std::string, int> served;
    for (const auto& file : std::filesystem::directory_iterator(counts_)) {
      std::ifstream lines(file.path());
      for (std::string id; std::getline(lines, id);) ++served[id];
    }
    for (const LoadReport* report : {&seen.fresh, &seen.kept}) {
      const auto answered = report->answered();
      EXPECT_EQ(
          std::ranges::count_if(answered, [&](const auto& id) { return !served.contains(id); }), 0)
          << "answers that no application gave";
    }
    EXPECT_EQ(std::ranges::count_if(served, [](const auto& one) { return one.second > 1; }), 0)
        << "requests sent twice";
  }

  // Nothing lost on new connections, whatever the application does; nothing on kept ones either,
  // where it says in time that it will close them. One of five thousand is let pass and told: what
  // a wrong order loses is dozens, and a machine that stalls for seconds should not look like one.
  // make test-deep lets none pass.
  void nothingLost(const Seen& seen) {
    const auto allowed = [](const LoadReport& report) {
      return std::getenv("SLIPWAY_DEEP") == nullptr ? report.samples.size() / 5000 : 0;
    };
    EXPECT_GT(seen.fresh.samples.size(), 1000u);
    EXPECT_LE(seen.fresh.failed(), allowed(seen.fresh));
    if (GetParam().drains) {
      EXPECT_LE(seen.kept.failed(), allowed(seen.kept));
    }
  }

  // The pause that is that step has come.
  void paused(int step) {
    ASSERT_TRUE(eventually([&] { return waitsIn(step); }))
        << kubectl({"get", "release/web", "--namespace=" + ns_, "--output=yaml"});
  }

  void decide(const std::string& decision) {
    const std::string name = "a" + std::to_string(++decisions_);
    apply(approval(name, waitingToken(), decision));
    waitOn("approval/" + name, "condition=Ready");
  }

  void goBack() {
    apply("{apiVersion: slipway.dev/v1alpha1, kind: Rollback, metadata: {name: back, namespace: " +
          ns_ + "}, spec: {releaseRef: {name: web}}}");
    waitOn("rollback/back", "condition=Ready", "120s");
  }

  // A while of requests in a pause of a canary; what share the update should have had, in percent.
  struct Window {
    double weight;
    LoadClock::time_point from;
    LoadClock::time_point to;
  };

  void watch(double weight) {
    rest(milliseconds(1500));  // kube-proxy's moment
    const auto from = LoadClock::now();
    rest(seconds(10));
    windows_.push_back({weight, from, LoadClock::now()});
  }

  void sharesAsAsked(const Seen& seen) {
    for (const auto& window : windows_) {
      auto shares = seen.fresh.shares(window.from, window.to);
      std::cout << "measured: share of the update at " << window.weight << " %: " << std::fixed
                << std::setprecision(1) << shares["2"] << " % of new connections" << std::endl;
      EXPECT_NEAR(shares["2"], window.weight, 3);
    }
  }

  std::string counts_;
  bool serviceIsOurs_ = true;  // else it was there before
  RunningSlipway slipway_;
  std::unique_ptr<Load> fresh_;
  std::unique_ptr<Load> kept_;
  std::vector<Window> windows_;
  int decisions_ = 0;
};

TEST_P(Traffic, BlueGreenSwitchesAndSwitchesBack) {
  updated(kBlueGreen);
  goBack();
  nothingLost(usersGo("blue-green: switch, and back by a Rollback"));
}

TEST_P(Traffic, BlueGreenThatTurnsBadSwitchesBackByItself) {
  deployed(kBlueGreen, 4);
  usersCome();
  release(kBlueGreen, 4, "2", "--bad-after-seconds=12", "    bake: {duration: 30s, interval: 1s}");
  waitOn("release/web", "condition=RolledBack", "120s");
  const auto seen = usersGo("blue-green: turns bad after the switch");
  std::cout << "measured: from the first bad answer to the last: " << seen.fresh.badFor().count()
            << " ms" << std::endl;
  // Bad answers are the application's; nothing else may fail.
  for (const auto& [why, count] : seen.fresh.failures()) EXPECT_EQ(why, "status 500") << count;
  EXPECT_GT(seen.fresh.failed(), 0u);
}

TEST_P(Traffic, CanaryTakesItsStepsToTheEnd) {
  deployed(kCanary, 10);
  usersCome();
  release(kCanary, 10, "2");
  paused(2);
  watch(10);
  decide("Promote");
  paused(4);
  watch(50);
  decide("Promote");
  promoted(2);
  const auto seen = usersGo("canary: 10, 50, 100 %");
  nothingLost(seen);
  sharesAsAsked(seen);
}

TEST_P(Traffic, CanaryIsRejectedHalfWay) {
  deployed(kCanary, 10);
  usersCome();
  release(kCanary, 10, "2");
  paused(2);
  decide("Promote");
  paused(4);
  rest(seconds(3));
  decide("Reject");
  waitOn("release/web", "condition=RolledBack", "120s");
  nothingLost(usersGo("canary: rejected at 50 %"));
}

TEST_P(Traffic, RollingReplacesPodByPod) {
  updated(kRolling);
  nothingLost(usersGo("rolling"));
}

// It is down by what it does; how long is told, nothing is promised.
TEST_P(Traffic, RecreateIsDownInBetween) {
  updated(kRecreate);
  const auto seen = usersGo("recreate");
  EXPECT_GT(seen.fresh.longestWithoutSuccess(), milliseconds(100));
}

// docs/coming-from.md, as it says, and back.
TEST_P(Traffic, ADeploymentBecomesAReleaseAndAReleaseADeployment) {
  serviceIsOurs_ = false;
  slipway_ = startOperator();
  deployment("1");
  service();
  usersCome();
  release(kRolling, 4, "2");
  promoted(1);
  rest(seconds(5));  // nodes have their moment to see it
  kubectl({"delete", "deployment/web", "--namespace=" + ns_});
  rest(seconds(4));
  deployment("3");
  kubectl({"delete", "release/web", "--namespace=" + ns_, "--timeout=60s"});
  const auto seen = usersGo("a Deployment becomes a Release, and back");
  nothingLost(seen);
  EXPECT_EQ(seen.fresh.samples.back().version, "3");
}

// The same by spec.workloadRef: nothing is copied, and nobody has to wait.
TEST_P(Traffic, ADeploymentIsAdoptedAndGivenBack) {
  slipway_ = startOperator();
  deployment("1");
  service();
  usersCome();
  adopting();
  waitOn("release/web", "jsonpath={.status.workload.retired}=true", "120s");
  EXPECT_EQ(jsonpath("deployment/web", "{.spec.replicas}"), "0");
  kubectl({"patch", "deployment/web", "--namespace=" + ns_, "--patch",
           "spec: {template: {spec: {containers: [{name: app, args: " + appArgs("2") + "}]}}}"});
  promoted(2);
  kubectl({"delete", "release/web", "--namespace=" + ns_, "--timeout=120s"});
  const auto seen = usersGo("a Deployment is adopted, and given back");
  nothingLost(seen);
  EXPECT_EQ(seen.fresh.samples.back().version, "2");
  EXPECT_EQ(jsonpath("deployment/web", "{.status.availableReplicas}"), "4");
}

// The control: the same application, load and count with a plain Deployment. One that dies at
// SIGTERM must lose some there; if it does not, this test counts wrong.
TEST_P(Traffic, APlainDeploymentForComparison) {
  deployment("1");
  service();
  usersCome();
  deployment("2");
  const auto seen = usersGo("a plain Deployment, rolling");
  if (!GetParam().drains) {
    EXPECT_GT(seen.fresh.failed(), 0u);
  }
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(Apps, Traffic, ::testing::Values(App{"drains", true}, App{"dies", false}),
                         [](const auto& trial) { return std::string(trial.param.name); });

}  // namespace slipway::testing
