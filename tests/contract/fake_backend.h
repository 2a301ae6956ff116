#pragma once

#include <memory>

#include "tests/contract/bench.h"

namespace slipway::contract {

std::unique_ptr<Backend> makeFakeBackend();

}  // namespace slipway::contract
