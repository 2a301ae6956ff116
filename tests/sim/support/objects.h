#pragma once

#include <string>
#include <string_view>

#include "base/value.h"

namespace slipway::testing {

// What the judges of a run read of objects.
std::string podImage(const Value& podOrTemplate);  // of the first container
bool conditionIs(const Value& object, std::string_view type, std::string_view status);
bool ownedBy(const Value& object, std::string_view uid);
bool ownedByKind(const Value& object, std::string_view kind);

}  // namespace slipway::testing
