#include "tests/node/support/environment.h"

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <utility>

#include "tests/cluster/support/environment.h"

namespace slipway::testing {
namespace {

[[noreturn]] void giveUp(const std::string& why) {
  std::cerr << why << std::endl;
  std::exit(1);
}

}  // namespace

NodeEnvironment::NodeEnvironment() = default;
NodeEnvironment::~NodeEnvironment() = default;

void NodeEnvironment::SetUp() {
  const auto begun = std::chrono::steady_clock::now();
  auto node = Node::start(ControlPlaneEnvironment::controlPlane());
  if (!node.ok()) giveUp(node.error());
  node_ = std::move(*node);
  if (auto loaded = node_->loadImage(kWebImage, SLIPWAY_WEB_BINARY); !loaded.ok()) {
    giveUp(loaded.error());
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  std::cout << "node: Ready, " << took.count() << " s after its control plane" << std::endl;
}

void NodeEnvironment::TearDown() {
  node_.reset();
}

}  // namespace slipway::testing
