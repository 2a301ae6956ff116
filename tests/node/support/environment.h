#pragma once

#include <gtest/gtest.h>
#include <memory>

#include "tests/node/support/node.h"

namespace slipway::testing {

// What ctest takes for "skipped".
inline constexpr int kSkipped = 77;

inline constexpr const char* kWebImage = "slipway.local/web:1";

// One node for all tests of the binary, on the control plane of ControlPlaneEnvironment, which has
// to be added before it. Has kWebImage. A node that does not come up ends the binary with exit code
// 1 and the reason.
class NodeEnvironment : public ::testing::Environment {
 public:
  NodeEnvironment();
  ~NodeEnvironment() override;
  void SetUp() override;
  void TearDown() override;

 private:
  std::unique_ptr<Node> node_;
};

}  // namespace slipway::testing
