#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdexcept>

#include "base/files.h"
#include "base/yaml.h"
#include "tests/contract/bench.h"

namespace slipway::contract {
namespace {

using testing::HasSubstr;

constexpr const char* kSchema = "/spec/versions/0/schema/openAPIV3Schema";

// A project file's one YAML document.
Value load(const std::string& path) {
  const auto text = SystemFiles().read(std::string(SLIPWAY_SOURCE_DIR) + "/" + path);
  if (!text.ok()) throw std::runtime_error(text.error());
  const auto documents = parseYaml(*text);
  if (!documents.ok()) throw std::runtime_error(path + ": " + documents.error().message);
  return documents->at(0);
}

// A kind of ours, its definition and its admission rows, by the name of its files.
struct Kind {
  const char* file;
  const char* plural;
  const char* name;
  Resource in(const std::string& group) const { return {group, "v1alpha1", plural, name, true}; }
  Resource resource() const { return in("slipway.dev"); }
  Value definition() const { return load(std::string("crds/") + file + ".yaml"); }
  Value rows() const { return load(std::string("tests/crds/") + file + "_rows.yaml"); }
};
constexpr Kind kRelease{"release", "releases", "Release"};
constexpr Kind kKinds[] = {
    kRelease, {"rollback", "rollbacks", "Rollback"}, {"approval", "approvals", "Approval"}};

const Resource& releases() {
  static const Resource r = kRelease.resource();
  return r;
}

Value release(const std::string& name) {
  return json(R"({"apiVersion": "slipway.dev/v1alpha1", "kind": "Release", "spec": {
      "template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [
        {"name": "web", "image": "web:1", "ports": [{"name": "http", "containerPort": 80}]}]}}}})")
      .withPointer("/metadata/name", name);
}

// Each strategy with nothing but what it needs.
const std::vector<Value>& strategies() {
  static const std::vector<Value> all{
      json(R"({"rolling": {"maxSurge": 1}})"), json(R"({"recreate": {}})"),
      json(R"({"canary": {"steps": [{"setWeight": 50}]}})"), json(R"({"blueGreen": {}})")};
  return all;
}

// A file in Git whose strategy becomes another one, applied by the same manager as before.
void strategyIsExchanged(Bench& b, const Value& from, const Value& to) {
  const Value file = release("a");
  const ApiResult first = b.apply(releases(), file.withPointer("/spec/strategy", from));
  ASSERT_TRUE(first.applied()) << first.error.message;
  const ApiResult then = b.apply(releases(), file.withPointer("/spec/strategy", to));
  EXPECT_TRUE(then.applied()) << printJson(from) << " to " << printJson(to) << ": "
                              << then.error.message;
  const auto& members = then.object["spec"]["strategy"].members();
  if (!then.applied()) return;
  EXPECT_EQ(members.size(), 1U) << printJson(then.object["spec"]["strategy"]);
  b.remove(releases(), "a");
}

// Does the server answer an admission row as the row says? Empty when it does.
std::string wrong(Bench& b, const Resource& resource, const Value& base, const Value& row) {
  Value object = row["with"].isObject() ? applyMergePatch(base, row["with"]) : base;
  object = object.with("apiVersion", resource.apiVersion()).withoutPointer("/metadata/namespace");
  const std::string name(object["metadata"]["name"].stringOr(""));
  ApiResult result = b.create(resource, object);
  const bool made = result.applied();
  if (row["then"].isObject()) {
    if (!made) return "not even created: " + result.error.message;
    result = b.mergePatch(resource, name, row["then"]);
  }
  if (made) b.remove(resource, name);
  const std::string part(row["refused"].stringOr(""));
  if (!part.empty() && result.applied()) return "accepted";
  if (!part.empty())
    return result.error.message.find(part) == std::string::npos ? result.error.message : "";
  if (!result.applied()) return "refused: " + result.error.message;
  const bool stored =
      !row["stored"].isObject() || applyMergePatch(result.object, row["stored"]) == result.object;
  return stored ? "" : "stored as " + printJson(result.object);
}

void findRules(const Value& schema, const std::string& path, std::vector<std::string>& found) {
  const auto& rules = schema["x-kubernetes-validations"].elements();
  for (std::size_t i = 0; i < rules.size(); ++i)
    found.push_back(path + "/x-kubernetes-validations/" + std::to_string(i));
  for (const auto& [name, property] : schema["properties"].members())
    findRules(property, path + "/properties/" + escapePointer(name), found);
  if (schema["items"].isObject()) findRules(schema["items"], path + "/items", found);
}

