#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/contract/bench.h"

namespace slipway::contract {
namespace {

using testing::HasSubstr;

Value named(const Value& object, const char* field, const char* value) {
  return object.with("metadata", object["metadata"].with(field, value));
}

// The object under that name was deleted and made again: another one.
Value recreated(Bench& b, const std::string& name) {
  EXPECT_TRUE(b.remove(widgets(), name).applied());
  return b.made(widgets(), widget(name));
}

// An object that was written once after its creation.
Value written(Bench& b, const std::string& name) {
  b.made(widgets(), widget(name));
  return b.mergePatch(widgets(), name, json(R"({"spec": {"size": 2}})")).object;
}

}  // namespace

std::vector<Row> createRows() {
  return {
      {"create answers the object with uid, version, generation 1 and creation time",
       [](Bench& b) {
         const Value made = b.made(widgets(), widget("a"));
         EXPECT_FALSE(uidOf(made).empty());
         EXPECT_FALSE(versionOf(made).empty());
         EXPECT_EQ(generationOf(made), 1);
         EXPECT_TRUE(made["metadata"]["creationTimestamp"].isString());
         EXPECT_EQ(made["metadata"]["namespace"], Value(b.ns()));
         EXPECT_EQ(b.read(widgets(), "a"), made);
       }},
      {"create on an existing name: 409 AlreadyExists, nothing changed",
       [](Bench& b) {
         const Value first = b.made(widgets(), widget("a"));
         const ApiResult second = b.create(widgets(), widget("a", json(R"({"size": 7})")));
         EXPECT_EQ(second.error.code, 409);
         EXPECT_TRUE(second.error.alreadyExists()) << second.error.reason;
         EXPECT_EQ(b.read(widgets(), "a"), first);
       }},
      {"create with generateName: a name with five more characters",
       [](Bench& b) {
         Value object = widget("x");
         object = object.with("metadata", json(R"({"generateName": "gen-"})"));
         const Value one = b.made(widgets(), object);
         const Value two = b.made(widgets(), object);
         const std::string name(one["metadata"]["name"].stringOr(""));
         EXPECT_EQ(name.size(), 9U) << name;
         EXPECT_EQ(name.substr(0, 4), "gen-");
         EXPECT_NE(one["metadata"]["name"], two["metadata"]["name"]);
       }},
      {"create without a name: 422 naming metadata.name",
       [](Bench& b) {
         const ApiResult r = b.create(widgets(), widget("x").with("metadata", Value::object()));
         EXPECT_EQ(r.error.code, 422);
         EXPECT_THAT(r.error.message, HasSubstr("name or generateName is required"));
       }},
      {"create in a namespace that does not exist: 404",
       [](Bench& b) {
         ApiRequest r;
         r.verb = kube::Verb::Create;
         r.resource = widgets();
         r.key = {"nowhere", "a"};
         r.body = widget("a");
         const ApiResult result = b.send(r);
         EXPECT_EQ(result.error.code, 404);
         EXPECT_THAT(result.error.message, HasSubstr("namespaces \"nowhere\" not found"));
       }},
      {"create with another namespace in the body: 400",
       [](Bench& b) {
         EXPECT_EQ(b.create(widgets(), named(widget("a"), "namespace", "default")).error.code, 400);
       }},
      {"create of another kind: 422 for a custom resource, 400 for a built-in one",
       [](Bench& b) {
         EXPECT_EQ(b.create(widgets(), widget("a").with("kind", "Gadget")).error.code, 422);
         EXPECT_EQ(
             b.create(kube::resources::configMaps(),
                      json(R"({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a"}})"))
                 .error.code,
             400);
       }},
      {"create with a resourceVersion is refused",
       [](Bench& b) {
         const ApiResult r = b.create(widgets(), named(widget("a"), "resourceVersion", "1"));
         EXPECT_FALSE(r.applied());
         EXPECT_THAT(r.error.message, HasSubstr("resourceVersion should not be set"));
       }},
      {"create ignores uid, generation and deletionTimestamp of the body",
       [](Bench& b) {
         Value object = named(widget("a"), "uid", "11111111-2222-3333-4444-555555555555");
         object = named(object, "deletionTimestamp", "2026-01-01T00:00:00Z");
         object = object.withPointer("/metadata/generation", 9);
         const Value made = b.made(widgets(), object);
         EXPECT_NE(uidOf(made), "11111111-2222-3333-4444-555555555555");
         EXPECT_EQ(generationOf(made), 1);
         EXPECT_TRUE(made["metadata"]["deletionTimestamp"].isNull());
       }},
      {"create with a name that is no DNS name: 422",
       [](Bench& b) { EXPECT_EQ(b.create(widgets(), widget("Not_A_Name")).error.code, 422); }},
      {"create with a label value that is none: 422",
       [](Bench& b) {
         const ApiResult r =
             b.create(widgets(),
                      widget("a").withPointer("/metadata/labels", json(R"({"v": "1.4.2+build"})")));
         EXPECT_EQ(r.error.code, 422);
         EXPECT_THAT(r.error.message, HasSubstr("metadata.labels"));
       }},
      {"create of an unknown resource: 404",
       [](Bench& b) {
         Resource unknown = widgets();
         unknown.plural = "gizmos";
         EXPECT_EQ(b.create(unknown, widget("a")).error.code, 404);
       }},
      {"dry run of a create answers the object and stores nothing",
       [](Bench& b) {
         const ApiResult r = b.create(widgets(), widget("a"), true);
         EXPECT_TRUE(r.applied()) << r.error.message;
         EXPECT_EQ(r.object["spec"]["size"], Value(1));
         EXPECT_EQ(b.get(widgets(), "a").error.code, 404);
       }},
  };
}

