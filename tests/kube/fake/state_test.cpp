#include "kube/fake/state.h"

#include "kube/fake/server.h"
#include "kube/types/resources.h"
#include "tests/kube/fake/json.h"

namespace slipway::kube::fake {
namespace {

using testing::ElementsAre;

struct StateTest : testing::Test {
  State state;

  ApiRequest request(Verb verb, const Resource& resource, const std::string& name) {
    ApiRequest r;
    r.verb = verb;
    r.resource = resource;
    r.key = {resource.namespaced ? "default" : "", name};
    r.fieldManager = "test";
    return r;
  }
  ApiResult put(State& into, const std::string& name, const char* value) {
    if (into.find("configmaps", {"default", name})) {
      ApiRequest r = request(Verb::MergePatch, resources::configMaps(), name);
      r.body = Value::object().withPointer("/data/key", value);
      return handle(into, r, {.actor = "user"});
    }
    ApiRequest r = request(Verb::Create, resources::configMaps(), name);
    r.body = json(R"({"apiVersion": "v1", "kind": "ConfigMap"})")
                 .withPointer("/metadata/name", name)
                 .withPointer("/data/key", value);
    return handle(into, r, {.actor = "user"});
  }
  ApiResult remove(const std::string& name) {
    return handle(state, request(Verb::Delete, resources::configMaps(), name), {.actor = "user"});
  }
  std::vector<std::string> namesAt(const State& of, std::int64_t version) {
    ListRequest r;
    r.resource = resources::configMaps();
    std::vector<std::string> names;
    for (const Value& item : listPage(of, r, version).items)
      names.emplace_back(item["metadata"]["name"].stringOr(""));
    return names;
  }
};

TEST_F(StateTest, ACopyGoesItsOwnWay) {
  put(state, "a", "1");
  State copy = state;
  put(state, "a", "2");
  put(copy, "b", "1");
  EXPECT_EQ(state.get(resources::configMaps(), {"default", "a"})["data"]["key"], Value("2"));
  EXPECT_EQ(copy.get(resources::configMaps(), {"default", "a"})["data"]["key"], Value("1"));
  EXPECT_TRUE(state.get(resources::configMaps(), {"default", "b"}).isNull());
  EXPECT_EQ(state.audit().size(), 2U);
  EXPECT_EQ(copy.audit().size(), 2U);
  EXPECT_EQ(copy.audit().at(1)->key.name, "b");
}

TEST_F(StateTest, TwoRunsOfTheSameRequestsAreEqual) {
  State other;
  for (State* s : {&state, &other}) {
    put(*s, "a", "1");
    put(*s, "b", "1");
  }
  EXPECT_EQ(state.all(resources::configMaps()), other.all(resources::configMaps()));
}

TEST_F(StateTest, UidsAndSuffixesNeverRepeat) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(state.newUid());
  for (int i = 0; i < 1000; ++i) seen.insert(state.newSuffix());
  EXPECT_EQ(seen.size(), 2000U);
}

TEST_F(StateTest, AuditTellsWhoDidWhatAndHowItWentOut) {
  put(state, "a", "1");
  put(state, "a", "1");
  remove("gone");
  ASSERT_EQ(state.audit().size(), 3U);
  const AuditEntry& made = *state.audit().at(0);
  EXPECT_EQ(made.actor, "user");
  EXPECT_EQ(made.verb, Verb::Create);
  EXPECT_EQ(made.resource, "configmaps");
  EXPECT_EQ(made.key, (ObjectKey{"default", "a"}));
  EXPECT_EQ(made.code, 201);
  EXPECT_TRUE(made.changed);
  EXPECT_EQ(made.version, state.version());
  EXPECT_EQ(state.audit().at(1)->code, 200);
  EXPECT_FALSE(state.audit().at(1)->changed);
  EXPECT_EQ(state.audit().at(2)->code, 404);
  EXPECT_EQ(state.audit().at(2)->reason, "NotFound");
}

TEST_F(StateTest, ReadsAreNotAudited) {
  handle(state, request(Verb::Get, resources::configMaps(), "a"), {});
  EXPECT_TRUE(state.audit().empty());
}

TEST_F(StateTest, AnOlderViewShowsWhatWasThereThen) {
  put(state, "a", "1");
  put(state, "b", "1");
  const auto then = state.version();
  remove("a");
  put(state, "c", "1");
  EXPECT_THAT(namesAt(state, then), ElementsAre("a", "b"));
  EXPECT_THAT(namesAt(state, 0), ElementsAre("b", "c"));
}

TEST_F(StateTest, OldChangesAreCompactedAway) {
  state.keepChanges(100);
  for (int i = 0; i < 400; ++i) put(state, "a", i % 2 ? "1" : "2");
  EXPECT_LE(state.changes().size(), 200U);
  EXPECT_GT(state.compactedVersion(), 0);
  WatchRequest watch;
  watch.resource = resources::configMaps();
  EXPECT_EQ(changesSince(state, watch, 1).error.code, 410);
  EXPECT_EQ(changesSince(state, watch, state.compactedVersion()).error.code, 0);
}

TEST_F(StateTest, CompactionNeverReachesBeyondThePresent) {
  state.compact(1'000'000);
  EXPECT_EQ(state.compactedVersion(), state.version());
}

TEST_F(StateTest, AWatchFromTheFutureIsToldToWait) {
  WatchRequest watch;
  watch.resource = resources::configMaps();
  EXPECT_EQ(changesSince(state, watch, state.version() + 5).error.code, 504);
}

TEST_F(StateTest, ChangesComeInPortions) {
  for (int i = 0; i < 5; ++i) put(state, "c" + std::to_string(i), "1");
  WatchRequest watch;
  watch.resource = resources::configMaps();
  const auto first = changesSince(state, watch, 1, 2);
  ASSERT_EQ(first.events.size(), 2U);
  const auto rest = changesSince(state, watch, first.upTo);
  EXPECT_EQ(rest.events.size(), 3U);
  EXPECT_EQ(rest.upTo, state.version());
}

TEST_F(StateTest, ATemplateCanBeRefused) {
  state.rejectTemplates([](const Value& podTemplate) -> std::optional<std::string> {
    if (podTemplate["spec"]["containers"].at(0)["image"] != Value("bad")) return std::nullopt;
    return "Invalid value: \"bad\": no such image";
  });
  ApiRequest r = request(Verb::Create, resources::replicaSets(), "r");
  r.body = json(R"({"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": "r"},
      "spec": {"selector": {"matchLabels": {"a": "b"}}, "template": {"metadata": {"labels": {"a": "b"}},
        "spec": {"containers": [{"name": "c", "image": "bad"}]}}}})");
  const ApiResult refused = handle(state, r, {});
  EXPECT_EQ(refused.error.code, 422);
  EXPECT_THAT(refused.error.causes,
              ElementsAre("spec.template: Invalid value: \"bad\": no such image"));
  r.body = r.body.withPointer("/spec/template/spec/containers/0/image", "good");
  EXPECT_TRUE(handle(state, r, {}).applied());
}

