#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/reader.h"
#include "base/text.h"
#include "base/value.h"
#include "crds/names.h"
#include "kube/types/object.h"
#include "kube/types/workloads.h"

namespace slipway::crds {

// What slipway.dev/v1alpha1 Release says, decoded. Defaults are the schema's (crds/release.yaml);
// the decoder applies them again, so that an object that never passed admission reads the same.

struct RollingStrategy {
  IntOrPercent maxSurge{25, true};
  IntOrPercent maxUnavailable{25, true};
  friend bool operator==(const RollingStrategy&, const RollingStrategy&) = default;
};
// One alternative per strategy: a planner that forgets one does not compile.
using Strategy = std::variant<RollingStrategy>;

// A GET to each new pod.
struct HttpTest {
  std::string path = "/";
  std::string portName;       // of a containerPort; or
  std::int32_t port = 0;      // 1..65535
  std::int32_t status = 200;  // the expected answer, 100..599
  friend bool operator==(const HttpTest&, const HttpTest&) = default;
};

struct SmokeTest {
  std::string name;
  HttpTest http;
  Duration timeout = std::chrono::seconds(5);  // of one try; 1 s..60 s
  // Tells two definitions apart, so that an edited test is asked again.
  std::string definition() const;
  friend bool operator==(const SmokeTest&, const SmokeTest&) = default;
};

struct ReleaseSpec {
  std::string version;
  std::int32_t replicas = 1;
  std::optional<kube::Labels> selector;  // matchLabels; absent: the template's labels
  // The declared template, shared with nothing else. It is the largest part of a cached Release;
  // only the creation of a ReplicaSet reads it, so that it could be read again then instead.
  Value podTemplate;
  std::string templateDigest;  // see crds/revision.h
  kube::Labels templateLabels;
  std::int32_t minReadySeconds = 0;
  std::int32_t progressDeadlineSeconds = 600;
  std::int32_t revisionHistoryLimit = 10;
  bool paused = false;
  Strategy strategy = RollingStrategy{};
  std::vector<SmokeTest> smokeTests;  // in the order given, names distinct
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

enum class Verdict : std::uint8_t { Running, Passed, Failed };
std::string_view text(Verdict verdict);

struct CheckStatus {
  std::string name;
  std::int64_t revision = 0;
  std::int32_t attempt = 1;
  Verdict verdict = Verdict::Running;
  std::int32_t asked = 0;   // pods asked so far
  std::int32_t passed = 0;  // pods that answered as expected
  std::string reason;
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
  std::optional<UpdateStatus> update;
  std::int32_t replicas = 0;  // pods of all revisions, terminating ones apart
  std::int32_t readyReplicas = 0;
  std::int32_t availableReplicas = 0;
  std::int32_t updatedReplicas = 0;  // pods of the revision that the spec asks for
  std::int32_t servingReplicas = 0;  // what /scale reports
  std::string selector;              // what /scale hands to autoscalers
  std::optional<VerificationStatus> verification;
  std::vector<RejectedRevision> rejected;  // newest first, at most kMaxRejected
  friend bool operator==(const ReleaseStatus&, const ReleaseStatus&) = default;
};
inline constexpr std::size_t kMaxRejected = 10;

struct Release {
  kube::ObjectMeta meta;
  ReleaseSpec spec;
  ReleaseStatus status;
  friend bool operator==(const Release&, const Release&) = default;
};

// Every error names its path. The status is ours and can be rebuilt: what can't be read of it
// counts as absent and makes no error.
kube::Decoded<Release> decodeRelease(const Value& object);
ReleaseStatus readStatus(const Value& status);
// Equal but for the order of conditions: they are keyed by type, and the server keeps them in an
// order of its own.
bool sameStatus(const ReleaseStatus& one, const ReleaseStatus& other);
Value statusValue(const ReleaseStatus& status);

// The annotation's JSON. Text that is no such JSON still rejects: its words become the message.
Rejection readRejection(const std::string& annotation);
std::string rejectionText(const Rejection& rejection);

}  // namespace slipway::crds
