#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "base/value.h"

namespace slipway::kube::fake {

// A literal document of a test.
inline Value json(std::string_view text) {
  auto parsed = parseJson(text);
  if (!parsed.ok())
    throw std::invalid_argument(parsed.error().message + " in " + std::string(text));
  return *parsed;
}

}  // namespace slipway::kube::fake
