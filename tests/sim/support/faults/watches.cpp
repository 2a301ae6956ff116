#include "tests/sim/support/faults/fault_class.h"

namespace slipway::testing {
namespace {

using kube::fake::Fault;

FaultKind afterwards(std::string name, void (*act)(Stage&)) {
  return {std::move(name), End::Same, At::EveryDecision,
          [act](Stage& stage, const kube::ApiRequest&) {
            stage.afterThisWrite([&stage, act] { act(stage); });
            return Fault::none();
          }};
}

void drop(Stage& stage) {
  if (auto* api = stage.world().operatorApi()) api->dropWatches();
}
void expire(Stage& stage) {
  if (auto* api = stage.world().operatorApi()) api->expireWatches();
}
// The watches are cut, and what they would go on from is forgotten: 410 when they come back.
void compact(Stage& stage) {
  drop(stage);
  stage.world().cluster().mutableState().compact(stage.state().version());
}

}  // namespace

FaultClass watchFaults() {
  return {"watches",
          "every watch is cut, ended with 410, or cut and its history compacted away",
          {afterwards("watches-dropped", drop), afterwards("watches-expired", expire),
           afterwards("compacted", compact)}};
}

}  // namespace slipway::testing
