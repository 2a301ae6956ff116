#include "tests/cluster/operator/holding_proxy.h"
#include "tests/cluster/operator/scene.h"

namespace slipway::testing {
namespace {

using std::chrono::milliseconds;

class Rollout : public Scene {};

TEST_F(Rollout, AFirstDeployBecomesReady) {
  auto slipway = startOperator();
  deployed();
  EXPECT_EQ(jsonpath("release/web", "{.status.stable.revision}"), "1");
  EXPECT_EQ(jsonpath("release/web", "{.status.readyReplicas}"), "3");
  EXPECT_EQ(slipway.process->stop().describe(), "exit code 0") << slipway.log();
}

TEST_F(Rollout, ANewImageReplacesTheOldOne) {
  auto slipway = startOperator();
  deployed();
  node().behave("web:2", readyAfter(milliseconds(200)));
  setImage("web:2");
  waitFor("jsonpath={.status.stable.revision}=2");
  waitFor("condition=Ready");
  EXPECT_EQ(replicasOf("1"), "0");
  EXPECT_EQ(replicasOf("2"), "3");
}

TEST_F(Rollout, AnImageThatAnswers500GoesBackAndSaysWhy) {
  auto slipway = startOperator();
  deployed();
  node().behave("web:bad", answering(500));
  setImage("web:bad");
  waitFor("condition=RolledBack");
  waitFor("condition=Stalled");
  EXPECT_EQ(jsonpath("release/web", "{.status.stable.revision}"), "1");
  EXPECT_EQ(replicasOf("1"), "3");
  EXPECT_EQ(replicasOf("2"), "0");
  EXPECT_NE(jsonpath("release/web", "{.status.message}").find("500 instead of 200"),
            std::string::npos);
  EXPECT_TRUE(eventually([&] {
    const auto events = kubectl({"get", "events.events.k8s.io", "--namespace=" + ns_, "-o",
                                 "jsonpath={range .items[*]}{.reason}{' '}{.note}{'\\n'}{end}"});
    return events.find("SmokeTestFailed") != std::string::npos &&
           events.find("500 instead of 200") != std::string::npos;
  }));
}

TEST_F(Rollout, ASmokeTestPostsAndReadsJsonAndStatusKeepsTheEvidence) {
  auto slipway = startOperator();
  const auto counting = [](const std::string& body) {
    sim::PodScript script = readyAfter(milliseconds(200));
    script.http["POST /orders"] = {202, {}, body, {{"Content-Type", "application/json"}}};
    script.http["/orders"] = {405, {}, ""};
    return script;
  };
  node().behave("web:1", counting(R"({"orders": 1})"));
  node().behave("web:2", counting(R"({"orders": 0})"));
  apply(release("web:1"));
  kubectl({"patch", "release/web", "--namespace=" + ns_, "--type=json", R"(--patch=[
      {"op": "add", "path": "/spec/verification/smokeTests/-", "value":
       {"name": "order", "pods": "One", "retries": 0, "http": {
         "method": "POST", "path": "/orders", "port": "http", "body": "{}", "expect": {
           "statusRange": "200-204", "headers": [{"name": "content-type", "contains": "json"}],
           "json": [{"pointer": "/orders", "atLeast": 1}]}}}}])"});
  waitFor("condition=Ready");
  setImage("web:2");
  waitFor("condition=RolledBack");
  const std::string check = R"({.status.verification.checks[?(@.name=="order")])";
  EXPECT_EQ(jsonpath("release/web", check + ".request}"), "POST /orders port http");
  EXPECT_EQ(jsonpath("release/web", check + ".verdict}"), "Failed");
  EXPECT_NE(jsonpath("release/web", check + ".reason}").find("202, but /orders is below 1"),
            std::string::npos);
  EXPECT_TRUE(jsonpath("release/web", check + ".lastAt}").ends_with("Z"));
}

TEST_F(Rollout, ATemplateThatTheServerRefusesIsShownAndLeavesTheStableAlone) {
  auto slipway = startOperator();
  deployed();
  kubectl(
      {"patch", "release/web", "--namespace=" + ns_, "--type=json",
       R"(--patch=[{"op":"add","path":"/spec/template/spec/restartPolicy","value":"Sometimes"}])"});
  waitFor("condition=Stalled");
  EXPECT_NE(jsonpath("release/web", "{.status.message}").find("restartPolicy"), std::string::npos);
  EXPECT_EQ(replicasOf("1"), "3");
  kubectl({"patch", "release/web", "--namespace=" + ns_, "--type=json",
           R"(--patch=[{"op":"remove","path":"/spec/template/spec/restartPolicy"}])"});
  waitFor("condition=Ready");
}

TEST_F(Rollout, SurvivesKillMinusNineInMidRollout) {
  auto slipway = startOperator();
  deployed();
  node().behave("web:2", readyAfter(milliseconds(1500)));
  setImage("web:2");
  waitFor("jsonpath={.status.update.revision}=2");
  ASSERT_TRUE(eventually([&] { return !replicasOf("2").empty(); }));
  slipway.process->kill();
  auto next = startOperator();
  waitFor("jsonpath={.status.stable.revision}=2");
  waitFor("condition=Ready");
  EXPECT_EQ(replicasOf("1"), "0");
  EXPECT_EQ(jsonpath("replicasets", "{.items[*].metadata.name}").find(' '),
            jsonpath("replicasets", "{.items[*].metadata.name}").rfind(' '))
      << "two ReplicaSets, no more";
}

TEST_F(Rollout, SurvivesTheApiServerBeingKilledAndRestartedInMidRollout) {
  auto slipway = startOperator();
  deployed();
  node().behave("web:2", readyAfter(milliseconds(1500)));
  setImage("web:2");
  waitFor("jsonpath={.status.update.revision}=2");
  plane().killApiServer();
  const auto started = plane().startApiServer();
  ASSERT_TRUE(started.ok()) << started.error();
  // Its lease may have run out meanwhile: then it leaves, as it must, and is started again.
  if (slipway.process->waitFor(milliseconds(4000))) slipway = startOperator();
  waitFor("jsonpath={.status.stable.revision}=2", "90s");
  waitFor("condition=Ready");
  EXPECT_EQ(replicasOf("1"), "0");
}

// Every answer and every watch event is late, the lease's answers too.
TEST_F(Rollout, ComesToItsEndThoughTheApiServerAnswersSecondsLate) {
  HoldingProxy proxy(plane().port());
  auto slipway =
      startOperator({"--lease-duration", "60s", "--renew-deadline", "40s", "--retry-period", "5s"},
                    proxy.through(operatorKubeconfig()));
  deployed();
  node().behave("web:2", readyAfter(milliseconds(200)));
  proxy.delayAnswers(std::chrono::seconds(3));
  const auto mark = plane().auditMark();
  setImage("web:2");
  waitFor("jsonpath={.status.stable.revision}=2", "180s");
  waitFor("condition=Ready", "60s");
  EXPECT_GT(proxy.delayed(), 0U);
  EXPECT_EQ(replicasOf("1"), "0");
  EXPECT_EQ(replicasOf("2"), "3");
  // What was late was waited for, not asked for again.
  int created = 0;
  for (const auto& entry : asked(mark))
    if (entry.resource == "replicasets" && entry.verb == "create") ++created;
  EXPECT_EQ(created, 1);
  EXPECT_TRUE(slipway.process->running()) << slipway.log();
}

TEST_F(Rollout, NothingIsForbiddenToTheServiceAccount) {
  const auto mark = plane().auditMark();
  auto slipway = startOperator();
  deployed();
  node().behave("web:bad", answering(500));
  setImage("web:bad");
  waitFor("condition=RolledBack");
  int requests = 0;
  for (const auto& entry : asked(mark)) {
    ++requests;
    EXPECT_NE(entry.code, 403) << entry.verb << " " << entry.resource << "/" << entry.subresource;
  }
  EXPECT_GT(requests, 10);
}

}  // namespace
}  // namespace slipway::testing
