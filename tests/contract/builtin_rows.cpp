#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/contract/bench.h"

namespace slipway::contract {
namespace {

using testing::HasSubstr;
namespace resources = kube::resources;

Value replicaSet(const std::string& name, int replicas) {
  return json(R"({"apiVersion": "apps/v1", "kind": "ReplicaSet", "spec": {
      "selector": {"matchLabels": {"app": "web"}},
      "template": {"metadata": {"labels": {"app": "web"}},
        "spec": {"containers": [{"name": "c", "image": "none:1",
          "ports": [{"name": "http", "containerPort": 80}]}]}}}})")
      .withPointer("/metadata/name", name)
      .withPointer("/spec/replicas", replicas);
}

Value service(const std::string& name) {
  return json(R"({"apiVersion": "v1", "kind": "Service", "spec": {
      "ports": [{"name": "http", "port": 80, "targetPort": "http"}]}})")
      .withPointer("/metadata/name", name);
}

Value pod(const std::string& name) {
  return json(R"({"apiVersion": "v1", "kind": "Pod", "spec": {"terminationGracePeriodSeconds": 7,
      "automountServiceAccountToken": false,
      "containers": [{"name": "c", "image": "none:1"}]}})")
      .withPointer("/metadata/name", name);
}

Value config(const std::string& name, const char* value) {
  return Value::object({{"apiVersion", "v1"},
                        {"kind", "ConfigMap"},
                        {"metadata", Value::object({{"name", name}})},
                        {"data", Value::object({{"key", value}})}});
}

Value selectorConfig(const std::string& name, const char* value) {
  return Value::object({{"apiVersion", "v1"}, {"kind", "Service"}})
      .withPointer("/metadata/name", name)
      .withPointer("/spec/selector", Value::object({{"app", value}}));
}

ApiResult bind(Bench& b, const std::string& name, const char* node) {
  ApiRequest r;
  r.verb = kube::Verb::Create;
  r.resource = resources::pods();
  r.key = {b.ns(), name};
  r.subresource = "binding";
  r.body = json(R"({"apiVersion": "v1", "kind": "Binding", "target": {"kind": "Node"}})")
               .withPointer("/metadata/name", name)
               .withPointer("/target/name", node);
  return b.send(r);
}

}  // namespace

