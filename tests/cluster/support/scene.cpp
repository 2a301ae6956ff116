#include "tests/cluster/support/scene.h"

#include <algorithm>
#include <cctype>
#include <iostream>
#include <map>
#include <poll.h>
#include <stdexcept>

#include "tests/cluster/support/installation.h"

namespace slipway::testing {
namespace {

std::string kubernetesName(const std::string& text) {
  std::string name;
  for (const char c : text) {
    if (std::isupper(static_cast<unsigned char>(c)) && !name.empty() && name.back() != '-')
      name += '-';
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0;
    name += plain ? static_cast<char>(std::tolower(static_cast<unsigned char>(c))) : '-';
  }
  while (name.back() == '-') name.pop_back();
  // The end tells apart what has parameters.
  if (name.size() > 50) name.erase(0, name.size() - 50);
  while (name.front() == '-') name.erase(0, 1);
  return name;
}

// A test that is repeated gets another one: kube-controller-manager remembers for a while what it
// expects of a ReplicaSet, by its name.
std::string unusedNamespace(const std::string& test) {
  static std::map<std::string, int> used;
  const std::string name = kubernetesName(test);
  const int times = ++used[name];
  return times == 1 ? name : name + "-" + std::to_string(times);
}

}  // namespace

void ClusterScene::SetUp() {
  ns_ = unusedNamespace(::testing::UnitTest::GetInstance()->current_test_info()->name());
  apply("{apiVersion: v1, kind: Namespace, metadata: {name: " + ns_ + "}}");
  prepareCluster();
}

void ClusterScene::prepareCluster() {
  for (const auto& manifest : installation()) apply(manifest);
  kubectl({"wait", "--for=condition=Established", "crd/releases.slipway.dev",
           "crd/rollbacks.slipway.dev", "crd/approvals.slipway.dev", "--timeout=30s"});
  // The last test's operators were killed: nobody is to wait for their lease.
  kubectl({"delete", "lease", "slipway", "--namespace=slipway-system", "--ignore-not-found"});
}

void ClusterScene::TearDown() {
  if (HasFailure())
    for (const auto& log : logs_) std::cout << "--- " << log << "\n" << readText(log) << "\n";
  plane().kubectl({"delete", "namespace", ns_, "--wait=false"});
}

std::string ClusterScene::operatorKubeconfig() {
  auto kubeconfig = plane().serviceAccountKubeconfig("slipway-system", "slipway");
  if (!kubeconfig.ok()) throw std::runtime_error(kubeconfig.error());
  return *kubeconfig;
}

RunningSlipway ClusterScene::startOperator(std::vector<std::string> flags, std::string kubeconfig) {
  if (kubeconfig.empty()) kubeconfig = operatorKubeconfig();
  std::vector<std::string> args{"operator",
                                "--kubeconfig",
                                kubeconfig,
                                "--namespace",
                                ns_,
                                "--lease-namespace",
                                "slipway-system",
                                "--lease-duration",
                                "3s",
                                "--renew-deadline",
                                "2s",
                                "--retry-period",
                                "500ms",
                                "--listen-port",
                                "0"};
  args.insert(args.end(), flags.begin(), flags.end());
  return startBinary(std::move(args));
}

RunningSlipway ClusterScene::startBinary(std::vector<std::string> args) {
  Command command;
  command.argv = std::move(args);
  command.argv.insert(command.argv.begin(), SLIPWAY_BINARY);
  const std::string log =
      plane().folder() + "/" + ns_ + "-" + std::to_string(logs_.size()) + ".log";
  auto process = Process::start(command, log);
  if (!process.ok()) throw std::runtime_error(process.error());
  logs_.push_back(log);
  return {std::move(*process)};
}

void ClusterScene::apply(const std::string& yaml) {
  const auto applied = plane().apply(yaml);
  ASSERT_TRUE(applied.ok()) << applied.err;
}

std::string ClusterScene::kubectl(std::vector<std::string> args) {
  const auto done = plane().kubectl(std::move(args));
  EXPECT_TRUE(done.ok()) << done.err;
  return done.out;
}

void ClusterScene::waitOn(const std::string& what, const std::string& condition,
                          const std::string& timeout) {
  const auto done = plane().kubectl(
      {"wait", what, "--namespace=" + ns_, "--for=" + condition, "--timeout=" + timeout});
  ASSERT_TRUE(done.ok()) << done.err
                         << plane().kubectl({"get", what, "--namespace=" + ns_, "-o", "yaml"}).out;
}

std::string ClusterScene::jsonpath(const std::string& what, const std::string& path) {
  return plane().kubectl({"get", what, "--namespace=" + ns_, "-o", "jsonpath=" + path}).out;
}

std::string ClusterScene::waitingToken() {
  return jsonpath("release/web", "{.status.waiting.token}");
}

bool ClusterScene::waitsIn(int step) {
  return jsonpath("release/web", "{.status.update.step}") == std::to_string(step) &&
         !waitingToken().empty();
}

std::string ClusterScene::approval(const std::string& name, const std::string& token,
                                   const std::string& decision) const {
  return "{apiVersion: slipway.dev/v1alpha1, kind: Approval, metadata: {name: " + name +
         ", namespace: " + ns_ + "}, spec: {releaseRef: {name: web}, token: \"" + token +
         "\", decision: " + decision + "}}";
}

bool ClusterScene::eventually(const std::function<bool()>& done, std::chrono::seconds limit) {
  const auto until = std::chrono::steady_clock::now() + limit;
  while (!done()) {
    if (std::chrono::steady_clock::now() >= until) return false;
    poll(nullptr, 0, 100);
  }
  return true;
}

}  // namespace slipway::testing
