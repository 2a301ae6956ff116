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
FaultKind unseen(std::string name, End end, void (*act)(Stage&, const kube::ApiRequest& sent)) {
  return {std::move(name), end, At::EveryDecision,
          [act](Stage& stage, const kube::ApiRequest& sent) {
            if (auto* api = stage.world().operatorApi()) api->holdWatches();
            act(stage, sent);
            stage.later(seconds(10), [&stage] {
              auto* api = stage.world().operatorApi();
              if (!api) return;
              api->expireWatches();
              api->releaseWatches();
            });
            return Fault::none();
          }};
}

void nothing(Stage&, const kube::ApiRequest&) {}

void thereAndBack(Stage& stage, const kube::ApiRequest&) {
  for (const Value& release : stage.releases()) {
    const std::string image = imageOf(release);
    setImage(stage, release, "web:edited");
    setImage(stage, release, image);
  }
}

// The ReplicaSet that the write is about, else the newest one.
Value chosen(const std::vector<Value>& sets, const kube::ApiRequest& sent) {
  for (const Value& set : sets)
    if (sent.resource == kube::resources::replicaSets() &&
        set["metadata"]["name"].stringOr("") == sent.key.name)
      return set;
  return sets.front();
}

// Deleted and created again under the same name; as it was, or somebody else's.
void replaceSets(Stage& stage, const kube::ApiRequest& sent, bool stranger) {
  for (const Value& release : stage.releases()) {
    const auto sets = stage.setsOf(release);
    if (sets.empty()) continue;
    const Value set = chosen(sets, sent);
    const Value& old = set["metadata"];
    deleteSet(stage, set);
    Value meta = Value::object({{"name", old["name"]},
                                {"namespace", old["namespace"]},
                                {"labels", old["labels"]},
                                {"annotations", old["annotations"]}});
    if (!stranger) meta = meta.withPointer("/ownerReferences", old["ownerReferences"]);
    kube::ApiRequest create;
    create.verb = kube::Verb::Create;
    create.resource = kube::resources::replicaSets();
    create.key = {std::string(old["namespace"].stringOr("")),
                  std::string(old["name"].stringOr(""))};
    create.body = Value::object({{"apiVersion", create.resource.apiVersion()},
                                 {"kind", create.resource.kind},
                                 {"metadata", meta},
                                 {"spec", set["spec"]}});
    stage.outsider(create);
  }
}
void replace(Stage& stage, const kube::ApiRequest& sent) {
  replaceSets(stage, sent, false);
}
void replaceByStranger(Stage& stage, const kube::ApiRequest& sent) {
  replaceSets(stage, sent, true);
}

}  // namespace

FaultClass unobservedFaults() {
  FaultClass faults{"unobserved",
                    "events are held for 10 s and only the last state is seen",
                    {unseen("only-the-last", End::Same, nothing),
                     unseen("unseen-there-and-back", End::SameObjects, thereAndBack),
                     unseen("unseen-replaced", End::Settled, replace),
                     unseen("unseen-stranger", End::Settled, replaceByStranger)}};
  faults.kinds[1].absolves = true;
  faults.kinds[2].handsOn = true;
  faults.kinds[3].handsOn = true;
  return faults;
}

}  // namespace slipway::testing