std::vector<Row> subresourceRows() {
  return {
      {"scale of a custom resource: spec, status and selector of the declared paths",
       [](Bench& b) {
         b.made(widgets(), widget("a", json(R"({"size": 4})")));
         b.mergePatch(widgets(), "a", json(R"({"status": {"replicas": 3, "selector": "app=a"}})"),
                      "status");
         const Value scale = b.read(widgets(), "a", "scale");
         EXPECT_EQ(scale["kind"], Value("Scale"));
         EXPECT_EQ(scale["spec"]["replicas"], Value(4));
         EXPECT_EQ(scale["status"]["replicas"], Value(3));
         EXPECT_EQ(scale["status"]["selector"], Value("app=a"));
       }},
      {"scaling a custom resource changes the spec and the generation",
       [](Bench& b) {
         b.made(widgets(), widget("a"));
         const ApiResult r =
             b.mergePatch(widgets(), "a", json(R"({"spec": {"replicas": 6}})"), "scale");
         EXPECT_TRUE(r.applied()) << r.error.message;
         EXPECT_EQ(r.object["spec"]["replicas"], Value(6));
         const Value now = b.read(widgets(), "a");
         EXPECT_EQ(now["spec"]["size"], Value(6));
         EXPECT_EQ(generationOf(now), 2);
       }},
      {"scaling beyond the schema's bounds: 422",
       [](Bench& b) {
         b.made(widgets(), widget("a"));
         EXPECT_EQ(b.mergePatch(widgets(), "a", json(R"({"spec": {"replicas": 101}})"), "scale")
                       .error.code,
                   422);
       }},
      {"scaling to a negative number: 422",
       [](Bench& b) {
         b.made(widgets(), widget("a"));
         EXPECT_EQ(b.mergePatch(widgets(), "a", json(R"({"spec": {"replicas": -1}})"), "scale")
                       .error.code,
                   422);
       }},
      {"scaling with an old resourceVersion: 409",
       [](Bench& b) {
         const Value made = b.made(widgets(), widget("a"));
         b.mergePatch(widgets(), "a", json(R"({"spec": {"size": 2}})"));
         const ApiResult r =
             b.jsonPatch(widgets(), "a",
                         Value::array({op("replace", "/metadata/resourceVersion", versionOf(made)),
                                       op("replace", "/spec/replicas", 5)}),
                         "scale");
         EXPECT_EQ(r.error.code, 409);
       }},
      {"scale of a missing object: 404",
       [](Bench& b) { EXPECT_EQ(b.get(widgets(), "a", "scale").error.code, 404); }},
      {"scale of a ReplicaSet by JSON patch with tests of uid and old value",
       [](Bench& b) {
         const Value made = b.made(resources::replicaSets(), replicaSet("r", 1));
         const ApiResult r = b.jsonPatch(
             resources::replicaSets(), "r",
             Value::array({op("test", "/metadata/uid", uidOf(made)),
                           op("test", "/spec/replicas", 1), op("replace", "/spec/replicas", 2)}),
             "scale");
         EXPECT_TRUE(r.applied()) << r.error.message;
         EXPECT_EQ(b.read(resources::replicaSets(), "r")["spec"]["replicas"], Value(2));
       }},
      {"scale at 0 has no spec.replicas: a test of it answers 422, replace adds it",
       [](Bench& b) {
         b.made(resources::replicaSets(), replicaSet("r", 0));
         EXPECT_FALSE(b.read(resources::replicaSets(), "r", "scale")["spec"].find("replicas"));
         EXPECT_EQ(b.jsonPatch(resources::replicaSets(), "r",
                               Value::array({op("test", "/spec/replicas", 0)}), "scale")
                       .error.code,
                   422);
         EXPECT_TRUE(b.jsonPatch(resources::replicaSets(), "r",
                                 Value::array({op("replace", "/spec/replicas", 2)}), "scale")
                         .applied());
       }},
      {"a ReplicaSet at 0 has its spec.replicas: test and replace work on itself",
       [](Bench& b) {
         const Value made = b.made(resources::replicaSets(), replicaSet("r", 0));
         const ApiResult r = b.jsonPatch(
             resources::replicaSets(), "r",
             Value::array({op("test", "/metadata/uid", uidOf(made)),
                           op("test", "/spec/replicas", 0), op("replace", "/spec/replicas", 2)}));
         EXPECT_TRUE(r.applied()) << r.error.message;
         EXPECT_EQ(generationOf(r.object), 2);
       }},
      {"a size that changed and came back is another generation; an annotation is not",
       [](Bench& b) {
         const Value made = b.made(resources::replicaSets(), replicaSet("r", 0));
         const auto patched = [&](Value operations) {
           return b.jsonPatch(resources::replicaSets(), "r", std::move(operations));
         };
         const Value same = op("test", "/metadata/generation", generationOf(made));
         EXPECT_TRUE(patched(Value::array(
                                 {op("add", "/metadata/annotations", Value::object({{"x", "1"}}))}))
                         .applied());
         EXPECT_TRUE(patched(Value::array({same})).applied());
         EXPECT_TRUE(patched(Value::array({op("replace", "/spec/replicas", 1)})).applied());
         EXPECT_TRUE(patched(Value::array({op("replace", "/spec/replicas", 0)})).applied());
         EXPECT_EQ(patched(Value::array({same, op("test", "/spec/replicas", 0)})).error.code, 422);
       }},
      {"binding a pod sets its node; a second one: 409",
       [](Bench& b) {
         b.made(resources::pods(), pod("p"));
         EXPECT_TRUE(bind(b, "p", "node-1").applied());
         EXPECT_EQ(b.read(resources::pods(), "p")["spec"]["nodeName"], Value("node-1"));
         EXPECT_EQ(bind(b, "p", "node-2").error.code, 409);
       }},
      {"SelfSubjectAccessReview answers",
       [](Bench& b) {
         const ApiResult r = b.create(
             resources::selfSubjectAccessReviews(),
             json(R"({"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
                      "spec": {"resourceAttributes": {"verb": "get", "resource": "pods"}}})"));
         EXPECT_TRUE(r.applied()) << r.error.message;
         EXPECT_EQ(r.object["status"]["allowed"], Value(true));
       }},
  };
}

