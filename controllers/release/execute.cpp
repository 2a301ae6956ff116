#include "controllers/release/execute.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "crds/names.h"
#include "crds/revision.h"
#include "kube/types/resources.h"
#include "strategies/seeded_bugs.h"

namespace slipway::controllers {
namespace {

using namespace strategies;  // NOLINT(google-build-using-namespace): the intents, all of them
using kube::ApiRequest;
using kube::Verb;

Value operation(std::string_view op, std::string path, Value value) {
  return Value::object({{"op", op}, {"path", std::move(path)}, {"value", std::move(value)}});
}

std::string annotationPath(std::string_view name) {
  return "/metadata/annotations/" + escapePointer(name);
}

kube::Labels injectedLabels(const crds::Release& release, const std::string& hash) {
  return {{crds::kReleaseLabel, release.meta.name}, {crds::kRevisionLabel, hash}};
}

kube::Labels merged(kube::Labels labels, const kube::Labels& more) {
  for (const auto& [key, value] : more) labels.insert_or_assign(key, value);
  return labels;
}

// A pod that is told to end goes on serving for a while, until no node sends to it any more; those
// that say themselves what they do then are left alone.
Value drained(Value podTemplate, Duration drain) {
  const auto grace = podTemplate["spec"]["terminationGracePeriodSeconds"].asInt().value_or(30);
  const auto seconds = std::min<std::int64_t>(
      std::chrono::duration_cast<std::chrono::seconds>(drain).count(), grace);
  if (seconds <= 0) return podTemplate;
  const Value sleep = Value::object({{"sleep", Value::object({{"seconds", seconds}})}});
  Value::Elements containers;
  for (const Value& container : podTemplate["spec"]["containers"].elements()) {
    const Value& own = container["lifecycle"];
    if (!container.isObject() || !own["preStop"].isNull()) {
      containers.push_back(container);
      continue;
    }
    const Value lifecycle = own.isObject() ? own : Value::object({});
    containers.push_back(container.with("lifecycle", lifecycle.with("preStop", sleep)));
  }
  return podTemplate.withPointer("/spec/containers", Value::array(std::move(containers)));
}

Value podTemplate(const crds::Release& release, const CreateReplicaSet& create) {
  const kube::Labels labels =
      merged(release.spec.templateLabels, injectedLabels(release, create.ref.hash));
  const Value declared = release.spec.podTemplate.unpack();
  Value result = drained(declared.withPointer("/metadata/labels", kube::labelsValue(labels)),
                         release.spec.traffic.drain);
  if (create.ref.version.empty()) return result;
  return result.withPointer(annotationPath(crds::kVersion), create.ref.version);
}

Value annotationsOf(const crds::Release& release, const CreateReplicaSet& create) {
  kube::Labels annotations{{crds::kRevisionNumber, std::to_string(create.ref.revision)},
                           {crds::kTemplate, release.spec.podTemplate.text()},
                           {crds::kAttempt, std::to_string(create.attempt)},
                           {crds::kSizedFor, std::to_string(release.spec.replicas)}};
  if (!create.ref.version.empty()) annotations.emplace(crds::kVersion, create.ref.version);
  return kube::labelsValue(annotations);
}

Value ownerOf(const crds::Release& release) {
  return kube::ownerReferenceValue({crds::releases().apiVersion(), crds::releases().kind,
                                    release.meta.name, release.meta.uid, true, true});
}

Value replicaSetValue(const crds::Release& release, const CreateReplicaSet& create) {
  const kube::Labels injected = injectedLabels(release, create.ref.hash);
  const Value labels = kube::labelsValue(merged(create.selector, injected));
  return Value::object(
      {{"apiVersion", kube::resources::replicaSets().apiVersion()},
       {"kind", kube::resources::replicaSets().kind},
       {"metadata", Value::object({{"name", create.name},
                                   {"namespace", release.meta.ns},
                                   {"labels", labels},
                                   {"annotations", annotationsOf(release, create)},
                                   {"ownerReferences", Value::array({ownerOf(release)})}})},
       {"spec", Value::object({{"replicas", 0},
                               {"minReadySeconds", release.spec.minReadySeconds},
                               {"selector", Value::object({{"matchLabels", labels}})},
                               {"template", podTemplate(release, create)}})}});
}

Value rollbackValue(const crds::Release& release, const CreateRollback& create) {
  const kube::Labels labels{{crds::kReleaseLabel, release.meta.name}};
  return Value::object(
      {{"apiVersion", crds::rollbacks().apiVersion()},
       {"kind", crds::rollbacks().kind},
       {"metadata", Value::object({{"name", create.name},
                                   {"namespace", release.meta.ns},
                                   {"labels", kube::labelsValue(labels)},
                                   {"ownerReferences", Value::array({ownerOf(release)})}})},
       {"spec", crds::rollbackSpecValue(create.spec)}});
}

Value serviceValue(const crds::Release& release, const CreateService& create) {
  kube::Labels labels;
  for (const auto& [key, value] : create.manifest["metadata"]["labels"].members()) {
    labels.insert_or_assign(key, value.stringOr(""));
  }
  labels.insert_or_assign(crds::kReleaseLabel, release.meta.name);
  Value::Members metadata{{"name", create.name},
                          {"namespace", release.meta.ns},
                          {"labels", kube::labelsValue(labels)},
                          {"ownerReferences", Value::array({ownerOf(release)})}};
  const Value& annotations = create.manifest["metadata"]["annotations"];
  if (annotations.isObject()) metadata.push_back({"annotations", annotations});
  Value spec = create.manifest["spec"];
  if (create.selector) spec = spec.with("selector", kube::labelsValue(*create.selector));
  return Value::object({{"apiVersion", kube::resources::services().apiVersion()},
                        {"kind", kube::resources::services().kind},
                        {"metadata", Value::object(std::move(metadata))},
                        {"spec", std::move(spec)}});
}

// A Deployment that is not paused has no such field.
Value pausedValue(bool paused) {
  return paused ? Value(true) : Value();
}

// A merge patch of exactly the object that was observed.
Value bound(const Target& target, Value::Members metadata, Value spec) {
  metadata.push_back({"uid", target.uid});
  metadata.push_back({"resourceVersion", target.resourceVersion});
  Value::Members patch{{"metadata", Value::object(std::move(metadata))}};
  if (!spec.isNull()) patch.push_back({"spec", std::move(spec)});
  return Value::object(std::move(patch));
}

// An edit of a ReplicaSet. Annotations that were all lost can't be added to by a JSON patch without
// risking those of others; a merge patch can, and is bound to the version instead.
class Edit {
 public:
  Edit(const Target& target, bool shrinks) : target_(target) {
    if (!SLIPWAY_SEEDED_BUG(NoUidPrecondition)) test("/metadata/uid", target.uid);
    if (shrinks) {
      if (SLIPWAY_SEEDED_BUG(NoVersionOnShrink)) return;
      operations_.push_back(
          operation("replace", "/metadata/resourceVersion", target.resourceVersion));
    } else if (target.generation > 0 && !SLIPWAY_SEEDED_BUG(NoGenerationOnGrowth)) {
      // Pods that become ready change the version, and only others' edits the generation: a size
      // that has come back to what it was is not the size that was seen.
      test("/metadata/generation", target.generation);
    }
  }
  void test(std::string path, Value value) {
    operations_.push_back(operation("test", std::move(path), std::move(value)));
  }
  void annotate(std::string_view name, const std::string& value) {
    annotations_.push_back({std::string(name), value});
    operations_.push_back(operation("add", annotationPath(name), value));
  }
  void removeAnnotation(std::string_view name) {
    annotations_.push_back({std::string(name), nullptr});
    operations_.push_back(Value::object({{"op", "remove"}, {"path", annotationPath(name)}}));
  }
  void set(const std::string& name, std::int32_t value) {
    spec_.push_back({name, value});
    operations_.push_back(operation("add", "/spec/" + name, value));
  }
  ApiRequest request(const crds::Release& release, const std::string& fieldManager) const {
    ApiRequest request;
    request.resource = kube::resources::replicaSets();
    request.key = {release.meta.ns, target_.name};
    request.fieldManager = fieldManager;
    const bool merge = !target_.annotated && !annotations_.empty();
    request.verb = merge ? Verb::MergePatch : Verb::JsonPatch;
    request.body = merge ? mergePatch() : Value::array(operations_);
    return request;
  }

