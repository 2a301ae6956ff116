#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"

namespace slipway::cli {

// What kubectl keeps for itself, as an annotation: what it applied the last time.
inline constexpr std::string_view kLastApplied = "kubectl.kubernetes.io/last-applied-configuration";

// One field that two objects have differently; null: it is absent.
struct FieldChange {
  std::string path;  // "spec.replicas", "spec.verification.smokeTests[healthz].http.path"
  Value before;
  Value after;
  friend bool operator==(const FieldChange&, const FieldChange&) = default;
};

// Of spec, labels and annotations. Elements with a name are found by it. What stands below `apart`
// ("spec.template") is left out, and so is what kubectl keeps for itself.
std::vector<FieldChange> fieldChanges(const Value& before, const Value& after,
                                      std::string_view apart);

// "spec.replicas: 4 → 6", "spec.paused: true, was absent", ...; long values are cut.
std::string text(const FieldChange& change);

}  // namespace slipway::cli