std::vector<Row> builtinRows() {
  return {
      {"ReplicaSet: created at 0 replicas, generation 1",
       [](Bench& b) {
         const Value made = b.made(resources::replicaSets(), replicaSet("r", 0));
         EXPECT_EQ(made["spec"]["replicas"], Value(0));
         EXPECT_EQ(generationOf(made), 1);
       }},
      {"ReplicaSet: the stored template is not the one that was sent",
       [](Bench& b) {
         const Value made = b.made(resources::replicaSets(), replicaSet("r", 0));
         const Value& spec = made["spec"]["template"]["spec"];
         EXPECT_EQ(spec["restartPolicy"], Value("Always"));
         EXPECT_EQ(spec["containers"].at(0)["ports"].at(0)["protocol"], Value("TCP"));
         EXPECT_EQ(spec["containers"].at(0)["imagePullPolicy"], Value("IfNotPresent"));
       }},
      {"ReplicaSet: the selector must match the template",
       [](Bench& b) {
         const ApiResult r = b.create(
             resources::replicaSets(),
             replicaSet("r", 0).withPointer("/spec/template/metadata/labels/app", "other"));
         EXPECT_EQ(r.error.code, 422);
         EXPECT_THAT(r.error.message, HasSubstr("does not match template"));
       }},
      {"ReplicaSet: the selector is immutable",
       [](Bench& b) {
         b.made(resources::replicaSets(), replicaSet("r", 0));
         const ApiResult r =
             b.jsonPatch(resources::replicaSets(), "r",
                         Value::array({op("add", "/spec/selector/matchLabels/x", "1"),
                                       op("add", "/spec/template/metadata/labels/x", "1")}));
         EXPECT_EQ(r.error.code, 422);
         EXPECT_THAT(r.error.message, HasSubstr("field is immutable"));
       }},
      {"ReplicaSet: a negative number of replicas is refused",
       [](Bench& b) {
         const ApiResult r = b.create(resources::replicaSets(), replicaSet("r", -1));
         EXPECT_EQ(r.error.code, 422);
         EXPECT_THAT(r.error.message, HasSubstr("spec.replicas"));
       }},
      {"ReplicaSet: a template without containers is refused",
       [](Bench& b) {
         const ApiResult r = b.create(
             resources::replicaSets(),
             replicaSet("r", 0).withPointer("/spec/template/spec/containers", Value::array()));
         EXPECT_EQ(r.error.code, 422);
         EXPECT_THAT(r.error.message, HasSubstr("spec.template.spec.containers"));
       }},
      {"ReplicaSet: an apply of replicas alone gives up the template: refused",
       [](Bench& b) {
         b.apply(resources::replicaSets(), replicaSet("r", 0));
         const ApiResult r = b.apply(
             resources::replicaSets(),
             json(R"({"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": "r"},
                      "spec": {"replicas": 0}})"));
         EXPECT_EQ(r.error.code, 422) << r.error.message;
       }},
      {"ReplicaSet: status and labels through /status",
       [](Bench& b) {
         b.made(resources::replicaSets(), replicaSet("r", 0));
         const ApiResult r =
             b.mergePatch(resources::replicaSets(), "r",
                          json(R"({"metadata": {"labels": {"x": "1"}}, "spec": {"replicas": 5},
                      "status": {"replicas": 0, "observedGeneration": 1}})"),
                          "status");
         EXPECT_TRUE(r.applied()) << r.error.message;
         EXPECT_EQ(r.object["spec"]["replicas"], Value(0));
         EXPECT_EQ(r.object["metadata"]["labels"]["x"], Value("1"));
       }},
      {"Service: gets a cluster address, type and protocol",
       [](Bench& b) {
         const Value made = b.made(resources::services(), service("s"));
         EXPECT_EQ(made["spec"]["type"], Value("ClusterIP"));
         EXPECT_THAT(std::string(made["spec"]["clusterIP"].stringOr("")), HasSubstr("10.96."));
         EXPECT_EQ(made["spec"]["ports"].at(0)["protocol"], Value("TCP"));
         EXPECT_FALSE(made["spec"].find("selector"));
       }},
      {"Service: targetPort defaults to port",
       [](Bench& b) {
         const Value made =
             b.made(resources::services(),
                    service("s").withPointer("/spec/ports", json(R"([{"port": 81}])")));
         EXPECT_EQ(made["spec"]["ports"].at(0)["targetPort"], Value(81));
       }},
      {"Service: no ports: 422",
       [](Bench& b) {
         const ApiResult r = b.create(resources::services(),
                                      service("s").withPointer("/spec/ports", Value::array()));
         EXPECT_EQ(r.error.code, 422);
         EXPECT_THAT(r.error.message, HasSubstr("spec.ports"));
       }},
      {"Service: an owner by omission survives the re-apply of a manifest without selector",
       [](Bench& b) {
         b.apply(resources::services(), service("s"), {.manager = "user"});
         const ApiResult ours = b.apply(resources::services(), selectorConfig("s", "v1"));
         EXPECT_TRUE(ours.applied()) << ours.error.message;
         const ApiResult again =
             b.apply(resources::services(), service("s"), {.manager = "user", .force = true});
         EXPECT_EQ(again.object["spec"]["selector"], json(R"({"app": "v1"})"));
         EXPECT_EQ(versionOf(again.object), versionOf(ours.object));
       }},
      {"Service: a declared selector conflicts, and belongs to one owner as a whole",
       [](Bench& b) {
         b.apply(resources::services(),
                 service("s").withPointer("/spec/selector", json(R"({"app": "web"})")),
                 {.manager = "user"});
         const ApiResult ours = b.apply(resources::services(), selectorConfig("s", "v1"));
         EXPECT_EQ(ours.error.code, 409);
         EXPECT_THAT(ours.error.message, HasSubstr(".spec.selector"));
         b.apply(resources::services(), selectorConfig("s", "v1"), {.force = true});
         EXPECT_EQ(b.apply(resources::services(),
                           service("s").withPointer("/spec/selector", json(R"({"app": "web"})")),
                           {.manager = "user"})
                       .error.code,
                   409);
       }},
      {"Service: the selector by JSON patch with resourceVersion",
       [](Bench& b) {
         const Value made = b.made(resources::services(), service("s"));
         const ApiResult r =
             b.jsonPatch(resources::services(), "s",
                         Value::array({op("test", "/metadata/uid", uidOf(made)),
                                       op("replace", "/metadata/resourceVersion", versionOf(made)),
                                       op("add", "/spec/selector", json(R"({"app": "v2"})"))}));
         EXPECT_TRUE(r.applied()) << r.error.message;
         EXPECT_EQ(r.object["spec"]["selector"], json(R"({"app": "v2"})"));
       }},
      {"Pod: an unscheduled one is deleted at once",
       [](Bench& b) {
         b.made(resources::pods(), pod("p"));
         EXPECT_TRUE(b.remove(resources::pods(), "p").applied());
         EXPECT_EQ(b.get(resources::pods(), "p").error.code, 404);
       }},
      {"Pod: one on a node waits for its kubelet",
       [](Bench& b) {
         b.made(resources::pods(), pod("p"));
         bind(b, "p", "node-1");
         EXPECT_TRUE(b.remove(resources::pods(), "p").applied());
         const Value marked = b.read(resources::pods(), "p");
         EXPECT_TRUE(marked["metadata"]["deletionTimestamp"].isString());
         EXPECT_EQ(marked["metadata"]["deletionGracePeriodSeconds"], Value(7));
       }},
      {"Pod: starts Pending",
       [](Bench& b) {
         EXPECT_EQ(b.made(resources::pods(), pod("p"))["status"]["phase"], Value("Pending"));
       }},
      {"Pod: conditions by /status; an address too",
       [](Bench& b) {
         b.made(resources::pods(), pod("p"));
         const ApiResult r = b.mergePatch(
             resources::pods(), "p", json(R"({"status": {"phase": "Running", "podIP": "10.99.0.7",
                      "podIPs": [{"ip": "10.99.0.7"}],
                      "conditions": [{"type": "Ready", "status": "True"}]}})"),
             "status");
         EXPECT_TRUE(r.applied()) << r.error.message;
         EXPECT_EQ(r.object["status"]["podIP"], Value("10.99.0.7"));
       }},
      {"ConfigMap: data changes have no generation",
       [](Bench& b) {
         const Value made = b.made(resources::configMaps(), config("c", "1"));
         EXPECT_EQ(generationOf(made), -1);
         const ApiResult r =
             b.mergePatch(resources::configMaps(), "c", json(R"({"data": {"key": "2"}})"));
         EXPECT_NE(versionOf(r.object), versionOf(made));
       }},
      {"Lease: taken over with the old resourceVersion: 409",
       [](Bench& b) {
         const Value made = b.made(resources::leases(),
                                   json(R"({"apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
                      "metadata": {"name": "l"}, "spec": {"holderIdentity": "a",
                      "leaseDurationSeconds": 15, "renewTime": "2026-01-01T00:00:00.000000Z"}})"));
         b.mergePatch(resources::leases(), "l", json(R"({"spec": {"holderIdentity": "b"}})"));
         const ApiResult r =
             b.mergePatch(resources::leases(), "l",
                          json(R"({"spec": {"holderIdentity": "c"}})")
                              .withPointer("/metadata/resourceVersion", versionOf(made)));
         EXPECT_EQ(r.error.code, 409);
       }},
      {"EndpointSlice: changed endpoints raise the generation",
       [](Bench& b) {
         b.made(resources::endpointSlices(),
                json(R"({"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
                         "metadata": {"name": "e", "labels": {"kubernetes.io/service-name": "s"}},
                         "addressType": "IPv4", "ports": [{"name": "http", "port": 80}],
                         "endpoints": [{"addresses": ["10.99.0.7"]}]})"));
         const ApiResult r = b.mergePatch(
             resources::endpointSlices(), "e",
             json(
                 R"({"endpoints": [{"addresses": ["10.99.0.8"], "conditions": {"ready": true}}]})"));
         EXPECT_TRUE(r.applied()) << r.error.message;
         EXPECT_EQ(generationOf(r.object), 2);
       }},
      {"Event: created with a generated name and MicroTime",
       [](Bench& b) {
         Value event = json(R"({"apiVersion": "events.k8s.io/v1", "kind": "Event",
             "metadata": {"generateName": "e-"}, "eventTime": "2026-01-01T00:00:00.000000Z",
             "reportingController": "slipway.dev/slipway", "reportingInstance": "x",
             "action": "Scale", "reason": "Scaled", "type": "Normal", "note": "n",
             "regarding": {"apiVersion": "contract.slipway.dev/v1", "kind": "Widget", "name": "a"}})")
                           .withPointer("/regarding/namespace", b.ns());
         const ApiResult r = b.create(resources::events(), event);
         EXPECT_TRUE(r.applied()) << r.error.message;
         EXPECT_EQ(r.object["eventTime"], Value("2026-01-01T00:00:00.000000Z"));
       }},
      {"Namespace: a deleted one takes no new objects",
       [](Bench& b) {
         Bench doomed(b.backend(), b.ns() + "-doomed");
         // Something that stays keeps the namespace where a controller would empty it.
         doomed.made(widgets(),
                     widget("a").withPointer("/metadata/finalizers", json(R"(["slipway.dev/x"])")));
         EXPECT_TRUE(b.remove(resources::namespaces(), doomed.ns()).applied());
         const ApiResult r = doomed.create(widgets(), widget("b"));
         EXPECT_EQ(r.error.code, 403) << r.error.message;
         EXPECT_THAT(r.error.message, HasSubstr("being terminated"));
         doomed.mergePatch(widgets(), "a", json(R"({"metadata": {"finalizers": null}})"));
       }},
  };
}

