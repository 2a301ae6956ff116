#pragma once

#include <optional>
#include <vector>

#include "strategies/judgement.h"
#include "strategies/plan.h"

namespace slipway::strategies {

// A Deployment that a Release adopts: its template is rolled out, it is paused meanwhile, and its
// own pods go when those of the first revision have taken over. Only what was observed counts.

// What keeps it from being adopted, or held.
std::optional<Problem> workloadProblem(const Snapshot& snapshot);

// What to adopt, hold or let go.
std::vector<Intent> workloadIntents(const Snapshot& snapshot, const Roles& roles,
                                    const Judgement& judgement);
// When that may change by time alone; nullopt: it does not depend on time.
std::optional<Duration> workloadDelayLeft(const Snapshot& snapshot, const Roles& roles);

// A Release that is being deleted: first its Deployment gets its pods back. Empty, and not ready:
// they are waited for.
struct WorkloadFarewell {
  std::vector<Intent> intents;
  bool ready = true;       // users may be led back to its pods
  std::string waitsFor{};  // of one that is not: for people
};
WorkloadFarewell workloadFarewell(const Snapshot& snapshot);
// And when users have been: it is let go.
std::vector<Intent> workloadReturn(const Snapshot& snapshot);

// status.workload for what was observed.
Seldom<crds::WorkloadStatus> nextWorkload(const Snapshot& snapshot);

}  // namespace slipway::strategies
