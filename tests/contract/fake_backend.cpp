#include "tests/contract/fake_backend.h"

#include "kube/fake/fake_api.h"
#include "kube/loop/sim_mailbox.h"

namespace slipway::contract {
namespace {

class FakeBackend final : public Backend {
 public:
  FakeBackend() {
    kube::fake::FakeApiOptions options;
    options.actor = "contract";
    options.textCodecs = true;
    api_ = std::make_unique<kube::fake::FakeApi>(cluster_, options);
  }
  ~FakeBackend() override { longWatch.reset(); }
  FakeBackend(const FakeBackend&) = delete;
  FakeBackend& operator=(const FakeBackend&) = delete;

  std::string name() const override { return "fake"; }
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
    auto& state = cluster_.mutableState();
    state.compact(state.version());
  }

 private:
  kube::SimClock clock_{WallTime{std::chrono::seconds(1'767'225'600)}};
  kube::SimMailbox mailbox_{clock_};
  kube::Loop loop_{clock_, mailbox_};
  kube::fake::FakeCluster cluster_{loop_};
  std::unique_ptr<kube::fake::FakeApi> api_;
};

}  // namespace

std::unique_ptr<Backend> makeFakeBackend() {
  return std::make_unique<FakeBackend>();
}

}  // namespace slipway::contract
