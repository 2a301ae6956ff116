#include <gtest/gtest.h>

#include "net/transport.h"

int main(int argc, char** argv) {
  slipway::net::initializeTransportProcess();
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
