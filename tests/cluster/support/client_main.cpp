#include "tests/cluster/support/client_tests.h"

int main(int argc, char** argv) {
  slipway::testing::runClientTests(argc, argv);
}
