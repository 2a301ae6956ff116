// Slipway as strangers install it: its image as pods of a real node, with two replicas, under the
// restricted Pod Security Standard. What happens to rollouts when those pods come and go.
#include <algorithm>
#include <filesystem>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "tests/cluster/support/helm.h"
#include "tests/node/support/installation.h"
#include "tests/node/support/web_scene.h"

namespace slipway::testing {
namespace {

constexpr const char* kRolling = "rolling: {maxSurge: 1, maxUnavailable: 0}";
constexpr const char* kSteps = R"(canary:
      maxSurge: 1
      steps:
      - setWeight: 20
      - pause: {duration: 3s}
      - setWeight: 40
      - pause: {timeout: 10m}
      - setWeight: 60
      - pause: {duration: 3s})";

class Installed : public WebScene {
 protected:
  Installed() : WebScene({.name = "drains", .drains = true}) {}

  // From now on every state of the Release that the server tells of is written down.
  void watchSteps() {
    auto kubectl = findTool("kubectl");
    ASSERT_TRUE(kubectl.ok()) << kubectl.error();
    const std::string log = plane().folder() + "/" + ns_ + "-steps.log";
    std::filesystem::remove(log);
    auto watch = Process::start(
        {.argv = {*kubectl, "--kubeconfig=" + plane().adminKubeconfig(), "get", "release/web",
                  "--namespace=" + ns_, "--watch",
                  R"(--output=jsonpath={.status.update.attempt}.{.status.update.step}{"\n"})"}},
        log);
    ASSERT_TRUE(watch.ok()) << watch.error();
    steps_ = std::move(*watch);
  }

  // "1.2" is the second step of the first attempt; one that came twice in between is there twice.
  std::vector<std::string> stepsSeen() {
    std::istringstream lines(readText(steps_->logFile()));
    std::vector<std::string> seen;
    for (std::string line; std::getline(lines, line);) {
      if (line != "." && (seen.empty() || seen.back() != line)) seen.push_back(line);
    }
    return seen;
  }

  // While revision 2 is on its way: its pods. Read at once, since the status may still be about
  // revision 1.
  int newPods() {
    std::istringstream status(
        jsonpath("release/web", "{.status.update.revision} {.status.updatedReplicas}"));
    int revision = 0;
    int pods = 0;
    status >> revision >> pods;
    return revision == 2 ? pods : 0;
  }
  bool midRollout() { return jsonpath("release/web", "{.status.stable.revision}") == "1"; }

  std::unique_ptr<Process> steps_;
};

TEST_F(Installed, HelmsOwnTestPasses) {
  const auto tested =
      HelmClient(plane(), kOperatorNamespace).run({"test", "slipway", "--timeout=60s"});
  EXPECT_TRUE(tested.ok()) << tested.out << tested.err;
}

TEST_F(Installed, AFirstReleaseBecomesReadyAndABadOneGoesBackByItself) {
  deployed(kRolling, 2);
  // Ready only when it is bad for sure.
  release(kRolling, 2, "2", "--ready-after-seconds=2, --bad-after-seconds=1");
  waitOn("release/web", "condition=RolledBack", "60s");
  EXPECT_EQ(jsonpath("release/web", "{.status.stable.revision}"), "1");
  EXPECT_EQ(jsonpath("release/web", "{.status.rejected[*].revision}"), "2");
  EXPECT_EQ(jsonpath("rollbacks", "{.items[*].spec.releaseRef.name}"), "web");
}

TEST_F(Installed, AnUpgradeInMidRolloutLosesNoStepAndNoRequest) {
  deployed(kSteps, 5);
  usersCome();
  watchSteps();
  const auto before = operatorPods();
  ASSERT_FALSE(before.empty());
  release(kSteps, 5, "2");
  ASSERT_TRUE(eventually([&] { return newPods() > 0; }));
  const auto upgraded =
      upgradeInstallation(plane(), "operator.workers=4,podAnnotations.after=" + before.front());
  ASSERT_TRUE(upgraded.ok()) << upgraded.error();
  EXPECT_TRUE(midRollout());
  paused(4);
  const std::string now = leader();
  EXPECT_EQ(std::ranges::count(before, now), 0) << now << " was there before";
  decide("Promote");
  promoted(2);
  nothingLost(usersGo("canary, the operator is upgraded half way"));
  EXPECT_EQ(stepsSeen(),
            (std::vector<std::string>{"1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7"}));
}

TEST_F(Installed, LeadersThatDieInMidRolloutLoseNothing) {
  deployed(kRolling, 5);
  usersCome();
  watchSteps();
  // So slow that the rollout cannot end before a leader is dead.
  release(kRolling, 5, "2", "--ready-after-seconds=2");
  ASSERT_TRUE(eventually([&] { return newPods() > 0; }));
  const std::string first = leaseHolder();
  killProcessOf(leader());
  ASSERT_TRUE(eventually([&] { return leaseHolder() != first; }));
  const int then = newPods();
  ASSERT_TRUE(eventually([&] { return newPods() > then; })) << "nobody went on";
  const std::string second = leaseHolder();
  kubectl({"delete", "pod", leader(), "--namespace=" + std::string(kOperatorNamespace), "--force",
           "--grace-period=0"});
  ASSERT_TRUE(eventually([&] { return leaseHolder() != second; }));
  EXPECT_TRUE(midRollout());
  promoted(2);
  EXPECT_NE(leaseHolder(), second);
  nothingLost(usersGo("rolling, the leader is killed twice"));
  EXPECT_EQ(stepsSeen(), std::vector<std::string>{"1."});  // the first attempt, no steps
  operatorComplete();
}

}  // namespace
}  // namespace slipway::testing
