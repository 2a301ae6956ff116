#pragma once

#include <string>
#include <vector>

#include "kube/client/api.h"

namespace slipway::cli {

inline std::string joined(const std::vector<std::string>& words, const std::string& separator) {
  std::string all;
  for (const auto& word : words) all += (all.empty() ? "" : separator) + word;
  return all;
}

// Why a request was refused, by field where the server says so.
inline std::vector<std::string> refusalsOf(const kube::ApiError& error) {
  return error.causes.empty() ? std::vector{error.message} : error.causes;
}

}  // namespace slipway::cli
