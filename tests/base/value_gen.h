#pragma once

#include <rapidcheck.h>

#include "base/value.h"

namespace slipway {

// Any string: mostly what trips parsers up, in valid UTF-8.
rc::Gen<std::string> anyText();
// Any Value of a few levels.
rc::Gen<Value> anyValue();

}  // namespace slipway

namespace rc {
template <>
struct Arbitrary<slipway::Value> {
  static Gen<slipway::Value> arbitrary() { return slipway::anyValue(); }
};
}  // namespace rc
