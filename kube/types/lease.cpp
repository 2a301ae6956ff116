#include "base/text.h"
#include "kube/types/decoding.h"
#include "kube/types/fields.h"
#include "kube/types/workloads.h"

namespace slipway::kube {

Decoded<Lease> decodeLease(const Value& object) {
  FieldErrors errors;
  const Reader root(object, errors);
  Lease lease;
  lease.meta = readNamedMeta(root["metadata"], noName);
  const Reader spec = root["spec"];
  lease.holder = spec["holderIdentity"].string();
  lease.durationSeconds = spec["leaseDurationSeconds"].int32(0, 0);
  lease.acquireTime = readTime(spec["acquireTime"]);
  lease.renewTime = readTime(spec["renewTime"]);
  lease.transitions = spec["leaseTransitions"].int32(0, 0);
  return decoded(std::move(lease), std::move(errors));
}

// The API refuses an empty holder and a duration of zero; null is how it spells "none".
Value leaseSpecValue(const Lease& lease) {
  const auto time = [](const std::optional<WallTime>& when) {
    return when ? Value(formatMicroTime(*when)) : Value();
  };
  return Value::object(
      {{"holderIdentity", lease.holder.empty() ? Value() : Value(lease.holder)},
       {"leaseDurationSeconds", lease.durationSeconds > 0 ? Value(lease.durationSeconds) : Value()},
       {"acquireTime", time(lease.acquireTime)},
       {"renewTime", time(lease.renewTime)},
       {"leaseTransitions", lease.transitions}});
}

}  // namespace slipway::kube
