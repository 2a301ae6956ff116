// What users notice while a Release is rolled out, on a real node, by Slipway as it is installed:
// every request counted at both ends. Prints a row for each trial; docs/lost-requests.md has a
// table of them.
#include <chrono>
#include <iomanip>
#include <iostream>
#include <thread>
#include <vector>

#include "tests/node/support/web_scene.h"

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

class Traffic : public WebScene, public ::testing::WithParamInterface<App> {
 protected:
  Traffic() : WebScene(GetParam()) {}

  // Four pods of the first version, users, and then the second version.
  void updated(const std::string& strategy) {
    deployed(strategy, 4);
    usersCome();
    release(strategy, 4, "2");
    promoted(2);
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

  std::vector<Window> windows_;
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
  deployment("1");
  service();
  usersCome();
  adopting(kRolling);
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
