#include "tests/cluster/support/client_tests.h"

#include <gtest/gtest.h>
#include <iostream>
#include <unistd.h>
#include <utility>

#include "net/transport.h"
#include "tests/cluster/support/environment.h"
#include "tests/cluster/support/netns.h"

namespace slipway::testing {

void runClientTests(int argc, char** argv, ControlPlaneOptions options) {
  ::testing::InitGoogleTest(&argc, argv);
  if (!GTEST_FLAG_GET(list_tests)) {
    // Before anything starts a thread: the network of our own, and the HTTP library's settings.
    if (auto entered = enterOwnNetwork(); !entered.ok()) {
      std::cerr << entered.error() << std::endl;
      _exit(1);
    }
    net::initializeTransportProcess();
    ::testing::AddGlobalTestEnvironment(new ControlPlaneEnvironment(std::move(options)));
  }
  const int result = RUN_ALL_TESTS();
  std::cout << std::flush;
  // The HTTP library's static destructors race with its own threads.
  _exit(result);
}

}  // namespace slipway::testing