std::vector<Row> patchRows() {
  return {
      {"JSON patch changes one field and the version",
       [](Bench& b) {
         const Value before = b.made(widgets(), widget("a"));
         const ApiResult r =
             b.jsonPatch(widgets(), "a", Value::array({op("replace", "/spec/size", 5)}));
         EXPECT_TRUE(r.applied()) << r.error.message;
         EXPECT_EQ(r.object["spec"]["size"], Value(5));
         EXPECT_NE(versionOf(r.object), versionOf(before));
       }},
      {"JSON patch with a failed test: 422 Invalid, nothing changed",
       [](Bench& b) {
         const Value before = b.made(widgets(), widget("a"));
         const ApiResult r = b.jsonPatch(
             widgets(), "a",
             Value::array({op("test", "/spec/size", 99), op("replace", "/spec/size", 5)}));
         EXPECT_EQ(r.error.code, 422);
         EXPECT_EQ(r.error.reason, "Invalid");
         EXPECT_EQ(b.read(widgets(), "a"), before);
       }},
      {"JSON patch that tests the right uid and value is applied",
       [](Bench& b) {
         const Value before = b.made(widgets(), widget("a"));
         const ApiResult r = b.jsonPatch(
             widgets(), "a",
             Value::array({op("test", "/metadata/uid", uidOf(before)), op("test", "/spec/size", 1),
                           op("replace", "/spec/size", 5)}));
         EXPECT_TRUE(r.applied()) << r.error.message;
       }},
      {"JSON patch of a path that is not there: 422",
       [](Bench& b) {
         b.made(widgets(), widget("a"));
         EXPECT_EQ(
             b.jsonPatch(widgets(), "a", Value::array({op("remove", "/spec/colour")})).error.code,
             422);
       }},
      {"JSON patch of an unknown operation: 400 or 422, nothing changed",
       [](Bench& b) {
         b.made(widgets(), widget("a"));
         EXPECT_TRUE(b.jsonPatch(widgets(), "a", Value::array({op("frob", "/spec/size", 1)}))
                         .error.invalid());
       }},
      {"JSON patch replacing resourceVersion with the current one is applied",
       [](Bench& b) {
         const Value before = b.made(widgets(), widget("a"));
         const ApiResult r = b.jsonPatch(
             widgets(), "a",
             Value::array({op("replace", "/metadata/resourceVersion", versionOf(before)),
                           op("replace", "/spec/size", 5)}));
         EXPECT_TRUE(r.applied()) << r.error.message;
       }},
      {"JSON patch replacing resourceVersion with an old one: 409 Conflict",
       [](Bench& b) {
         const Value before = b.made(widgets(), widget("a"));
         b.mergePatch(widgets(), "a", json(R"({"spec": {"size": 2}})"));
         const ApiResult r = b.jsonPatch(
             widgets(), "a",
             Value::array({op("replace", "/metadata/resourceVersion", versionOf(before)),
                           op("replace", "/spec/size", 5)}));
         EXPECT_EQ(r.error.code, 409);
         EXPECT_TRUE(r.error.conflict()) << r.error.reason;
       }},
      {"JSON patch with an old resourceVersion that would change nothing: 409 all the same",
       [](Bench& b) {
         const Value before = b.made(widgets(), widget("a"));
         b.mergePatch(widgets(), "a", json(R"({"spec": {"size": 2}})"));
         const ApiResult r = b.jsonPatch(
             widgets(), "a",
             Value::array({op("replace", "/metadata/resourceVersion", versionOf(before)),
                           op("replace", "/spec/size", 2)}));
         EXPECT_EQ(r.error.code, 409);
       }},
      {"JSON patch replacing the uid with another: 422 Invalid",
       [](Bench& b) {
         b.made(widgets(), widget("a"));
         const ApiResult r = b.jsonPatch(
             widgets(), "a",
             Value::array(
                 {op("replace", "/metadata/uid", "11111111-2222-3333-4444-555555555555")}));
         EXPECT_EQ(r.error.code, 422);
         EXPECT_EQ(r.error.reason, "Invalid");
       }},
      {"JSON patch of a missing object: 404",
       [](Bench& b) {
         const ApiResult r =
             b.jsonPatch(widgets(), "a", Value::array({op("replace", "/spec/size", 5)}));
         EXPECT_EQ(r.error.code, 404);
         EXPECT_EQ(r.error.reason, "NotFound");
       }},
      {"JSON patch with test of uid on a re-created object: 422",
       [](Bench& b) {
         const Value before = b.made(widgets(), widget("a"));
         const Value after = recreated(b, "a");
         EXPECT_NE(uidOf(before), uidOf(after));
         const ApiResult r = b.jsonPatch(widgets(), "a",
                                         Value::array({op("test", "/metadata/uid", uidOf(before)),
                                                       op("replace", "/spec/size", 5)}));
         EXPECT_EQ(r.error.code, 422);
         EXPECT_EQ(b.read(widgets(), "a"), after);
       }},
      {"JSON patch with resourceVersion of a deleted predecessor: 409",
       [](Bench& b) {
         const Value before = b.made(widgets(), widget("a"));
         recreated(b, "a");
         const ApiResult r = b.jsonPatch(
             widgets(), "a",
             Value::array({op("replace", "/metadata/resourceVersion", versionOf(before)),
                           op("replace", "/spec/size", 5)}));
         EXPECT_EQ(r.error.code, 409);
       }},
      {"JSON patch of the name: 400 or 422",
       [](Bench& b) {
         b.made(widgets(), widget("a"));
         EXPECT_TRUE(
             b.jsonPatch(widgets(), "a", Value::array({op("replace", "/metadata/name", "b")}))
                 .error.invalid());
       }},
      {"JSON patch that changes nothing: the old version, and no event",
       [](Bench& b) {
         const Value before = written(b, "a");
         b.made(widgets(), widget("marker"));
         const Listed now = b.list({.resource = widgets()});
         const auto watch = b.watch(widgets(), now.result.resourceVersion);
         const ApiResult r =
             b.jsonPatch(widgets(), "a", Value::array({op("replace", "/spec/size", 2)}));
         EXPECT_TRUE(r.applied());
         EXPECT_EQ(versionOf(r.object), versionOf(before));
         b.mergePatch(widgets(), "marker", json(R"({"spec": {"size": 2}})"));
         EXPECT_TRUE(watch->waitForEvents(1));
         EXPECT_EQ(watch->told().at(0), "MODIFIED marker");
       }},
      {"the first write after a create stores the default status, so it is a change all the same",
       [](Bench& b) {
         const Value before = b.made(widgets(), widget("a"));
         const ApiResult r =
             b.jsonPatch(widgets(), "a", Value::array({op("replace", "/spec/size", 1)}));
         EXPECT_NE(versionOf(r.object), versionOf(before));
         EXPECT_EQ(generationOf(r.object), 1);
         const ApiResult again =
             b.jsonPatch(widgets(), "a", Value::array({op("replace", "/spec/size", 1)}));
         EXPECT_EQ(versionOf(again.object), versionOf(r.object));
       }},
      {"JSON patch replacing a member that is not there adds it (RFC 6902 would refuse)",
       [](Bench& b) {
         b.made(widgets(), widget("a"));
         const ApiResult r =
             b.jsonPatch(widgets(), "a", Value::array({op("replace", "/spec/colour", "red")}));
         EXPECT_TRUE(r.applied()) << r.error.message;
         EXPECT_EQ(r.object["spec"]["colour"], Value("red"));
       }},
      {"JSON patch testing a member that is not there: 422",
       [](Bench& b) {
         b.made(widgets(), widget("a"));
         EXPECT_EQ(b.jsonPatch(widgets(), "a", Value::array({op("test", "/spec/colour", "red")}))
                       .error.code,
                   422);
       }},
      {"JSON patch of an element of an atomic list, by its index",
       [](Bench& b) {
         b.made(widgets(), widget("a", json(R"({"steps": [{"weight": 1}, {"weight": 2}]})")));
         const ApiResult r = b.jsonPatch(widgets(), "a",
                                         Value::array({op("test", "/spec/steps/1/weight", 2),
                                                       op("replace", "/spec/steps/1/weight", 3)}));
         EXPECT_TRUE(r.applied()) << r.error.message;
         EXPECT_EQ(r.object["spec"]["steps"].at(1)["weight"], Value(3));
         EXPECT_EQ(
             b.jsonPatch(widgets(), "a", Value::array({op("replace", "/spec/steps/7/weight", 3)}))
                 .error.code,
             422);
       }},
      {"JSON patch adding into a map that is not there: 422",
       [](Bench& b) {
         b.made(widgets(), widget("a"));
         EXPECT_EQ(
             b.jsonPatch(widgets(), "a", Value::array({op("add", "/metadata/annotations/x", "1")}))
                 .error.code,
             422);
       }},
      {"merge patch changes, adds and (with null) removes",
       [](Bench& b) {
         b.made(widgets(),
                widget("a", json(R"({"colour": "red", "words": {"x": "1", "y": "2"}})")));
         const ApiResult r = b.mergePatch(
             widgets(), "a", json(R"({"spec": {"colour": null, "words": {"x": null, "z": "3"}}})"));
         EXPECT_TRUE(r.applied()) << r.error.message;
         EXPECT_FALSE(r.object["spec"].find("colour"));
         EXPECT_EQ(r.object["spec"]["words"], json(R"({"y": "2", "z": "3"})"));
       }},
      {"merge patch with a stale resourceVersion: 409",
       [](Bench& b) {
         const Value before = b.made(widgets(), widget("a"));
         b.mergePatch(widgets(), "a", json(R"({"spec": {"size": 2}})"));
         const ApiResult r =
             b.mergePatch(widgets(), "a",
                          json(R"({"spec": {"size": 3}})")
                              .withPointer("/metadata/resourceVersion", versionOf(before)));
         EXPECT_EQ(r.error.code, 409);
       }},
      {"merge patch of a missing object: 404",
       [](Bench& b) { EXPECT_EQ(b.mergePatch(widgets(), "a", json("{}")).error.code, 404); }},
      {"merge patch of creationTimestamp: 422 or ignored, never taken",
       [](Bench& b) {
         const Value before = b.made(widgets(), widget("a"));
         b.mergePatch(widgets(), "a",
                      json(R"({"metadata": {"creationTimestamp": "2001-01-01T00:00:00Z"}})"));
         EXPECT_EQ(b.read(widgets(), "a")["metadata"]["creationTimestamp"],
                   before["metadata"]["creationTimestamp"]);
       }},
      {"merge patch of an unknown field, strict: refused",
       [](Bench& b) {
         b.made(widgets(), widget("a"));
         const ApiResult r = b.mergePatch(widgets(), "a", json(R"({"spec": {"sise": 3}})"));
         EXPECT_FALSE(r.applied());
         EXPECT_TRUE(r.error.invalid()) << r.error.code;
         EXPECT_THAT(r.error.message, HasSubstr("spec.sise"));
       }},
  };
}

