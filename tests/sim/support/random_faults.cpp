#include "base/random.h"
#include "kube/types/resources.h"
#include "tests/sim/support/staged_faults.h"

namespace slipway::testing {
namespace {

using kube::fake::Fault;
using std::chrono::milliseconds;
using std::chrono::seconds;

// A bounded amount of everything, drawn from the seed.
class RandomFaults final : public StagedFaults {
 public:
  explicit RandomFaults(std::uint64_t seed) : random_(seed * 2654435761U + 17) {}
  void attach(Stage& stage) override { stage_ = &stage; }

  Fault onRequest(const kube::ApiRequest& request, int writeIndex) override {
    if (request.resource == kube::resources::leases() || !strikes()) return slowSometimes();
    if (writeIndex < 0) return Fault::reject(random_.below(2) == 0 ? 500 : 429, seconds(1));
    switch (random_.below(9)) {
      case 0:
        return Fault::reject(409);
      case 1:
        return Fault::reject(429, seconds(1 + static_cast<int>(random_.below(5))));
      case 2:
        return Fault::reject(500);
      case 3:
        return Fault::reject(503);
      case 4:
        return Fault::applyThenError(504);
      case 5:
        return Fault::applyThenLose();
      case 6:
        return Fault::loseUnapplied();
      case 7:
        return Fault::notSent();
      default:
        if (kills_ == 0) return Fault::none();
        --kills_;
        stage_->later(milliseconds(random_.below(4)), [this] { stage_->kill(); });
        return Fault::none();
    }
  }

  kube::fake::ListFault onList(const kube::ListRequest&) override {
    if (!strikes()) return kube::fake::ListFault::none();
    static const int codes[] = {410, 429, 500, 504};
    return kube::fake::ListFault::reject(codes[random_.below(4)]);
  }

  std::optional<kube::ApiError> onWatchOpen(const kube::WatchRequest&) override {
    if (!strikes()) return std::nullopt;
    return kube::fake::apiError(random_.below(2) == 0 ? 410 : 503);
  }

  kube::fake::WatchFault onWatchEvent(const kube::WatchRequest&, const kube::WatchEvent&) override {
    if (!strikes()) return kube::fake::WatchFault::deliver();
    switch (random_.below(4)) {
      case 0:
        return kube::fake::WatchFault::drop();
      case 1:
        return kube::fake::WatchFault::gone();
      default:
        return kube::fake::WatchFault::delayed(milliseconds(random_.below(8000)));
    }
  }

 private:
  // One in sixteen, until the budget is used up: trouble ends, or nothing could ever settle.
  bool strikes() {
    if (budget_ == 0 || random_.below(16) != 0) return false;
    --budget_;
    return true;
  }
  Fault slowSometimes() {
    return random_.below(8) == 0 ? Fault::slow(milliseconds(random_.below(500))) : Fault::none();
  }

  SeededRandom random_;
  Stage* stage_ = nullptr;
  int budget_ = 40;
  int kills_ = 3;
};

}  // namespace

std::unique_ptr<StagedFaults> randomFaults(std::uint64_t seed) {
  return std::make_unique<RandomFaults>(seed);
}

}  // namespace slipway::testing
