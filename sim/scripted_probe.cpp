#include "sim/scripted_probe.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace slipway::sim {
namespace {

constexpr Duration kRoundTrip = std::chrono::milliseconds(2);

struct ScriptedHandle final : net::ProbeHandle {
  void cancel() override {
    if (!done) return;
    net::ProbeResult result;
    result.error = {net::ProbeError::Kind::Cancelled, "cancelled"};
    finish(std::move(result));
  }
  void finish(net::ProbeResult result) {
    timer.reset();
    if (auto callback = std::exchange(done, nullptr)) callback(std::move(result));
  }
  net::ProbeCallback done;
  kube::TimerPtr timer;
};

std::string addressOf(const net::ProbeRequest& asked) {
  return asked.host + ":" + std::to_string(asked.port);
}

net::ProbeResult resultOf(const std::optional<HttpAnswer>& answer, const net::ProbeRequest& asked) {
  net::ProbeResult result;
  if (!answer) {
    result.error = {net::ProbeError::Kind::Refused, "connection refused by " + addressOf(asked)};
  } else if (answer->delay + kRoundTrip > asked.timeout) {
    result.error = {net::ProbeError::Kind::Timeout,
                    "no complete answer within " + humanDuration(asked.timeout) +
                        ", while waiting for the answer of " + addressOf(asked)};
  } else {
    result.ok = true;
    result.response.status = answer->status;
    result.response.headers = answer->headers;
    if (asked.method != "HEAD") {
      result.response.body = answer->body.substr(0, asked.bodyLimit);
      result.response.bodyCut = answer->body.size() > asked.bodyLimit;
    }
    result.response.elapsed = answer->delay + kRoundTrip;
  }
  return result;
}

}  // namespace

ScriptedProbe::ScriptedProbe(Kubelet& kubelet, kube::Timers& timers)
    : kubelet_(kubelet), timers_(timers) {}

std::shared_ptr<net::ProbeHandle> ScriptedProbe::ask(net::ProbeRequest request,
                                                     net::ProbeCallback done) {
  auto handle = std::make_shared<ScriptedHandle>();
  handle->done = std::move(done);
  const auto answer = kubelet_.answer(request.host, request.port, request.target, request.method);
  const Duration wait = std::min(request.timeout, answer ? answer->delay + kRoundTrip : kRoundTrip);
  std::weak_ptr<ScriptedHandle> weak = handle;
  handle->timer = timers_.after(wait, [weak, result = resultOf(answer, request)]() mutable {
    if (auto alive = weak.lock()) alive->finish(std::move(result));
  });
  return handle;
}

}  // namespace slipway::sim
