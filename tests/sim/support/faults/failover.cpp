#include <memory>

#include "base/text.h"
#include "kube/types/resources.h"
#include "tests/sim/support/faults/fault_class.h"

namespace slipway::testing {
namespace {

using kube::fake::Fault;
using std::chrono::seconds;

std::string leader(const Stage& stage) {
  const Value lease = stage.state().get(kube::resources::leases(), {"kube-system", "slipway"});
  return std::string(lease["spec"]["holderIdentity"].stringOr(""));
}

// What a write is decided on: an object of that UID, with that spec.
std::string aim(const Stage& stage, const kube::ApiRequest& request) {
  const Value& meta = stage.state().get(request.resource, request.key)["metadata"];
  return printJson(Value::array({meta["uid"], meta["generation"]}));
}

// The write was on its way: it arrives before the process that sent it goes on. Creating what is
// there is refused, and what has lost its owner meanwhile is collected. Where nobody has touched
// what it is about, it is still as right as it was.
void arrive(Stage& stage, const kube::ApiRequest& request, const std::string& led,
            const std::string& aimed) {
  const bool untouched = aim(stage, request) == aimed;
  const auto before = stage.state().version();
  const auto result = stage.world().cluster().handleNow(request, "operator");
  // A play may have killed the other one before it led: then nothing has happened meanwhile.
  if (result.applied() && !untouched && leader(stage) != led && stage.state().version() != before &&
      request.resource != kube::resources::events() && request.verb != kube::Verb::Create)
    stage.fail("oracle: a write of the stopped leader was carried out after another had led: " +
               request.resource.name() + " " + request.key.text());
}

void goOn(Stage& stage, const kube::ApiRequest& request, const std::string& led,
          const std::string& aimed) {
  arrive(stage, request, led, aimed);
  const int writes = stage.world().writesOfStopped();
  stage.world().letStoppedGoOn();
  stage.later(seconds(5), [&stage, writes] {
    const int now = stage.world().writesOfStopped();
    if (now >= 0 && now != writes)
      stage.fail("oracle: the stopped leader went on writing without its lease");
  });
}

// Stopped at the moment at which it sends this write, beyond the end of its lease.
FaultKind stopped(std::string name, std::optional<Duration> lasting) {
  return {std::move(name), End::Same, At::EveryDecision,
          [lasting](Stage& stage, const kube::ApiRequest& request) {
            stage.world().stopOperator();
            stage.later(seconds(1), [&stage] {
              if (!stage.world().operatorRuns()) stage.world().startOperator();
            });
            const auto resume = [&stage, request, led = leader(stage),
                                 aimed = aim(stage, request)] { goOn(stage, request, led, aimed); };
            if (lasting) {
              stage.later(*lasting, resume);
            } else {
              stage.atEnd(resume);
            }
            return Fault::loseUnapplied();
          }};
}

}  // namespace

FaultClass failoverFaults() {
  FaultKind toTheEnd = stopped("stopped-to-the-end", std::nullopt);
  toTheEnd.createsLate = true;
  return {"failover",
          "the leader is stopped past its lease, another one acts, then the old one goes on",
          {stopped("stopped-25s", seconds(25)), stopped("stopped-60s", seconds(60)),
           std::move(toTheEnd)}};
}

}  // namespace slipway::testing
