#include "crds/approval.h"

#include "base/reader.h"
#include "base/text.h"

namespace slipway::crds {

kube::Decoded<Approval> decodeApproval(const Value& object) {
  FieldErrors errors;
  const Reader reader(object, errors);
  Approval approval;
  approval.meta = kube::readObjectMeta(reader["metadata"]);
  const Reader spec = reader["spec"];
  if (spec["releaseRef"]["name"].require()) {
    approval.spec.release = spec["releaseRef"]["name"].string();
  }
  if (spec["token"].require()) approval.spec.token = spec["token"].string();
  approval.spec.decision = spec["decision"].string();
  if (approval.spec.decision != "Retry") spec["decision"].fail("must be Retry");
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
