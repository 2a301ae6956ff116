#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/packed.h"
#include "base/reader.h"
#include "base/seldom.h"
#include "base/text.h"
#include "base/value.h"
#include "crds/names.h"
#include "crds/release_audit.h"
#include "crds/smoke_test.h"
#include "crds/strategy.h"
#include "crds/traffic.h"
#include "crds/workload.h"
#include "kube/types/object.h"
#include "kube/types/workloads.h"

namespace slipway::crds {

// What slipway.dev/v1alpha1 Release says, decoded. Defaults are the schema's (crds/release.yaml);
// the decoder applies them again, so that an object that never passed admission reads the same.

// Watching goes on after promotion: smoke tests are repeated, pods must stay well.
struct Bake {
  Duration duration{};                           // 1 s..24 h
  Duration interval = std::chrono::seconds(30);  // between rounds of tests; 1 s..1 h
  friend bool operator==(const Bake&, const Bake&) = default;
};

enum class OnFailure : std::uint8_t {
  Rollback,
  Hold,  // nothing moves until somebody decides
};

struct ReleaseSpec {
  std::string version;
  std::int32_t replicas = 1;
  std::optional<kube::Labels> selector;  // matchLabels; absent: the template's labels
  // Whose template it is; absent: it stands in the spec itself. Until the Deployment was read, the
  // three that follow are empty.
  std::optional<WorkloadRef> workload;
  // The declared template: the largest part of a Release, read when a ReplicaSet is created.
  Packed podTemplate;
  std::string templateDigest;  // see crds/revision.h
  kube::Labels templateLabels;
  std::int32_t minReadySeconds = 0;
  std::int32_t progressDeadlineSeconds = 600;
  std::int32_t revisionHistoryLimit = 10;
  bool paused = false;
  Strategy strategy = RollingStrategy{};
  std::vector<SmokeTest> smokeTests;  // in the order given, names distinct
  std::optional<Bake> bake;
  OnFailure onFailure = OnFailure::Rollback;
  Traffic traffic{};
  friend bool operator==(const ReleaseSpec&, const ReleaseSpec&) = default;
};

struct RevisionRef {
  std::int64_t revision = 0;  // 1, 2, ...: given once
  std::string hash;
  std::string version;
  friend bool operator==(const RevisionRef&, const RevisionRef&) = default;
};

// The revision that is on its way, or was rejected while the spec still asks for it.
struct UpdateStatus {
  RevisionRef ref;
  std::int32_t attempt = 1;
  WallTime startedAt{};
  WallTime progressedAt{};        // when availableMax last rose
  std::int32_t availableMax = 0;  // most pods of it that were available at once
  // Which step is under way (1..steps; 0: there are none) and, once all of its pods have passed,
  // when that was: the pause counts from there.
  std::int32_t step = 0;
  std::int32_t steps = 0;
  std::string stepsDigest{};  // crds::stepsDigest() when it began
  std::optional<WallTime> stepPassedAt = std::nullopt;
  // When its first pods had passed and users' traffic was let in.
  std::optional<WallTime> servingAt = std::nullopt;
  // When all pods of this revision were there and had passed: traffic is all its own then, what is
  // tested after promotion, and the
  // bake, count from there.
  std::optional<WallTime> promotedAt = std::nullopt;
  // Without an available pod: since when, and for how long before that.
  std::optional<WallTime> downSince = std::nullopt;
  std::int32_t downtimeSeconds = 0;
  friend bool operator==(const UpdateStatus&, const UpdateStatus&) = default;
};

// Why a revision is held out.
struct Rejection {
  std::string
      reason;  // CamelCase: SmokeTestFailed, ProgressDeadlineExceeded, ImagePullBackOff, ...
  std::string message;
  WallTime at{};
  friend bool operator==(const Rejection&, const Rejection&) = default;
};
struct RejectedRevision {
  std::int64_t revision = 0;
  std::string hash;
  Rejection why;
  friend bool operator==(const RejectedRevision&, const RejectedRevision&) = default;
};

// What a check is asked for.
enum class CheckPhase : std::uint8_t {
  BeforePromotion,  // each new pod, before it releases an old one
  AfterPromotion,   // once more when all pods are new
  Bake,             // again and again for a while
  AfterRollback,    // the revision that was gone back to
};
std::string_view text(CheckPhase phase);

enum class Verdict : std::uint8_t { Running, Passed, Failed };
std::string_view text(Verdict verdict);

struct CheckStatus {
  std::string name;
  std::int64_t revision = 0;
  std::int32_t attempt = 1;
  Verdict verdict = Verdict::Running;
  std::int32_t asked = 0;   // pods that have their verdict
  std::int32_t passed = 0;  // pods that answered as expected
  std::string reason;       // of the first pod that failed, or what the last one answered
  std::string request{};    // what is asked: "GET /healthz port http"
  WallTime lastAt{};        // when a pod last got its verdict; the epoch: none did
  CheckPhase phase = CheckPhase::BeforePromotion;
  friend bool operator==(const CheckStatus&, const CheckStatus&) = default;
};
struct VerificationStatus {
  Verdict state = Verdict::Running;
  std::vector<CheckStatus> checks;
  friend bool operator==(const VerificationStatus&, const VerificationStatus&) = default;
};

// Only what cannot be observed again, and what people and kstatus read. All times whole seconds.
struct ReleaseStatus {
  std::int64_t observedGeneration = -1;  // the schema's default: never written by us
  std::vector<kube::Condition> conditions;
  std::string phase;
  std::string message;
  std::optional<RevisionRef> stable;
  Seldom<UpdateStatus> update;
  std::int32_t replicas = 0;  // pods of all revisions, terminating ones apart
  std::int32_t readyReplicas = 0;
  std::int32_t availableReplicas = 0;
  std::int32_t updatedReplicas = 0;    // pods of the revision that the spec asks for
  std::int32_t servingReplicas = 0;    // what /scale reports
  std::string selector;                // what /scale hands to autoscalers
  std::vector<ServiceStatus> traffic;  // in the order of the spec
  Seldom<WorkloadStatus> workload;
  std::optional<VerificationStatus> verification;
  std::vector<RejectedRevision> rejected;  // newest first, at most kMaxRejected
  Seldom<Waiting> waiting;
  std::vector<HistoryEntry> history;        // newest first, at most kMaxHistory
  std::vector<RollbackSeen> rollbacksSeen;  // newest first, at most kMaxRollbacksSeen
  std::vector<CommandSeen> commandsSeen;    // newest first, at most kMaxCommandsSeen
  friend bool operator==(const ReleaseStatus&, const ReleaseStatus&) = default;
};
inline constexpr std::size_t kMaxRejected = 10;

struct Release {
  kube::ObjectMeta meta;
  ReleaseSpec spec;
  ReleaseStatus status;
  friend bool operator==(const Release&, const Release&) = default;
};

// Where the declared template stands, for people: "spec.template", or a Deployment's.
std::string templateField(const ReleaseSpec& spec);

// Every error names its path. The status is ours and can be rebuilt: what can't be read of it
// counts as absent and makes no error.
kube::Decoded<Release> decodeRelease(const Value& object);
ReleaseStatus readStatus(const Value& status);
// Equal but for the order of conditions: they are keyed by type, and the server keeps them in an
// order of its own.
bool sameStatus(const ReleaseStatus& one, const ReleaseStatus& other);
// `next` decides nothing that `before` does not say: it only tells how far that has come, by
// numbers of pods, messages, where Services lead, and answers of tests that did not fail.
bool onlyTells(const ReleaseStatus& next, const ReleaseStatus& before);
Value statusValue(const ReleaseStatus& status);

// The annotation's JSON. Text that is no such JSON still rejects: its words become the message.
Rejection readRejection(const std::string& annotation);
std::string rejectionText(const Rejection& rejection);

}  // namespace slipway::crds
