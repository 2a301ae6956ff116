#include "tests/sim/support/faults/fault_class.h"

namespace slipway::testing {

using kube::fake::Fault;

// Carried out one millisecond after it was sent, answered one later: the kill comes in between.
// Whether the answer was read makes no difference to a process that is gone.
FaultClass killFaults() {
  FaultClass faults{"kills", "the process dies before a write is carried out, and after", {}};
  FaultKind before{"kill-before", End::Same, At::EveryWrite,
                   [](Stage& stage, const kube::ApiRequest&) {
                     stage.later(Duration{0}, [&stage] { stage.kill(); });
                     return Fault::loseUnapplied();
                   }};
  before.erases = FaultKind::Erases::Before;
  FaultKind after{"kill-after", End::Same, At::EveryWrite,
                  [](Stage& stage, const kube::ApiRequest&) {
                    stage.afterThisWrite([&stage] { stage.kill(); });
                    return Fault::applyThenLose();
                  }};
  after.erases = FaultKind::Erases::After;
  faults.kinds = {before, after};
  return faults;
}

}  // namespace slipway::testing
