#include "strategies/update.h"

#include "strategies/strategy.h"

namespace slipway::strategies {

void beginSteps(const Snapshot& snapshot, crds::UpdateStatus& update) {
  const crds::ReleaseSpec& spec = snapshot.release.spec;
  update.steps = stepsOf(spec.strategy, spec.replicas);
  update.step = update.steps > 0 ? 1 : 0;
  update.stepsDigest = crds::stepsDigest(spec.strategy);
  update.stepPassedAt.reset();
  update.progressedAt = snapshot.now;
}

crds::UpdateStatus startedUpdate(const Snapshot& snapshot, const Roles& roles,
                                 std::int32_t attempt) {
  crds::UpdateStatus update;
  update.ref = roles.asked;
  update.attempt = attempt;
  update.startedAt = snapshot.now;
  update.progressedAt = snapshot.now;
  if (roles.stableRef) beginSteps(snapshot, update);
  return update;
}

}  // namespace slipway::strategies
