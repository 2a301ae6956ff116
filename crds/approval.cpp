#include "crds/approval.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/reader.h"
#include "base/text.h"
#include "kube/types/decoding.h"

namespace slipway::crds {

kube::Decoded<Approval> decodeApproval(const Value& object) {
  FieldErrors errors;
  const Reader reader(object, errors);
  Approval approval;
  approval.meta = kube::readObjectMeta(reader["metadata"], kube::ownName);
  const Reader spec = reader["spec"];
  if (spec["releaseRef"]["name"].require()) {
    approval.spec.release = spec["releaseRef"]["name"].string();
  }
  if (spec["token"].require()) approval.spec.token = spec["token"].string();
  approval.spec.decision = spec["decision"].string();
  constexpr std::array<std::string_view, 5> kDecisions{"Promote", "PromoteFully", "Skip", "Retry",
                                                       "Reject"};
  if (std::find(kDecisions.begin(), kDecisions.end(), approval.spec.decision) == kDecisions.end()) {
    spec["decision"].fail("must be Promote, PromoteFully, Skip, Retry or Reject");
  }
  approval.spec.reason = spec["reason"].string();
  if (!errors.empty()) return Unexpected{std::move(errors)};
  approval.status = readApprovalStatus(object["status"]);
  return approval;
}

ApprovalStatus readApprovalStatus(const Value& status) {
  FieldErrors ignored;
  const Reader reader(status, ignored);
  return {reader["observedGeneration"].integer(-1), kube::readConditions(reader["conditions"]),
          reader["phase"].string(), reader["message"].string()};
}

Value approvalStatusValue(const ApprovalStatus& status) {
  return Value::object({{"observedGeneration", status.observedGeneration},
                        {"conditions", kube::conditionsValue(status.conditions)},
                        {"phase", status.phase},
                        {"message", truncateUtf8(status.message, 1024)}});
}

}  // namespace slipway::crds
