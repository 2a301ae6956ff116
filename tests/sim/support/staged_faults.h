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
  // The run is over, its verdict is there, and the world still stands.
  virtual void finished() {}
};

// A bounded amount of everything, drawn from the seed.
std::unique_ptr<StagedFaults> randomFaults(std::uint64_t seed);

}  // namespace slipway::testing