std::vector<Row> deleteRows() {
  return {
      {"delete removes the object",
       [](Bench& b) {
         b.made(widgets(), widget("a"));
         EXPECT_TRUE(b.remove(widgets(), "a").applied());
         EXPECT_EQ(b.get(widgets(), "a").error.code, 404);
       }},
      {"delete of a missing object: 404",
       [](Bench& b) { EXPECT_EQ(b.remove(widgets(), "a").error.code, 404); }},
      {"delete with another uid: 409, the object stays",
       [](Bench& b) {
         const Value before = b.made(widgets(), widget("a"));
         const Value after = recreated(b, "a");
         const ApiResult r = b.remove(widgets(), "a", {.uid = uidOf(before)});
         EXPECT_EQ(r.error.code, 409);
         EXPECT_EQ(b.read(widgets(), "a"), after);
       }},
      {"delete with an old resourceVersion: 409, the object stays",
       [](Bench& b) {
         const Value before = b.made(widgets(), widget("a"));
         b.mergePatch(widgets(), "a", json(R"({"spec": {"size": 2}})"));
         const ApiResult r =
             b.remove(widgets(), "a", {.uid = uidOf(before), .version = versionOf(before)});
         EXPECT_EQ(r.error.code, 409);
         EXPECT_TRUE(b.get(widgets(), "a").applied());
       }},
      {"delete with the right uid and resourceVersion",
       [](Bench& b) {
         const Value before = b.made(widgets(), widget("a"));
         EXPECT_TRUE(b.remove(widgets(), "a", {.uid = uidOf(before), .version = versionOf(before)})
                         .applied());
       }},
      {"delete with a finalizer: marked, generation up, gone when the finalizer goes",
       [](Bench& b) {
         const Value made =
             b.made(widgets(),
                    widget("a").withPointer("/metadata/finalizers", json(R"(["slipway.dev/x"])")));
         EXPECT_TRUE(b.remove(widgets(), "a").applied());
         const Value marked = b.read(widgets(), "a");
         EXPECT_TRUE(marked["metadata"]["deletionTimestamp"].isString());
         EXPECT_EQ(marked["metadata"]["deletionGracePeriodSeconds"], Value(0));
         EXPECT_EQ(generationOf(marked), generationOf(made) + 1);
         EXPECT_TRUE(
             b.mergePatch(widgets(), "a", json(R"({"metadata": {"finalizers": null}})")).applied());
         EXPECT_EQ(b.get(widgets(), "a").error.code, 404);
       }},
      {"delete of what is being deleted changes nothing",
       [](Bench& b) {
         b.made(widgets(),
                widget("a").withPointer("/metadata/finalizers", json(R"(["slipway.dev/x"])")));
         b.remove(widgets(), "a");
         const Value marked = b.read(widgets(), "a");
         EXPECT_TRUE(b.remove(widgets(), "a").applied());
         EXPECT_EQ(versionOf(b.read(widgets(), "a")), versionOf(marked));
       }},
      {"a finalizer cannot be added to what is being deleted: 422",
       [](Bench& b) {
         b.made(widgets(),
                widget("a").withPointer("/metadata/finalizers", json(R"(["slipway.dev/x"])")));
         b.remove(widgets(), "a");
         const ApiResult r = b.mergePatch(
             widgets(), "a",
             json(R"({"metadata": {"finalizers": ["slipway.dev/x", "slipway.dev/y"]}})"));
         EXPECT_EQ(r.error.code, 422);
         EXPECT_THAT(r.error.message, HasSubstr("no new finalizers can be added"));
       }},
      {"what is being deleted can still be changed",
       [](Bench& b) {
         b.made(widgets(),
                widget("a").withPointer("/metadata/finalizers", json(R"(["slipway.dev/x"])")));
         b.remove(widgets(), "a");
         EXPECT_TRUE(b.mergePatch(widgets(), "a", json(R"({"spec": {"size": 9}})")).applied());
       }},
      {"create on the name of what is being deleted: 409",
       [](Bench& b) {
         b.made(widgets(),
                widget("a").withPointer("/metadata/finalizers", json(R"(["slipway.dev/x"])")));
         b.remove(widgets(), "a");
         EXPECT_EQ(b.create(widgets(), widget("a")).error.code, 409);
       }},
      {"delete Foreground without a collector: marked with foregroundDeletion",
       [](Bench& b) {
         // A second finalizer of our own keeps it where a collector does run.
         b.made(widgets(),
                widget("a").withPointer("/metadata/finalizers", json(R"(["slipway.dev/x"])")));
         const ApiResult r = b.remove(widgets(), "a", {.propagation = "Foreground"});
         EXPECT_TRUE(r.applied());
         EXPECT_EQ(r.object["metadata"]["finalizers"],
                   json(R"(["slipway.dev/x", "foregroundDeletion"])"))
             << printJson(r.object);
       }},
      {"a deletion's watch event carries a version of its own",
       [](Bench& b) {
         const Value made = b.made(widgets(), widget("a"));
         const auto watch = b.watch(widgets(), versionOf(made));
         b.remove(widgets(), "a");
         EXPECT_TRUE(watch->waitForEvents(1));
         EXPECT_EQ(watch->told().at(0), "DELETED a");
         EXPECT_EQ(kube::compareVersions(versionOf(watch->events()[0].object), versionOf(made)),
                   std::strong_ordering::greater);
       }},
  };
}

}  // namespace slipway::contract
