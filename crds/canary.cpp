#include <array>

#include "crds/strategy_codec.h"

namespace slipway::crds {
namespace {

constexpr std::size_t kMaxSteps = 32;

CanaryStep readWeight(const Reader& step) {
  return SetWeight{step["setWeight"].int32(0, 0, 100)};
}

CanaryStep readReplicas(const Reader& step) {
  return SetReplicas{readIntOrPercent(step["setReplicas"], {1, false})};
}

CanaryStep readVerify(const Reader& step) {
  const Reader checks = step["verify"]["checks"];
  Verify verify{readNames(checks)};
  if (verify.checks.empty()) checks.fail("must name at least one smoke test");
  return verify;
}

CanaryStep readStepPause(const Reader& step) {
  return readPause(step["pause"]);
}

struct Member {
  std::string_view name;
  CanaryStep (*read)(const Reader&);
};
// In the order of the variant.
constexpr std::array<Member, std::variant_size_v<CanaryStep>> kMembers{
    {{"setWeight", readWeight},
     {"setReplicas", readReplicas},
     {"verify", readVerify},
     {"pause", readStepPause}}};

std::optional<CanaryStep> readStep(const Reader& step) {
  const Member* given = nullptr;
  int count = 0;
  for (const Member& member : kMembers) {
    if (!step[member.name].present()) continue;
    given = &member;
    ++count;
  }
  if (count == 1) return given->read(step);
  step.fail("give exactly one of: setWeight, setReplicas, verify, pause");
  return std::nullopt;
}

void checkWeights(const Reader& steps, const std::vector<CanaryStep>& read) {
  std::int32_t before = 0;
  for (const CanaryStep& step : read) {
    const auto* weight = std::get_if<SetWeight>(&step);
    if (!weight) continue;
    if (weight->percent < before) {
      steps.fail("setWeight must not go down, from " + std::to_string(before) + " to " +
                 std::to_string(weight->percent));
    }
    before = weight->percent;
  }
}

}  // namespace

Strategy readCanary(const Reader& canary) {
  CanaryStrategy read;
  readBounds(canary, read.maxSurge, read.maxUnavailable);
  const std::string stable = canary["stableScale"].string("Dynamic");
  if (stable != "Dynamic" && stable != "Full") {
    canary["stableScale"].fail("must be Full or Dynamic");
  }
  read.stableFull = stable == "Full";
  const Reader steps = canary["steps"];
  if (!steps.require()) return read;
  const auto elements = steps.elements();
  if (elements.empty() || elements.size() > kMaxSteps) steps.fail("give 1 to 32 steps");
  for (const Reader& element : elements) {
    if (auto step = readStep(element)) read.steps.push_back(std::move(*step));
  }
  checkWeights(steps, read.steps);
  return read;
}

}  // namespace slipway::crds
