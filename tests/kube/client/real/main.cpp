#include <gtest/gtest.h>
#include <iostream>

#include "net/transport.h"
#include "tests/cluster/support/environment.h"
#include "tests/cluster/support/netns.h"

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  if (!GTEST_FLAG_GET(list_tests)) {
    // Before anything starts a thread.
    if (auto entered = slipway::testing::enterOwnNetwork(); !entered.ok()) {
      std::cerr << entered.error() << '\n';
      return 1;
    }
    slipway::net::initializeTransportProcess();
    ::testing::AddGlobalTestEnvironment(new slipway::testing::ControlPlaneEnvironment);
  }
  return RUN_ALL_TESTS();
}
