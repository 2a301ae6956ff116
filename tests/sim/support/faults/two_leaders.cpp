#include "tests/sim/support/faults/fault_class.h"

namespace slipway::testing {

using kube::fake::Fault;

// Both do all the work; at each point, the one that comes first is held up there.
FaultClass twoLeaderFaults() {
  FaultKind late{
      "twin-late", End::SameObjects, At::EveryDecision,
      [](Stage&, const kube::ApiRequest&) { return Fault::slow(std::chrono::milliseconds(700)); }};
  late.twoOperators = true;
  FaultKind dies{"twin-dies", End::SameObjects, At::EveryDecision,
                 [](Stage& stage, const kube::ApiRequest&) {
                   stage.afterThisWrite([&stage] { stage.kill(); });
                   return Fault::none();
                 }};
  dies.twoOperators = true;
  return {"two-leaders", "elections off, two operators at work; one is late or dies", {late, dies}};
}

}  // namespace slipway::testing
