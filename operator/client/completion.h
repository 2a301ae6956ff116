#pragma once

#include <string>

#include <CLI/CLI.hpp>

namespace slipway::cli {

// A script for that shell (bash, zsh, fish) which completes the whole command line; empty: unknown.
std::string completionScript(const CLI::App& app, const std::string& shell);

}  // namespace slipway::cli
