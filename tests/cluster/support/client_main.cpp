#include <gtest/gtest.h>
#include <iostream>
#include <unistd.h>

#include "net/transport.h"
#include "tests/cluster/support/environment.h"
#include "tests/cluster/support/netns.h"

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  if (!GTEST_FLAG_GET(list_tests)) {
    // For tests that use the real client. Before anything starts a thread: the network of our own,
    // and the HTTP library's settings.
    if (auto entered = slipway::testing::enterOwnNetwork(); !entered.ok()) {
      std::cerr << entered.error() << '\n';
      return 1;
    }
    slipway::net::initializeTransportProcess();
    ::testing::AddGlobalTestEnvironment(new slipway::testing::ControlPlaneEnvironment);
  }
  const int result = RUN_ALL_TESTS();
  std::cout << std::flush;
  // The HTTP library's static destructors race with its own threads.
  _exit(result);
}
