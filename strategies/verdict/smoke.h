#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "strategies/plan.h"
#include "strategies/snapshot.h"

namespace slipway::strategies {

// What the smoke tests say of a revision: each test of each pod, or of one for all of them.
struct SmokeVerdict {
  crds::VerificationStatus summary;
  std::int32_t passedPods = 0;   // available pods that passed every test (all of them, if none)
  std::int32_t waitingPods = 0;  // pods, terminating ones apart, that did not (yet)
  std::optional<std::string> failure;  // of the first test that failed, for people
  std::optional<WitnessPod> witness;   // and the pod that it asked last
  std::vector<Intent> start;           // questions that nobody has asked yet, or whose pods changed
  std::set<CheckId> relevant;          // those whose results count
};

// "smoke test smoke: 500 instead of 200 from pod web-...": of a check that failed.
std::string failureText(const crds::CheckStatus& check);

// Which questions: those of one phase, round and attempt.
struct SmokeRound {
  crds::CheckPhase phase = crds::CheckPhase::BeforePromotion;
  std::int32_t round = 0;
  std::int32_t attempt = 1;
  const std::vector<std::string>* only = nullptr;  // names of tests; nullptr: all of them
};

// Each pod that is available is asked; a pod's answers hold while it lives. A test that asks one
// pod is asked once for the revision, and its answer holds for every pod. Terminating pods neither
// pass nor fail.
SmokeVerdict smokeVerdict(const Snapshot& snapshot, const RevisionView& revision,
                          const SmokeRound& round);

}  // namespace slipway::strategies
