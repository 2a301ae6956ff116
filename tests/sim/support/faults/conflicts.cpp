#include "crds/release.h"
#include "kube/types/resources.h"
#include "tests/sim/support/faults/fault_class.h"

namespace slipway::testing {
namespace {

using kube::fake::Fault;

constexpr Duration kPeriod = std::chrono::milliseconds(20);
constexpr int kTimes = 250;  // five seconds

Value annotation(Value value) {
  return Value::object(
      {{"metadata",
        Value::object({{"annotations", Value::object({{"outsider", std::move(value)}})}})}});
}

void touch(Stage& stage, bool releases, int left) {
  const Value patch = annotation(left == 0 ? Value() : Value(std::to_string(left)));
  for (const Value& release : stage.releases()) {
    if (releases) stage.mergePatch(crds::releases(), release, patch);
    if (releases) continue;
    for (const Value& set : stage.setsOf(release))
      stage.mergePatch(kube::resources::replicaSets(), set, patch);
  }
  if (left > 0)
    stage.later(kPeriod, [&stage, releases, left] { touch(stage, releases, left - 1); });
}

FaultKind touched(std::string name, bool releases) {
  return {std::move(name), End::Same, At::EveryDecision,
          [releases](Stage& stage, const kube::ApiRequest&) {
            touch(stage, releases, kTimes);
            return Fault::none();
          }};
}

}  // namespace

FaultClass conflictFaults() {
  return {"conflicts",
          "somebody else writes to the ReplicaSets or the Release 50 times a second for 5 s",
          {touched("touched-replicasets", false), touched("touched-release", true)},
          4};
}

}  // namespace slipway::testing
