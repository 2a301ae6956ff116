#include <cstdlib>
#include <unistd.h>

#include "tests/cluster/support/control_plane.h"

namespace slipway::testing {
namespace {

// The set of tools/build.sh that a tool belongs to.
std::string setOf(const std::string& tool) {
  if (tool == "helm" || tool == "kstatus") return tool;
  if (tool == "kubelet" || tool == "kube-scheduler" || tool == "kube-proxy") return "node";
  return "control-plane";
}

}  // namespace

Expected<std::string, std::string> findTool(const std::string& name) {
  for (const char* variable : {"SLIPWAY_TOOLS_DIR", "KUBEBUILDER_ASSETS"}) {
    const char* folder = std::getenv(variable);
    if (folder == nullptr) continue;
    std::string file = std::string(folder) + "/" + name;
    if (::access(file.c_str(), X_OK) == 0) return file;
  }
  const std::string set = setOf(name);
  auto where = runCommand({.argv = {"bash", SLIPWAY_SOURCE_DIR "/tools/build.sh", "--where", set}});
  if (!where.ok()) return Unexpected{"tools/build.sh --where " + set + ": " + where.err};
  while (!where.out.empty() && where.out.back() == '\n') where.out.pop_back();
  std::string file = where.out + "/" + name;
  if (::access(file.c_str(), X_OK) == 0) return file;
  return Unexpected{name + " is not built yet: run `make tools` (" + file + " is missing)"};
}

}  // namespace slipway::testing
