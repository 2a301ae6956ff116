#include "tests/cluster/support/helm.h"

#include <chrono>
#include <stdexcept>
#include <utility>

namespace slipway::testing {

HelmClient::HelmClient(ControlPlane& plane, std::string ns) : plane_(plane), ns_(std::move(ns)) {
  auto tool = findTool("helm");
  if (!tool.ok()) throw std::runtime_error(tool.error());
  tool_ = std::move(tool).value();
}

Completed HelmClient::run(std::vector<std::string> args) const {
  args.insert(args.begin(), tool_);
  args.insert(args.end(), {"--namespace=" + ns_, "--kubeconfig=" + plane_.adminKubeconfig()});
  return runCommand({.argv = std::move(args),
                     .environment = {{"HOME", plane_.folder()}, {"HELM_MAX_HISTORY", "5"}}},
                    std::chrono::minutes(4));
}

}  // namespace slipway::testing
