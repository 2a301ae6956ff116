#include "sim/play.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "base/text.h"
#include "crds/release.h"
#include "kube/types/resources.h"

namespace slipway::sim {
namespace {

std::string knownKinds() {
  std::string all;
  for (const auto& resource : playResources()) all += (all.empty() ? "" : ", ") + resource.kind;
  return all;
}

std::optional<kube::Resource> readKind(const Reader& ref) {
  if (!ref["kind"].require()) return std::nullopt;
  const std::string kind = ref["kind"].string();
  auto resource = resourceOfKind(kind);
  if (!resource) ref["kind"].fail("\"" + kind + "\" is not known; known kinds: " + knownKinds());
  return resource;
}

ObjectRef readKindAndNamespace(const Reader& ref) {
  ObjectRef result;
  if (const auto resource = readKind(ref)) result.resource = *resource;
  result.key.name = ref["name"].string();
  if (result.resource.namespaced) result.key.ns = ref["namespace"].string("default");
  return result;
}

ObjectRef readRef(const Reader& ref) {
  ref["name"].require();
  return readKindAndNamespace(ref);
}

// By name, or by labels and image.
ObjectRef readPick(const Reader& ref) {
  ObjectRef result = readKindAndNamespace(ref);
  for (const auto& [key, value] : ref["labels"].entries())
    result.labels.insert_or_assign(key, value.string());
  result.image = ref["image"].string();
  const bool picks = !result.labels.empty() || !result.image.empty();
  if (result.picked() != picks) ref.fail("needs either a name, or labels and/or an image");
  return result;
}

void refuseOthers(const Reader& item, std::initializer_list<std::string_view> known) {
  std::string all;
  for (const auto& name : known) all += (all.empty() ? "" : ", ") + std::string(name);
  for (const auto& [key, field] : item.entries())
    if (std::find(known.begin(), known.end(), key) == known.end())
      field.fail("is not known; here may be " + all);
}

DeleteObject readDelete(const Reader& item) {
  refuseOthers(item, {"kind", "name", "namespace", "labels", "image", "all"});
  DeleteObject action{readPick(item), item["all"].boolean()};
  if (action.all && !action.object.picked())
    item["all"].fail("goes with labels or an image, not with a name");
  return action;
}

ScaleObject readScale(const Reader& item) {
  refuseOthers(item, {"kind", "name", "namespace", "labels", "image", "replicas"});
  item["replicas"].require();
  return {readPick(item), item["replicas"].int32(0, 0)};
}

DecideOn readDecide(const Reader& item) {
  refuseOthers(item, {"release", "namespace", "approval", "decision"});
  for (const char* needed : {"release", "approval", "decision"}) item[needed].require();
  return {{item["namespace"].string("default"), item["release"].string()},
          item["approval"].string(),
          item["decision"].string()};
}

SetMetadata readMetadata(const Reader& item, const char* field) {
  refuseOthers(item, {"kind", "name", "namespace", "labels", "image", "set"});
  if (item["set"].entries().empty())
    item["set"].fail("needs at least one key with a string, or with null to take it away");
  for (const auto& [key, value] : item["set"].entries()) value.string();
  return {readPick(item), field, item["set"].value()};
}

std::vector<Expectation> readExpectations(const Reader& list) {
  std::vector<Expectation> result;
  for (const auto& item : list.elements()) {
    Expectation e;
    if (const auto resource = readKind(item)) e.resource = *resource;
    e.name = item["name"].string();
    e.ns = e.resource.namespaced ? item["namespace"].string("default") : "";
    e.is = item["is"].value();
    if (item["count"].present()) e.count = item["count"].integer(0, 0);
    for (const auto& [key, field] : item.entries())
      if (key != "kind" && key != "name" && key != "namespace" && key != "is" && key != "count")
        field.fail("is not known; an expectation has kind, name, namespace, is, count");
    result.push_back(std::move(e));
  }
  return result;
}

Behave readBehave(const Reader& item) {
  item["image"].require();
  return {item["image"].string(), readPodScript(item)};
}

PatchObject readPatch(const Reader& item) {
  PatchObject patch{readRef(item), item["merge"].value(), false};
  if (item["json"].present()) {
    patch.patch = item["json"].value();
    patch.json = true;
  }
  if (item["json"].present() == item["merge"].present())
    item.fail("needs exactly one of merge (an object) and json (a list of operations)");
  return patch;
}

Command readCommand(const Reader& item) {
  const std::string text = item.string();
  if (text == "Kill") return {OperatorCommand::Kill};
  if (text == "Start") return {OperatorCommand::Start};
  if (text == "Restart") return {OperatorCommand::Restart};
  item.fail("must be Kill, Start or Restart");
  return {};
}

std::optional<PlayAction> readAction(const std::string& key, const Reader& field) {
  if (key == "apply") return ApplyObject{field.value()};
  if (key == "patch") return readPatch(field);
  if (key == "setImage")
    return SetImage{readRef(field), field["container"].string(), field["image"].string()};
  if (key == "delete") return readDelete(field);
  if (key == "scale") return readScale(field);
  if (key == "relabel") return readMetadata(field, "labels");
  if (key == "annotate") return readMetadata(field, "annotations");
  if (key == "decide") return readDecide(field);
  if (key == "behave") return readBehave(field);
  if (key == "operator") return readCommand(field);
  if (key == "expect") return Check{readExpectations(field)};
  return std::nullopt;
}

Duration readTime(const Reader& field) {
  const auto parsed = parseDuration(field.string());
  if (!parsed) field.fail("must be a duration such as 10s or 5m");
  return parsed.value_or(Duration{});
}

constexpr std::string_view kActions =
    "apply, patch, setImage, scale, relabel, annotate, delete, decide, behave, operator, expect";

PlayEvent readEvent(const Reader& item) {
  PlayEvent event;
  int times = 0;
  int actions = 0;
  for (const auto& [key, field] : item.entries()) {
    if (key == "at" || key == "after") {
      event.when = key == "at" ? PlayEvent::When::At : PlayEvent::When::After;
      event.time = readTime(field);
      ++times;
    } else if (key == "when") {
      if (field.string() != "Settled") field.fail("must be Settled");
      ++times;
    } else if (key == "until") {
      event.when = PlayEvent::When::Until;
      event.until = readExpectations(field);
      ++times;
    } else if (key == "say") {
      event.say = field.string();
    } else if (auto action = readAction(key, field)) {
      event.action = std::move(*action);
      ++actions;
    } else {
      field.fail("is not known; an event has one of at, after, when, until, and one of " +
                 std::string(kActions));
    }
  }
  if (times != 1) item.fail("needs exactly one of at, after, when and until");
  if (actions != 1) item.fail("needs exactly one of " + std::string(kActions));
  return event;
}

}  // namespace

const std::vector<kube::Resource>& playResources() {
  static const std::vector<kube::Resource> all{
      crds::releases(),
      crds::rollbacks(),
      crds::approvals(),
      kube::resources::deployments(),
      kube::resources::replicaSets(),
      kube::resources::pods(),
      kube::resources::services(),
      kube::resources::endpointSlices(),
      kube::resources::configMaps(),
      kube::resources::namespaces(),
      kube::resources::leases(),
      kube::resources::events(),
      kube::resources::customResourceDefinitions(),
  };
  return all;
}

std::optional<kube::Resource> resourceOfKind(std::string_view kind) {
  for (const auto& resource : playResources())
    if (resource.kind == kind) return resource;
  return std::nullopt;
}

Expected<Play, FieldErrors> readPlay(const Value& document) {
  FieldErrors errors;
  const Reader root(document, errors);
  Play play;
  for (const auto& [key, field] : root.entries()) {
    if (key == "apiVersion") {
      if (field.string() != "sim.slipway.dev/v1alpha1")
        field.fail("must be sim.slipway.dev/v1alpha1");
    } else if (key == "kind") {
      if (field.string() != "Play") field.fail("must be Play");
    } else if (key == "name") {
      play.name = field.string();
    } else if (key == "seed") {
      play.seed = static_cast<std::uint64_t>(field.integer(1, 0));
    } else if (key == "limit") {
      play.limit = readTime(field);
    } else if (key == "pods") {
      for (const auto& item : field.elements()) play.pods.push_back(readBehave(item));
    } else if (key == "objects") {
      for (const auto& item : field.elements()) play.objects.push_back(item.value());
    } else if (key == "events") {
      for (const auto& item : field.elements()) play.events.push_back(readEvent(item));
    } else if (key == "expect") {
      play.expect = readExpectations(field);
    } else {
      field.fail("is not known; a play has name, seed, limit, pods, objects, events and expect");
    }
  }
  root["name"].require();
  if (play.expect.empty())
    root["expect"].fail("is required: a play that expects nothing could not fail");
  if (!errors.empty()) return Unexpected{std::move(errors)};
  return play;
}

Expected<Play, FieldErrors> playOfDocuments(const std::vector<Value>& documents) {
  const auto kindIs = [](const char* kind) {
    return [kind](const Value& d) { return d["kind"].stringOr("") == kind; };
  };
  const auto play = std::find_if(documents.begin(), documents.end(), kindIs("Play"));
  if (play != documents.end()) {
    if (documents.size() == 1) return readPlay(*play);
    return Unexpected{FieldErrors{{"",
                                   "a play file holds one document; put the other objects "
                                   "into its `objects`"}}};
  }
  const auto release = std::find_if(documents.begin(), documents.end(), kindIs("Release"));
  if (release == documents.end())
    return Unexpected{FieldErrors{{"kind", "the file holds neither a Play nor a Release"}}};
  auto made = playOfRelease(*release);
  if (!made.ok()) return made;
  for (const Value& document : documents)
    if (!(document == *release)) made->objects.push_back(document);
  return made;
}

}  // namespace slipway::sim
