#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/value.h"
#include "operator/plan/plan.h"
#include "operator/plan/proposal.h"
#include "sim/page.h"

namespace slipway::cli {

// Everything that is said of some manifests.
struct Planned {
  std::vector<Change> changes;
  std::map<kube::ObjectKey, ReleasePlan> releases;  // empty when something is refused
  bool refused() const;
  bool changesAnything() const;
};

// For people: each object that does not just stay as it is, then each Release with what happens to
// it. Every line ends with a line feed.
std::string planText(const Planned& planned, const sim::Look& look);

// For programs (docs/cli.md).
Value planValue(const Planned& planned);

}  // namespace slipway::cli