std::vector<Row> realOnlyRows() {
  return {
      {"a ReplicaSet deleted in the background takes its pods along",
       [](Bench& b) {
         b.made(resources::replicaSets(), replicaSet("r", 1));
         kube::WatchRequest w;
         w.resource = resources::pods();
         w.ns = b.ns();
         WatchSession pods(b.backend(), w);
         EXPECT_TRUE(pods.waitForEvents(1)) << "the controller makes a pod";
         EXPECT_TRUE(
             b.remove(resources::replicaSets(), "r", {.propagation = "Background"}).applied());
         const Listed listed = b.list({.resource = resources::pods()});
         for (const auto& name : listed.names())
           EXPECT_TRUE(b.waitUntilGone(resources::pods(), name)) << name;
       },
       "garbage collection is a controller's work: in the fake it is the simulator's"},
      {"a child whose owner never existed is collected",
       [](Bench& b) {
         b.made(resources::configMaps(),
                config("c", "1").withPointer(
                    "/metadata/ownerReferences",
                    json(R"([{"apiVersion": "v1", "kind": "ConfigMap", "name": "gone",
                              "uid": "11111111-2222-3333-4444-555555555555"}])")));
         EXPECT_TRUE(b.waitUntilGone(resources::configMaps(), "c"));
       },
       "garbage collection is a controller's work: in the fake it is the simulator's"},
      {"a pod template with an unknown field, strict: 400 naming it",
       [](Bench& b) {
         const ApiResult r = b.create(
             resources::replicaSets(),
             replicaSet("r", 0).withPointer("/spec/template/spec/containers/0/imagge", "x"));
         EXPECT_EQ(r.error.code, 400);
         EXPECT_THAT(r.error.message, HasSubstr("imagge"));
       },
       "the fake knows next to nothing about pod templates"},
      {"a pod template that makes no sense: 422 naming the field",
       [](Bench& b) {
         const ApiResult r =
             b.create(resources::replicaSets(),
                      replicaSet("r", 0).withPointer("/spec/template/spec/containers/0/image", ""));
         EXPECT_EQ(r.error.code, 422);
         EXPECT_THAT(r.error.message, HasSubstr("spec.template.spec.containers[0].image"));
       },
       "the fake knows next to nothing about pod templates; rejectTemplates() plays it"},
      {"a schema whose rules may cost too much is refused",
       [](Bench& b) {
         Value definition =
             widgetDefinition()
                 .withPointer("/metadata/name", "costlies.contract.slipway.dev")
                 .withPointer("/spec/names", json(R"({"plural": "costlies", "kind": "Costly",
                                                      "singular": "costly", "listKind": "CostlyList"})"))
                 .withPointer("/spec/versions/0/schema/openAPIV3Schema/properties/spec",
                              json(R"j({"type": "object", "properties": {"l": {"type": "array",
             "items": {"type": "array", "items": {"type": "string"}}}},
             "x-kubernetes-validations": [{"rule": "self.l.all(a, a.all(b, self.l.all(c, c.all(d, b.contains(d)))))",
             "message": "m"}]})j"));
         const ApiResult r = b.create(resources::customResourceDefinitions(), definition);
         EXPECT_EQ(r.error.code, 422);
         EXPECT_THAT(r.error.message, HasSubstr("cost"));
       },
       "the fake does not estimate what a rule costs"},
  };
}

}  // namespace slipway::contract
