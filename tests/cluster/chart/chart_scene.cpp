#include "tests/cluster/chart/chart_scene.h"

#include <charconv>
#include <gmock/gmock.h>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/yaml.h"
#include "tests/cluster/support/helm.h"

namespace slipway::testing {

void ChartScene::prepareCluster() {
  system_ = ns_ + "-system";
  // As strict as a namespace can be; what would be refused there is also warned about.
  apply("{apiVersion: v1, kind: Namespace, metadata: {name: " + system_ +
        ", labels: {pod-security.kubernetes.io/enforce: restricted, "
        "pod-security.kubernetes.io/warn: restricted}}}");
}

void ChartScene::TearDown() {
  ClusterScene::TearDown();
  // No operator is left that would take the finalizers off.
  for (const Value& object : objects()) {
    const Value& meta = object["metadata"];
    if (meta["finalizers"].elements().empty()) continue;
    kubectl({"patch", std::string(object["kind"].stringOr("")),
             std::string(meta["name"].stringOr("")),
             "--namespace=" + std::string(meta["namespace"].stringOr("")), "--type=merge",
             R"(--patch={"metadata":{"finalizers":null}})"});
  }
  helm({"uninstall", "slipway", "--ignore-not-found"});
  kubectl({"delete", "crd", "releases.slipway.dev", "rollbacks.slipway.dev",
           "approvals.slipway.dev", "--ignore-not-found", "--timeout=60s"});
  kubectl({"delete", "namespace", system_, "--wait=false"});
}

std::string ChartScene::chart() {
  return SLIPWAY_SOURCE_DIR "/charts/slipway";
}

Completed ChartScene::helm(std::vector<std::string> args) {
  return HelmClient(plane(), system_).run(std::move(args));
}

void ChartScene::installChart(const std::string& set) {
  const auto installed =
      helm({"install", "slipway", chart(), "--set=" + set, "--wait", "--timeout=120s"});
  ASSERT_TRUE(installed.ok()) << installed.err;
}

void ChartScene::waitUntilReleasesMayOwn() {
  const std::string owned = R"({apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: owned,
ownerReferences: [{apiVersion: slipway.dev/v1alpha1, kind: Release, name: nobody, uid: none,
blockOwnerDeletion: true}]}, spec: {selector: {matchLabels: {app: owned}}, template: {metadata:
{labels: {app: owned}}, spec: {containers: [{name: app, image: app}]}}}})";
  Completed done;
  EXPECT_TRUE(eventually([&] {
    done = plane().kubectl({"create", "--dry-run=server", "--filename=-", "--namespace=" + ns_,
                            "--as=system:serviceaccount:" + system_ + ":slipway"},
                           owned);
    return done.ok();
  })) << done.err;
}

std::vector<Value> ChartScene::objects() {
  const auto all = plane().get({"releases,rollbacks,approvals", "--all-namespaces"});
  return all.ok() ? (*all)["items"].elements() : std::vector<Value>();
}

std::vector<Value> ChartScene::rendered(const std::string& set) {
  const auto done = helm({"template", "slipway", chart(), "--set=" + set});
  EXPECT_TRUE(done.ok()) << done.err;
  const auto objects = parseYaml(done.out);
  if (!objects.ok()) throw std::runtime_error(objects.error().message);
  return *objects;
}

std::vector<std::string> ChartScene::installedArgs() {
  auto got = plane().get({"deployment/slipway", "--namespace=" + system_});
  if (!got.ok()) throw std::runtime_error(got.error());
  deployed_ = (*got)["spec"]["template"]["spec"];
  std::vector<std::string> args;
  for (const Value& arg : deployed_["containers"].at(0)["args"].elements())
    args.emplace_back(arg.stringOr(""));
  return args;
}

// As the kubelet does with what the pod tells of itself; each one that is started is a pod.
std::string ChartScene::withPodUid(std::string arg) const {
  for (const Value& variable : deployed_["containers"].at(0)["env"].elements()) {
    if (variable["valueFrom"]["fieldRef"]["fieldPath"].stringOr("") != "metadata.uid") continue;
    const std::string name = "$(" + std::string(variable["name"].stringOr("")) + ")";
    const auto at = arg.find(name);
    if (at != std::string::npos) arg.replace(at, name.size(), "pod-" + std::to_string(pods_));
  }
  return arg;
}

RunningSlipway ChartScene::startAsInstalled() {
  auto args = installedArgs();
  ++pods_;
  for (std::string& arg : args) arg = withPodUid(std::move(arg));
  EXPECT_THAT(args, ::testing::Contains("--pod-uid=pod-" + std::to_string(pods_)));
  const auto kubeconfig = plane().serviceAccountKubeconfig(
      system_, std::string(deployed_["serviceAccountName"].stringOr("")));
  if (!kubeconfig.ok()) throw std::runtime_error(kubeconfig.error());
  args.insert(args.end(), {"--listen-port=0", "--kubeconfig=" + *kubeconfig});
  return startBinary(std::move(args));
}

int ChartScene::portOf(const RunningSlipway& slipway) {
  int port = 0;
  EXPECT_TRUE(eventually([&] {
    const std::string log = slipway.log();
    const auto line = parseJson(log.substr(0, log.find('\n')));
    if (!line.ok()) return false;
    const std::string text((*line)["listening on port"].stringOr(""));
    return std::from_chars(text.data(), text.data() + text.size(), port).ec == std::errc{};
  })) << slipway.log();
  return port;
}

Completed ChartScene::page(const RunningSlipway& slipway, const std::string& path) {
  return plane().kubectl(
      {"--server=http://127.0.0.1:" + std::to_string(portOf(slipway)), "get", "--raw=" + path});
}

std::vector<AuditEntry> ChartScene::askedAsInstalled(std::size_t mark) {
  const std::string user = "system:serviceaccount:" + system_ + ":" +
                           std::string(deployed_["serviceAccountName"].stringOr(""));
  auto all = plane().auditEntries(mark);
  std::erase_if(all, [&](const AuditEntry& entry) { return entry.user != user; });
  return all;
}

std::vector<Value> ofKind(const std::vector<Value>& objects, const std::string& kind) {
  std::vector<Value> found;
  for (const Value& object : objects)
    if (object["kind"].stringOr("") == kind) found.push_back(object);
  return found;
}

Value oneOfKind(const std::vector<Value>& objects, const std::string& kind) {
  const auto found = ofKind(objects, kind);
  EXPECT_EQ(found.size(), 1U) << kind;
  return found.empty() ? Value() : found.front();
}

}  // namespace slipway::testing
