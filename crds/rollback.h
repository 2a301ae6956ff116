#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/value.h"
#include "crds/names.h"
#include "kube/types/object.h"
#include "kube/types/workloads.h"

namespace slipway::crds {

// slipway.dev/v1alpha1 Rollback, decoded: asks for an earlier revision once, or records that
// Slipway went back by itself.

struct RollbackSpec {
  std::string release;  // of the same namespace
  std::string from;     // hash; empty: whatever is current when it is first seen
  // Where to; neither: the revision that was verified last.
  std::optional<std::int64_t> toRevision;
  std::string toHash;
  std::string reason;
  bool automatic = false;  // a record: nothing is done about it
  std::optional<std::int32_t> ttlSecondsAfterFinished;
  std::string digest;  // of the whole spec
  friend bool operator==(const RollbackSpec&, const RollbackSpec&) = default;
};

struct RollbackRevision {
  std::int64_t revision = 0;
  std::string hash;
  friend bool operator==(const RollbackRevision&, const RollbackRevision&) = default;
};

// What a check had said when it was decided; never a response's body.
struct Evidence {
  std::string check;
  std::string verdict;
  std::string reason;
  friend bool operator==(const Evidence&, const Evidence&) = default;
};
inline constexpr std::size_t kMaxEvidence = 8;

struct RollbackStatus {
  std::int64_t observedGeneration = -1;
  std::vector<kube::Condition> conditions;
  std::string phase;
  std::string message;
  std::optional<RollbackRevision> from;
  std::optional<RollbackRevision> to;
  std::vector<Evidence> evidence;
  std::optional<WallTime> decidedAt;
  std::optional<WallTime> trafficBackAt;  // only the revision gone back to is left
  std::optional<WallTime> verifiedAt;     // its pods passed their smoke tests again
  friend bool operator==(const RollbackStatus&, const RollbackStatus&) = default;
};

struct Rollback {
  kube::ObjectMeta meta;
  RollbackSpec spec;
  RollbackStatus status;
  friend bool operator==(const Rollback&, const Rollback&) = default;
};

kube::Decoded<Rollback> decodeRollback(const Value& object);
RollbackStatus readRollbackStatus(const Value& status);
Value rollbackStatusValue(const RollbackStatus& status);

// The spec as it is sent for a record of ours.
Value rollbackSpecValue(const RollbackSpec& spec);

}  // namespace slipway::crds
