#include "tests/cluster/operator/scene.h"

#include <algorithm>
#include <cctype>
#include <iostream>
#include <poll.h>

#include "base/yaml.h"

namespace slipway::testing {
namespace {

constexpr std::string_view kServiceAccount = "system:serviceaccount:slipway-system:slipway";

std::string sourceFile(const std::string& path) {
  return readText(std::string(SLIPWAY_SOURCE_DIR) + "/" + path);
}

std::string kubernetesName(const std::string& text) {
  std::string name;
  for (const char c : text) {
    if (std::isupper(static_cast<unsigned char>(c)) && !name.empty() && name.back() != '-')
      name += '-';
    name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  name.resize(std::min<std::size_t>(name.size(), 50));
  while (name.back() == '-') name.pop_back();
  return name;
}

}  // namespace

void Scene::SetUp() {
  ns_ = kubernetesName(::testing::UnitTest::GetInstance()->current_test_info()->name());
  apply("{apiVersion: v1, kind: Namespace, metadata: {name: slipway-system}}");
  for (const char* kind : {"release", "rollback", "approval"}) {
    apply(sourceFile(std::string("crds/") + kind + ".yaml"));
  }
  apply(sourceFile("charts/slipway/rbac.yaml"));
  apply("{apiVersion: v1, kind: Namespace, metadata: {name: " + ns_ + "}}");
  kubectl({"wait", "--for=condition=Established", "crd/releases.slipway.dev",
           "crd/rollbacks.slipway.dev", "crd/approvals.slipway.dev", "--timeout=30s"});
  // The last test's operators were killed: nobody is to wait for their lease.
  kubectl({"delete", "lease", "slipway", "--namespace=slipway-system", "--ignore-not-found"});
  node();
}

void Scene::TearDown() {
  if (HasFailure())
    for (const auto& log : logs_) std::cout << "--- " << log << "\n" << readText(log) << "\n";
  plane().kubectl({"delete", "namespace", ns_, "--wait=false"});
}

PlayedNode& Scene::node() {
  static std::unique_ptr<PlayedNode> shared;
  if (!shared) shared = std::make_unique<PlayedNode>(plane().adminKubeconfig());
  return *shared;
}

std::string Scene::operatorKubeconfig() {
  auto kubeconfig = plane().serviceAccountKubeconfig("slipway-system", "slipway");
  if (!kubeconfig.ok()) throw std::runtime_error(kubeconfig.error());
  return *kubeconfig;
}

RunningSlipway Scene::startOperator(std::vector<std::string> flags, std::string kubeconfig) {
  if (kubeconfig.empty()) kubeconfig = operatorKubeconfig();
  Command command;
  command.argv = {SLIPWAY_BINARY,     "operator", "--kubeconfig",      kubeconfig,
                  "--namespace",      ns_,        "--lease-namespace", "slipway-system",
                  "--lease-duration", "3s",       "--renew-deadline",  "2s",
                  "--retry-period",   "500ms",    "--listen-port",     "0"};
  command.argv.insert(command.argv.end(), flags.begin(), flags.end());
  const std::string log =
      plane().folder() + "/" + ns_ + "-" + std::to_string(logs_.size()) + ".log";
  auto process = Process::start(command, log);
  if (!process.ok()) throw std::runtime_error(process.error());
  logs_.push_back(log);
  return {std::move(*process)};
}

void Scene::grantWork(const std::string& user) {
  apply(R"({apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding,
metadata: {name: )" +
        user + R"(}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole,
name: slipway}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: )" +
        user + "}]}");
}

void Scene::grantLease(const std::string& user) {
  apply(R"({apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: )" +
        user + R"(, namespace: slipway-system}, roleRef: {apiGroup: rbac.authorization.k8s.io,
kind: Role, name: slipway-leader-election}, subjects: [{apiGroup: rbac.authorization.k8s.io,
kind: User, name: )" +
        user + "}]}");
}

std::string Scene::release(const std::string& image, int replicas, const std::string& name) const {
  return R"(
apiVersion: slipway.dev/v1alpha1
kind: Release
metadata: {name: )" +
         name + ", namespace: " + ns_ + R"(}
spec:
  replicas: )" +
         std::to_string(replicas) + R"(
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: app
        image: )" +
         image + R"(
        ports: [{name: http, containerPort: 8080}]
  strategy:
    rolling: {maxSurge: 1, maxUnavailable: 0}
  verification:
    smokeTests:
    - {name: healthz, http: {path: /healthz, port: http, expect: {status: 200}}}
)";
}

void Scene::apply(const std::string& yaml) {
  const auto applied = plane().apply(yaml);
  ASSERT_TRUE(applied.ok()) << applied.err;
}

void Scene::setImage(const std::string& image) {
  kubectl({"patch", "release/web", "--namespace=" + ns_, "--type=json",
           R"(--patch=[{"op":"replace","path":"/spec/template/spec/containers/0/image","value":")" +
               image + R"("}])"});
}

void Scene::deployed() {
  node().behave("web:1", readyAfter(std::chrono::milliseconds(200)));
  apply(release("web:1"));
  waitFor("condition=Ready");
}

std::string Scene::kubectl(std::vector<std::string> args) {
  const auto done = plane().kubectl(std::move(args));
  EXPECT_TRUE(done.ok()) << done.err;
  return done.out;
}

void Scene::waitFor(const std::string& condition, const std::string& timeout,
                    const std::string& name) {
  waitOn("release/" + name, condition, timeout);
}

void Scene::waitOn(const std::string& what, const std::string& condition,
                   const std::string& timeout) {
  const auto done = plane().kubectl(
      {"wait", what, "--namespace=" + ns_, "--for=" + condition, "--timeout=" + timeout});
  ASSERT_TRUE(done.ok()) << done.err
                         << plane().kubectl({"get", what, "--namespace=" + ns_, "-o", "yaml"}).out;
}

std::string Scene::jsonpath(const std::string& what, const std::string& path) {
  return plane().kubectl({"get", what, "--namespace=" + ns_, "-o", "jsonpath=" + path}).out;
}

std::string Scene::replicasOf(const std::string& revision) {
  return jsonpath("replicasets",
                  R"({.items[?(@.metadata.annotations.slipway\.dev/revision-number==")" + revision +
                      R"(")].spec.replicas})");
}

std::vector<AuditEntry> Scene::asked(std::size_t mark) {
  auto all = plane().auditEntries(mark);
  std::erase_if(all, [](const AuditEntry& entry) { return entry.user != kServiceAccount; });
  return all;
}

bool Scene::eventually(const std::function<bool()>& done, std::chrono::seconds limit) {
  const auto until = std::chrono::steady_clock::now() + limit;
  while (!done()) {
    if (std::chrono::steady_clock::now() >= until) return false;
    poll(nullptr, 0, 100);
  }
  return true;
}

sim::PodScript readyAfter(std::chrono::milliseconds time) {
  sim::PodScript script;
  script.readyAfter = time;
  script.terminationDelay = std::chrono::milliseconds(100);
  return script;
}

sim::PodScript answering(int status) {
  sim::PodScript script = readyAfter(std::chrono::milliseconds(200));
  script.http["/healthz"] = {status, {}, ""};
  return script;
}

}  // namespace slipway::testing
