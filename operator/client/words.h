#pragma once

#include <string>
#include <vector>

namespace slipway::cli {

inline std::string joined(const std::vector<std::string>& words, const std::string& separator) {
  std::string all;
  for (const auto& word : words) all += (all.empty() ? "" : separator) + word;
  return all;
}

}  // namespace slipway::cli
