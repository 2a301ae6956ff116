#include <gtest/gtest.h>
#include <iostream>

#include "net/transport.h"
#include "tests/cluster/support/environment.h"
#include "tests/cluster/support/netns.h"
#include "tests/contract/fake_backend.h"
#include "tests/contract/real_backend.h"
#include "tests/contract/suite.h"

namespace slipway::contract {
namespace {

// The clients go before the control plane does (environments are torn down in reverse order).
class Backends : public ::testing::Environment {
 public:
  explicit Backends(std::shared_ptr<Results> results) : results_(std::move(results)) {}
  Backend& fake() {
    if (!fake_) fake_ = makeFakeBackend();
    return *fake_;
  }
  Backend& real() {
    if (!real_) real_ = makeRealBackend(slipway::testing::ControlPlaneEnvironment::controlPlane());
    return *real_;
  }
  void TearDown() override {
    real_.reset();
    fake_.reset();
    results_->print({"fake", "real"});
  }

 private:
  std::shared_ptr<Results> results_;
  std::unique_ptr<Backend> fake_;
  std::unique_ptr<Backend> real_;
};

}  // namespace
}  // namespace slipway::contract

int main(int argc, char** argv) {
  using namespace slipway::contract;
  ::testing::InitGoogleTest(&argc, argv);
  const auto results = std::make_shared<Results>();
  auto* backends = new Backends(results);  // gtest owns it
  if (!GTEST_FLAG_GET(list_tests)) {
    // Before anything starts a thread.
    if (auto entered = slipway::testing::enterOwnNetwork(); !entered.ok()) {
      std::cerr << entered.error() << '\n';
      return 1;
    }
    slipway::net::initializeTransportProcess();
    ::testing::AddGlobalTestEnvironment(new slipway::testing::ControlPlaneEnvironment);
  }
  ::testing::AddGlobalTestEnvironment(backends);
  registerRows("fake", [backends]() -> Backend& { return backends->fake(); }, results);
  registerRows("real", [backends]() -> Backend& { return backends->real(); }, results);
  return RUN_ALL_TESTS();
}
