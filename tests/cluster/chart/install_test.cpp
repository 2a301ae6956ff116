#include <filesystem>
#include <iterator>
#include <sstream>

#include "base/yaml.h"
#include "tests/cluster/chart/chart_scene.h"

namespace slipway::testing {
namespace {

// What helm does with the chart, and what it leaves.
class Install : public ChartScene {
 protected:
  Completed asUser(const std::string& user, const std::string& verb, const std::string& resource,
                   const std::string& subresource = {}) {
    return plane().kubectl({"auth", "can-i", verb, resource, "--subresource=" + subresource,
                            "--namespace=" + ns_, "--as=" + user});
  }
  // Gives a user one of the cluster's own roles, in the namespace of the Releases.
  std::string userWith(const std::string& role) {
    const std::string user = role + "-of-" + ns_;
    kubectl({"create", "rolebinding", user, "--clusterrole=" + role, "--user=" + user,
             "--namespace=" + ns_});
    return user;
  }
  std::string releases() {
    return plane().kubectl({"get", "releases", "--namespace=" + ns_, "-o", "name"}).out;
  }
  std::string crdColumns() {
    return kubectl({"get", "crd/releases.slipway.dev", "-o",
                    "jsonpath={.spec.versions[0].additionalPrinterColumns[*].name}"});
  }
  // A copy of the chart that may be edited, with files in place of links.
  std::string copyOfChart() {
    std::string copy = plane().folder() + "/" + ns_ + "-chart";
    std::filesystem::copy(chart(), copy, std::filesystem::copy_options::recursive);
    return copy;
  }
};

TEST_F(Install, AnUpgradeChangesTheCrdsAndUninstallingLeavesThemAndTheReleases) {
  installChart();
  apply(release("web:1"));
  const std::string before = jsonpath("release/web", "{.metadata.uid}");

  const std::string copy = copyOfChart();
  std::string crd = readText(copy + "/files/crds/release.yaml");
  const std::string columns = "additionalPrinterColumns:\n";
  const auto at = crd.find(columns);
  ASSERT_NE(at, std::string::npos);
  crd.insert(at + columns.size(),
             "    - {name: Wanted, type: integer, jsonPath: .spec.replicas}\n");
  std::filesystem::remove(copy + "/files/crds/release.yaml");
  writeText(copy + "/files/crds/release.yaml", crd);
  ASSERT_EQ(crdColumns().find("Wanted"), std::string::npos);
  const auto upgraded = helm({"upgrade", "slipway", copy, "--wait", "--timeout=120s"});
  ASSERT_TRUE(upgraded.ok()) << upgraded.err;
  EXPECT_NE(crdColumns().find("Wanted"), std::string::npos) << crdColumns();
  EXPECT_EQ(jsonpath("release/web", "{.metadata.uid}"), before);

  const auto gone = helm({"uninstall", "slipway", "--wait", "--timeout=120s"});
  ASSERT_TRUE(gone.ok()) << gone.err;
  EXPECT_EQ(jsonpath("release/web", "{.metadata.uid}"), before);
  EXPECT_EQ(kubectl({"get", "deployments,services,serviceaccounts,roles,rolebindings", "-o", "name",
                     "--namespace=" + system_, "--selector=app.kubernetes.io/instance=slipway"}),
            "");
  EXPECT_EQ(kubectl({"get", "clusterroles,clusterrolebindings", "-o", "name",
                     "--selector=app.kubernetes.io/instance=slipway"}),
            "");

  // What was kept is taken over by the next installation of that name.
  installChart();
  EXPECT_EQ(jsonpath("release/web", "{.metadata.uid}"), before);
}

TEST_F(Install, WithoutKeepTheCrdsGoAndEveryReleaseWithThem) {
  installChart("crds.keep=false");
  apply(release("web:1"));
  ASSERT_EQ(objects().size(), 1U);
  const auto gone = helm({"uninstall", "slipway", "--wait", "--timeout=120s"});
  ASSERT_TRUE(gone.ok()) << gone.err;
  EXPECT_TRUE(eventually([&] { return releases().empty(); }));
  EXPECT_TRUE(eventually([&] {
    return kubectl({"get", "crd/releases.slipway.dev", "--ignore-not-found", "-o", "name"}).empty();
  }));
}

TEST_F(Install, TheClustersOwnRolesHoldForReleasesToo) {
  installChart();
  const std::string viewer = userWith("view");
  const std::string editor = userWith("edit");
  const std::string admin = userWith("admin");
  // The controller that fills the cluster's roles takes a moment.
  ASSERT_TRUE(eventually([&] {
    return asUser(viewer, "list", "releases.slipway.dev").ok() &&
           asUser(admin, "create", "approvals.slipway.dev").ok() &&
           asUser(editor, "create", "approvals.slipway.dev").ok();
  }));
  for (const char* kind : {"releases", "rollbacks", "approvals"}) {
    const std::string resource = std::string(kind) + ".slipway.dev";
    EXPECT_TRUE(asUser(viewer, "watch", resource).ok()) << resource;
    EXPECT_FALSE(asUser(viewer, "create", resource).ok()) << resource;
    for (const auto& user : {editor, admin}) {
      for (const char* verb : {"get", "create", "patch", "delete"})
        EXPECT_TRUE(asUser(user, verb, resource).ok()) << user << " " << verb << " " << resource;
      EXPECT_FALSE(asUser(user, "patch", resource, "status").ok()) << user << " " << resource;
    }
  }
}

// The namespace refuses pods that are not restricted, so those that are there were admitted.
TEST_F(Install, ItsPodsAreAdmittedWhereOnlyRestrictedOnesAre) {
  installChart();
  EXPECT_EQ(kubectl({"get", "deployment/slipway", "--namespace=" + system_, "-o",
                     "jsonpath={.status.availableReplicas}"}),
            "2");
  const auto deployment = plane().get({"deployment/slipway", "--namespace=" + system_});
  ASSERT_TRUE(deployment.ok()) << deployment.error();
  const Value& pod = (*deployment)["spec"]["template"];
  const Value named = Value::object({{"apiVersion", "v1"},
                                     {"kind", "Pod"},
                                     {"metadata", pod["metadata"].with("name", "as-deployed")},
                                     {"spec", pod["spec"]}});
  const auto hooks = helm({"get", "hooks", "slipway"});
  ASSERT_TRUE(hooks.ok()) << hooks.err;
  EXPECT_NE(hooks.out.find("helm.sh/hook-delete-policy"), std::string::npos) << hooks.out;
  for (const std::string& manifest : {printJson(named), hooks.out}) {
    const auto created = plane().kubectl(
        {"create", "--dry-run=server", "--namespace=" + system_, "--filename=-"}, manifest);
    EXPECT_TRUE(created.ok()) << created.err;
    EXPECT_EQ(created.err, "") << "warnings";
    EXPECT_NE(created.out.find("created"), std::string::npos) << created.out;
  }
  // Another pod is refused there.
  const auto loose = plane().kubectl(
      {"run", "loose", "--image=web:1", "--dry-run=server", "--namespace=" + system_});
  EXPECT_NE(loose.err.find("violates PodSecurity"), std::string::npos) << loose.out << loose.err;
}

TEST_F(Install, BothOfTwoAnswerTheProbesAndOneGoesOnWhenTheOtherLeaves) {
  installChart();
  waitUntilReleasesMayOwn();
  auto first = startAsInstalled();
  node().behave("web:1", readyAfter(std::chrono::milliseconds(200)));
  apply(release("web:1"));
  waitFor("condition=Ready");
  auto second = startAsInstalled();
  const auto deployment = plane().get({"deployment/slipway", "--namespace=" + system_});
  ASSERT_TRUE(deployment.ok()) << deployment.error();
  const Value& container = (*deployment)["spec"]["template"]["spec"]["containers"].at(0);
  for (const char* probe : {"startupProbe", "livenessProbe", "readinessProbe"}) {
    const std::string path(container[probe]["httpGet"]["path"].stringOr(""));
    EXPECT_EQ(container[probe]["httpGet"]["port"], container["ports"].at(0)["name"]);
    for (const auto* slipway : {&first, &second}) {
      EXPECT_TRUE(eventually([&] { return page(*slipway, path).ok(); }))
          << path << ": " << page(*slipway, path).err;
    }
  }
  EXPECT_THAT(
      installedArgs(),
      ::testing::Contains("--listen-port=" +
                          std::string(container["ports"].at(0)["containerPort"].numberText())));

  EXPECT_EQ(first.process->stop().describe(), "exit code 0") << first.log();
  node().behave("web:2", readyAfter(std::chrono::milliseconds(200)));
  setImage("web:2");
  waitFor("jsonpath={.status.stable.revision}=2");
  waitFor("condition=Ready");
}

// `helm test` as its pod runs it: that command, as that ServiceAccount.
TEST_F(Install, ItsTestRunsWhatTheProgramHas) {
  for (const std::string& set : {std::string(), "watchNamespace=" + ns_}) {
    const auto installed = helm(
        {"upgrade", "--install", "slipway", chart(), "--set=" + set, "--wait", "--timeout=120s"});
    ASSERT_TRUE(installed.ok()) << installed.err;
    apply(release("web:1"));
    const auto hooks = helm({"get", "hooks", "slipway"});
    ASSERT_TRUE(hooks.ok()) << hooks.err;
    const auto pods = parseYaml(hooks.out);
    ASSERT_TRUE(pods.ok()) << pods.error().message;
    const Value& spec = oneOfKind(*pods, "Pod")["spec"];
    const auto kubeconfig = plane().serviceAccountKubeconfig(
        system_, std::string(spec["serviceAccountName"].stringOr("")));
    ASSERT_TRUE(kubeconfig.ok()) << kubeconfig.error();
    std::vector<std::string> argv{SLIPWAY_BINARY};
    for (const Value& word : spec["containers"].at(0)["args"].elements())
      argv.emplace_back(word.stringOr(""));
    const auto ran = runCommand({.argv = argv, .environment = {{"KUBECONFIG", *kubeconfig}}});
    EXPECT_TRUE(ran.ok()) << ran.err;
    EXPECT_NE(ran.out.find("web"), std::string::npos) << ran.out;
  }
}

// The next steps that it names are ones that work.
TEST_F(Install, ItsNotesNameCommandsThatWork) {
  for (const std::string& set : {std::string(), "watchNamespace=" + ns_}) {
    const auto installed = helm(
        {"upgrade", "--install", "slipway", chart(), "--set=" + set, "--wait", "--timeout=120s"});
    ASSERT_TRUE(installed.ok()) << installed.err;
    auto slipway = startAsInstalled();
    ASSERT_TRUE(eventually([&] { return page(slipway, "/readyz").ok(); })) << slipway.log();
    int commands = 0;
    std::istringstream lines(installed.out);
    for (std::string line; std::getline(lines, line);) {
      const std::string kubectl = "  kubectl ";
      if (!line.starts_with(kubectl)) continue;
      ++commands;
      std::istringstream words(line.substr(kubectl.size()));
      const std::vector<std::string> args{std::istream_iterator<std::string>(words), {}};
      const auto done = plane().kubectl(args);
      EXPECT_TRUE(done.ok()) << line << "\n" << done.err;
    }
    EXPECT_GE(commands, 3) << installed.out;
    EXPECT_NE(installed.out.find("helm test slipway --namespace " + system_), std::string::npos);
  }
}

TEST_F(Install, ForOneNamespaceItNeedsNoRightsInTheCluster) {
  installChart("watchNamespace=" + ns_);
  EXPECT_EQ(kubectl({"get", "clusterroles,clusterrolebindings", "-o", "name",
                     "--selector=app.kubernetes.io/instance=slipway"}),
            "");
  EXPECT_EQ(kubectl({"get", "roles,rolebindings", "-o", "name", "--namespace=" + ns_,
                     "--selector=app.kubernetes.io/instance=slipway"}),
            "role.rbac.authorization.k8s.io/slipway\n"
            "rolebinding.rbac.authorization.k8s.io/slipway\n");
  const auto args = installedArgs();
  EXPECT_THAT(args, ::testing::Contains("--namespace=" + ns_));
  const auto hooks = helm({"get", "hooks", "slipway"});
  EXPECT_NE(hooks.out.find(ns_), std::string::npos) << hooks.out;
  EXPECT_EQ(hooks.out.find("--all-namespaces"), std::string::npos) << hooks.out;
}

}  // namespace
}  // namespace slipway::testing
