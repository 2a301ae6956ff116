#include "tests/node/support/installation.h"

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "tests/cluster/support/environment.h"
#include "tests/cluster/support/helm.h"
#include "tests/node/support/isolation.h"
#include "tests/node/support/node.h"

namespace slipway::testing {
namespace {

// Nobody has such a registry, and nobody is asked: the image is on the node.
constexpr const char* kRepository = "images.internal/slipway";

// As pods are admitted where people are careful.
std::string itsNamespace() {
  return "{apiVersion: v1, kind: Namespace, metadata: {name: " + std::string(kOperatorNamespace) +
         ", labels: {pod-security.kubernetes.io/enforce: restricted}}}";
}

Expected<Done, std::string> ran(const std::string& what, const Completed& done) {
  if (!done.ok()) return Unexpected{what + ": " + done.out + done.err};
  return Done{};
}

// With the version that the program has; the chart has to ask for the same one by itself.
Expected<Done, std::string> loadOperatorImage() {
  const auto version = runCommand({.argv = {SLIPWAY_BINARY, "--version"}});
  const std::string begin = "slipway ";
  if (!version.out.starts_with(begin)) return ran("slipway --version", version);
  const std::string tag = version.out.substr(begin.size(), version.out.find('\n') - begin.size());
  const std::string folder = std::string(kNodeFolder) + "/operator-image";
  const auto made = runCommand(
      {.argv = {std::string(SLIPWAY_SOURCE_DIR) + "/scripts/image.sh", "--binary", SLIPWAY_BINARY,
                "--name", std::string(kRepository) + ":" + tag, "--output", folder}});
  if (auto image = ran("scripts/image.sh", made); !image.ok()) return image;
  return importImage(folder + "/slipway.tar");
}

// What a pod that is not ready has to say, since helm only says that it waited in vain.
std::string whatPodsSay(ControlPlane& plane) {
  const std::string ns = "--namespace=" + std::string(kOperatorNamespace);
  return plane.kubectl({"get", "pods", ns, "--output=wide"}).out +
         plane.kubectl({"get", "events", ns}).out +
         plane
             .kubectl(
                 {"logs", ns, "--selector=app.kubernetes.io/name=slipway", "--prefix", "--tail=30"})
             .out;
}

// `helm install` or `helm upgrade`, with what every installation here sets.
Expected<Done, std::string> helm(ControlPlane& plane, const std::string& verb,
                                 const std::string& set) {
  // The leases are short so that a test of a dead leader is.
  std::string values = "image.repository=" + std::string(kRepository) +
                       ",image.pullPolicy=Never,operator.leaseDurationSeconds=4,"
                       "operator.renewDeadlineSeconds=3,operator.retryPeriodSeconds=1";
  if (!set.empty()) values += "," + set;
  const auto done = HelmClient(plane, kOperatorNamespace)
                        .run({verb, "slipway", std::string(SLIPWAY_SOURCE_DIR) + "/charts/slipway",
                              "--set=" + values, "--wait", "--timeout=90s"});
  if (!done.ok()) return Unexpected{"helm " + verb + ": " + done.err + whatPodsSay(plane)};
  return Done{};
}

}  // namespace

Expected<Done, std::string> upgradeInstallation(ControlPlane& plane, const std::string& set) {
  return helm(plane, "upgrade", set);
}

void InstallationEnvironment::SetUp() {
  const auto begun = std::chrono::steady_clock::now();
  ControlPlane& plane = ControlPlaneEnvironment::controlPlane();
  auto done = loadOperatorImage();
  if (done.ok()) done = ran("the operator's namespace", plane.apply(itsNamespace()));
  if (done.ok()) done = helm(plane, "install", {});
  if (!done.ok()) {
    std::cerr << done.error() << std::endl;
    std::exit(1);
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  std::cout << "node: Slipway installed, " << took.count() << " s after the node" << std::endl;
}

// Whatever the tests have made it do, the chart's rights were enough.
void InstallationEnvironment::TearDown() {
  const std::string user =
      R"("username":"system:serviceaccount:)" + std::string(kOperatorNamespace) + R"(:slipway")";
  std::istringstream log(readText(ControlPlaneEnvironment::controlPlane().folder() + "/audit.log"));
  int asked = 0;
  for (std::string line; std::getline(log, line);) {
    if (line.find(user) == std::string::npos) continue;
    ++asked;
    // Not by the code alone: 403 is also said in a namespace that is being deleted.
    EXPECT_EQ(line.find(R"("authorization.k8s.io/decision":"forbid")"), std::string::npos) << line;
  }
  EXPECT_GT(asked, 0);
}

}  // namespace slipway::testing
