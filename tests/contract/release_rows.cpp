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

Resource releasesOf(const std::string& group) {
  return {group, "v1alpha1", "releases", "Release", true};
}
const Resource& releases() {
  static const Resource r = releasesOf("slipway.dev");
  return r;
}

Value release(const std::string& name) {
  return json(R"({"apiVersion": "slipway.dev/v1alpha1", "kind": "Release", "spec": {
      "template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [
        {"name": "web", "image": "web:1", "ports": [{"name": "http", "containerPort": 80}]}]}}}})")
      .withPointer("/metadata/name", name);
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
Value withoutRule(const Value& definition, const std::string& rule, const std::string& group) {
  return definition.withoutPointer(rule)
      .withPointer("/spec/group", group)
      .withPointer("/metadata/name", "releases." + group)
      .withPointer("/spec/names", json(R"({"plural": "releases", "singular": "release",
                                           "kind": "Release", "listKind": "ReleaseList"})"));
}

void eachRuleCounts(Bench& b) {
  const Value definition = load("crds/release.yaml");
  const Value rows = load("tests/crds/release_rows.yaml");
  std::vector<std::string> rules;
  findRules(*definition.findPointer(kSchema), kSchema, rules);
  EXPECT_FALSE(rules.empty());
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const std::string group = "without" + std::to_string(i) + ".slipway.dev";
    define(b.backend(), withoutRule(definition, rules[i], group), releasesOf(group));
    const auto& all = rows["rows"].elements();
    const bool noticed = std::any_of(all.begin(), all.end(), [&](const Value& row) {
      return !wrong(b, releasesOf(group), rows["base"], row).empty();
    });
    EXPECT_TRUE(noticed) << "no row notices that this rule is gone: " << rules[i];
  }
}

}  // namespace

void defineReleases(Backend& backend) {
  define(backend, load("crds/release.yaml"), releases());
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
      {"each rule of the schema that is left out fails an admission row", eachRuleCounts},
  };
  const Value rows = load("tests/crds/release_rows.yaml");
  for (const Value& row : rows["rows"].elements())
    all.push_back(
        {"admission: " + std::string(row["name"].stringOr("")),
         [row, base = rows["base"]](Bench& b) { EXPECT_EQ(wrong(b, releases(), base, row), ""); }});
  return all;
}

}  // namespace slipway::contract
