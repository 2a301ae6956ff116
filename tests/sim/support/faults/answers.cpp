#include "tests/sim/support/faults/fault_class.h"

namespace slipway::testing {
namespace {

using kube::fake::Fault;

FaultKind answered(std::string name, const Fault& fault) {
  return {std::move(name), End::Same, At::EveryWrite,
          [fault](Stage&, const kube::ApiRequest&) { return fault; }};
}

}  // namespace

FaultClass answerFaults() {
  return {
      "answers",
      "the outcome of a write is unknown or a refusal, and the operator lives",
      {answered("lost-applied", Fault::applyThenLose()),
       answered("lost-unapplied", Fault::loseUnapplied()), answered("not-sent", Fault::notSent()),
       answered("conflict-409", Fault::reject(409)),
       answered("too-many-429", Fault::reject(429, std::chrono::seconds(2))),
       answered("error-500", Fault::reject(500)), answered("unavailable-503", Fault::reject(503)),
       answered("timeout-504-applied", Fault::applyThenError(504)),
       answered("slow", Fault::slow(std::chrono::seconds(3)))}};
}

}  // namespace slipway::testing
