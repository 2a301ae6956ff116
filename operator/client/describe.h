#pragma once

#include <functional>

#include <CLI/CLI.hpp>

namespace slipway::cli {

// Adds the commands of `kubectl slipway` to the command line. What is answered runs the one that
// was given, and answers its exit code; only after parsing, and -1 when none of them was.
std::function<int()> describeClient(CLI::App& app);

}  // namespace slipway::cli
