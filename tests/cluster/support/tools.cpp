#include <cstdlib>
#include <unistd.h>

#include "tests/cluster/support/control_plane.h"

namespace slipway::testing {

Expected<std::string, std::string> findTool(const std::string& name) {
  for (const char* variable : {"SLIPWAY_TOOLS_DIR", "KUBEBUILDER_ASSETS"}) {
    const char* folder = std::getenv(variable);
    if (folder == nullptr) continue;
    std::string file = std::string(folder) + "/" + name;
    if (::access(file.c_str(), X_OK) == 0) return file;
  }
  auto where = runCommand({.argv = {"bash", SLIPWAY_SOURCE_DIR "/tools/build.sh", "--find", name}});
  if (!where.ok()) return Unexpected{"tools/build.sh --find " + name + ": " + where.err};
  std::string file = where.out.substr(0, where.out.find('\n'));
  if (::access(file.c_str(), X_OK) == 0) return file;
  return Unexpected{name + " is not built yet: run `make tools` (" + file + " is missing)"};
}

}  // namespace slipway::testing
