#include <algorithm>

#include "base/text.h"
#include "tests/cluster/operator/scene.h"

namespace slipway::testing {
namespace {

// What people get wrong before anything runs: one clear line each, and no restart where the cause
// goes away.
class Start : public Scene {
 protected:
  bool says(RunningSlipway& slipway, const std::string& words) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (slipway.log().find(words) == std::string::npos) {
      if (std::chrono::steady_clock::now() >= until) return false;
      if (slipway.process->waitFor(std::chrono::milliseconds(100)))
        return slipway.log().find(words) != std::string::npos;
    }
    return true;
  }
};

TEST_F(Start, WithoutTheCrdItSaysSoAndGoesOnWhenItIsThere) {
  kubectl({"delete", "crd/releases.slipway.dev"});
  auto slipway = startOperator();
  EXPECT_TRUE(says(slipway, "releases.slipway.dev")) << slipway.log();
  EXPECT_TRUE(says(slipway, "CustomResourceDefinition")) << slipway.log();
  apply(readText(std::string(SLIPWAY_SOURCE_DIR) + "/crds/release.yaml"));
  kubectl({"wait", "--for=condition=Established", "crd/releases.slipway.dev", "--timeout=30s"});
  node().behave("web:1", readyAfter(std::chrono::milliseconds(200)));
  apply(release("web:1"));
  waitFor("condition=Ready", "90s");
  EXPECT_TRUE(slipway.process->running()) << slipway.log();
}

TEST_F(Start, WithoutRightsItNamesWhoLacksWhichAndGoesOnWhenGranted) {
  const std::string user = "nobody-" + ns_;
  auto slipway = startOperator({}, plane().userKubeconfig(user, {}));
  EXPECT_TRUE(says(slipway, user)) << slipway.log();
  EXPECT_TRUE(says(slipway, "list")) << slipway.log();
  apply(R"({apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding,
metadata: {name: )" +
        user + R"(}, roleRef: {apiGroup: rbac.authorization.k8s.io,
kind: ClusterRole, name: cluster-admin}, subjects: [{apiGroup: rbac.authorization.k8s.io,
kind: User, name: )" +
        user + "}]}");
  node().behave("web:1", readyAfter(std::chrono::milliseconds(200)));
  apply(release("web:1"));
  waitFor("condition=Ready", "90s");
  EXPECT_TRUE(slipway.process->running()) << slipway.log();
}

TEST_F(Start, WithoutTheRightToItsLeaseItSaysSoAndLeadsWhenGranted) {
  const std::string user = "leaseless-" + ns_;
  grantWork(user);
  auto slipway = startOperator({}, plane().userKubeconfig(user, {}));
  EXPECT_TRUE(says(slipway, "cannot read the lease")) << slipway.log();
  EXPECT_TRUE(says(slipway, user)) << slipway.log();
  node().behave("web:1", readyAfter(std::chrono::milliseconds(200)));
  apply(release("web:1"));
  grantLease(user);
  waitFor("condition=Ready", "90s");
  EXPECT_TRUE(slipway.process->running()) << slipway.log();
}

TEST_F(Start, AnExpiredClientCertificateIsNamed) {
  auto slipway = startOperator(
      {}, plane().userKubeconfig("late-" + ns_, {"system:masters"}, std::chrono::hours(-1)));
  EXPECT_TRUE(says(slipway, "expired")) << slipway.log();
}

TEST_F(Start, AWrongCaIsNamed) {
  std::string text = readText(plane().adminKubeconfig());
  const CertificateAuthority other("stranger");
  const auto data = text.find("certificate-authority-data");
  ASSERT_NE(data, std::string::npos);
  const auto end = text.find_first_of(",\n}", data);
  text.replace(data, end - data,
               "certificate-authority-data: " + base64Encode(other.certificate()));
  const std::string path = plane().folder() + "/wrong-ca.kubeconfig";
  writeText(path, text);
  auto slipway = startOperator({}, path);
  EXPECT_TRUE(says(slipway, "certificate")) << slipway.log();
  EXPECT_TRUE(says(slipway, plane().server())) << slipway.log();
}

TEST_F(Start, AnUnreachableServerIsNamed) {
  std::string text = readText(plane().adminKubeconfig());
  const std::string from = std::to_string(plane().port());
  text.replace(text.find(from), from.size(), "1");
  const std::string path = plane().folder() + "/unreachable.kubeconfig";
  writeText(path, text);
  auto slipway = startOperator({}, path);
  EXPECT_TRUE(says(slipway, "https://127.0.0.1:1")) << slipway.log();
}

TEST_F(Start, AKubeconfigThatLacksThingsIsRefusedWithOneLine) {
  const std::string path = plane().folder() + "/lacking.kubeconfig";
  writeText(path,
            "apiVersion: v1\nkind: Config\ncurrent-context: a\n"
            "contexts: [{name: a, context: {cluster: c, user: u}}]\n"
            "clusters: [{name: c, cluster: {server: 'https://127.0.0.1:1'}}]\n");
  const auto done = runCommand({.argv = {SLIPWAY_BINARY, "operator", "--kubeconfig", path}});
  EXPECT_EQ(done.exit, 2);
  EXPECT_NE(done.err.find(path), std::string::npos) << done.err;
  EXPECT_NE(done.err.find("\"u\""), std::string::npos) << done.err;
  EXPECT_EQ(std::count(done.err.begin(), done.err.end(), '\n'), 1) << done.err;
}

}  // namespace
}  // namespace slipway::testing
