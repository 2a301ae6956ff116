#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>

#include "crds/release.h"
#include "kube/runtime/metrics.h"

namespace slipway::controllers {

// How Releases fare, as numbers (docs/operations.md "Metrics of releases"). All of it is read from
// what the cache sees change in status, so that a lost answer loses no count; who does not lead
// counts no rollout, so that the sum over all processes is right. Labels are strategies, phases,
// outcomes and causes: their number does not grow with that of Releases.
class RolloutMetrics final {
 public:
  explicit RolloutMetrics(kube::Metrics& metrics);

  // A Release as the cache had it and has it now; nullptr: it was not, is not there, or cannot be
  // decoded. `invalid`: how many of the cache cannot be decoded now.
  void changed(const crds::Release* before, const crds::Release* after, bool leading,
               std::size_t invalid);

 private:
  void countPhases(const crds::Release* before, const crds::Release* after, std::size_t invalid);
  void declare(std::string_view strategy);
  void countEnded(const crds::Release& before, const crds::Release& after);
  void countRestored(const crds::Release& before, const crds::Release& after);

  kube::Metrics& metrics_;
  std::map<std::string, std::size_t, std::less<>> phases_;
  std::size_t invalid_ = 0;
  std::set<std::string, std::less<>> declared_;  // strategies
};

}  // namespace slipway::controllers
