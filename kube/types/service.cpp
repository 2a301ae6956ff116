#include "kube/types/service.h"

#include "kube/types/decoding.h"

namespace slipway::kube {
namespace {

// Times of managedFields compare as text: whole seconds in UTC.
std::string managerOf(const Reader& managedFields) {
  std::string manager;
  std::string latest;
  for (const Reader& entry : managedFields.elements()) {
    if (!entry["fieldsV1"]["f:spec"]["f:selector"].present()) continue;
    const std::string time = entry["time"].string();
    if (!manager.empty() && time < latest) continue;
    manager = entry["manager"].string();
    latest = time;
  }
  return manager;
}

}  // namespace

Decoded<Service> decodeService(const Value& object) {
  FieldErrors errors;
  const Reader root(object, errors);
  Service service;
  service.meta = readNamedMeta(
      root["metadata"], [](std::string_view key) { return key.starts_with("slipway.dev/"); });
  const Reader spec = root["spec"];
  service.type = spec["type"].string("ClusterIP");
  service.selector = readLabels(spec["selector"]);
  service.hasSelector = !service.selector.empty();
  service.selectorManager = managerOf(root["metadata"]["managedFields"]);
  return decoded(std::move(service), std::move(errors));
}

}  // namespace slipway::kube
