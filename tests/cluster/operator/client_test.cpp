#include <filesystem>
#include <fstream>

#include "tests/cluster/operator/scene.h"

namespace slipway::testing {
namespace {

using std::chrono::milliseconds;

// `kubectl slipway` as people run it: the real program, a kubeconfig, a real API server.
class CommandLine : public Scene {
 protected:
  Completed slipway(std::vector<std::string> args, const std::string& kubeconfig = {}) {
    args.insert(args.begin(), SLIPWAY_BINARY);
    args.insert(args.end(), {"--namespace=" + ns_});
    return run(std::move(args), kubeconfig);
  }
  Completed run(std::vector<std::string> argv, std::string kubeconfig = {},
                std::map<std::string, std::string> environment = {}) {
    if (kubeconfig.empty()) kubeconfig = plane().adminKubeconfig();
    environment.emplace("KUBECONFIG", kubeconfig);
    return runCommand({.argv = std::move(argv), .environment = std::move(environment)});
  }

  // A canary that waits in the pause of its first step.
  void updating() {
    deployed();
    const std::string canary =
        R"(--patch={"spec": {"strategy": {"rolling": null, "canary":)"
        R"( {"steps": [{"setWeight": 34}, {"pause": {"timeout": "10m"}}]}}}})";
    kubectl({"patch", "release/web", "--namespace=" + ns_, "--type=merge", canary});
    node().behave("web:2", readyAfter(milliseconds(200)));
    setImage("web:2");
    ASSERT_TRUE(eventually([&] { return waitsIn(2); }));
  }
};

TEST_F(CommandLine, ARolloutIsLookedAtDecidedAndUndone) {
  auto running = startOperator();
  updating();
  const auto list = slipway({"list"});
  EXPECT_TRUE(list.ok()) << list.err;
  EXPECT_NE(list.out.find("canary     Progressing   #1"), std::string::npos) << list.out;
  const auto status = slipway({"status", "web"});
  EXPECT_NE(status.out.find("update #2"), std::string::npos) << status.out;
  EXPECT_NE(status.out.find("slipway promote web"), std::string::npos) << status.out;

  const auto promoted = slipway({"promote", "web", "--reason", "looks good"});
  EXPECT_TRUE(promoted.ok()) << promoted.err;
  EXPECT_NE(promoted.out.find("Applied: "), std::string::npos) << promoted.out;
  EXPECT_EQ(slipway({"wait", "web", "--for=verified", "--timeout=60s"}).exit, 0);
  EXPECT_EQ(jsonpath("release/web", "{.status.stable.revision}"), "2");

  const auto undone = slipway({"undo", "web", "--to", "1", "--reason", "totals"});
  EXPECT_TRUE(undone.ok()) << undone.err;
  EXPECT_EQ(slipway({"wait", "web", "--for=rolledback", "--timeout=60s"}).exit, 0);
  EXPECT_EQ(jsonpath("release/web", "{.status.stable.revision}"), "1");
  const auto history = slipway({"history", "web"});
  EXPECT_NE(history.out.find("RollbackRequested"), std::string::npos) << history.out;
}

TEST_F(CommandLine, ScriptsSeeByExitCodesWhatHappened) {
  auto running = startOperator();
  deployed();
  EXPECT_EQ(slipway({"promote", "web"}).exit, 1);
  EXPECT_EQ(slipway({"status", "nobody"}).exit, 1);
  EXPECT_EQ(slipway({"wait", "web", "--for=rolledback", "--timeout=1s"}).exit, 1);
  EXPECT_EQ(slipway({"wait", "web", "--for=moon"}).exit, 2);
  EXPECT_EQ(slipway({"list", "--kubeconfig=/no/such/file"}).exit, 2);
}

TEST_F(CommandLine, APlanSaysWhatAnApplyWillDo) {
  auto running = startOperator();
  deployed();
  const auto plan = [&](const std::string& manifest, const std::string& kubeconfig = {}) {
    const std::string file = plane().folder() + "/plan.yaml";
    std::ofstream(file) << manifest;
    return slipway({"plan", "-f", file}, kubeconfig);
  };
  const auto same = plan(release("web:1"));
  EXPECT_EQ(same.exit, 0) << same.out << same.err;

  const std::string generation = jsonpath("release/web", "{.metadata.generation}");
  const auto planned = plan(release("web:2", 5));
  EXPECT_EQ(planned.exit, 1) << planned.err;
  EXPECT_NE(planned.out.find("spec.replicas: 3 → 5"), std::string::npos) << planned.out;
  // The revision that runs grows first.
  EXPECT_NE(planned.out.find("7 created, 5 deleted"), std::string::npos) << planned.out;
  EXPECT_EQ(jsonpath("release/web", "{.metadata.generation}"), generation) << "it was written";

  const std::string before = "a rollout: revision 2 (";
  const auto at = planned.out.find(before);
  ASSERT_NE(at, std::string::npos) << planned.out;
  node().behave("web:2", readyAfter(milliseconds(200)));
  apply(release("web:2", 5));
  EXPECT_EQ(slipway({"wait", "web", "--for=verified", "--timeout=60s"}).exit, 0);
  EXPECT_EQ(jsonpath("release/web", "{.status.stable.hash}"),
            planned.out.substr(at + before.size(), 10));

  // What kubectl applied before, and the file says no more.
  std::string fewer = release("web:2", 5);
  const std::string surge = "maxSurge: 1, ";
  fewer.erase(fewer.find(surge), surge.size());
  const auto dropped = plan(fewer);
  EXPECT_EQ(dropped.exit, 1);
  EXPECT_NE(dropped.out.find("spec.strategy.rolling.maxSurge: 1 → 25%"), std::string::npos)
      << dropped.out;

  const auto refused = plan(release("web:2", -1));
  EXPECT_EQ(refused.exit, 2);
  EXPECT_NE(refused.out.find("spec.replicas"), std::string::npos) << refused.out;
  const auto stranger = plan(release("web:3"), plane().userKubeconfig("stranger", {}));
  EXPECT_EQ(stranger.exit, 2);
  EXPECT_NE(stranger.err.find("a plan needs the right to list releases"), std::string::npos)
      << stranger.err;
}

TEST_F(CommandLine, WhoMayNotIsToldWhat) {
  const auto stranger = slipway({"list"}, plane().userKubeconfig("stranger", {}));
  EXPECT_EQ(stranger.exit, 1);
  EXPECT_NE(stranger.err.find("\"stranger\" cannot list resource \"releases\""), std::string::npos)
      << stranger.err;
}

TEST_F(CommandLine, ItIsAPluginOfKubectl) {
  const std::string folder = plane().folder() + "/plugins";
  std::filesystem::create_directories(folder);
  std::filesystem::remove(folder + "/kubectl-slipway");
  std::filesystem::create_symlink(SLIPWAY_BINARY, folder + "/kubectl-slipway");
  const auto kubectl = findTool("kubectl");
  ASSERT_TRUE(kubectl.ok()) << kubectl.error();
  const auto listed = run({*kubectl, "slipway", "list", "--namespace=" + ns_}, "",
                          {{"PATH", folder + ":/usr/bin:/bin"}});
  EXPECT_TRUE(listed.ok()) << listed.err;
  EXPECT_NE(listed.err.find("no Releases in namespace " + ns_), std::string::npos) << listed.err;
}

TEST_F(CommandLine, CredentialsMayComeFromAPlugin) {
  auto token = plane().serviceAccountToken("slipway-system", "slipway");
  ASSERT_TRUE(token.ok()) << token.error();
  const std::string credential =
      R"({"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":")" +
      *token + R"("}})";
  const auto config = plane().pluginKubeconfig({"/bin/echo", credential});
  const auto listed = slipway({"list"}, config);
  EXPECT_TRUE(listed.ok()) << listed.err;
  const auto failing = slipway({"list"}, plane().pluginKubeconfig({"/bin/false"}));
  EXPECT_EQ(failing.exit, 2);
  EXPECT_NE(failing.err.find("/bin/false, which the kubeconfig names, exited with 1"),
            std::string::npos)
      << failing.err;
  const auto missing = slipway({"list"}, plane().pluginKubeconfig({"no-such-login"}));
  EXPECT_NE(missing.err.find("cannot run no-such-login"), std::string::npos) << missing.err;
}

// Its reader has gone: no message, no endless watch.
TEST_F(CommandLine, ABrokenPipeEndsAWatch) {
  auto running = startOperator();
  updating();
  const std::string web = " web --namespace=" + ns_;
  const auto piped = run({"/bin/sh", "-c",
                          std::string(SLIPWAY_BINARY) + " promote" + web + " >/dev/null 2>&1 & " +
                              SLIPWAY_BINARY + " status --watch" + web + " | head -n 1; wait"});
  EXPECT_FALSE(piped.timedOut);
  EXPECT_NE(piped.out.find("web  in " + ns_), std::string::npos) << piped.out;
}

}  // namespace
}  // namespace slipway::testing
