#include <gtest/gtest.h>

#include "tests/contract/fake_backend.h"
#include "tests/contract/suite.h"

// The fake's half alone: quick, and run under the sanitizers too.
int main(int argc, char** argv) {
  using namespace slipway::contract;
  ::testing::InitGoogleTest(&argc, argv);
  const auto results = std::make_shared<Results>();
  std::unique_ptr<Backend> fake;
  registerRows(
      "fake",
      [&]() -> Backend& {
        if (!fake) fake = makeFakeBackend();
        return *fake;
      },
      results);
  return RUN_ALL_TESTS();
}
