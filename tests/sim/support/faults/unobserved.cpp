#include "crds/release.h"
#include "kube/types/resources.h"
#include "tests/sim/support/faults/edits.h"
#include "tests/sim/support/faults/fault_class.h"

namespace slipway::testing {
namespace {

using kube::fake::Fault;
using std::chrono::seconds;

// Nothing is heard for ten seconds, and then only what is there by then: the watches go on from a
// new list. Meanwhile `act` has happened.
FaultKind unseen(std::string name, End end, void (*act)(Stage&)) {
  return {std::move(name), end, At::EveryDecision,
          [act](Stage& stage, const kube::ApiRequest&) {
            if (auto* api = stage.world().operatorApi()) api->holdWatches();
            act(stage);
            stage.later(seconds(10), [&stage] {
              auto* api = stage.world().operatorApi();
              if (!api) return;
              api->expireWatches();
              api->releaseWatches();
            });
            return Fault::none();
          }};
}

void nothing(Stage&) {}

void thereAndBack(Stage& stage) {
  for (const Value& release : stage.releases()) {
    const std::string image = imageOf(release);
    setImage(stage, release, "web:edited");
    setImage(stage, release, image);
  }
}

// Deleted and created again under the same name; as it was, or somebody else's.
void replaceSets(Stage& stage, bool stranger) {
  for (const Value& release : stage.releases()) {
    const auto sets = stage.setsOf(release);
    if (sets.empty()) continue;
    deleteSet(stage, sets.front());
    Value meta = Value::object({{"name", sets.front()["metadata"]["name"]},
                                {"namespace", sets.front()["metadata"]["namespace"]},
                                {"labels", sets.front()["metadata"]["labels"]},
                                {"annotations", sets.front()["metadata"]["annotations"]}});
    if (!stranger)
      meta = meta.withPointer("/ownerReferences", sets.front()["metadata"]["ownerReferences"]);
    kube::ApiRequest create;
    create.verb = kube::Verb::Create;
    create.resource = kube::resources::replicaSets();
    create.key = {std::string(meta["namespace"].stringOr("")),
                  std::string(meta["name"].stringOr(""))};
    create.body = Value::object({{"apiVersion", create.resource.apiVersion()},
                                 {"kind", create.resource.kind},
                                 {"metadata", meta},
                                 {"spec", sets.front()["spec"]}});
    stage.outsider(create);
  }
}
void replace(Stage& stage) {
  replaceSets(stage, false);
}
void replaceByStranger(Stage& stage) {
  replaceSets(stage, true);
}

}  // namespace

FaultClass unobservedFaults() {
  FaultClass faults{"unobserved",
                    "events are held for 10 s and only the last state is seen",
                    {unseen("only-the-last", End::Same, nothing),
                     unseen("unseen-there-and-back", End::SameObjects, thereAndBack),
                     unseen("unseen-replaced", End::Settled, replace),
                     unseen("unseen-stranger", End::Settled, replaceByStranger)}};
  faults.kinds[2].handsOn = true;
  faults.kinds[3].handsOn = true;
  return faults;
}

}  // namespace slipway::testing
