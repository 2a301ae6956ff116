#include "operator/client/session.h"

#include <optional>
#include <utility>

namespace slipway::cli {
namespace {

// Longer than any request may take.
constexpr Duration kLongest = std::chrono::minutes(2);

kube::ApiError noAnswer() {
  kube::ApiError error;
  error.message = "no answer from the API server";
  return error;
}

}  // namespace

kube::ApiResult Session::ask(kube::ApiRequest request) {
  std::optional<kube::ApiResult> result;
  const auto pending = seams_.api.send(std::move(request),
                                       [&](kube::ApiResult answer) { result = std::move(answer); });
  if (runUntil([&] { return result.has_value(); }, kLongest)) return std::move(*result);
  kube::ApiResult none;
  none.error = noAnswer();
  return none;
}

Expected<std::vector<Value>, kube::ApiError> Session::list(const kube::Resource& resource,
                                                           const std::string& ns,
                                                           const std::string& labelSelector) {
  std::vector<Value> items;
  kube::ListRequest request;
  request.resource = resource;
  request.ns = ns;
  request.labelSelector = labelSelector;
  while (true) {
    std::optional<kube::ListResult> result;
    const auto pending = seams_.api.list(
        request, [&](Value item) { items.push_back(std::move(item)); },
        [&](kube::ListResult answer) { result = std::move(answer); });
    if (!runUntil([&] { return result.has_value(); }, kLongest)) return Unexpected{noAnswer()};
    if (!result->ok && result->error.gone() && !request.continueToken.empty()) {
      // The list was too old to be continued: from the start.
      items.clear();
      request.continueToken.clear();
      continue;
    }
    if (!result->ok) return Unexpected{std::move(result->error)};
    if (result->continueToken.empty()) return items;
    request.continueToken = result->continueToken;
  }
}

}  // namespace slipway::cli
