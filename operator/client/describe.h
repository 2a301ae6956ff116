#pragma once

#include <functional>
#include <string>

#include <CLI/CLI.hpp>

namespace slipway::cli {

// Adds the commands of `kubectl slipway` to the command line. What is answered runs the one that
// was given, and answers its exit code; only after parsing, and -1 when none of them was.
std::function<int()> describeClient(CLI::App& app);

// A script for that shell (bash, zsh, fish) which completes the whole command line; empty: unknown.
std::string completionScript(const CLI::App& app, const std::string& shell);

}  // namespace slipway::cli
