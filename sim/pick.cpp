#include "sim/pick.h"

#include <algorithm>

namespace slipway::sim {
namespace {

bool hasLabels(const Value& object, const kube::Labels& labels) {
  const Value& have = object["metadata"]["labels"];
  return std::all_of(labels.begin(), labels.end(), [&](const auto& label) {
    return have[label.first].asString() == label.second;
  });
}

// A pod's own containers, or those of the template of whatever makes pods.
bool runs(const Value& object, const std::string& image) {
  if (image.empty()) return true;
  const Value& pattern = object["spec"]["template"];
  const auto& containers = (pattern.isObject() ? pattern : object)["spec"]["containers"].elements();
  return std::any_of(containers.begin(), containers.end(), [&](const Value& container) {
    return container["image"].stringOr("") == image;
  });
}

}  // namespace

std::vector<kube::ObjectKey> pick(const ObjectRef& ref, const std::vector<Value>& objects) {
  std::vector<kube::ObjectKey> keys;
  for (const Value& object : objects) {
    const Value& metadata = object["metadata"];
    if (!metadata["deletionTimestamp"].isNull()) continue;
    if (hasLabels(object, ref.labels) && runs(object, ref.image))
      keys.push_back({ref.key.ns, std::string(metadata["name"].stringOr(""))});
  }
  std::sort(keys.begin(), keys.end());
  return keys;
}

}  // namespace slipway::sim
