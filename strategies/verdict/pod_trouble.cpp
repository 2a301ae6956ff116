#include "strategies/verdict/pod_trouble.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace slipway::strategies {
namespace {

constexpr std::array<std::string_view, 5> kTerminalWaits{
    "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName", "CreateContainerConfigError",
    "CreateContainerError"};
constexpr std::int32_t kCrashes = 3;
constexpr std::int32_t kMemoryKills = 2;

std::string describe(const PodView& pod, const kube::ContainerState& state, std::string_view what) {
  std::string text = "container " + state.container + " of pod " + pod.name + ": ";
  text += what;
  if (!state.waitingMessage.empty()) text += " (" + state.waitingMessage + ")";
  return text;
}

std::optional<Trouble> troubleOf(const PodView& pod, const kube::ContainerState& state) {
  if (std::find(kTerminalWaits.begin(), kTerminalWaits.end(), state.waitingReason) !=
      kTerminalWaits.end()) {
    return Trouble{state.waitingReason, describe(pod, state, state.waitingReason)};
  }
  const std::string times = std::to_string(state.restarts) + " restarts";
  if (state.terminatedReason == "OOMKilled" && state.restarts >= kMemoryKills) {
    return Trouble{"OOMKilled", describe(pod, state, "killed for memory, " + times)};
  }
  if (state.waitingReason == "CrashLoopBackOff" && state.restarts >= kCrashes) {
    return Trouble{
        "CrashLoopBackOff",
        describe(pod, state, "exits with code " + std::to_string(state.exitCode) + ", " + times)};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Trouble> terminalTrouble(const PodView& pod) {
  if (pod.terminating) return std::nullopt;
  for (const auto& state : pod.troubled) {
    if (auto trouble = troubleOf(pod, state)) return trouble;
  }
  return std::nullopt;
}

std::optional<Trouble> terminalTrouble(const RevisionView& revision) {
  const PodView* first = nullptr;
  std::optional<Trouble> found;
  for (const PodView& pod : revision.pods) {
    if (first && first->name < pod.name) continue;
    if (auto trouble = terminalTrouble(pod)) {
      first = &pod;
      found = std::move(trouble);
    }
  }
  return found;
}

}  // namespace slipway::strategies
