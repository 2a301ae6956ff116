#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kube/client/api.h"

namespace slipway::cli {

template <typename Words>  // strings or views
std::string joined(const Words& words, std::string_view separator) {
  std::string all;
  for (const auto& word : words) all.append(all.empty() ? "" : separator).append(word);
  return all;
}

// Why a request was refused, by field where the server says so.
inline std::vector<std::string> refusalsOf(const kube::ApiError& error) {
  return error.causes.empty() ? std::vector{error.message} : error.causes;
}

}  // namespace slipway::cli
