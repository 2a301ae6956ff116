#include "sim/endpoint_slices.h"

#include <utility>

#include "kube/types/resources.h"
#include "sim/pods.h"

namespace slipway::sim {

using kube::ApiRequest;
using kube::ObjectKey;
using kube::Verb;

namespace {

constexpr Duration kBehind = std::chrono::milliseconds(400);

bool selects(const RawObject& service, const RawObject& pod) {
  const Value& selector = service.object["spec"]["selector"];
  if (!selector.isObject() || selector.members().empty()) return false;
  if (pod.meta.ns != service.meta.ns) return false;
  for (const auto& [key, value] : selector.members()) {
    const auto label = pod.meta.labels.find(key);
    if (label == pod.meta.labels.end() || label->second != value.stringOr("")) return false;
  }
  return true;
}

Value endpoint(const RawObject& pod) {
  const bool serving = podReadySince(pod).has_value();
  const bool terminating = pod.meta.deletionTimestamp.has_value();
  return Value::object(
      {{"addresses", Value::array({std::string(pod.object["status"]["podIP"].stringOr(""))})},
       {"conditions", Value::object({{"ready", serving && !terminating},
                                     {"serving", serving},
                                     {"terminating", terminating}})},
       {"nodeName", std::string(pod.object["spec"]["nodeName"].stringOr(""))},
       {"targetRef", Value::object({{"kind", "Pod"},
                                    {"namespace", pod.meta.ns},
                                    {"name", pod.meta.name},
                                    {"uid", pod.meta.uid}})}});
}

std::int64_t targetPort(const Value& port, const RawObject* pod) {
  if (const auto number = port["targetPort"].asInt()) return *number;
  const std::string_view name = port["targetPort"].stringOr("");
  if (pod && !name.empty())
    for (const Value& container : pod->object["spec"]["containers"].elements())
      for (const Value& declared : container["ports"].elements())
        if (declared["name"].stringOr("") == name)
          return declared["containerPort"].asInt().value_or(0);
  return port["port"].asInt().value_or(0);
}

Value ports(const RawObject& service, const RawObject* anyPod) {
  Value::Elements result;
  for (const Value& port : service.object["spec"]["ports"].elements())
    result.push_back(Value::object({{"name", port["name"].stringOr("")},
                                    {"port", targetPort(port, anyPod)},
                                    {"protocol", port["protocol"].stringOr("TCP")}}));
  return Value::array(std::move(result));
}

// Its Service's, and the two that make it its slice.
Value labelsOf(const RawObject& service) {
  kube::Labels labels = service.meta.labels;
  labels.insert_or_assign("kubernetes.io/service-name", service.meta.name);
  labels.insert_or_assign("endpointslice.kubernetes.io/managed-by", "sim-controllers");
  return kube::labelsValue(labels);
}

// What a merge patch must say to have these instead of those.
Value replaced(const kube::Labels& before, const Value& labels) {
  Value patch = labels;
  for (const auto& [key, value] : before)
    if (labels[key].isNull()) patch = patch.with(key, nullptr);
  return patch;
}

ApiRequest writeSlice(const RawObject& service, const RawPtr& slice, const Value& endpoints,
                      const Value& portList) {
  ApiRequest request;
  request.resource = kube::resources::endpointSlices();
  request.key = {service.meta.ns, service.meta.name + "-slice"};
  request.fieldManager = "sim-controllers";
  if (slice) {
    request.verb = Verb::MergePatch;
    request.body = Value::object(
        {{"metadata", Value::object({{"uid", slice->meta.uid},
                                     {"labels", replaced(slice->meta.labels, labelsOf(service))}})},
         {"endpoints", endpoints},
         {"ports", portList}});
    return request;
  }
  const kube::OwnerReference owner{"v1", "Service", service.meta.name, service.meta.uid,
                                   true, true};
  request.verb = Verb::Create;
  request.body = Value::object(
      {{"apiVersion", "discovery.k8s.io/v1"},
       {"kind", "EndpointSlice"},
       {"metadata",
        Value::object({{"name", request.key.name},
                       {"namespace", service.meta.ns},
                       {"labels", labelsOf(service)},
                       {"ownerReferences", Value::array({kube::ownerReferenceValue(owner)})}})},
       {"addressType", "IPv4"},
       {"endpoints", endpoints},
       {"ports", portList}});
  return request;
}

}  // namespace

EndpointSliceController::EndpointSliceController(ActorSeams seams)
    : actor_(
          "sim-endpointslices", seams, [this](const ObjectKey& key) { return plan(key); },
          [this] { return services_ && pods_ && slices_ && synced(); }) {
  const auto informer = [&](const kube::Resource& resource) {
    return std::make_unique<RawInformer>(actor_.runtime(), kube::Selection{resource}, decodeRaw);
  };
  services_ = informer(kube::resources::services());
  pods_ = informer(kube::resources::pods());
  slices_ = informer(kube::resources::endpointSlices());
  services_->onChanged(
      [this](const ObjectKey& key, const RawPtr&, const RawPtr&) { actor_.add(key, kBehind); });
  slices_->onChanged([this](const ObjectKey&, const RawPtr& before, const RawPtr& after) {
    const RawPtr& slice = after ? after : before;
    if (!slice) return;
    const auto service = slice->meta.labels.valueOr("kubernetes.io/service-name", "");
    if (!service.empty()) actor_.add({slice->meta.ns, std::string(service)});
  });
  pods_->onChanged([this](const ObjectKey&, const RawPtr& before, const RawPtr& after) {
    for (const auto& service : services_->store().all())
      if ((before && selects(*service, *before)) || (after && selects(*service, *after)))
        actor_.add(service->meta.key(), kBehind);
  });
}

EndpointSliceController::~EndpointSliceController() = default;

void EndpointSliceController::start() {
  services_->start();
  pods_->start();
  slices_->start();
}

Work EndpointSliceController::plan(const ObjectKey& key) {
  const RawPtr service = services_->store().get(key);
  if (!service || service->meta.deletionTimestamp ||
      !service->object["spec"]["selector"].isObject())
    return {};
  Value::Elements endpoints;
  const RawObject* anyPod = nullptr;
  for (const auto& pod : pods_->store().all()) {
    if (!selects(*service, *pod) || pod->object["status"]["podIP"].stringOr("").empty()) continue;
    anyPod = pod.get();
    endpoints.push_back(endpoint(*pod));
  }
  const Value list = Value::array(std::move(endpoints));
  const Value portList = ports(*service, anyPod);
  const RawPtr slice = slices_->store().get({key.ns, key.name + "-slice"});
  const bool labelled = slice && kube::labelsValue(slice->meta.labels) == labelsOf(*service);
  if (labelled && slice->object["endpoints"] == list && slice->object["ports"] == portList)
    return {};
  return {{writeSlice(*service, slice, list, portList)}, {}};
}

}  // namespace slipway::sim