TEST_F(StateTest, DeletingADefinitionDeletesItsObjects) {
  ApiRequest definition =
      request(Verb::Create, resources::customResourceDefinitions(), "things.x.dev");
  definition.body = json(R"({"apiVersion": "apiextensions.k8s.io/v1",
      "kind": "CustomResourceDefinition", "metadata": {"name": "things.x.dev"}, "spec": {
      "group": "x.dev", "scope": "Namespaced", "names": {"plural": "things", "kind": "Thing"},
      "versions": [{"name": "v1", "served": true, "storage": true,
        "schema": {"openAPIV3Schema": {"type": "object"}}}]}})");
  ASSERT_TRUE(handle(state, definition, {}).applied());
  const Resource things{"x.dev", "v1", "things", "Thing", true};
  ApiRequest thing = request(Verb::Create, things, "t");
  thing.body = json(R"({"apiVersion": "x.dev/v1", "kind": "Thing", "metadata": {"name": "t"}})");
  ASSERT_TRUE(handle(state, thing, {}).applied());
  definition.verb = Verb::Delete;
  EXPECT_TRUE(handle(state, definition, {}).applied());
  EXPECT_EQ(handle(state, thing, {}).error.code, 404);
  EXPECT_TRUE(state.all(things).empty());
}

TEST_F(StateTest, APodOnANodeGoesWhenItsKubeletSaysSo) {
  ApiRequest r = request(Verb::Create, resources::pods(), "p");
  r.body = json(R"({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {
      "nodeName": "n", "containers": [{"name": "c", "image": "i"}]}})");
  ASSERT_TRUE(handle(state, r, {}).applied());
  ApiRequest gone = request(Verb::Delete, resources::pods(), "p");
  EXPECT_TRUE(handle(state, gone, {}).applied());
  const Value marked = state.get(resources::pods(), {"default", "p"});
  EXPECT_EQ(marked["metadata"]["deletionGracePeriodSeconds"], Value(30));
  gone.body = json(R"({"gracePeriodSeconds": 0})");
  EXPECT_TRUE(handle(state, gone, {}).applied());
  EXPECT_TRUE(state.get(resources::pods(), {"default", "p"}).isNull());
}

}  // namespace
}  // namespace slipway::kube::fake
