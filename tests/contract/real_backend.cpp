#include "tests/contract/real_backend.h"

#include <stdexcept>

#include "tests/cluster/support/real_client.h"

namespace slipway::contract {
namespace {

kube::RestApiOptions namedContract() {
  kube::RestApiOptions options;
  options.userAgent = "contract";
  return options;
}

class RealBackend final : public Backend {
 public:
  explicit RealBackend(slipway::testing::ControlPlane& controlPlane)
      : controlPlane_(controlPlane), client_(controlPlane.adminKubeconfig(), namedContract()) {}
  ~RealBackend() override { longWatch.reset(); }
  RealBackend(const RealBackend&) = delete;
  RealBackend& operator=(const RealBackend&) = delete;

  std::string name() const override { return "real"; }
  kube::Api& api() override { return client_.api(); }

  bool drive(const std::function<bool()>& done, Duration limit) override {
    return client_.until(done, limit);
  }

  void compact() override {
    if (auto compacted = controlPlane_.compactEtcd(); !compacted.ok())
      throw std::runtime_error(compacted.error());
  }

 private:
  slipway::testing::ControlPlane& controlPlane_;
  slipway::testing::RealClient client_;
};

}  // namespace

std::unique_ptr<Backend> makeRealBackend(slipway::testing::ControlPlane& controlPlane) {
  return std::make_unique<RealBackend>(controlPlane);
}

}  // namespace slipway::contract
