#include <gtest/gtest.h>
#include <iostream>
#include <unistd.h>
#include <utility>

#include "net/transport.h"
#include "tests/cluster/support/environment.h"
#include "tests/cluster/support/netns.h"

// As support/client_main.cpp, on an API server that is stricter: as some distributions have it, who
// names an owner that blocks deletion needs a right to that owner's finalizers.
int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  if (!GTEST_FLAG_GET(list_tests)) {
    if (auto entered = slipway::testing::enterOwnNetwork(); !entered.ok()) {
      std::cerr << entered.error() << '\n';
      return 1;
    }
    slipway::net::initializeTransportProcess();
    slipway::testing::ControlPlaneOptions options;
    options.apiServerFlags = {"--enable-admission-plugins=OwnerReferencesPermissionEnforcement"};
    ::testing::AddGlobalTestEnvironment(
        new slipway::testing::ControlPlaneEnvironment(std::move(options)));
  }
  const int result = RUN_ALL_TESTS();
  std::cout << std::flush;
  _exit(result);
}
