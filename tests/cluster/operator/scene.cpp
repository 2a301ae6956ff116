#include "tests/cluster/operator/scene.h"

#include <string_view>

namespace slipway::testing {
namespace {

constexpr std::string_view kServiceAccount = "system:serviceaccount:slipway-system:slipway";

}  // namespace

void Scene::SetUp() {
  ClusterScene::SetUp();
  node();
}

void Scene::showNode() {
  apply("{apiVersion: v1, kind: Node, metadata: {name: sim-node}}");
}

PlayedNode& Scene::node() {
  static std::unique_ptr<PlayedNode> shared;
  if (!shared) shared = std::make_unique<PlayedNode>(plane().adminKubeconfig());
  return *shared;
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

void Scene::waitFor(const std::string& condition, const std::string& timeout,
                    const std::string& name) {
  waitOn("release/" + name, condition, timeout);
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
