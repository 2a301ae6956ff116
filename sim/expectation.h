#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/value.h"
#include "sim/play.h"

namespace slipway::sim {

// Where `actual` does not contain `wanted`: "status.phase is "Progressing", not "Ready"".
// nullopt: it does.
std::optional<std::string> mismatch(const Value& wanted, const Value& actual);

// What is wrong, or nullopt. `objects`: everything of the expectation's kind and namespace.
std::optional<std::string> judge(const Expectation& expectation, const std::vector<Value>& objects);

}  // namespace slipway::sim
