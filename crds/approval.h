#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/value.h"
#include "crds/names.h"
#include "kube/types/object.h"
#include "kube/types/workloads.h"

namespace slipway::crds {

// slipway.dev/v1alpha1 Approval, decoded: a decision about what status.waiting.token names.

struct ApprovalSpec {
  std::string release;
  std::string token;     // <hash>.<attempt>.<step>
  std::string decision;  // Promote | PromoteFully | Skip | Retry | Reject
  std::string reason;
  friend bool operator==(const ApprovalSpec&, const ApprovalSpec&) = default;
};

struct ApprovalStatus {
  std::int64_t observedGeneration = -1;
  std::vector<kube::Condition> conditions;
  std::string phase;
  std::string message;
  friend bool operator==(const ApprovalStatus&, const ApprovalStatus&) = default;
};

struct Approval {
  kube::ObjectMeta meta;
  ApprovalSpec spec;
  ApprovalStatus status;
  friend bool operator==(const Approval&, const Approval&) = default;
};

kube::Decoded<Approval> decodeApproval(const Value& object);
ApprovalStatus readApprovalStatus(const Value& status);
Value approvalStatusValue(const ApprovalStatus& status);

}  // namespace slipway::crds