 private:
  Value mergePatch() const {
    return Value::object(
        {{"metadata", Value::object({{"uid", target_.uid},
                                     {"resourceVersion", target_.resourceVersion},
                                     {"annotations", Value::object(annotations_)}})},
         {"spec", Value::object(spec_)}});
  }

  const Target& target_;
  Value::Elements operations_;
  Value::Members annotations_;
  Value::Members spec_;
};

struct ToRequest {
  const crds::Release& release;
  const std::string& fieldManager;

  ApiRequest request(Verb verb, const kube::Resource& resource, const std::string& name,
                     Value body) const {
    ApiRequest made;
    made.verb = verb;
    made.resource = resource;
    made.key = {release.meta.ns, name};
    made.body = std::move(body);
    made.fieldManager = fieldManager;
    return made;
  }
  ApiRequest deletion(const kube::Resource& resource, const Target& target) const {
    ApiRequest made = request(Verb::Delete, resource, target.name, Value());
    made.uidPrecondition = target.uid;
    made.versionPrecondition = target.resourceVersion;
    made.propagation = "Background";
    return made;
  }
  // Our label on an object that was there before, and what it was; and both taken off again.
  Value::Members claimed(std::string_view note, const Value& before) const {
    return {{"labels", Value::object({{std::string(crds::kReleaseLabel), release.meta.name}})},
            {"annotations", Value::object({{std::string(note), canonicalJson(before)}})}};
  }
  static Value::Members returned(std::string_view note) {
    return {{"labels", Value::object({{std::string(crds::kReleaseLabel), nullptr}})},
            {"annotations", Value::object({{std::string(note), nullptr}})}};
  }

