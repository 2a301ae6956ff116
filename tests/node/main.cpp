#include <cstdlib>
#include <gtest/gtest.h>
#include <iostream>

#include "tests/cluster/support/environment.h"
#include "tests/node/support/environment.h"
#include "tests/node/support/installation.h"
#include "tests/node/support/isolation.h"

namespace {

int runTests(const slipway::testing::Isolation& isolation) {
  std::cout << "node: cgroup " << isolation.cgroups << std::endl;
  ::testing::AddGlobalTestEnvironment(
      new slipway::testing::ControlPlaneEnvironment(slipway::testing::nodeControlPlane()));
  ::testing::AddGlobalTestEnvironment(new slipway::testing::NodeEnvironment);
  ::testing::AddGlobalTestEnvironment(new slipway::testing::InstallationEnvironment);
  const int result = RUN_ALL_TESTS();
  std::cout << std::flush;
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  if (GTEST_FLAG_GET(list_tests)) return RUN_ALL_TESTS();
  if (std::getenv("SLIPWAY_DEEP") != nullptr) GTEST_FLAG_SET(repeat, 5);
  const auto ended = slipway::testing::runIsolated(runTests);
  if (ended.ok()) return *ended;
  // The only reason not to run: what a node is made of is not there, or not allowed. make test
  // shows this line.
  std::cout << "skipped: node_test: no real node here: " << ended.error() << std::endl;
  return slipway::testing::kSkipped;
}
