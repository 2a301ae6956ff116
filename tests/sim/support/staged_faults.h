#pragma once

#include <cstdint>
#include <memory>

#include "kube/fake/faults.h"
#include "tests/sim/support/stage.h"

namespace slipway::testing {

// Faults that also act on the world themselves.
class StagedFaults : public kube::fake::Faults {
 public:
  virtual void attach(Stage& stage) = 0;  // before the play begins
};

// A bounded amount of everything, drawn from the seed.
std::unique_ptr<StagedFaults> randomFaults(std::uint64_t seed);

}  // namespace slipway::testing
