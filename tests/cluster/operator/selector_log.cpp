#include "tests/cluster/operator/selector_log.h"

#include <chrono>
#include <sstream>
#include <stdexcept>

namespace slipway::testing {

SelectorLog::SelectorLog(ControlPlane& plane, const std::string& nameSpace,
                         const std::string& service) {
  const auto kubectl = findTool("kubectl");
  if (!kubectl.ok()) throw std::runtime_error(kubectl.error());
  auto started = Process::start({.argv = {*kubectl, "--kubeconfig=" + plane.adminKubeconfig(),
                                          "get", "service/" + service, "--namespace=" + nameSpace,
                                          "--watch", "--output=jsonpath={.spec.selector}{'\\n'}"}},
                                plane.folder() + "/selector-" + nameSpace + ".log");
  if (!started.ok()) throw std::runtime_error(started.error());
  watch_ = std::move(*started);
  for (int i = 0; seen().empty(); ++i) {
    if (i == 100 || watch_->waitFor(std::chrono::milliseconds(100))) {
      throw std::runtime_error("no selector is seen: " + watch_->logTail());
    }
  }
}

std::vector<std::string> SelectorLog::seen() const {
  std::istringstream lines(readText(watch_->logFile()));
  std::vector<std::string> all;
  for (std::string line; std::getline(lines, line);) {
    if (all.empty() || all.back() != line) all.push_back(line);
  }
  return all;
}

}  // namespace slipway::testing