// The definition with one rule less, under a group of its own, so that all can be served at once.
Value withoutRule(const Kind& kind, const Value& definition, const std::string& rule,
                  const std::string& group) {
  return definition.withoutPointer(rule)
      .withPointer("/spec/group", group)
      .withPointer("/metadata/name", std::string(kind.plural) + "." + group)
      .withPointer("/spec/names", Value::object({{"plural", kind.plural},
                                                 {"singular", kind.file},
                                                 {"kind", kind.name},
                                                 {"listKind", std::string(kind.name) + "List"}}));
}

void eachRuleCounts(Bench& b, const Kind& kind) {
  const Value definition = kind.definition();
  const Value rows = kind.rows();
  std::vector<std::string> rules;
  findRules(*definition.findPointer(kSchema), kSchema, rules);
  EXPECT_FALSE(rules.empty());
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const std::string group = "without" + std::to_string(i) + "." + kind.plural + ".slipway.dev";
    define(b.backend(), withoutRule(kind, definition, rules[i], group), kind.in(group));
    const auto& all = rows["rows"].elements();
    const bool noticed = std::any_of(all.begin(), all.end(), [&](const Value& row) {
      return !wrong(b, kind.in(group), rows["base"], row).empty();
    });
    EXPECT_TRUE(noticed) << "no row notices that this rule is gone: " << rules[i];
  }
}

}  // namespace

void defineReleases(Backend& backend) {
  for (const Kind& kind : kKinds) define(backend, kind.definition(), kind.resource());
}

std::vector<Row> releaseRows() {
  std::vector<Row> all = {
      {"the template is stored as it was sent, unknown fields included",
       [](Bench& b) {
         const Value sent =
             release("a").withPointer("/spec/template/spec/madeUp", json(R"({"a": [1]})"));
         EXPECT_EQ(b.made(releases(), sent)["spec"]["template"], sent["spec"]["template"]);
       }},
      {"an unknown field of the spec, strict: 400",
       [](Bench& b) {
         const ApiResult r = b.create(releases(), release("a").withPointer("/spec/replica", 3));
         EXPECT_EQ(r.error.code, 400);
         EXPECT_THAT(r.error.message, HasSubstr("spec.replica"));
       }},
      {"scale reports the serving replicas and the selector of status",
       [](Bench& b) {
         b.made(releases(), release("a"));
         b.mergePatch(releases(), "a",
                      json(R"({"status": {"servingReplicas": 2, "selector": "app=web"}})"),
                      "status");
         const Value scale = b.read(releases(), "a", "scale");
         EXPECT_EQ(scale["spec"]["replicas"], Value(1));
         EXPECT_EQ(scale["status"]["replicas"], Value(2));
         EXPECT_EQ(scale["status"]["selector"], Value("app=web"));
       }},
      {"a strategy becomes any other by server-side apply",
       [](Bench& b) {
         for (const Value& from : strategies())
           for (const Value& to : strategies()) strategyIsExchanged(b, from, to);
       }},
      {"a status condition without a reason is refused",
       [](Bench& b) {
         b.made(releases(), release("a"));
         const ApiResult r = b.mergePatch(releases(), "a", json(R"({"status": {"conditions": [
             {"type": "Ready", "status": "True", "lastTransitionTime": "2026-01-01T00:00:00Z",
              "message": ""}]}})"),
                                          "status");
         EXPECT_EQ(r.error.code, 422);
         EXPECT_THAT(r.error.message, HasSubstr("reason"));
       }},
  };
  for (const Kind& kind : kKinds) {
    all.push_back({std::string("each rule of a ") + kind.name +
                       "'s schema that is left out fails an admission row",
                   [kind](Bench& b) { eachRuleCounts(b, kind); }});
    const Value rows = kind.rows();
    for (const Value& row : rows["rows"].elements())
      all.push_back({std::string("admission of a ") + kind.name + ": " +
                         std::string(row["name"].stringOr("")),
                     [kind, row, base = rows["base"]](Bench& b) {
                       EXPECT_EQ(wrong(b, kind.resource(), base, row), "");
                     }});
  }
  return all;
}

}  // namespace slipway::contract
