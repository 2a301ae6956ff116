#include "crds/release.h"
#include "kube/types/resources.h"
#include "tests/sim/support/faults/fault_class.h"

namespace slipway::testing {
namespace {

using kube::fake::Fault;
using std::chrono::seconds;

// Nothing of that resource (empty: of any) is heard for half a minute after the write.
FaultKind held(const std::string& name, const std::string& resource) {
  FaultKind kind{name, End::Same, At::EveryDecision,
                 [resource](Stage& stage, const kube::ApiRequest&) {
                   stage.afterThisWrite([&stage, resource] {
                     if (auto* api = stage.world().operatorApi()) api->holdWatches(resource);
                   });
                   stage.later(seconds(30), [&stage, resource] {
                     if (auto* api = stage.world().operatorApi()) api->releaseWatches(resource);
                   });
                   return Fault::none();
                 }};
  kind.noneInVain = true;
  kind.hearsLate = resource == crds::releases().name();
  return kind;
}

// The operator starts again, and its first lists come from a server that is three writes behind.
Fault olderView(Stage& stage, const kube::ApiRequest&) {
  const std::size_t back = std::min<std::size_t>(stage.versions.size(), 3);
  const std::int64_t then = stage.versions[stage.versions.size() - back];
  stage.afterThisWrite([&stage, then] {
    stage.kill();
    stage.showOlderLists(then, 3);
  });
  return Fault::none();
}

}  // namespace

FaultClass staleFaults() {
  return {"stale",
          "the cache does not show an own write for 30 s; a restart against an older view",
          {held("held", ""),
           held("held-replicasets", kube::resources::replicaSets().name()),
           held("held-pods", kube::resources::pods().name()),
           held("held-releases", crds::releases().name()),
           {"older-view", End::Same, At::EveryDecision, olderView}}};
}

}  // namespace slipway::testing
