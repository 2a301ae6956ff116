#include "crds/release.h"
#include "kube/types/resources.h"
#include "tests/sim/support/faults/edits.h"
#include "tests/sim/support/faults/fault_class.h"

namespace slipway::testing {
namespace {

using kube::fake::Fault;

// What is done to one ReplicaSet of each Release: the newest revision's, or the oldest's.
FaultKind handled(std::string name, End end, bool newest,
                  std::function<void(Stage&, const Value& set)> act) {
  FaultKind kind{std::move(name), end, At::EveryDecision,
                 [newest, act = std::move(act)](Stage& stage, const kube::ApiRequest&) {
                   stage.afterThisWrite([&stage, newest, act] {
                     for (const Value& release : stage.releases()) {
                       const auto sets = stage.setsOf(release);
                       if (!sets.empty()) act(stage, newest ? sets.front() : sets.back());
                     }
                   });
                   return Fault::none();
                 }};
  kind.handsOn = true;
  return kind;
}

void patchSet(Stage& stage, const Value& set, Value patch) {
  stage.mergePatch(kube::resources::replicaSets(), set, std::move(patch));
}

void stripLabels(Stage& stage, const Value& set) {
  patchSet(stage, set, Value::object({{"metadata", Value::object({{"labels", Value()}})}}));
}
void stripAnnotations(Stage& stage, const Value& set) {
  patchSet(stage, set, Value::object({{"metadata", Value::object({{"annotations", Value()}})}}));
}
void stripOwner(Stage& stage, const Value& set) {
  patchSet(stage, set,
           Value::object({{"metadata", Value::object({{"ownerReferences", Value()}})}}));
}
std::function<void(Stage&, const Value&)> scaleTo(std::int64_t replicas) {
  return [replicas](Stage& stage, const Value& set) {
    patchSet(stage, set, Value::object({{"spec", Value::object({{"replicas", replicas}})}}));
  };
}

FaultKind statusWiped() {
  FaultKind kind{"status-wiped", End::Settled, At::EveryDecision,
                 [](Stage& stage, const kube::ApiRequest&) {
                   stage.afterThisWrite([&stage] {
                     for (const Value& release : stage.releases())
                       stage.mergePatch(crds::releases(), release,
                                        Value::object({{"status", Value()}}), "status");
                   });
                   return Fault::none();
                 }};
  return kind;
}

}  // namespace

FaultClass misoperationFaults() {
  return {"misoperation",
          "owned ReplicaSets are deleted, stripped or scaled by hand, status is wiped",
          {handled("newest-deleted", End::Settled, true, deleteSet),
           handled("oldest-deleted", End::Settled, false, deleteSet),
           handled("newest-labels-stripped", End::Settled, true, stripLabels),
           handled("oldest-labels-stripped", End::Settled, false, stripLabels),
           handled("newest-annotations-stripped", End::Settled, true, stripAnnotations),
           handled("oldest-annotations-stripped", End::Settled, false, stripAnnotations),
           handled("newest-owner-removed", End::Settled, true, stripOwner),
           handled("oldest-owner-removed", End::Settled, false, stripOwner),
           handled("newest-scaled-by-hand", End::Settled, true, scaleTo(7)),
           handled("oldest-scaled-to-zero", End::Settled, false, scaleTo(0)), statusWiped()}};
}

}  // namespace slipway::testing
