#pragma once

#include <memory>
#include <string>
#include <utility>

#include "base/text.h"
#include "base/yaml.h"
#include "crds/release.h"
#include "crds/revision.h"
#include "kube/runtime/store.h"
#include "kube/types/workloads.h"

// Objects that state only the point, for tests of the Release controller.

namespace slipway::controllers::testing {

inline Value yaml(std::string_view text) {
  return parseYaml(text).value().at(0);
}

// Release shop/web, uid web-uid, 2 replicas, one smoke test, template `image`.
inline Value releaseValue(const std::string& image = "web:1") {
  Value value = yaml(R"(
apiVersion: slipway.dev/v1alpha1
kind: Release
metadata: {name: web, namespace: shop, uid: web-uid, resourceVersion: "10", generation: 1,
           creationTimestamp: "2026-01-01T00:00:00Z"}
spec:
  version: "1.0"
  replicas: 2
  strategy: {rolling: {maxSurge: 1, maxUnavailable: 0}}
  verification: {smokeTests: [{name: smoke, http: {path: /healthz, port: http}}]}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: x, ports: [{name: http, containerPort: 8080}]}]}
status: {observedGeneration: -1}
)");
  return value.withPointer("/spec/template/spec/containers/0/image", image);
}

inline crds::Release release(const Value& value) {
  return crds::decodeRelease(value).value();
}

inline std::string hashOf(const Value& releaseObject) {
  return crds::revisionHash(crds::templateDigest(releaseObject["spec"]["template"]));
}

// The Release as it is once its first revision was announced.
inline Value announced(const Value& value) {
  const Value update = Value::object({{"revision", 1},
                                      {"hash", hashOf(value)},
                                      {"attempt", 1},
                                      {"startedAt", "2026-01-01T00:00:00Z"},
                                      {"progressedAt", "2026-01-01T00:00:00Z"}});
  return value.withPointer("/status",
                           Value::object({{"observedGeneration", 1}, {"update", update}}));
}

// Its ReplicaSet, owned by `ownerUid`, with as many pods as asked for, all available.
inline kube::ReplicaSet replicaSet(const Value& releaseObject, std::int32_t replicas,
                                   const std::string& ownerUid = "web-uid") {
  kube::ReplicaSet set;
  const std::string hash = hashOf(releaseObject);
  set.meta.ns = "shop";
  set.meta.name = "web-" + hash;
  set.meta.uid = "rs-uid";
  set.meta.resourceVersion = "20";
  set.meta.labels = {{"slipway.dev/release", "web"}, {"slipway.dev/revision", hash}};
  set.meta.annotations = {
      {"slipway.dev/revision-number", "1"},
      {"slipway.dev/attempt", "1"},
      {"slipway.dev/sized-for", "2"},
      {"slipway.dev/template", crds::templateDigest(releaseObject["spec"]["template"])}};
  set.meta.ownerReferences = {{"slipway.dev/v1alpha1", "Release", "web", ownerUid, true, true}};
  set.selector.matchLabels = {{"app", "web"}};
  set.replicas = set.currentReplicas = set.readyReplicas = set.availableReplicas = replicas;
  return set;
}

inline kube::Pod pod(const std::string& name) {
  kube::Pod made;
  made.meta.ns = "shop";
  made.meta.name = name;
  made.meta.uid = name + "-uid";
  made.meta.resourceVersion = "30";
  made.meta.labels = {{"slipway.dev/release", "web"}};
  made.meta.ownerReferences = {{"apps/v1", "ReplicaSet", "web", "rs-uid", true, true}};
  made.ip = "10.0.0.7";
  made.ready = true;
  made.readySince = *parseTime("2026-01-01T00:00:00Z");
  made.ports = {{"http", 8080}};
  return made;
}

template <typename T>
void put(kube::Store<T>& store, T object) {
  store.put(std::make_shared<const T>(std::move(object)));
}

}  // namespace slipway::controllers::testing
