#include <algorithm>
#include <charconv>
#include <set>

#include "tests/cluster/operator/scene.h"

namespace slipway::testing {
namespace {

using std::chrono::milliseconds;

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  if (at == std::string::npos) throw std::runtime_error("not in the text: " + from);
  return text.replace(at, from.size(), to);
}

const std::string kRolling = "rolling: {maxSurge: 1, maxUnavailable: 0}";

// Ways from one revision to the next: all at once, in batches; and their size while they go.
class Ways : public Scene {
 protected:
  std::string of(const std::string& path) { return jsonpath("release/web", path); }

  void recreating() {
    sim::PodScript slowEnd = readyAfter(milliseconds(200));
    slowEnd.terminationDelay = milliseconds(1200);
    node().behave("web:1", slowEnd);
    apply(replaced(release("web:1"), kRolling, "recreate: {}"));
    waitFor("condition=Ready");
  }

  void scale(int replicas) {
    kubectl(
        {"scale", "release/web", "--namespace=" + ns_, "--replicas=" + std::to_string(replicas)});
  }

  std::set<std::string> pods() {
    std::set<std::string> names;
    const auto all = plane().get({"pods", "--namespace=" + ns_});
    if (!all.ok()) throw std::runtime_error(all.error());
    for (const Value& pod : (*all)["items"].elements())
      names.emplace(pod["metadata"]["name"].asString().value());
    return names;
  }
};

TEST_F(Ways, RecreateStartsNoNewPodBeforeTheLastOldOneIsGone) {
  auto slipway = startOperator();
  recreating();
  const auto old = pods();
  ASSERT_EQ(old.size(), 3U);
  node().behave("web:2", readyAfter(milliseconds(1000)));
  const auto mark = plane().auditMark();
  setImage("web:2");
  waitFor("jsonpath={.status.stable.revision}=2");
  waitFor("condition=Ready");

  std::string lastGone;
  std::string firstCreated;
  int goodbyes = 0;
  for (const auto& entry : plane().auditEntries(mark)) {
    if (entry.nameSpace != ns_ || entry.resource != "pods" || !entry.subresource.empty()) continue;
    if (entry.verb == "delete" && entry.code == 200 && old.contains(entry.name)) {
      ++goodbyes;
      lastGone = std::max(lastGone, entry.receivedAt);
    }
    if (entry.verb == "create" && (firstCreated.empty() || entry.receivedAt < firstCreated))
      firstCreated = entry.receivedAt;
  }
  EXPECT_GE(goodbyes, 6) << "each pod is told to end, and taken away by the kubelet";
  ASSERT_FALSE(firstCreated.empty());
  EXPECT_LT(lastGone, firstCreated);
  const std::string downtime = of("{.status.history[0].downtimeSeconds}");
  int seconds = 0;
  std::from_chars(downtime.data(), downtime.data() + downtime.size(), seconds);
  EXPECT_GE(seconds, 1) << of("{.status.history[0]}");
}

TEST_F(Ways, ABadRecreateGoesBack) {
  auto slipway = startOperator();
  recreating();
  node().behave("web:bad", answering(500));
  setImage("web:bad");
  waitFor("condition=RolledBack");
  waitFor("condition=Stalled");
  EXPECT_EQ(of("{.status.stable.revision} {.status.readyReplicas}"), "1 3");
  EXPECT_EQ(replicasOf("1"), "3");
  EXPECT_EQ(replicasOf("2"), "0");
  EXPECT_EQ(of("{.status.history[0].outcome}"), "RolledBack");
}

TEST_F(Ways, BatchesGoOnAfterKillMinusNineInThePauseAndABakeFollows) {
  auto slipway = startOperator();
  node().behave("web:1", readyAfter(milliseconds(200)));
  std::string yaml = release("web:1", 4);
  yaml = replaced(yaml, kRolling,
                  "rolling: {maxSurge: 1, maxUnavailable: 0, "
                  "batch: {size: 50%, pause: {duration: 3s}}}");
  yaml =
      replaced(yaml, "verification:\n", "verification:\n    bake: {duration: 2s, interval: 1s}\n");
  apply(yaml);
  waitFor("condition=Ready");
  node().behave("web:2", readyAfter(milliseconds(200)));
  setImage("web:2");
  ASSERT_TRUE(eventually(
      [&] { return of("{.status.message}").find("waiting until") != std::string::npos; }));
  slipway.process->kill();
  EXPECT_EQ(replicasOf("1"), "2");
  EXPECT_EQ(replicasOf("2"), "2");
  const std::string startedAt = of("{.status.update.startedAt}");

  auto next = startOperator();
  waitFor("jsonpath={.status.phase}=Verifying");
  waitFor("jsonpath={.status.stable.revision}=2");
  waitFor("condition=Ready");
  EXPECT_EQ(replicasOf("1"), "0");
  EXPECT_EQ(replicasOf("2"), "4");
  EXPECT_EQ(of("{.status.history[0].outcome} {.status.history[0].attempt}"), "Promoted 1");
  EXPECT_EQ(of("{.status.history[0].startedAt}"), startedAt);
  EXPECT_EQ(of("{.status.verification.checks[0].phase}"), "Bake");
}

TEST_F(Ways, ItIsScaledWhenSettledAndInMidRollout) {
  auto slipway = startOperator();
  deployed();
  scale(5);
  waitFor("jsonpath={.status.readyReplicas}=5");
  waitFor("condition=Ready");
  EXPECT_EQ(replicasOf("1"), "5");
  EXPECT_EQ(of("{.status.stable.revision}"), "1");

  node().behave("web:2", readyAfter(milliseconds(1000)));
  setImage("web:2");
  waitFor("jsonpath={.status.update.availableMax}=1");
  scale(2);
  waitFor("jsonpath={.status.stable.revision}=2");
  waitFor("condition=Ready");
  EXPECT_EQ(of("{.status.readyReplicas}"), "2");
  EXPECT_EQ(replicasOf("1"), "0");
  EXPECT_EQ(replicasOf("2"), "2");
  EXPECT_EQ(of("{.status.update}"), "");
}

TEST_F(Ways, AnAutoscalerReadsAndWritesItsScale) {
  auto slipway = startOperator();
  deployed();
  const auto scale = plane().get({"release/web", "--subresource=scale", "--namespace=" + ns_});
  ASSERT_TRUE(scale.ok()) << scale.error();
  EXPECT_EQ((*scale)["spec"]["replicas"].asInt(), 3);
  EXPECT_EQ((*scale)["status"]["replicas"].asInt(), 3);
  EXPECT_EQ((*scale)["status"]["selector"].asString(), "app=web,slipway.dev/release=web");
  // Kubernetes' own one: too few pods are made more even without metrics.
  apply(
      "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: web, "
      "namespace: " +
      ns_ +
      "}, spec: {minReplicas: 5, maxReplicas: 9, scaleTargetRef: {apiVersion: "
      "slipway.dev/v1alpha1, kind: Release, name: web}}}");
  waitFor("jsonpath={.spec.replicas}=5", "120s");
  waitFor("jsonpath={.status.readyReplicas}=5");
  waitFor("condition=Ready");
}

}  // namespace
}  // namespace slipway::testing
