#include "strategies/takeover.h"

#include <algorithm>

namespace slipway::strategies {

std::string timesBy(std::int32_t resets, const std::string& manager) {
  return std::to_string(resets) + " times by " + (manager.empty() ? "somebody else" : manager);
}

bool hasFinalizer(const Snapshot& snapshot) {
  const auto& finalizers = snapshot.release.meta.finalizers;
  return std::find(finalizers.begin(), finalizers.end(), crds::kTrafficFinalizer) !=
         finalizers.end();
}

Intent finalizerIntent(const Snapshot& snapshot, bool on) {
  return {
      SetFinalizer{on},
      {Note::Level::Log, "Release/" + snapshot.release.meta.name,
       on ? "FinalizerAdded" : "FinalizerRemoved", "what it took over is given back beforehand"}};
}

}  // namespace slipway::strategies
