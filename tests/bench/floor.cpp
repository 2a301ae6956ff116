#include "tests/bench/floor.h"

#include <stdexcept>

#include "crds/names.h"
#include "kube/types/resources.h"
#include "tests/bench/objects.h"

namespace slipway::bench {

Floor::Floor(const std::string& kubeconfig, const std::string& release, kube::Mailbox& toTell)
    : client_(kubeconfig, {.userAgent = "bench-floor", .observer = {}}), toTell_(toTell) {
  kube::ApiRequest get;
  get.resource = crds::releases();
  get.key = {kNamespace, release};
  const auto cause = client_.ask(get);
  if (!cause.applied()) throw std::runtime_error("floor: " + cause.error.message);
  kube::WatchRequest watch;
  watch.resource = crds::releases();
  watch.ns = kNamespace;
  watch.fieldSelector = "metadata.name=" + release;
  watch.resourceVersion = cause.object["metadata"]["resourceVersion"].stringOr("");
  watch_ = client_.api().watch(
      watch, [this](const kube::WatchEvent& event) { onEvent(event); }, [](const auto&) {});
  thread_.emplace(client_);
}

Floor::~Floor() {
  thread_->run([this] {
    watch_.reset();
    patch_.reset();
  });
}

void Floor::onEvent(const kube::WatchEvent& event) {
  if (event.type != kube::WatchEventType::Modified) return;
  kube::ApiRequest patch;
  patch.verb = kube::Verb::MergePatch;
  patch.resource = kube::resources::configMaps();
  patch.key = {kNamespace, "effect"};
  const std::string seen(event.object["metadata"]["generation"].numberText());
  patch.body = Value::object({{"data", Value::object({{"generation", seen}})}});
  patch_ = client_.api().send(patch, [this](const kube::ApiResult&) {
    ++answered_;
    toTell_.post([] {});  // wakes it up
  });
}

}  // namespace slipway::bench
