#include "crds/release.h"
#include "tests/sim/support/faults/edits.h"
#include "tests/sim/support/faults/fault_class.h"

namespace slipway::testing {
namespace {

using kube::fake::Fault;
using std::chrono::seconds;

using Edit = std::function<void(Stage&, const Value& release)>;

FaultKind edited(std::string name, End end, Edit edit) {
  return {std::move(name), end, At::EveryDecision,
          [edit = std::move(edit)](Stage& stage, const kube::ApiRequest&) {
            stage.afterThisWrite([&stage, edit] {
              for (const Value& release : stage.releases()) edit(stage, release);
            });
            return Fault::none();
          }};
}

void replicas(Stage& stage, const Value& release, std::int64_t more) {
  patchSpec(stage, release,
            Value::object({{"replicas", release["spec"]["replicas"].asInt().value_or(1) + more}}));
}

void pause(Stage& stage, const Value& release, bool paused) {
  patchSpec(stage, release, Value::object({{"paused", paused}}));
}

}  // namespace

FaultClass userEditFaults() {
  FaultClass faults{"user-edits", "replicas, paused and the template change at every point", {}};
  faults.kinds = {
      edited("replicas-up", End::Settled,
             [](Stage& stage, const Value& release) { replicas(stage, release, 2); }),
      edited("replicas-down", End::Settled,
             [](Stage& stage, const Value& release) { replicas(stage, release, -2); }),
      edited("replicas-there-and-back", End::Settled,
             [](Stage& stage, const Value& release) {
               replicas(stage, release, 2);
               stage.later(seconds(8), [&stage, release] { replicas(stage, release, 0); });
             }),
      edited("paused-for-a-while", End::Settled,
             [](Stage& stage, const Value& release) {
               pause(stage, release, true);
               stage.later(seconds(15), [&stage, release] { pause(stage, release, false); });
             }),
      edited("template-there-and-back", End::Settled,
             [](Stage& stage, const Value& release) {
               setImage(stage, release, "web:edited");
               stage.later(seconds(6),
                           [&stage, release] { setImage(stage, release, imageOf(release)); });
             }),
  };
  return faults;
}

}  // namespace slipway::testing
