#include <set>
#include <utility>

#include "crds/release.h"
#include "kube/types/resources.h"
#include "sim/expected_answers.h"
#include "sim/play.h"

namespace slipway::sim {
namespace {

// "registry:5000/shop/web:1.4@sha256:..." -> "registry:5000/shop/web"
std::string repositoryOf(const std::string& image) {
  const std::string name = image.substr(0, image.find('@'));
  const auto slash = name.rfind('/');
  const auto colon = name.rfind(':');
  const bool tagged = colon != std::string::npos && (slash == std::string::npos || colon > slash);
  return tagged ? name.substr(0, colon) : name;
}

// What is wrong with them, the API server will say.
std::vector<crds::SmokeTest> smokeTestsOf(const Reader& release) {
  FieldErrors ignored;
  const Value& tests = release["spec"]["verification"]["smokeTests"].value();
  return crds::readSmokeTests(Reader(tests, ignored));
}

// Answers as the smoke tests expect.
PodScript goodScript(const std::vector<crds::SmokeTest>& tests) {
  PodScript good;
  good.http = passingAnswers(tests);
  return good;
}

// Fails every smoke test; without smoke tests, it crashes.
PodScript badScript(const std::vector<crds::SmokeTest>& tests) {
  PodScript bad;
  bad.http = failingAnswers(tests);
  if (bad.http.empty()) bad.crashAfter = std::chrono::seconds(1);
  return bad;
}

Value conditionIs(const char* type, const char* status) {
  return Value::object({{"type", type}, {"status", status}});
}

// With onFailure Hold nothing moves: somebody has to decide.
bool holds(const Reader& release) {
  return release["spec"]["onFailure"].string("Rollback") == "Hold";
}

// How often a rollout waits for somebody to promote it.
int decisionsOf(const Reader& release) {
  const Reader strategy = release["spec"]["strategy"];
  const auto decided = [](const Reader& pause) {
    return pause.present() && !pause["duration"].present();
  };
  int count = strategy["blueGreen"]["promotion"].string() == "Manual" ? 1 : 0;
  for (const Reader& step : strategy["canary"]["steps"].elements()) {
    if (decided(step["pause"])) ++count;
  }
  return count;
}

// How it ends: revision 2 is the stable one, and revision 3 went back or is held.
Value endOf(bool held) {
  std::vector<Value> conditions{conditionIs("Available", "True"), conditionIs("Ready", "False"),
                                conditionIs("Stalled", "True")};
  if (!held) conditions.push_back(conditionIs("RolledBack", "True"));
  const char* const outcome = held ? "Held" : "RolledBack";
  return Value::object(
      {{"phase", held ? "Stalled" : "RolledBack"},
       {"stable", Value::object({{"revision", 2}})},
       {"history", Value::array({Value::object({{"revision", 3}, {"outcome", outcome}})})},
       {"waiting", Value::object({{"reason", "Rejected"}})},
       {"conditions", Value::array(std::move(conditions))}});
}

// The Deployment that a Release adopts, as it may well be: with a port for each smoke test.
Value deploymentFor(const Reader& release, const std::string& name) {
  kube::Labels labels = kube::readLabels(release["spec"]["selector"]["matchLabels"]);
  if (labels.empty()) labels = {{"app", name}};
  Value::Elements ports;
  std::int32_t number = 8080;
  std::set<std::string> named;
  for (const Reader& test : release["spec"]["verification"]["smokeTests"].elements()) {
    const std::string port = test["http"]["port"].string("http");
    if (named.insert(port).second)
      ports.push_back(Value::object({{"name", port}, {"containerPort", number++}}));
  }
  const Value container =
      Value::object({{"name", name}, {"image", name + ":1"}, {"ports", Value::array(ports)}});
  const Value pods =
      Value::object({{"metadata", Value::object({{"labels", kube::labelsValue(labels)}})},
                     {"spec", Value::object({{"containers", Value::array({container})}})}});
  return Value::object(
      {{"apiVersion", "apps/v1"},
       {"kind", "Deployment"},
       {"metadata",
        Value::object(
            {{"name", name}, {"namespace", release["metadata"]["namespace"].string("default")}})},
       {"spec",
        Value::object({{"replicas", release["spec"]["replicas"].int32(1)},
                       {"selector", Value::object({{"matchLabels", kube::labelsValue(labels)}})},
                       {"template", pods}})}});
}

// A Service that is to be taken over, as it may well be.
Value serviceFor(const Reader& release, const Reader& service, const kube::Labels& labels) {
  const Value port = Value::object({{"port", 80}, {"targetPort", "http"}});
  return Value::object(
      {{"apiVersion", "v1"},
       {"kind", "Service"},
       {"metadata",
        Value::object({{"name", service["name"].string()},
                       {"namespace", release["metadata"]["namespace"].string("default")}})},
       {"spec", Value::object(
                    {{"selector", kube::labelsValue(labels)}, {"ports", Value::array({port})}})}});
}

// What such a Release presupposes: its namespace, and what it takes over.
std::vector<Value> surroundings(const Reader& release, const Value& deployment) {
  std::vector<Value> objects;
  const std::string ns = release["metadata"]["namespace"].string("default");
  if (ns != "default") {
    objects.push_back(Value::object({{"apiVersion", "v1"},
                                     {"kind", "Namespace"},
                                     {"metadata", Value::object({{"name", ns}})}}));
  }
  if (!deployment.isNull()) objects.push_back(deployment);
  const Reader labels = release["spec"]["template"]["metadata"]["labels"];
  for (const Reader& service : release["spec"]["traffic"]["services"].elements()) {
    if (service["template"].present()) continue;
    objects.push_back(serviceFor(release, service, kube::readLabels(labels)));
  }
  return objects;
}

}  // namespace

Expected<Play, FieldErrors> playOfRelease(const Value& release) {
  FieldErrors errors;
  const Reader root(release, errors);
  root["metadata"]["name"].require();
  const auto workload = crds::readWorkloadRef(root["spec"]["workloadRef"]);
  const Value deployment = workload ? deploymentFor(root, workload->name) : Value();
  const Reader adopted(deployment, errors);
  const Reader& declares = workload ? adopted : root;
  const auto containers = declares["spec"]["template"]["spec"]["containers"].elements();
  if (containers.empty())
    root["spec"]["template"]["spec"]["containers"].fail("needs at least one container");
  if (!errors.empty()) return Unexpected{std::move(errors)};

  const std::string image = containers.front()["image"].string("app:1");
  const std::string container = containers.front()["name"].string();
  const std::string good = repositoryOf(image) + ":good-update";
  const std::string bad = repositoryOf(image) + ":bad-update";
  const std::string name = root["metadata"]["name"].string();
  const std::string ns = root["metadata"]["namespace"].string("default");
  const ObjectRef ref = workload ? ObjectRef{kube::resources::deployments(), {ns, workload->name}}
                                 : ObjectRef{crds::releases(), {ns, name}};

  const auto expect = [&](Value status) {
    return Expectation{crds::releases(), ns, name, Value::object({{"status", std::move(status)}}),
                       std::nullopt};
  };
  const auto ready = [&](int revision) {
    return expect(Value::object({{"stable", Value::object({{"revision", revision}})},
                                 {"conditions", Value::array({conditionIs("Ready", "True")})}}));
  };

  const Duration pause = std::chrono::seconds(5);
  Play play;
  play.objects = surroundings(root, deployment);
  const bool held = holds(root);
  play.name = name + ": a first deploy, a good update, and a bad one that " +
              (held ? "is held" : "goes back");
  const auto tests = smokeTestsOf(root);
  play.pods = {{image, goodScript(tests)}, {good, goodScript(tests)}, {bad, badScript(tests)}};
  play.events = {
      {PlayEvent::When::At, {}, {}, "the first deploy", ApplyObject{release}},
      {PlayEvent::When::Settled, {}, {}, "", Check{{ready(1)}}},
      {PlayEvent::When::After, pause, {}, "a good update: " + good, SetImage{ref, container, good}},
  };
  for (int n = 1; n <= decisionsOf(root); ++n) {
    const Value waits = Value::object({{"reason", "Promotion"}});
    play.events.push_back({PlayEvent::When::Until,
                           {},
                           {expect(Value::object({{"waiting", waits}}))},
                           "somebody has looked at it and promotes it",
                           DecideOn{{ns, name}, name + "-good-" + std::to_string(n), "Promote"}});
    // What is decided takes a moment to show.
    play.events.push_back({PlayEvent::When::After, pause, {}, "", Check{{}}});
  }
  play.events.push_back({PlayEvent::When::Settled, {}, {}, "", Check{{ready(2)}}});
  play.events.push_back(
      {PlayEvent::When::After, pause, {}, "a bad update: " + bad, SetImage{ref, container, bad}});
  play.expect = {expect(endOf(held))};
  return play;
}

}  // namespace slipway::sim
