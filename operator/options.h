#pragma once

#include <string>

#include <CLI/CLI.hpp>

#include "base/clock.h"
#include "operator/screen.h"

namespace slipway::cli {

// Options that several commands take.

// One of the words of a map to an enumeration, in any case. The words must outlive the option; its
// help has them in the description.
template <typename Words>
CLI::Validator oneOf(const Words& words) {
  const auto check = [&words](std::string& given) -> std::string {
    std::string all;
    for (const auto& [word, value] : words) {
      if (CLI::detail::to_lower(given) == word) {
        given = std::to_string(static_cast<int>(value));  // as the parser reads enumerations
        return {};
      }
      all += (all.empty() ? "" : ", ") + word;
    }
    return "must be one of " + all + ", not " + given;
  };
  return {check, ""};
}

// A duration such as 15s; what stands in `into` is the default.
void addDuration(CLI::App& app, const std::string& flag, Duration& into, const std::string& help);
void addColour(CLI::App& app, Colour& into);

}  // namespace slipway::cli
