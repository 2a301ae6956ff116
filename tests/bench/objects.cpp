#include "tests/bench/objects.h"

#include "tests/bench/pods_player.h"

namespace slipway::bench {
namespace {

constexpr std::size_t kTemplateBytes = 2500;  // of what people deploy, as JSON

std::string imageOf(int version) {
  return "registry.example/shop/web:1." + std::to_string(version);
}

Value operation(std::string_view what, std::string_view path, Value value) {
  return Value::object({{"op", what}, {"path", path}, {"value", std::move(value)}});
}

Value labels(const std::string& name) {
  return Value::object({{"app", name}});
}

Value containerWith(Value::Elements environment) {
  const Value probe = Value::object(
      {{"httpGet", Value::object({{"path", "/healthz"}, {"port", "http"}})}, {"periodSeconds", 5}});
  return Value::object(
      {{"name", "web"},
       {"image", imageOf(0)},
       {"ports", Value::array({Value::object({{"name", "http"}, {"containerPort", 8080}})})},
       {"readinessProbe", probe},
       {"livenessProbe", probe},
       {"resources",
        Value::object({{"requests", Value::object({{"cpu", "100m"}, {"memory", "128Mi"}})}})},
       {"env", Value::array(std::move(environment))}});
}

Value templateOf(const std::string& name) {
  const auto with = [&](const Value::Elements& environment) {
    return Value::object(
        {{"metadata", Value::object({{"labels", labels(name)}})},
         {"spec", Value::object({{"nodeName", PodsPlayer::kNode},
                                 {"containers", Value::array({containerWith(environment)})}})}});
  };
  Value::Elements environment;
  while (printJson(with(environment)).size() < kTemplateBytes) {
    const std::string number = std::to_string(environment.size());
    environment.push_back(
        Value::object({{"name", "SETTING_" + number},
                       {"value", "what this setting says is as long as usual, " + number}}));
  }
  return with(environment);
}

Value objectOf(std::string_view apiVersion, std::string_view kind, const std::string& name) {
  return Value::object({{"apiVersion", apiVersion},
                        {"kind", kind},
                        {"metadata", Value::object({{"name", name}, {"namespace", kNamespace}})}});
}

Value serviceOf(const std::string& name, std::string_view role) {
  const Value port = Value::object({{"name", "http"}, {"port", 80}, {"targetPort", "http"}});
  return Value::object(
      {{"name", name},
       {"role", role},
       {"template", Value::object({{"spec", Value::object({{"ports", Value::array({port})}})}})}});
}

Value smokeTest() {
  return Value::object({{"name", "healthz"},
                        {"http", Value::object({{"path", "/healthz"},
                                                {"port", "http"},
                                                {"expect", Value::object({{"status", 200}})}})}});
}

}  // namespace

Value oneByOne() {
  return Value::object({{"rolling", Value::object({{"maxSurge", 1}, {"maxUnavailable", 0}})}});
}

Value releaseOf(const Shape& shape) {
  Value spec = Value::object(
      {{"replicas", shape.replicas},
       {"selector", Value::object({{"matchLabels", labels(shape.name)}})},
       {"template", templateOf(shape.name)},
       {"verification", Value::object({{"smokeTests", Value::array({smokeTest()})}})}});
  if (!shape.strategy.isNull()) spec = spec.with("strategy", shape.strategy);
  Value::Elements services;
  if (shape.services > 0) services.push_back(serviceOf(shape.name, "Stable"));
  if (shape.services > 1) services.push_back(serviceOf(shape.name + "-preview", "Update"));
  if (!services.empty())
    spec = spec.with("traffic", Value::object({{"services", Value::array(std::move(services))}}));
  return objectOf("slipway.dev/v1alpha1", "Release", shape.name).with("spec", spec);
}

Value deploymentOf(const Shape& shape) {
  const Value strategy =
      Value::object({{"rollingUpdate", Value::object({{"maxSurge", 1}, {"maxUnavailable", 0}})}});
  return objectOf("apps/v1", "Deployment", shape.name)
      .with("spec",
            Value::object({{"replicas", shape.replicas},
                           {"selector", Value::object({{"matchLabels", labels(shape.name)}})},
                           {"strategy", strategy},
                           {"template", templateOf(shape.name)}}));
}

kube::ApiRequest creation(const kube::Resource& resource, Value object) {
  kube::ApiRequest request;
  request.verb = kube::Verb::Create;
  request.resource = resource;
  request.key = {kNamespace, std::string(object["metadata"]["name"].stringOr(""))};
  request.body = std::move(object);
  return request;
}

kube::ApiRequest change(const kube::Resource& resource, const std::string& name, int version,
                        int replicas) {
  kube::ApiRequest request;
  request.verb = kube::Verb::JsonPatch;
  request.resource = resource;
  request.key = {kNamespace, name};
  Value::Elements edits{
      operation("replace", "/spec/template/spec/containers/0/image", imageOf(version))};
  if (replicas >= 0) edits.push_back(operation("replace", "/spec/replicas", replicas));
  request.body = Value::array(std::move(edits));
  return request;
}

std::string nameOf(const std::string& prefix, int number) {
  return prefix + "-" + std::to_string(number);
}

}  // namespace slipway::bench
