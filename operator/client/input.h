#pragma once

#include <iosfwd>
#include <string>

#include "base/expected.h"

namespace slipway::cli {

// The text of a file that a command line names; "-" is all of `in`.
Expected<std::string, std::string> readInput(const std::string& file, std::istream& in);

}  // namespace slipway::cli
