#include "kube/types/deployment.h"

#include "kube/types/decoding.h"

namespace slipway::kube {

Decoded<Deployment> decodeDeployment(const Value& object) {
  FieldErrors errors;
  const Reader root(object, errors);
  Deployment deployment;
  deployment.meta = readNamedMeta(root["metadata"], ownName);
  const Reader spec = root["spec"];
  deployment.replicas = spec["replicas"].int32(1, 0);
  deployment.paused = spec["paused"].boolean();
  if (spec["template"].require()) deployment.podTemplate = Packed(spec["template"].value());
  deployment.templateLabels = readLabels(spec["template"]["metadata"]["labels"]);
  deployment.scaleManager =
      lastManager(root["metadata"]["managedFields"], {"f:replicas", "f:paused"});
  const Reader status = root["status"];
  deployment.observedGeneration = status["observedGeneration"].integer();
  deployment.updatedReplicas = status["updatedReplicas"].int32();
  deployment.availableReplicas = status["availableReplicas"].int32();
  return decoded(std::move(deployment), std::move(errors));
}

}  // namespace slipway::kube
