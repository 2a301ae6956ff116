#include "kube/types/service.h"

#include "kube/types/decoding.h"

namespace slipway::kube {
Decoded<Service> decodeService(const Value& object) {
  FieldErrors errors;
  const Reader root(object, errors);
  Service service;
  service.meta = readNamedMeta(root["metadata"], ownName);
  const Reader spec = root["spec"];
  service.type = spec["type"].string("ClusterIP");
  service.selector = readLabels(spec["selector"]);
  service.hasSelector = !service.selector.empty();
  service.selectorManager = lastManager(root["metadata"]["managedFields"], {"f:selector"});
  return decoded(std::move(service), std::move(errors));
}

}  // namespace slipway::kube
