#include "tests/contract/real_backend.h"

#include <stdexcept>

#include "kube/client/config.h"
#include "kube/client/rest_api.h"
#include "kube/loop/loop.h"
#include "net/transport.h"

namespace slipway::contract {
namespace {

template <typename T>
T orThrow(Expected<T, std::string> result) {
  if (!result.ok()) throw std::runtime_error(result.error());
  return std::move(result).value();
}

class RealBackend final : public Backend {
 public:
  explicit RealBackend(slipway::testing::ControlPlane& controlPlane)
      : controlPlane_(controlPlane), mailbox_(kube::makeThreadMailbox(clock_)) {
    const auto config = orThrow(kube::loadKubeconfig(files_, {controlPlane.adminKubeconfig()}, ""));
    transport_ =
        orThrow(net::makeTransport(config.endpoint, orThrow(kube::loadTls(files_, config))));
    kube::RestApiOptions options;
    options.userAgent = "contract";
    api_ =
        kube::makeRestApi({*transport_, loop_, *mailbox_, files_, random_, log_}, config, options);
  }
  ~RealBackend() override {
    longWatch.reset();
    api_.reset();
    mailbox_->close();
    transport_.reset();
  }
  RealBackend(const RealBackend&) = delete;
  RealBackend& operator=(const RealBackend&) = delete;

  std::string name() const override { return "real"; }
  kube::Api& api() override { return *api_; }

  bool drive(const std::function<bool()>& done, Duration limit) override {
    const MonoTime until = clock_.mono() + limit;
    while (!done()) {
      if (clock_.mono() >= until) return false;
      loop_.step(until);
    }
    return true;
  }

  void compact() override {
    if (auto compacted = controlPlane_.compactEtcd(); !compacted.ok())
      throw std::runtime_error(compacted.error());
  }

 private:
  slipway::testing::ControlPlane& controlPlane_;
  SystemClock clock_;
  SystemFiles files_;
  SeededRandom random_{1};
  NullLog log_;
  std::unique_ptr<kube::Mailbox> mailbox_;
  kube::Loop loop_{clock_, *mailbox_};
  std::unique_ptr<net::Transport> transport_;
  std::unique_ptr<kube::Api> api_;
};

}  // namespace

std::unique_ptr<Backend> makeRealBackend(slipway::testing::ControlPlane& controlPlane) {
  return std::make_unique<RealBackend>(controlPlane);
}

}  // namespace slipway::contract
