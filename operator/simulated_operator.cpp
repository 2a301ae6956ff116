#include "operator/simulated_operator.h"

#include "operator/operator.h"

namespace slipway::cli {
namespace {

class Simulated final : public sim::RunningOperator {
 public:
  explicit Simulated(const sim::OperatorSeams& s)
      : operator_({s.api, s.timers, s.random, s.log, s.metrics, s.probe, s.mailbox}, settings(s),
                  [lost = s.leadershipLost](const std::string&) { lost(); }) {
    operator_.start();
  }

 private:
  static OperatorSettings settings(const sim::OperatorSeams& s) {
    OperatorSettings result;
    result.election.lease = {"kube-system", "slipway"};
    result.election.identity = s.identity;
    result.elect = s.elect;
    return result;
  }

  Operator operator_;
};

}  // namespace

sim::StartOperator simulatedOperator() {
  return [](const sim::OperatorSeams& seams) { return std::make_unique<Simulated>(seams); };
}

}  // namespace slipway::cli
