#include "tests/cluster/support/installation.h"

#include <stdexcept>

#include "tests/cluster/support/process.h"

namespace slipway::testing {
namespace {

std::string sourceFile(const std::string& path) {
  return readText(std::string(SLIPWAY_SOURCE_DIR) + "/" + path);
}

// A role and its binding to the operator's ServiceAccount; `scope` is "Cluster" or empty.
std::string bound(const std::string& scope, const std::string& name, const std::string& rules) {
  const std::string metadata = "metadata: {name: " + name + ", namespace: slipway-system}\n";
  const std::string version = "---\napiVersion: rbac.authorization.k8s.io/v1\nkind: " + scope;
  return version + "Role\n" + metadata + "rules:\n" + rules + version + "RoleBinding\n" + metadata +
         "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: " + scope + "Role, name: " + name +
         "}\nsubjects: [{kind: ServiceAccount, name: slipway, namespace: slipway-system}]\n";
}

// What the chart's templates make of its rules by default.
std::string rightsOfTheChart() {
  std::string lease = sourceFile("charts/slipway/files/lease-rules.yaml");
  const std::string placeholder = "LEASE_NAME";
  const auto at = lease.find(placeholder);
  if (at == std::string::npos) throw std::runtime_error("lease-rules.yaml has no " + placeholder);
  lease.replace(at, placeholder.size(), "slipway");
  return "{apiVersion: v1, kind: ServiceAccount, metadata: {name: slipway, "
         "namespace: slipway-system}}\n" +
         bound("Cluster", "slipway", sourceFile("charts/slipway/files/rules.yaml")) +
         bound("", "slipway-leader-election", lease);
}

}  // namespace

std::vector<std::string> installation() {
  std::vector<std::string> manifests{
      "{apiVersion: v1, kind: Namespace, metadata: {name: slipway-system}}"};
  for (const char* kind : {"release", "rollback", "approval"})
    manifests.push_back(sourceFile(std::string("crds/") + kind + ".yaml"));
  manifests.push_back(rightsOfTheChart());
  return manifests;
}

}  // namespace slipway::testing
