#include "base/text.h"
#include "kube/fake/write.h"
#include "kube/types/object.h"
#include "kube/types/resources.h"

// What the server knows of single built-in kinds.
namespace slipway::kube::fake {
namespace {

bool isWorkload(const Resource& resource) {
  return resource.group == "apps" &&
         (resource.plural == "replicasets" || resource.plural == "deployments");
}

Value completedService(Write& write, const Value& object) {
  Value spec = object["spec"].isObject() ? object["spec"] : Value::object();
  Value::Elements ports;
  for (const Value& port : spec["ports"].elements())
    ports.push_back(port.find("targetPort") ? port : port.with("targetPort", port["port"]));
  if (!ports.empty()) spec = spec.with("ports", Value::array(std::move(ports)));
  if (!spec.find("clusterIP") && spec["type"] != Value("ExternalName"))
    spec = spec.with("clusterIP", write.state.newClusterIp());
  if (const Value& ip = spec["clusterIP"]; !ip.isNull()) {
    spec = spec.with("clusterIPs", Value::array({ip}));
    spec = spec.with("ipFamilies", Value::array({"IPv4"}));
    spec = spec.with("ipFamilyPolicy", "SingleStack");
  }
  return object.with("spec", spec);
}

Value completedDefinition(const Write& write, const Value& object) {
  const std::string now = formatTime(write.caller.now);
  const auto condition = [&](const char* type, const char* reason) {
    return Value::object({{"type", type},
                          {"status", "True"},
                          {"lastTransitionTime", now},
                          {"reason", reason},
                          {"message", "accepted"}});
  };
  return object.with(
      "status",
      Value::object(
          {{"conditions", Value::array({condition("NamesAccepted", "NoConflicts"),
                                        condition("Established", "InitialNamesAccepted")})},
           {"acceptedNames", object["spec"]["names"]},
           {"storedVersions", Value::array({object["spec"]["versions"].at(0)["name"]})}}));
}

FieldProblems workloadProblems(const Write& write, const Value& object, const Value* before) {
  FieldProblems problems;
  const Value& spec = object["spec"];
  FieldErrors errors;
  const LabelSelector selector = readLabelSelector(Reader(spec["selector"], errors));
  const Labels labels = readLabels(Reader(spec["template"]["metadata"]["labels"], errors));
  if (selector.empty()) problems.push_back({"spec.selector", "Required value"});
  if (!selector.matches(labels))
    problems.push_back(
        {"spec.template.metadata.labels", "Invalid value: " + printJson(labelsValue(labels)) +
                                              ": `selector` does not match template `labels`"});
  if (before && (*before)["spec"]["selector"] != spec["selector"])
    problems.push_back({"spec.selector",
                        "Invalid value: " + printJson(spec["selector"]) + ": field is immutable"});
  if (spec["template"]["spec"]["containers"].elements().empty())
    problems.push_back({"spec.template.spec.containers", "Required value"});
  if (const auto* reject = write.state.templateCheck(); reject && problems.empty()) {
    const bool same = before && (*before)["spec"]["template"] == spec["template"];
    if (const auto why = same ? std::nullopt : (*reject)(spec["template"]))
      problems.push_back({"spec.template", *why});
  }
  return problems;
}

FieldProblems serviceProblems(const Value& object, const Value* before) {
  FieldProblems problems;
  const Value& spec = object["spec"];
  const auto& ports = spec["ports"].elements();
  const bool needsPorts =
      spec["clusterIP"] != Value("None") && spec["type"] != Value("ExternalName");
  if (ports.empty() && needsPorts) problems.push_back({"spec.ports", "Required value"});
  for (std::size_t i = 0; i < ports.size() && ports.size() > 1; ++i)
    if (ports[i]["name"].stringOr("").empty())
      problems.push_back({"spec.ports[" + std::to_string(i) + "].name", "Required value"});
  if (before && (*before)["spec"]["clusterIP"] != spec["clusterIP"])
    problems.push_back({"spec.clusterIPs[0]", "Invalid value: " + printJson(spec["clusterIP"]) +
                                                  ": may not change once set"});
  return problems;
}

void serve(State& state, const Value& definition) {
  if (auto type = typeOfDefinition(definition); type.ok()) state.addType(*type);
}

void unserve(Write& write, const Value& definition) {
  const auto type = typeOfDefinition(definition);
  if (!type.ok()) return;
  const std::string name = (*type)->resource.name();
  const ObjectMap instances = write.state.objects(name);
  for (const auto& [key, object] : instances) {
    ApiRequest gone = write.request;
    gone.resource = (*type)->resource;
    gone.key = key;
    Write nested{write.state, **type, gone, write.caller};
    removeStored(nested, object, object->value);
  }
  write.state.removeType(name);
}

}  // namespace

Value completedNew(Write& write, Value object) {
  const Resource& resource = write.resource();
  if (resource == resources::services()) return completedService(write, object);
  if (resource == resources::customResourceDefinitions()) return completedDefinition(write, object);
  if (resource == resources::pods()) return object.withPointer("/status/phase", "Pending");
  if (isWorkload(resource)) return object.withPointer("/status/replicas", 0);
  if (resource == resources::namespaces()) {
    object = object.withPointer("/metadata/labels/kubernetes.io~1metadata.name",
                                object["metadata"]["name"]);
    object = object.withPointer("/spec/finalizers", Value::array({"kubernetes"}));
    return object.withPointer("/status/phase", "Active");
  }
  return object;
}

FieldProblems kindProblems(const Write& write, const Value& object, const Value* before) {
  const Resource& resource = write.resource();
  if (isWorkload(resource)) return workloadProblems(write, object, before);
  if (resource == resources::services()) return serviceProblems(object, before);
  if (resource == resources::customResourceDefinitions()) {
    if (auto type = typeOfDefinition(object); !type.ok()) return {{"", type.error()}};
  }
  return {};
}

void kindStored(Write& write, const Value* before, const Value* after) {
  if (write.resource() != resources::customResourceDefinitions()) return;
  if (after) {
    serve(write.state, *after);
  } else if (before) {
    unserve(write, *before);
  }
}

}  // namespace slipway::kube::fake
