#include "tests/cluster/support/real_client.h"

#include <optional>
#include <stdexcept>
#include <utility>

namespace slipway::testing {
namespace {

template <typename T>
T orThrow(Expected<T, std::string> result) {
  if (!result.ok()) throw std::runtime_error(result.error());
  return std::move(result).value();
}

}  // namespace

kube::ClientConfig RealClient::load(const std::string& kubeconfig) {
  return orThrow(kube::loadKubeconfig(SystemFiles(), {kubeconfig}, ""));
}

RealClient::RealClient(const std::string& kubeconfig, kube::RestApiOptions options)
    : RealClient(load(kubeconfig), std::move(options)) {}

RealClient::RealClient(kube::ClientConfig config, kube::RestApiOptions options)
    : transport_(
          orThrow(net::makeTransport(config.endpoint, orThrow(kube::loadTls(files_, config))))),
      api_(kube::makeRestApi({*transport_, loop_, *mailbox_, files_, random_, log_},
                             std::move(config), std::move(options))) {}

RealClient::~RealClient() {
  api_.reset();
  // Closed first: an IO thread that waits for room in it would keep the transport from stopping.
  mailbox_->close();
  transport_->stop(std::chrono::seconds(10));
}

bool RealClient::until(const std::function<bool()>& done, Duration limit) {
  const MonoTime end = clock_.mono() + limit;
  while (!done()) {
    if (clock_.mono() >= end) return false;
    loop_.step(end);
  }
  return true;
}

kube::ApiResult RealClient::ask(kube::ApiRequest request) {
  std::optional<kube::ApiResult> answer;
  const auto pending =
      api_->send(std::move(request), [&](kube::ApiResult result) { answer = std::move(result); });
  if (!until([&] { return answer.has_value(); })) throw std::runtime_error("no answer");
  return *std::move(answer);
}

}  // namespace slipway::testing
