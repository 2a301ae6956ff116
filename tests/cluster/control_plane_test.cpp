#include "tests/cluster/support/control_plane.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>

#include "tests/cluster/support/environment.h"

namespace slipway::testing {
namespace {

class ControlPlaneTest : public ::testing::Test {
 protected:
  ControlPlane& plane_ = ControlPlaneEnvironment::controlPlane();

  // What kubectl printed; a failed command is a failed test.
  std::string kubectl(std::vector<std::string> args, std::string input = {}) {
    auto done = plane_.kubectl(std::move(args), std::move(input));
    EXPECT_TRUE(done.ok()) << done.err;
    return done.out;
  }
};

TEST_F(ControlPlaneTest, AnswersAndIsTheBinaryThatWasFound) {
  EXPECT_EQ(kubectl({"get", "--raw=/readyz"}), "ok");
  auto version = parseJson(kubectl({"get", "--raw=/version"}));
  ASSERT_TRUE(version.ok());
  const auto program = findTool("kube-apiserver");
  ASSERT_TRUE(program.ok()) << program.error();
  EXPECT_EQ("Kubernetes " + std::string((*version)["gitVersion"].stringOr("")) + "\n",
            runCommand({.argv = {*program, "--version"}}).out);
  EXPECT_NE((*version)["minor"].stringOr(""), "");
  EXPECT_NE(kubectl({"get", "namespaces"}).find("default"), std::string::npos);
}

TEST_F(ControlPlaneTest, ControllersRun) {
  kubectl({"create", "namespace", "controllers"});
  const Completed applied = plane_.apply(R"(
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: web, namespace: controllers}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: example/web:1}]}
)");
  ASSERT_TRUE(applied.ok()) << applied.err;
  kubectl({"wait", "--namespace=controllers", "replicaset/web", "--timeout=30s",
           "--for=jsonpath={.status.replicas}=2"});
  auto pods = plane_.get({"pods", "--namespace=controllers"});
  ASSERT_TRUE(pods.ok()) << pods.error();
  EXPECT_EQ((*pods)["items"].elements().size(), 2U);
}

TEST_F(ControlPlaneTest, AServiceAccountMayDoWhatItWasGrantedAndTheAuditLogNamesIt) {
  kubectl({"create", "namespace", "rbac"});
  kubectl({"create", "serviceaccount", "reader", "--namespace=rbac"});
  kubectl({"create", "role", "reader", "--namespace=rbac", "--verb=list", "--resource=pods"});
  kubectl({"create", "rolebinding", "reader", "--namespace=rbac", "--role=reader",
           "--serviceaccount=rbac:reader"});
  auto kubeconfig = plane_.serviceAccountKubeconfig("rbac", "reader");
  ASSERT_TRUE(kubeconfig.ok()) << kubeconfig.error();

  const auto mark = plane_.auditMark();
  EXPECT_TRUE(plane_.kubectl({"get", "pods", "--namespace=rbac"}, {}, *kubeconfig).ok());
  const auto refused = plane_.kubectl({"get", "secrets", "--namespace=rbac"}, {}, *kubeconfig);
  EXPECT_NE(refused.err.find("Forbidden"), std::string::npos) << refused.err;

  auto codeOf = [&](std::string_view resource) {
    for (const auto& entry : plane_.auditEntries(mark)) {
      if (entry.user == "system:serviceaccount:rbac:reader" && entry.verb == "list" &&
          entry.resource == resource && entry.nameSpace == "rbac") {
        return entry.code;
      }
    }
    return 0;
  };
  EXPECT_EQ(codeOf("pods"), 200);
  EXPECT_EQ(codeOf("secrets"), 403);
}

TEST_F(ControlPlaneTest, AnExpiredCertificateIsRefused) {
  const auto valid = plane_.userKubeconfig("somebody", {"system:masters"});
  EXPECT_TRUE(plane_.kubectl({"get", "namespaces"}, {}, valid).ok());
  const auto expired =
      plane_.userKubeconfig("somebody", {"system:masters"}, -std::chrono::minutes(1));
  const auto refused = plane_.kubectl({"get", "namespaces"}, {}, expired);
  EXPECT_FALSE(refused.ok());
  EXPECT_NE(refused.err.find("must be logged in"), std::string::npos) << refused.err;
}

TEST_F(ControlPlaneTest, RestartsKeepTheData) {
  kubectl({"create", "configmap", "kept", "--from-literal=a=1"});
  plane_.stopApiServer();
  EXPECT_EQ(plane_.pids().size(), 2U);
  EXPECT_FALSE(plane_.kubectl({"get", "--raw=/readyz"}).ok());
  auto started = plane_.startApiServer();
  ASSERT_TRUE(started.ok()) << started.error();
  kubectl({"get", "configmap", "kept"});

  plane_.killApiServer();
  plane_.killEtcd();
  started = plane_.startEtcd();
  ASSERT_TRUE(started.ok()) << started.error();
  started = plane_.startApiServer();
  ASSERT_TRUE(started.ok()) << started.error();
  EXPECT_EQ(plane_.pids().size(), 3U);
  kubectl({"get", "configmap", "kept"});
}

TEST_F(ControlPlaneTest, CompactionMakesOldVersionsGone) {
  auto before = plane_.get({"namespace", "default"});
  ASSERT_TRUE(before.ok()) << before.error();
  const std::string version((*before)["metadata"]["resourceVersion"].stringOr(""));
  kubectl({"create", "configmap", "newer"});
  auto compacted = plane_.compactEtcd();
  ASSERT_TRUE(compacted.ok()) << compacted.error();
  const std::string list = "/api/v1/namespaces/default/configmaps?resourceVersionMatch=Exact";
  const auto gone = plane_.kubectl({"get", "--raw=" + list + "&resourceVersion=" + version});
  EXPECT_FALSE(gone.ok());
  EXPECT_NE(gone.err.find("too old"), std::string::npos) << gone.err;
}

TEST(OwnControlPlane, FailsWithTheReasonFromItsLog) {
  auto plane = ControlPlane::start({.apiServerFlags = {"--no-such-flag"}});
  ASSERT_FALSE(plane.ok());
  EXPECT_NE(plane.error().find("unknown flag: --no-such-flag"), std::string::npos) << plane.error();
}

TEST(OwnControlPlane, LeavesNoProcessAndNoFileBehind) {
  auto plane = ControlPlane::start({.controllerManager = false});
  ASSERT_TRUE(plane.ok()) << plane.error();
  const auto pids = (*plane)->pids();
  const std::string folder = (*plane)->folder();
  ASSERT_EQ(pids.size(), 2U);
  EXPECT_TRUE(std::filesystem::exists(folder + "/audit.log"));
  plane->reset();
  for (const pid_t pid : pids) EXPECT_NE(::kill(pid, 0), 0) << "pid " << pid << " still runs";
  EXPECT_EQ(std::filesystem::exists(folder), std::getenv("SLIPWAY_KEEP_CLUSTER") != nullptr);
}

}  // namespace
}  // namespace slipway::testing
