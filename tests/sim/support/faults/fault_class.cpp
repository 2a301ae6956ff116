#include "tests/sim/support/faults/fault_class.h"

namespace slipway::testing {

const std::vector<FaultClass>& faultClasses() {
  static const std::vector<FaultClass> all{
      killFaults(),     answerFaults(),   staleFaults(),       unobservedFaults(),
      watchFaults(),    conflictFaults(), failoverFaults(),    twoLeaderFaults(),
      userEditFaults(), clockFaults(),    misoperationFaults()};
  return all;
}

const FaultKind* findFaultKind(std::string_view name) {
  for (const auto& faults : faultClasses())
    for (const auto& kind : faults.kinds)
      if (kind.name == name) return &kind;
  return nullptr;
}

}  // namespace slipway::testing
