#include "kube/fake/schema.h"

#include "kube/fake/metadata.h"
#include "kube/fake/resource_type.h"
#include "tests/kube/fake/json.h"

// What the contract suite cannot ask: its rows prove the rest on both servers.
namespace slipway::kube::fake {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

SchemaPtr schemaOf(const char* text) {
  auto schema = parseSchema(json(text));
  EXPECT_TRUE(schema.ok()) << (schema.ok() ? "" : schema.error());
  return *schema;
}

std::vector<std::string> problems(const char* schema, const char* value,
                                  const char* before = nullptr) {
  const Value old = before ? json(before) : Value();
  std::vector<std::string> lines;
  for (const auto& problem : validate(json(value), before ? &old : nullptr, *schemaOf(schema), "v"))
    lines.push_back(problem.path + ": " + problem.message);
  return lines;
}

TEST(Schema, RefusesKeywordsItDoesNotUnderstand) {
  const auto schema = parseSchema(
      json(R"({"type": "object", "properties": {"a": {"type": "string", "multipleOf": 2}}})"));
  ASSERT_FALSE(schema.ok());
  EXPECT_THAT(schema.error(), HasSubstr(".a: the keyword multipleOf"));
}

TEST(Schema, RefusesRulesOutsideTheSubsetNamingThePlace) {
  const auto schema = parseSchema(json(R"j({"type": "object", "properties": {"a": {"type": "string",
      "x-kubernetes-validations": [{"rule": "isURL(self)"}]}}})j"));
  ASSERT_FALSE(schema.ok());
  EXPECT_THAT(schema.error(), HasSubstr(".a: the rule \"isURL(self)\" does not compile"));
}

TEST(Schema, RefusesAKeyedListWithoutKeys) {
  EXPECT_FALSE(parseSchema(json(R"({"type": "array", "x-kubernetes-list-type": "map"})")).ok());
}

TEST(Schema, PrunesAndNamesWhatItDropped) {
  const auto schema = schemaOf(R"({"type": "object", "properties": {"l": {"type": "array",
      "items": {"type": "object", "properties": {"a": {"type": "string"}}}}}})");
  std::vector<std::string> dropped;
  const Value kept =
      pruned(json(R"({"kind": "K", "x": 1, "l": [{"a": "1", "b": 2}]})"), *schema, &dropped);
  EXPECT_EQ(kept, json(R"({"kind": "K", "l": [{"a": "1"}]})"));
  EXPECT_THAT(dropped, ElementsAre("x", "l[0].b"));
}

TEST(Schema, CombinationsJudgeToo) {
  const char* one = R"({"type": "object", "oneOf": [{"required": ["a"]}, {"required": ["b"]}],
                        "not": {"required": ["c"]}})";
  EXPECT_THAT(problems(one, R"({"a": 1})"), IsEmpty());
  EXPECT_THAT(problems(one, R"({"a": 1, "b": 2})"), ElementsAre(HasSubstr("oneOf")));
  EXPECT_THAT(problems(one, R"({"a": 1, "c": 2})"), ElementsAre(HasSubstr("(not)")));
  const char* any = R"({"anyOf": [{"type": "string"}, {"type": "integer"}]})";
  EXPECT_THAT(problems(any, "true"), ElementsAre(HasSubstr("anyOf")));
  EXPECT_THAT(problems(R"({"allOf": [{"maximum": 3}]})", "4"), ElementsAre(HasSubstr("less than")));
}

TEST(Schema, ExclusiveBounds) {
  const char* schema = R"({"type": "integer", "minimum": 0, "exclusiveMinimum": true,
                           "maximum": 5, "exclusiveMaximum": true})";
  EXPECT_EQ(problems(schema, "0").size(), 1U);
  EXPECT_EQ(problems(schema, "5").size(), 1U);
  EXPECT_THAT(problems(schema, "1"), IsEmpty());
}

TEST(Schema, AListBeyondItsBoundIsNotLookedInto) {
  EXPECT_THAT(problems(R"({"type": "array", "maxItems": 1, "items": {"type": "integer"}})",
                       R"(["a", "b"])"),
              ElementsAre(HasSubstr("Too many")));
}

TEST(Schema, WhatDidNotChangeIsNotJudgedAgain) {
  const char* schema = R"({"type": "object", "properties": {
      "a": {"type": "integer", "maximum": 3}, "b": {"type": "integer"}}})";
  EXPECT_THAT(problems(schema, R"({"a": 9, "b": 2})", R"({"a": 9, "b": 1})"), IsEmpty());
  EXPECT_EQ(problems(schema, R"({"a": 10, "b": 1})", R"({"a": 9, "b": 1})").size(), 1U);
}

TEST(Schema, ARuleThatFailsToEvaluateRefuses) {
  EXPECT_THAT(problems(R"({"type": "object", "x-kubernetes-preserve-unknown-fields": true,
      "properties": {"a": {"type": "integer"}},
      "x-kubernetes-validations": [{"rule": "self.a > 1", "message": "m"}]})",
                       "{}"),
              ElementsAre(HasSubstr("rule evaluation error: no such key: a")));
}

TEST(Definition, NamesTheRuleThatIsOutsideTheSubset) {
  const auto type = typeOfDefinition(json(R"j({"metadata": {"name": "things.x.dev"}, "spec": {
      "group": "x.dev", "scope": "Namespaced", "names": {"plural": "things", "kind": "Thing"},
      "versions": [{"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": {
        "type": "object", "properties": {"spec": {"type": "object",
          "x-kubernetes-validations": [{"rule": "quantity('1') == 1"}]}}}}}]}})j"));
  ASSERT_FALSE(type.ok());
  EXPECT_THAT(type.error(), HasSubstr(".spec: the rule"));
}

TEST(Definition, WantsItsOwnName) {
  const auto type = typeOfDefinition(json(R"({"metadata": {"name": "other.x.dev"}, "spec": {
      "group": "x.dev", "scope": "Cluster", "names": {"plural": "things", "kind": "Thing"},
      "versions": [{"name": "v1", "served": true, "storage": true,
        "schema": {"openAPIV3Schema": {"type": "object"}}}]}})"));
  ASSERT_FALSE(type.ok());
  EXPECT_THAT(type.error(), HasSubstr("things.x.dev"));
}

TEST(Metadata, BoundsAnnotations) {
  const Value metadata =
      json(R"({"name": "a"})").withPointer("/annotations/x", std::string(262145, 'x'));
  const auto found = metadataProblems(metadata, "ConfigMap");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].path, "metadata.annotations");
}

TEST(Metadata, OwnersAreWholeAndOneControls) {
  const auto found = metadataProblems(json(R"({"name": "a", "ownerReferences": [
        {"apiVersion": "v1", "kind": "K", "name": "n", "uid": "", "controller": true},
        {"apiVersion": "v1", "kind": "K", "name": "n", "uid": "u", "controller": true}]})"),
                                      "ConfigMap");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].path, "metadata.ownerReferences[0].uid");
  EXPECT_THAT(found[1].message, HasSubstr("Only one reference"));
}

TEST(Metadata, Names) {
  EXPECT_TRUE(isDnsSubdomain("a-1.b"));
  EXPECT_FALSE(isDnsSubdomain("a..b"));
  EXPECT_FALSE(isDnsSubdomain("-a"));
  EXPECT_FALSE(isDnsSubdomain(""));
  EXPECT_TRUE(isDnsLabel(std::string(63, 'a')));
  EXPECT_FALSE(isDnsLabel(std::string(64, 'a')));
  EXPECT_FALSE(isDnsLabel("a.b"));
}

}  // namespace
}  // namespace slipway::kube::fake
