#pragma once

#include "kube/types/object.h"

namespace slipway::kube::resources {

inline const Resource& pods() {
  static const Resource r{"", "v1", "pods", "Pod", true};
  return r;
}
inline const Resource& replicaSets() {
  static const Resource r{"apps", "v1", "replicasets", "ReplicaSet", true};
  return r;
}
inline const Resource& deployments() {
  static const Resource r{"apps", "v1", "deployments", "Deployment", true};
  return r;
}
inline const Resource& services() {
  static const Resource r{"", "v1", "services", "Service", true};
  return r;
}
inline const Resource& endpointSlices() {
  static const Resource r{"discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", true};
  return r;
}
inline const Resource& configMaps() {
  static const Resource r{"", "v1", "configmaps", "ConfigMap", true};
  return r;
}
inline const Resource& namespaces() {
  static const Resource r{"", "v1", "namespaces", "Namespace", false};
  return r;
}
inline const Resource& nodes() {
  static const Resource r{"", "v1", "nodes", "Node", false};
  return r;
}
inline const Resource& leases() {
  static const Resource r{"coordination.k8s.io", "v1", "leases", "Lease", true};
  return r;
}
inline const Resource& events() {
  static const Resource r{"events.k8s.io", "v1", "events", "Event", true};
  return r;
}
inline const Resource& customResourceDefinitions() {
  static const Resource r{"apiextensions.k8s.io", "v1", "customresourcedefinitions",
                          "CustomResourceDefinition", false};
  return r;
}
inline const Resource& selfSubjectAccessReviews() {
  static const Resource r{"authorization.k8s.io", "v1", "selfsubjectaccessreviews",
                          "SelfSubjectAccessReview", false};
  return r;
}

}  // namespace slipway::kube::resources
