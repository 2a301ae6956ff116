#include "tests/sim/support/faults/fault_class.h"

namespace slipway::testing {
namespace {

using kube::fake::Fault;

FaultKind jump(std::string name, bool onlyOperator, Duration by) {
  return {std::move(name), End::Same, At::EveryDecision,
          [onlyOperator, by](Stage& stage, const kube::ApiRequest&) {
            stage.afterThisWrite([&stage, onlyOperator, by] {
              if (onlyOperator) {
                stage.world().setOperatorClockAhead(by);
              } else {
                stage.world().jumpClock(by);
              }
            });
            return Fault::none();
          }};
}

}  // namespace

FaultClass clockFaults() {
  constexpr Duration hour = std::chrono::hours(1);
  return {"clocks",
          "wall clocks jump by an hour: the operator's own, or all of the cluster's",
          {jump("clock-forward", true, hour), jump("clock-back", true, -hour),
           jump("all-clocks-forward", false, hour), jump("all-clocks-back", false, -hour)}};
}

}  // namespace slipway::testing
