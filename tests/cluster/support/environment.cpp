#include "tests/cluster/support/environment.h"

#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <utility>

namespace slipway::testing {
namespace {

// gtest owns environments and gives fixtures no way to reach them; this is that way.
std::unique_ptr<ControlPlane>& shared() {
  static std::unique_ptr<ControlPlane> controlPlane;
  return controlPlane;
}

}  // namespace

ControlPlaneEnvironment::ControlPlaneEnvironment(ControlPlaneOptions options)
    : options_(std::move(options)) {}

ControlPlaneEnvironment::~ControlPlaneEnvironment() = default;

void ControlPlaneEnvironment::SetUp() {
  auto started = ControlPlane::start(options_);
  if (!started.ok()) {
    // gtest would call the tests skipped, and a skipped test looks like less of a problem than it
    // is.
    std::cerr << started.error() << '\n';
    std::exit(1);
  }
  shared() = std::move(started).value();
}

void ControlPlaneEnvironment::TearDown() {
  shared().reset();
}

ControlPlane& ControlPlaneEnvironment::controlPlane() {
  if (!shared()) throw std::logic_error("the control plane is not up");
  return *shared();
}

}  // namespace slipway::testing
