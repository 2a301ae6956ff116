#include "kube/types/decoding.h"

#include <algorithm>

namespace slipway::kube {

// Times of managedFields compare as text: whole seconds in UTC.
std::string lastManager(const Reader& managedFields,
                        std::initializer_list<std::string_view> fields) {
  std::string manager;
  std::string latest;
  for (const Reader& entry : managedFields.elements()) {
    const Reader spec = entry["fieldsV1"]["f:spec"];
    const bool sets = std::any_of(fields.begin(), fields.end(),
                                  [&](std::string_view field) { return spec[field].present(); });
    const std::string time = entry["time"].string();
    if (!sets || (!manager.empty() && time < latest)) continue;
    manager = entry["manager"].string();
    latest = time;
  }
  return manager;
}

}  // namespace slipway::kube
