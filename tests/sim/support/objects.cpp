#include "tests/sim/support/objects.h"

namespace slipway::testing {

std::string podImage(const Value& podOrTemplate) {
  const Value* image = podOrTemplate.findPointer("/spec/containers/0/image");
  return image ? std::string(image->stringOr("")) : "";
}

bool conditionIs(const Value& object, std::string_view type, std::string_view status) {
  for (const Value& c : object["status"]["conditions"].elements())
    if (c["type"].stringOr("") == type) return c["status"].stringOr("") == status;
  return false;
}

bool ownedBy(const Value& object, std::string_view uid) {
  for (const Value& owner : object["metadata"]["ownerReferences"].elements())
    if (owner["uid"].stringOr("") == uid) return true;
  return false;
}

bool ownedByKind(const Value& object, std::string_view kind) {
  for (const Value& owner : object["metadata"]["ownerReferences"].elements())
    if (owner["kind"].stringOr("") == kind) return true;
  return false;
}

}  // namespace slipway::testing
