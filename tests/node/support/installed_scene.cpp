#include "tests/node/support/installed_scene.h"

#include <filesystem>
#include <iostream>
#include <sstream>
#include <utility>

#include "tests/node/support/installation.h"
#include "tests/node/support/node.h"

namespace slipway::testing {
namespace {

const std::string kThere = "--namespace=" + std::string(kOperatorNamespace);
constexpr const char* kItsPods = "--selector=app.kubernetes.io/name=slipway";

}  // namespace

void InstalledScene::SetUp() {
  ClusterScene::SetUp();
  auto kubectl = findTool("kubectl");
  ASSERT_TRUE(kubectl.ok()) << kubectl.error();
  const std::string log = plane().folder() + "/" + ns_ + "-operator.log";
  std::filesystem::remove(log);
  auto follower =
      Process::start({.argv = {*kubectl, "--kubeconfig=" + plane().adminKubeconfig(), "logs",
                               kThere, kItsPods, "--follow", "--prefix", "--since=1s"}},
                     log);
  ASSERT_TRUE(follower.ok()) << follower.error();
  follower_ = std::move(*follower);
  logs_.push_back(log);
}

void InstalledScene::TearDown() {
  if (HasFailure()) {
    // Of pods that came while it ran.
    std::cout << plane().kubectl({"logs", kThere, kItsPods, "--prefix", "--tail=200"}).out
              << plane().kubectl({"get", "pods", kThere}).out << std::endl;
  }
  ClusterScene::TearDown();
}

std::vector<std::string> InstalledScene::operatorPods() {
  std::istringstream names(
      plane()
          .kubectl({"get", "pods", kThere, kItsPods, "--output=jsonpath={.items[*].metadata.name}"})
          .out);
  std::vector<std::string> all;
  for (std::string name; names >> name;) all.push_back(name);
  return all;
}

std::string InstalledScene::leaseHolder() {
  return plane()
      .kubectl({"get", "lease/slipway", kThere, "--output=jsonpath={.spec.holderIdentity}"})
      .out;
}

std::string InstalledScene::leader() {
  const std::string holder = leaseHolder();
  return holder.substr(0, holder.find('_'));
}

void InstalledScene::killProcessOf(const std::string& pod) {
  const std::string id =
      plane()
          .kubectl({"get", "pod/" + pod, kThere,
                    "--output=jsonpath={.status.containerStatuses[0].containerID}"})
          .out;
  const std::string scheme = "containerd://";
  ASSERT_TRUE(id.starts_with(scheme)) << pod << ": " << id;
  const auto killed = killContainer(id.substr(scheme.size()));
  ASSERT_TRUE(killed.ok()) << killed.error();
}

void InstalledScene::operatorComplete() {
  kubectl({"rollout", "status", "deployment/slipway", kThere, "--timeout=90s"});
}

}  // namespace slipway::testing
