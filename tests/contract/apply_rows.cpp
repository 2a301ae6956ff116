#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/contract/bench.h"

namespace slipway::contract {
namespace {

using testing::HasSubstr;

Value withVersion(const Value& object, const std::string& version) {
  return object.withPointer("/metadata/resourceVersion", version);
}
Value withUid(const Value& object, const std::string& uid) {
  return object.withPointer("/metadata/uid", uid);
}

Value statusConfig(const Value& object, Value status) {
  return Value::object({{"apiVersion", object["apiVersion"]},
                        {"kind", object["kind"]},
                        {"metadata", Value::object({{"name", object["metadata"]["name"]}})},
                        {"status", std::move(status)}});
}

}  // namespace

std::vector<Row> applyRows() {
  return {
      {"apply to nothing creates",
       [](Bench& b) {
         const ApiResult r = b.apply(widgets(), widget("a", json(R"({"size": 3})")));
         EXPECT_TRUE(r.applied()) << r.error.message;
         EXPECT_EQ(generationOf(r.object), 1);
       }},
      {"apply of the same again: the old version",
       [](Bench& b) {
         b.apply(widgets(), widget("a", json(R"({"size": 2})")));
         const ApiResult first = b.apply(widgets(), widget("a", json(R"({"size": 3})")));
         const ApiResult second = b.apply(widgets(), widget("a", json(R"({"size": 3})")));
         EXPECT_EQ(versionOf(first.object), versionOf(second.object));
       }},
      {"apply with a stale resourceVersion: 409",
       [](Bench& b) {
         const ApiResult first = b.apply(widgets(), widget("a", json(R"({"size": 3})")));
         b.mergePatch(widgets(), "a", json(R"({"spec": {"flag": true}})"));
         const ApiResult r = b.apply(
             widgets(), withVersion(widget("a", json(R"({"size": 4})")), versionOf(first.object)));
         EXPECT_EQ(r.error.code, 409);
         EXPECT_TRUE(r.error.conflict());
       }},
      {"apply with the current resourceVersion and uid",
       [](Bench& b) {
         const ApiResult first = b.apply(widgets(), widget("a", json(R"({"size": 3})")));
         const ApiResult r = b.apply(
             widgets(),
             withUid(withVersion(widget("a", json(R"({"size": 4})")), versionOf(first.object)),
                     uidOf(first.object)));
         EXPECT_TRUE(r.applied()) << r.error.message;
       }},
      {"apply with another uid on an existing object is refused",
       [](Bench& b) {
         b.made(widgets(), widget("a"));
         const ApiResult r = b.apply(
             widgets(),
             withUid(widget("a", json(R"({"size": 4})")), "11111111-2222-3333-4444-555555555555"),
             {.force = true});
         EXPECT_EQ(r.error.code, 422) << r.error.message;
       }},
      {"apply with a resourceVersion on a missing object: it is created",
       [](Bench& b) {
         const Value made = b.made(widgets(), widget("a"));
         b.remove(widgets(), "a");
         const ApiResult r = b.apply(widgets(), withVersion(widget("a"), versionOf(made)));
         EXPECT_TRUE(r.applied()) << r.error.code << " " << r.error.message;
         EXPECT_NE(uidOf(r.object), uidOf(made));
       }},
      {"apply with a uid on a missing object is refused",
       [](Bench& b) {
         const Value made = b.made(widgets(), widget("a"));
         b.remove(widgets(), "a");
         const ApiResult r = b.apply(widgets(), withUid(widget("a"), uidOf(made)));
         EXPECT_EQ(r.error.code, 409) << r.error.code << " " << r.error.message;
         EXPECT_EQ(b.get(widgets(), "a").error.code, 404);
       }},
      {"apply with a uid on a re-created object is refused",
       [](Bench& b) {
         const Value made = b.made(widgets(), widget("a"));
         b.remove(widgets(), "a");
         b.made(widgets(), widget("a"));
         const ApiResult r = b.apply(widgets(), withUid(widget("a"), uidOf(made)), {.force = true});
         EXPECT_EQ(r.error.code, 422) << r.error.message;
       }},
      {"apply of status to a missing object: 404",
       [](Bench& b) {
         const ApiResult r =
             b.apply(widgets(), statusConfig(widget("a"), json(R"({"phase": "x"})")),
                     {.subresource = "status"});
         EXPECT_EQ(r.error.code, 404);
       }},
      {"apply of status with a stale resourceVersion: 409",
       [](Bench& b) {
         const Value made = b.made(widgets(), widget("a"));
         b.mergePatch(widgets(), "a", json(R"({"spec": {"flag": true}})"));
         const ApiResult r = b.apply(
             widgets(), withVersion(statusConfig(made, json(R"({"phase": "x"})")), versionOf(made)),
             {.subresource = "status"});
         EXPECT_EQ(r.error.code, 409);
       }},
      {"apply of status with uid and resourceVersion of a deleted predecessor: 409",
       [](Bench& b) {
         const Value made = b.made(widgets(), widget("a"));
         b.remove(widgets(), "a");
         b.made(widgets(), widget("a"));
         const Value config =
             withUid(withVersion(statusConfig(made, json(R"({"phase": "x"})")), versionOf(made)),
                     uidOf(made));
         EXPECT_EQ(b.apply(widgets(), config, {.subresource = "status"}).error.code, 409);
         EXPECT_FALSE(b.read(widgets(), "a")["status"].find("phase"));
       }},
      {"apply of status with another uid and no resourceVersion: the uid does not protect",
       [](Bench& b) {
         const Value made = b.made(widgets(), widget("a"));
         const ApiResult r = b.apply(widgets(),
                                     withUid(statusConfig(made, json(R"({"phase": "x"})")),
                                             "11111111-2222-3333-4444-555555555555"),
                                     {.subresource = "status"});
         EXPECT_TRUE(r.applied()) << r.error.message;
         EXPECT_EQ(uidOf(r.object), uidOf(made));
       }},
      {"apply of status with the right uid and resourceVersion",
       [](Bench& b) {
         const Value made = b.made(widgets(), widget("a"));
         const ApiResult r = b.apply(
             widgets(),
             withUid(withVersion(statusConfig(made, json(R"({"phase": "x"})")), versionOf(made)),
                     uidOf(made)),
             {.subresource = "status"});
         EXPECT_TRUE(r.applied()) << r.error.message;
       }},
      {"apply without a field manager is refused",
       [](Bench& b) { EXPECT_FALSE(b.apply(widgets(), widget("a"), {.manager = ""}).applied()); }},
      {"apply with another name in the body: 400",
       [](Bench& b) {
         ApiRequest r;
         r.verb = kube::Verb::Apply;
         r.resource = widgets();
         r.key = {b.ns(), "a"};
         r.body = widget("b");
         r.fieldManager = "slipway";
         EXPECT_EQ(b.send(r).error.code, 400);
       }},
      {"apply of an unknown field, strict: refused",
       [](Bench& b) {
         const ApiResult r = b.apply(widgets(), widget("a", json(R"({"sise": 3})")));
         EXPECT_FALSE(r.applied());
         EXPECT_THAT(r.error.message, HasSubstr("sise"));
       }},
      {"apply merges into an object that somebody else made",
       [](Bench& b) {
         b.made(widgets(), widget("a", json(R"({"colour": "red"})")));
         const ApiResult r = b.apply(widgets(), widget("a", json(R"({"flag": true})")));
         EXPECT_TRUE(r.applied()) << r.error.message;
         EXPECT_EQ(r.object["spec"]["colour"], Value("red"));
         EXPECT_EQ(r.object["spec"]["flag"], Value(true));
       }},
  };
}

std::vector<Row> ownershipRows() {
  return {
      {"two appliers of different fields don't disturb each other",
       [](Bench& b) {
         b.apply(widgets(), widget("a", json(R"({"size": 3})")), {.manager = "one"});
         const ApiResult r =
             b.apply(widgets(), widget("a", json(R"({"colour": "red"})")), {.manager = "two"});
         EXPECT_TRUE(r.applied()) << r.error.message;
         EXPECT_EQ(r.object["spec"]["size"], Value(3));
       }},
      {"two appliers of one field: 409 naming the other and the field",
       [](Bench& b) {
         b.apply(widgets(), widget("a", json(R"({"size": 3})")), {.manager = "one"});
         const ApiResult r =
             b.apply(widgets(), widget("a", json(R"({"size": 4})")), {.manager = "two"});
         EXPECT_EQ(r.error.code, 409);
         EXPECT_THAT(r.error.message, HasSubstr("conflict with \"one\""));
         EXPECT_THAT(r.error.message, HasSubstr(".spec.size"));
       }},
      {"two appliers of one value share it",
       [](Bench& b) {
         b.apply(widgets(), widget("a", json(R"({"size": 3})")), {.manager = "one"});
         EXPECT_TRUE(
             b.apply(widgets(), widget("a", json(R"({"size": 3})")), {.manager = "two"}).applied());
         // Given up by one, kept by the other.
         const ApiResult r = b.apply(widgets(), widget("a"), {.manager = "one"});
         EXPECT_EQ(r.object["spec"]["size"], Value(3));
       }},
      {"force takes a field over, and the next apply of the other conflicts",
       [](Bench& b) {
         b.apply(widgets(), widget("a", json(R"({"size": 3})")), {.manager = "one"});
         const ApiResult forced = b.apply(widgets(), widget("a", json(R"({"size": 4})")),
                                          {.manager = "two", .force = true});
         EXPECT_EQ(forced.object["spec"]["size"], Value(4));
         EXPECT_EQ(
             b.apply(widgets(), widget("a", json(R"({"size": 3})")), {.manager = "one"}).error.code,
             409);
       }},
      {"a field no longer applied goes away",
       [](Bench& b) {
         b.apply(widgets(), widget("a", json(R"({"size": 3, "colour": "red"})")));
         const ApiResult r = b.apply(widgets(), widget("a", json(R"({"size": 3})")));
         EXPECT_FALSE(r.object["spec"].find("colour"));
       }},
      {"a field no longer applied goes back to its default",
       [](Bench& b) {
         b.apply(widgets(), widget("a", json(R"({"size": 3, "colour": "red"})")));
         const ApiResult r = b.apply(widgets(), widget("a", json(R"({"colour": "red"})")));
         EXPECT_EQ(r.object["spec"]["size"], Value(1));
       }},
      {"apply conflicts with what a create wrote",
       [](Bench& b) {
         b.made(widgets(), widget("a", json(R"({"size": 3})")));
         const ApiResult r = b.apply(widgets(), widget("a", json(R"({"size": 4})")));
         EXPECT_EQ(r.error.code, 409);
         EXPECT_THAT(r.error.message, HasSubstr("contract"));
       }},
      {"apply conflicts with a default that nobody wrote? no",
       [](Bench& b) {
         b.apply(widgets(), widget("a", json(R"({"colour": "red"})")), {.manager = "one"});
         const ApiResult r =
             b.apply(widgets(), widget("a", json(R"({"size": 4})")), {.manager = "two"});
         EXPECT_TRUE(r.applied()) << r.error.message;
       }},
      {"a patch takes fields from an applier, who then conflicts",
       [](Bench& b) {
         b.apply(widgets(), widget("a", json(R"({"size": 3})")));
         b.mergePatch(widgets(), "a", json(R"({"spec": {"size": 5}})"));
         const ApiResult r = b.apply(widgets(), widget("a", json(R"({"size": 3})")));
         EXPECT_EQ(r.error.code, 409);
       }},
      {"a patch by the same name is another owner than its apply",
       [](Bench& b) {
         b.apply(widgets(), widget("a", json(R"({"size": 3})")), {.manager = "contract"});
         b.mergePatch(widgets(), "a", json(R"({"spec": {"size": 5}})"));
         const ApiResult r =
             b.apply(widgets(), widget("a", json(R"({"size": 3})")), {.manager = "contract"});
         EXPECT_EQ(r.error.code, 409);
       }},
      {"a keyed list merges by its key",
       [](Bench& b) {
         b.apply(widgets(), widget("a", json(R"({"parts": [{"name": "x", "count": 2}]})")),
                 {.manager = "one"});
         const ApiResult r =
             b.apply(widgets(), widget("a", json(R"({"parts": [{"name": "y", "count": 3}]})")),
                     {.manager = "two"});
         EXPECT_TRUE(r.applied()) << r.error.message;
         EXPECT_EQ(r.object["spec"]["parts"].elements().size(), 2U);
       }},
      {"an element of a keyed list that its owner no longer applies goes away",
       [](Bench& b) {
         b.apply(widgets(), widget("a", json(R"({"parts": [{"name": "x"}]})")), {.manager = "one"});
         b.apply(widgets(), widget("a", json(R"({"parts": [{"name": "y"}]})")), {.manager = "two"});
         const ApiResult r = b.apply(widgets(), widget("a"), {.manager = "one"});
         EXPECT_TRUE(r.applied()) << r.error.message;
         EXPECT_EQ(r.object["spec"]["parts"], json(R"([{"name": "y", "count": 1}])"));
       }},
      {"an element that another owner uses stays when its maker leaves",
       [](Bench& b) {
         b.apply(widgets(), widget("a", json(R"({"parts": [{"name": "x", "count": 2}]})")),
                 {.manager = "one"});
         b.apply(widgets(), widget("a", json(R"({"parts": [{"name": "x", "kind": "k"}]})")),
                 {.manager = "two"});
         const ApiResult r = b.apply(widgets(), widget("a"), {.manager = "one"});
         EXPECT_EQ(r.object["spec"]["parts"], json(R"([{"name": "x", "kind": "k", "count": 1}])"));
       }},
      {"an atomic list belongs to one owner as a whole",
       [](Bench& b) {
         b.apply(widgets(), widget("a", json(R"({"steps": [{"weight": 1}]})")), {.manager = "one"});
         const ApiResult r = b.apply(widgets(), widget("a", json(R"({"steps": [{"weight": 2}]})")),
                                     {.manager = "two"});
         EXPECT_EQ(r.error.code, 409);
         EXPECT_THAT(r.error.message, HasSubstr(".spec.steps"));
       }},
      {"an atomic map is replaced as a whole",
       [](Bench& b) {
         b.apply(widgets(), widget("a", json(R"({"pins": {"x": "1"}})")), {.manager = "one"});
         const ApiResult r = b.apply(widgets(), widget("a", json(R"({"pins": {"y": "1"}})")),
                                     {.manager = "two", .force = true});
         EXPECT_EQ(r.object["spec"]["pins"], json(R"({"y": "1"})"));
       }},
      {"a plain map merges by its keys",
       [](Bench& b) {
         b.apply(widgets(), widget("a", json(R"({"words": {"x": "1"}})")), {.manager = "one"});
         const ApiResult r =
             b.apply(widgets(), widget("a", json(R"({"words": {"y": "1"}})")), {.manager = "two"});
         EXPECT_EQ(r.object["spec"]["words"], json(R"({"x": "1", "y": "1"})"));
       }},
      {"a set merges by its values",
       [](Bench& b) {
         b.apply(widgets(), widget("a", json(R"({"tags": ["x"]})")), {.manager = "one"});
         b.apply(widgets(), widget("a", json(R"({"tags": ["y"]})")), {.manager = "two"});
         const ApiResult r = b.apply(widgets(), widget("a"), {.manager = "one"});
         EXPECT_EQ(r.object["spec"]["tags"], json(R"(["y"])"));
       }},
      {"the last label that is no longer applied takes the map with it",
       [](Bench& b) {
         b.apply(widgets(), widget("a").withPointer("/metadata/labels", json(R"({"x": "1"})")));
         const ApiResult r = b.apply(widgets(), widget("a"));
         EXPECT_FALSE(r.object["metadata"].find("labels")) << printJson(r.object);
       }},
      {"conditions in status merge by type, each with its owner",
       [](Bench& b) {
         const Value made = b.made(widgets(), widget("a"));
         b.apply(
             widgets(),
             statusConfig(made, json(R"({"conditions": [{"type": "Ready", "status": "True"}]})")),
             {.manager = "one", .subresource = "status"});
         const ApiResult r = b.apply(
             widgets(),
             statusConfig(made, json(R"({"conditions": [{"type": "Sound", "status": "False"}]})")),
             {.manager = "two", .subresource = "status"});
         EXPECT_TRUE(r.applied()) << r.error.message;
         EXPECT_EQ(r.object["status"]["conditions"].elements().size(), 2U);
         const ApiResult gone = b.apply(widgets(), statusConfig(made, json(R"({"phase": "x"})")),
                                        {.manager = "one", .subresource = "status"});
         EXPECT_EQ(gone.object["status"]["conditions"],
                   json(R"([{"type": "Sound", "status": "False"}])"));
       }},
      {"apply of status leaves the spec and its owners alone",
       [](Bench& b) {
         b.apply(widgets(), widget("a", json(R"({"size": 3})")));
         const Value config =
             statusConfig(widget("a"), json(R"({"phase": "x"})")).withPointer("/spec/size", 9);
         const ApiResult r = b.apply(widgets(), config, {.subresource = "status"});
         EXPECT_TRUE(r.applied()) << r.error.message;
         EXPECT_EQ(r.object["spec"]["size"], Value(3));
         EXPECT_EQ(r.object["status"]["phase"], Value("x"));
       }},
      {"an apply that changes only owners is a write with an event",
       [](Bench& b) {
         const ApiResult first =
             b.apply(widgets(), widget("a", json(R"({"size": 3})")), {.manager = "one"});
         const ApiResult second =
             b.apply(widgets(), widget("a", json(R"({"size": 3})")), {.manager = "two"});
         EXPECT_NE(versionOf(first.object), versionOf(second.object));
         EXPECT_EQ(generationOf(first.object), generationOf(second.object));
       }},
      {"ownerReferences merge by uid",
       [](Bench& b) {
         const auto owned = [](const char* uid) {
           return widget("a").withPointer(
               "/metadata/ownerReferences",
               Value::array({Value::object(
                   {{"apiVersion", "v1"}, {"kind", "ConfigMap"}, {"name", uid}, {"uid", uid}})}));
         };
         b.apply(widgets(), owned("u1"), {.manager = "one"});
         const ApiResult r = b.apply(widgets(), owned("u2"), {.manager = "two"});
         EXPECT_EQ(r.object["metadata"]["ownerReferences"].elements().size(), 2U)
             << r.error.message;
       }},
  };
}

}  // namespace slipway::contract
