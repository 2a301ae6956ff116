#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "crds/release.h"
#include "strategies/snapshot.h"

namespace slipway::strategies {

// A ReplicaSet as it was observed: what a write to it tests.
struct Target {
  std::string name;
  std::string uid;
  std::string resourceVersion;
  bool annotated = true;
  std::int64_t generation = 0;  // 0: unknown, and not tested
};

// The intents. controllers/ turns each into one request.

// A new ReplicaSet at 0 replicas.
struct CreateReplicaSet {
  std::string name;
  crds::RevisionRef ref;
  std::int32_t attempt = 1;
  kube::Labels selector;  // the user's part of it
};
struct Scale {
  Target target;
  std::int32_t from = 0;
  std::int32_t to = 0;
  std::int32_t sizedFor = 0;            // spec.replicas now
  std::optional<std::int32_t> attempt;  // written when it changed
  std::optional<WallTime> lastActive;   // written when it goes to 0
};
struct DeleteReplicaSet {
  Target target;
};
// Holds a revision out; the annotation decides from then on.
struct MarkRejected {
  Target target;
  crds::Rejection why;
  std::optional<std::int32_t> attempt = std::nullopt;  // written when it changed
};
// Ends the rejection of an earlier attempt: somebody retries.
struct ClearRejection {
  Target target;
  std::int32_t attempt = 1;
};
// The record of a rollback that nobody asked for.
struct CreateRollback {
  std::string name;
  crds::RollbackSpec spec;
};
struct SetMinReady {
  Target target;
  std::int32_t seconds = 0;
};
// A Service from the spec's template; without a selector it leads nowhere yet.
struct CreateService {
  std::string name;
  Value manifest;
  std::optional<kube::Labels> selector;
};
// Writes our label on a Service that exists, and down which selector it had.
struct ClaimService {
  Target target;
  std::optional<kube::Labels> before;
};
struct PointService {
  Target target;
  kube::Labels selector;
};
// Gives it back, with that selector.
struct ReturnService {
  Target target;
  kube::Labels selector;
  kube::Labels current;  // what it has: a merge patch must say which of it goes
};
struct DeleteService {
  Target target;
};
// Writes our label on a Deployment, and down what it was; pauses it.
struct ClaimWorkload {
  Target target;
  WorkloadView::Held before;
};
struct HoldWorkload {
  Target target;
  WorkloadView::Held held;
};
// Takes our label off again.
struct ReturnWorkload {
  Target target;
  bool paused = false;
};
// Whether the Release may go before its Services and its Deployment were given back.
struct SetFinalizer {
  bool on = true;
};
// Asks one pod of these. Not a write: it leaves the API server alone. For a question that is being
// asked: these are its pods from now on.
struct StartCheck {
  CheckId id;
  std::vector<CheckTarget> pods{};                // in the order of their names
  std::shared_ptr<const crds::SmokeTest> test{};  // null when it is being asked already
};
using Action = std::variant<CreateReplicaSet, Scale, DeleteReplicaSet, MarkRejected, ClearRejection,
                            CreateRollback, SetMinReady, CreateService, ClaimService, PointService,
                            ReturnService, DeleteService, ClaimWorkload, HoldWorkload,
                            ReturnWorkload, SetFinalizer, StartCheck>;

// Why, for people: one text for the log, the Event and the story.
struct Note {
  enum class Level : std::uint8_t { Log, Normal, Warning };  // Log: not worth an Event
  Level level = Level::Normal;
  std::string object;  // "ReplicaSet/web-6f2c9d41ab", "Release/web"
  std::string reason;  // CamelCase
  std::string message;
  friend bool operator==(const Note&, const Note&) = default;
};

struct Intent {
  Action action;
  Note note;
};

// A pod on whose bad answer a revision is condemned.
struct WitnessPod {
  std::string name;
  std::string uid;
  friend bool operator==(const WitnessPod&, const WitnessPod&) = default;
};

// What keeps a Release from being worked on.
struct Problem {
  std::string reason;   // CamelCase
  std::string message;  // names the field and the fix
};

struct Plan {
  std::vector<Intent> intents;  // in this order
  std::optional<Duration> requeueAfter;
  // To be written when it differs from what was observed; absent: leave it alone.
  std::optional<crds::ReleaseStatus> status;
  std::vector<Note> statusNotes;  // what changes with that write
  bool statusMayWait = false;     // for a moment: it only tells how far things have come
  std::set<CheckId> checks;       // those whose results still matter
  // Still there? A cache may show a pod that is gone, and then its answer says nothing: everything
  // else of this plan is worth doing only if it is.
  std::optional<WitnessPod> witness;
};

}  // namespace slipway::strategies
