#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "tests/contract/bench.h"

namespace slipway::contract {
namespace {

using testing::ElementsAre;

Value labelled(const std::string& name, const char* value) {
  return widget(name).withPointer("/metadata/labels/app", value);
}

ApiResult relabel(Bench& b, const std::string& name, const char* value) {
  return b.mergePatch(widgets(), name, Value::object().withPointer("/metadata/labels/app", value));
}

void makeWidgets(Bench& b, int count) {
  for (int i = 0; i < count; ++i) b.made(widgets(), widget("w" + std::to_string(i)));
}

std::vector<std::string> listAll(Bench& b, std::int64_t limit) {
  std::vector<std::string> names;
  ListOf request{.resource = widgets(), .limit = limit};
  do {
    const Listed page = b.list(request);
    EXPECT_TRUE(page.result.ok) << page.result.error.message;
    EXPECT_LE(page.items.size(), static_cast<std::size_t>(limit));
    for (const auto& name : page.names()) names.push_back(name);
    request.continueToken = page.result.continueToken;
  } while (!request.continueToken.empty());
  return names;
}

// The same place in the list, as of a version that is compacted. (A recent one the real server may
// know from its cache for a while longer.)
std::string ancient(std::string token) {
  std::replace(token.begin(), token.end(), '-', '+');
  std::replace(token.begin(), token.end(), '_', '/');
  while (token.size() % 4 != 0) token += '=';
  const auto text = base64Decode(token);
  EXPECT_TRUE(text) << token;
  std::string old = base64Encode(printJson(json(text.value_or("{}")).with("rv", 2)));
  while (old.ends_with('=')) old.pop_back();
  return old;
}

}  // namespace

std::vector<Row> watchRows() {
  return {
      {"a watch from a version tells what came after it, in order",
       [](Bench& b) {
         const Value first = b.made(widgets(), widget("a"));
         const auto watch = b.watch(widgets(), versionOf(first));
         b.mergePatch(widgets(), "a", json(R"({"spec": {"size": 2}})"));
         b.made(widgets(), widget("b"));
         b.remove(widgets(), "a");
         EXPECT_TRUE(watch->waitForEvents(3));
         EXPECT_THAT(watch->told(), ElementsAre("MODIFIED a", "ADDED b", "DELETED a"));
       }},
      {"a watch resumes from the version of the last event it saw",
       [](Bench& b) {
         const Value first = b.made(widgets(), widget("a"));
         b.mergePatch(widgets(), "a", json(R"({"spec": {"size": 2}})"));
         b.made(widgets(), widget("b"));
         auto watch = b.watch(widgets(), versionOf(first));
         EXPECT_TRUE(watch->waitForEvents(1));
         const std::string seen = versionOf(watch->events()[0].object);
         watch.reset();
         b.made(widgets(), widget("c"));
         const auto resumed = b.watch(widgets(), seen);
         EXPECT_TRUE(resumed->waitForEvents(2));
         EXPECT_THAT(resumed->told(), ElementsAre("ADDED b", "ADDED c"));
       }},
      {"a watch without a version starts with what there is",
       [](Bench& b) {
         makeWidgets(b, 2);
         const auto watch = b.watch(widgets(), "");
         EXPECT_TRUE(watch->waitForEvents(2));
         EXPECT_THAT(watch->told(), testing::UnorderedElementsAre("ADDED w0", "ADDED w1"));
         b.made(widgets(), widget("later"));
         EXPECT_TRUE(watch->waitForEvents(3));
         EXPECT_EQ(watch->told().back(), "ADDED later");
       }},
      {"a watch of one namespace hears nothing of others",
       [](Bench& b) {
         const Value first = b.made(widgets(), widget("a"));
         const auto watch = b.watch(widgets(), versionOf(first));
         Bench other(b.backend(), b.ns() + "-other");
         other.made(widgets(), widget("x"));
         b.made(widgets(), widget("b"));
         EXPECT_TRUE(watch->waitForEvents(1));
         EXPECT_THAT(watch->told(), ElementsAre("ADDED b"));
       }},
      {"an object that leaves a label selection is deleted to its watch, one that enters is added",
       [](Bench& b) {
         const Value first = b.made(widgets(), labelled("a", "in"));
         b.made(widgets(), labelled("b", "out"));
         const auto watch = b.watch(widgets(), versionOf(first), "app=in");
         relabel(b, "a", "out");
         relabel(b, "b", "in");
         b.mergePatch(widgets(), "a", json(R"({"spec": {"size": 2}})"));
         relabel(b, "a", "in");
         EXPECT_TRUE(watch->waitForEvents(3));
         EXPECT_THAT(watch->told(), ElementsAre("DELETED a", "ADDED b", "ADDED a"));
       }},
      {"events carry apiVersion and kind",
       [](Bench& b) {
         const Value first = b.made(widgets(), widget("a"));
         const auto watch = b.watch(widgets(), versionOf(first));
         b.made(widgets(), widget("b"));
         EXPECT_TRUE(watch->waitForEvents(1));
         EXPECT_EQ(watch->events()[0].object["kind"], Value("Widget"));
         EXPECT_EQ(watch->events()[0].object["apiVersion"], Value("contract.slipway.dev/v1"));
       }},
      {"a watch from a compacted version ends with 410",
       [](Bench& b) {
         b.made(widgets(), widget("a"));
         b.backend().compact();
         const auto watch = b.watch(widgets(), "1");
         EXPECT_TRUE(watch->waitForEnd());
         ASSERT_TRUE(watch->ended());
         EXPECT_EQ(watch->ended()->error.code, 410) << watch->ended()->error.message;
       }},
      {"a watch from a garbled version is refused",
       [](Bench& b) {
         const auto watch = b.watch(widgets(), "garbled");
         EXPECT_TRUE(watch->waitForEnd());
         ASSERT_TRUE(watch->ended());
         EXPECT_EQ(watch->ended()->error.code, 500) << watch->ended()->error.message;
       }},
      {"a watch of an unknown resource is refused with 404",
       [](Bench& b) {
         Resource unknown = widgets();
         unknown.plural = "gizmos";
         const auto watch = b.watch(unknown, "");
         EXPECT_TRUE(watch->waitForEnd());
         ASSERT_TRUE(watch->ended());
         EXPECT_EQ(watch->ended()->error.code, 404);
       }},
  };
}

std::vector<Row> listRows() {
  return {
      {"a list answers all items in order of their names, and a version to watch from",
       [](Bench& b) {
         makeWidgets(b, 3);
         const Listed listed = b.list({.resource = widgets()});
         EXPECT_TRUE(listed.result.ok);
         EXPECT_THAT(listed.names(), ElementsAre("w0", "w1", "w2"));
         EXPECT_FALSE(listed.result.resourceVersion.empty());
         EXPECT_TRUE(listed.result.continueToken.empty());
         EXPECT_EQ(listed.items[0]["kind"], Value("Widget"));
         const auto watch = b.watch(widgets(), listed.result.resourceVersion);
         b.made(widgets(), widget("w3"));
         EXPECT_TRUE(watch->waitForEvents(1));
         EXPECT_THAT(watch->told(), ElementsAre("ADDED w3"));
       }},
      {"pages hold at most the limit, and together everything",
       [](Bench& b) {
         makeWidgets(b, 5);
         EXPECT_THAT(listAll(b, 2), ElementsAre("w0", "w1", "w2", "w3", "w4"));
       }},
      {"later pages show the state of the first page's version",
       [](Bench& b) {
         makeWidgets(b, 4);
         const Listed first = b.list({.resource = widgets(), .limit = 2});
         b.remove(widgets(), "w3");
         b.made(widgets(), widget("w9"));
         b.mergePatch(widgets(), "w2", json(R"({"spec": {"size": 7}})"));
         const Listed second = b.list(
             {.resource = widgets(), .limit = 9, .continueToken = first.result.continueToken});
         EXPECT_TRUE(second.result.ok) << second.result.error.message;
         EXPECT_THAT(second.names(), ElementsAre("w2", "w3"));
         EXPECT_EQ(second.items.at(0)["spec"]["size"], Value(1));
         EXPECT_EQ(second.result.resourceVersion, first.result.resourceVersion);
       }},
      {"a continue token of a compacted version: 410",
       [](Bench& b) {
         makeWidgets(b, 4);
         const Listed first = b.list({.resource = widgets(), .limit = 2});
         b.made(widgets(), widget("w9"));
         b.backend().compact();
         const Listed second = b.list({.resource = widgets(),
                                       .limit = 2,
                                       .continueToken = ancient(first.result.continueToken)});
         EXPECT_FALSE(second.result.ok);
         EXPECT_EQ(second.result.error.code, 410) << second.result.error.message;
       }},
      {"a garbled continue token: 400",
       [](Bench& b) {
         const Listed listed = b.list({.resource = widgets(), .continueToken = "garbled"});
         EXPECT_FALSE(listed.result.ok);
         EXPECT_EQ(listed.result.error.code, 400);
       }},
      {"label selectors: equality, inequality, sets, presence",
       [](Bench& b) {
         b.made(widgets(), labelled("a", "x"));
         b.made(widgets(), labelled("b", "y"));
         b.made(widgets(), widget("c"));
         const auto select = [&](const char* selector) {
           return b.list({.resource = widgets(), .labelSelector = selector}).names();
         };
         EXPECT_THAT(select("app=x"), ElementsAre("a"));
         EXPECT_THAT(select("app!=x"), ElementsAre("b", "c"));
         EXPECT_THAT(select("app in (x,y)"), ElementsAre("a", "b"));
         EXPECT_THAT(select("app notin (x)"), ElementsAre("b", "c"));
         EXPECT_THAT(select("app"), ElementsAre("a", "b"));
         EXPECT_THAT(select("!app"), ElementsAre("c"));
         EXPECT_THAT(select("app,app!=y"), ElementsAre("a"));
       }},
      {"field selector metadata.name",
       [](Bench& b) {
         makeWidgets(b, 2);
         EXPECT_THAT(b.list({.resource = widgets(), .fieldSelector = "metadata.name=w1"}).names(),
                     ElementsAre("w1"));
       }},
      {"a list of an unknown resource: 404",
       [](Bench& b) {
         Resource unknown = widgets();
         unknown.plural = "gizmos";
         EXPECT_EQ(b.list({.resource = unknown}).result.error.code, 404);
       }},
  };
}

std::vector<Row> bookmarkRows() {
  return {
      {"bookmarks come by themselves, and carry a version to resume from",
       [](Bench& b) {
         WatchSession& watch = *b.backend().longWatch;
         EXPECT_TRUE(watch.waitForBookmark(std::chrono::seconds(100)));
         ASSERT_FALSE(watch.bookmarks().empty());
         const std::string version = versionOf(watch.bookmarks()[0].object);
         EXPECT_NE(kube::compareVersions(version, "1"), std::nullopt) << version;
         kube::WatchRequest request;
         request.resource = kube::resources::configMaps();
         request.ns = b.ns();
         request.fieldSelector = "metadata.name=c";  // not what comes with a new namespace
         request.resourceVersion = version;
         WatchSession resumed(b.backend(), request);
         b.made(kube::resources::configMaps(),
                json(R"({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}})"));
         EXPECT_TRUE(resumed.waitForEvents(1));
         EXPECT_THAT(resumed.told(), ElementsAre("ADDED c"));
       }},
  };
}

std::vector<Row> generationRows() {
  return {
      {"a spec change raises the generation by one",
       [](Bench& b) {
         b.made(widgets(), widget("a"));
         EXPECT_EQ(
             generationOf(b.mergePatch(widgets(), "a", json(R"({"spec": {"size": 2}})")).object),
             2);
       }},
      {"a metadata change leaves the generation",
       [](Bench& b) {
         b.made(widgets(), widget("a"));
         const ApiResult r = relabel(b, "a", "x");
         EXPECT_TRUE(r.applied());
         EXPECT_EQ(generationOf(r.object), 1);
       }},
      {"a status change leaves the generation",
       [](Bench& b) {
         const Value made = b.made(widgets(), widget("a"));
         const ApiResult r =
             b.mergePatch(widgets(), "a", json(R"({"status": {"phase": "x"}})"), "status");
         EXPECT_EQ(r.object["status"]["phase"], Value("x"));
         EXPECT_EQ(generationOf(r.object), 1);
         EXPECT_NE(versionOf(r.object), versionOf(made));
       }},
      {"status in a create is dropped",
       [](Bench& b) {
         const Value made =
             b.made(widgets(), widget("a").with("status", json(R"({"phase": "x"})")));
         EXPECT_FALSE(made["status"].find("phase"));
       }},
      {"status through the main resource is ignored",
       [](Bench& b) {
         b.made(widgets(), widget("a"));
         const Value made = relabel(b, "a", "x").object;
         const ApiResult r = b.mergePatch(widgets(), "a", json(R"({"status": {"phase": "x"}})"));
         EXPECT_TRUE(r.applied());
         EXPECT_EQ(versionOf(r.object), versionOf(made));
         EXPECT_FALSE(r.object["status"].find("phase"));
       }},
      {"spec through /status is ignored",
       [](Bench& b) {
         b.made(widgets(), widget("a"));
         const ApiResult r = b.mergePatch(
             widgets(), "a", json(R"({"spec": {"size": 9}, "status": {"phase": "x"}})"), "status");
         EXPECT_EQ(r.object["spec"]["size"], Value(1));
         EXPECT_EQ(r.object["status"]["phase"], Value("x"));
       }},
      {"labels through a custom resource's /status are ignored",
       [](Bench& b) {
         b.made(widgets(), widget("a"));
         const ApiResult r = b.mergePatch(
             widgets(), "a", json(R"({"metadata": {"labels": {"x": "1"}}})"), "status");
         EXPECT_TRUE(r.applied());
         EXPECT_FALSE(r.object["metadata"].find("labels"));
       }},
      {"a status write with a stale resourceVersion: 409",
       [](Bench& b) {
         const Value made = b.made(widgets(), widget("a"));
         relabel(b, "a", "x");
         const ApiResult r =
             b.jsonPatch(widgets(), "a",
                         Value::array({op("replace", "/metadata/resourceVersion", versionOf(made)),
                                       op("add", "/status/phase", "x")}),
                         "status");
         EXPECT_EQ(r.error.code, 409);
       }},
      {"an invalid status is refused: 422",
       [](Bench& b) {
         b.made(widgets(), widget("a"));
         const ApiResult r = b.mergePatch(
             widgets(), "a",
             json(R"({"status": {"conditions": [{"type": "Ready", "status": "Maybe"}]}})"),
             "status");
         EXPECT_EQ(r.error.code, 422);
       }},
  };
}

}  // namespace slipway::contract
