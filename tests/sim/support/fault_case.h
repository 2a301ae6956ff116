#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kube/fake/faults.h"
#include "sim/play.h"
#include "sim/story.h"
#include "sim/world.h"

namespace slipway::testing {

// What goes wrong at one write of the operator (Leases apart).
enum class FaultKind : std::uint8_t {
  None,
  KillBefore,     // the process dies before the request is carried out
  KillAfter,      // ... after it was carried out and before the answer
  LostApplied,    // carried out, the answer is lost: unknown outcome, the operator lives
  LostUnapplied,  // not carried out, the sender cannot know
  NotSent,
  Conflict409,
  TooMany429,
  Error500,
  Unavailable503,
  Timeout504AfterApply,
};
std::string_view text(FaultKind kind);
const std::vector<FaultKind>& killKinds();
const std::vector<FaultKind>& answerKinds();  // all others

struct FaultCase {
  FaultKind kind = FaultKind::None;
  int write = -1;  // counted over all incarnations of the operator
  std::string text() const;
};

// One write as the operator sent it.
struct WritePoint {
  std::string what;  // "create replicasets.apps default/web-1a2b3c4d5e"
};

// A run of a play, judged.
struct Verdict {
  std::vector<std::string> failures;  // of the play's expectations and of the oracles
  std::string endState;               // normalised: no times, UIDs, versions, pod names
  std::map<std::string, int> churn;   // creates and deletes that were carried out, per owner
  std::vector<WritePoint> writes;
  std::string killFingerprint;  // of the cluster that the kill left behind
};

// Plays with that fault, the oracles looking on at every step.
Verdict runWithFault(const sim::Play& play, const FaultCase& fault,
                     const sim::StorySink& tell = {});
// Plays under random trouble: conflicts, 410, 429, 5xx, lost answers, slow requests, held, dropped
// and expired watches, kills.
Verdict runWithSeed(const sim::Play& play, std::uint64_t seed, const sim::StorySink& tell = {});

sim::Play loadPlay(const std::string& name);  // of tests/sim/plays
std::vector<std::string> allPlays();

}  // namespace slipway::testing