  std::optional<ApiRequest> operator()(const CreateReplicaSet& create) const {
    return request(Verb::Create, kube::resources::replicaSets(), create.name,
                   replicaSetValue(release, create));
  }
  std::optional<ApiRequest> operator()(const Scale& scale) const {
    Edit edit(scale.target, scale.to < scale.from);
    edit.test("/spec/replicas", scale.from);
    edit.set("replicas", scale.to);
    edit.annotate(crds::kSizedFor, std::to_string(scale.sizedFor));
    if (scale.attempt) edit.annotate(crds::kAttempt, std::to_string(*scale.attempt));
    if (scale.lastActive) edit.annotate(crds::kLastActive, formatTime(*scale.lastActive));
    return edit.request(release, fieldManager);
  }
  std::optional<ApiRequest> operator()(const MarkRejected& reject) const {
    Edit edit(reject.target, true);
    edit.annotate(crds::kRejected, crds::rejectionText(reject.why));
    if (reject.attempt) edit.annotate(crds::kAttempt, std::to_string(*reject.attempt));
    return edit.request(release, fieldManager);
  }
  std::optional<ApiRequest> operator()(const ClearRejection& clear) const {
    Edit edit(clear.target, false);
    edit.removeAnnotation(crds::kRejected);
    edit.annotate(crds::kAttempt, std::to_string(clear.attempt));
    return edit.request(release, fieldManager);
  }
  std::optional<ApiRequest> operator()(const CreateRollback& create) const {
    return request(Verb::Create, crds::rollbacks(), create.name, rollbackValue(release, create));
  }
  std::optional<ApiRequest> operator()(const SetMinReady& minReady) const {
    Edit edit(minReady.target, false);
    edit.set("minReadySeconds", minReady.seconds);
    return edit.request(release, fieldManager);
  }
  std::optional<ApiRequest> operator()(const DeleteReplicaSet& gone) const {
    if (SLIPWAY_SEEDED_BUG(DeleteUnconditional)) {
      return deletion(kube::resources::replicaSets(), {gone.target.name, {}, {}});
    }
    return deletion(kube::resources::replicaSets(), gone.target);
  }
  ApiRequest ofService(Verb verb, const std::string& name, Value body) const {
    return request(verb, kube::resources::services(), name, std::move(body));
  }
  std::optional<ApiRequest> operator()(const CreateService& create) const {
    return ofService(Verb::Create, create.name, serviceValue(release, create));
  }
  std::optional<ApiRequest> operator()(const ClaimService& claim) const {
    const Value before = claim.before ? kube::labelsValue(*claim.before) : Value();
    return ofService(Verb::MergePatch, claim.target.name,
                     bound(claim.target, claimed(crds::kSelectorBefore, before), Value()));
  }
  std::optional<ApiRequest> operator()(const PointService& point) const {
    return ofService(
        Verb::JsonPatch, point.target.name,
        Value::array(
            {operation("test", "/metadata/uid", point.target.uid),
             operation("replace", "/metadata/resourceVersion", point.target.resourceVersion),
             operation("add", "/spec/selector", kube::labelsValue(point.selector))}));
  }
  std::optional<ApiRequest> operator()(const ReturnService& back) const {
    Value::Members selector;
    for (const auto& [key, value] : back.current) {
      if (!back.selector.contains(key)) selector.push_back({std::string(key), nullptr});
    }
    for (const auto& [key, value] : back.selector) selector.push_back({std::string(key), value});
    return ofService(Verb::MergePatch, back.target.name,
                     bound(back.target, returned(crds::kSelectorBefore),
                           Value::object({{"selector", Value::object(std::move(selector))}})));
  }
  std::optional<ApiRequest> operator()(const DeleteService& gone) const {
    return deletion(kube::resources::services(), gone.target);
  }
  ApiRequest ofWorkload(const Target& target, Value::Members metadata, Value spec) const {
    return request(Verb::MergePatch, kube::resources::deployments(), target.name,
                   bound(target, std::move(metadata), std::move(spec)));
  }
  std::optional<ApiRequest> operator()(const ClaimWorkload& claim) const {
    const Value before =
        Value::object({{"paused", claim.before.paused}, {"replicas", claim.before.replicas}});
    return ofWorkload(claim.target, claimed(crds::kWorkloadBefore, before),
                      Value::object({{"paused", true}}));
  }
  std::optional<ApiRequest> operator()(const HoldWorkload& hold) const {
    return ofWorkload(hold.target, {},
                      Value::object({{"replicas", hold.held.replicas},
                                     {"paused", pausedValue(hold.held.paused)}}));
  }
  std::optional<ApiRequest> operator()(const ReturnWorkload& back) const {
    return ofWorkload(back.target, returned(crds::kWorkloadBefore),
                      Value::object({{"paused", pausedValue(back.paused)}}));
  }
  std::optional<ApiRequest> operator()(const SetFinalizer& finalizer) const {
    Value::Elements names;
    for (const std::string_view name : release.meta.finalizers) {
      if (name != crds::kTrafficFinalizer) names.emplace_back(name);
    }
    if (finalizer.on) names.emplace_back(std::string(crds::kTrafficFinalizer));
    const Target self{release.meta.name, release.meta.uid, release.meta.resourceVersion};
    return request(Verb::MergePatch, crds::releases(), release.meta.name,
                   bound(self, {{"finalizers", Value::array(std::move(names))}}, Value()));
  }
  std::optional<ApiRequest> operator()(const StartCheck&) const { return std::nullopt; }
};

}  // namespace

std::optional<ApiRequest> requestFor(const Action& action, const crds::Release& release,
                                     const std::string& fieldManager) {
  return std::visit(ToRequest{release, fieldManager}, action);
}

ApiRequest statusRequest(const kube::Resource& resource, const kube::ObjectMeta& meta, Value status,
                         const std::string& fieldManager) {
  ApiRequest request;
  request.verb = Verb::Apply;
  request.resource = resource;
  request.key = meta.key();
  request.subresource = "status";
  request.fieldManager = fieldManager;
  request.force = true;
  request.body =
      Value::object({{"apiVersion", resource.apiVersion()},
                     {"kind", resource.kind},
                     {"metadata", Value::object({{"name", meta.name},
                                                 {"namespace", meta.ns},
                                                 {"uid", meta.uid},
                                                 {"resourceVersion", meta.resourceVersion}})},
                     {"status", std::move(status)}});
  if (SLIPWAY_SEEDED_BUG(StatusWithoutVersion)) {
    for (const char* bound : {"/metadata/uid", "/metadata/resourceVersion"}) {
      request.body = request.body.withoutPointer(bound);
    }
  }
  return request;
}

ApiRequest statusRequest(const kube::ObjectMeta& release, const crds::ReleaseStatus& status,
                         const std::string& fieldManager) {
  return statusRequest(crds::releases(), release, crds::statusValue(status), fieldManager);
}

ApiRequest getRequest(const kube::Resource& resource, const kube::ObjectKey& key) {
  ApiRequest request;
  request.verb = Verb::Get;
  request.resource = resource;
  request.key = key;
  return request;
}

ApiRequest relabelRequest(const Value& replicaSet, const crds::Release& release,
                          const std::string& hash, const std::string& fieldManager) {
  ApiRequest request;
  request.verb = Verb::MergePatch;
  request.resource = kube::resources::replicaSets();
  const Value& meta = replicaSet["metadata"];
  request.key = {release.meta.ns, std::string(meta["name"].stringOr(""))};
  request.fieldManager = fieldManager;
  request.body = Value::object(
      {{"metadata",
        Value::object({{"uid", meta["uid"]},
                       {"resourceVersion", meta["resourceVersion"]},
                       {"labels", kube::labelsValue(injectedLabels(release, hash))}})}});
  return request;
}

}  // namespace slipway::controllers
