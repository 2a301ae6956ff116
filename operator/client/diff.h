#pragma once

#include <string>
#include <string_view>

#include "sim/page.h"

namespace slipway::cli {

// What differs between two texts, line by line, as `diff -u` has it: three lines around each
// change. Empty: nothing.
std::string unifiedDiff(std::string_view before, std::string_view after, const std::string& named,
                        const std::string& andNamed, bool colour);

}  // namespace slipway::cli
