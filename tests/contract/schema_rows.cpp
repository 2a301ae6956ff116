#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/contract/bench.h"

namespace slipway::contract {
namespace {

using testing::Contains;
using testing::HasSubstr;

// A spec that is refused, and what the answer must name.
Row refused(const std::string& name, const std::string& spec, const std::string& field,
            int code = 422) {
  return {name, [=](Bench& b) {
            const ApiResult r = b.create(widgets(), widget("a", json(spec)));
            EXPECT_EQ(r.error.code, code) << r.error.message;
            EXPECT_THAT(r.error.message, HasSubstr(field));
            if (code != 422) return;
            EXPECT_EQ(r.error.reason, "Invalid");
            EXPECT_THAT(r.error.causes, Contains(HasSubstr(field)));
          }};
}

Row accepted(const std::string& name, const std::string& spec) {
  return {name, [=](Bench& b) {
            const ApiResult r = b.create(widgets(), widget("a", json(spec)));
            EXPECT_TRUE(r.applied()) << r.error.message;
          }};
}

}  // namespace

std::vector<Row> schemaRows() {
  return {
      {"defaults are filled in, nested ones too",
       [](Bench& b) {
         const Value made = b.made(widgets(), widget("a", json(R"({"steps": [{"weight": 5}]})")));
         EXPECT_EQ(made["spec"]["size"], Value(1));
         EXPECT_EQ(made["spec"]["steps"], json(R"([{"weight": 5, "wait": "1s"}])"));
       }},
      {"the default of the whole status is there right after create",
       [](Bench& b) {
         EXPECT_EQ(b.made(widgets(), widget("a"))["status"], json(R"({"observedGeneration": -1})"));
       }},
      {"a default of the parent fills in those of its members",
       [](Bench& b) {
         const Value made = b.made(widgets(), widget("a").without("spec"));
         EXPECT_EQ(made["spec"], json(R"({"size": 1})"));
       }},
      {"null takes the default, or goes away, or stays where it may",
       [](Bench& b) {
         const Value made = b.made(
             widgets(), widget("a", json(R"({"size": null, "colour": null, "note": null})")));
         EXPECT_EQ(made["spec"], json(R"({"size": 1, "note": null})"));
       }},
      {"numbers arrive as the server prints them",
       [](Bench& b) {
         const Value made =
             b.made(widgets(), widget("a", json(R"({"big": 1e3, "low": 2.0, "ratio": 1.50})")));
         EXPECT_EQ(made["spec"]["big"], Value(1000));
         EXPECT_EQ(made["spec"]["low"], Value(2));
         EXPECT_EQ(made["spec"]["ratio"].numberText(), "1.5");
       }},
      refused("2.0 for the number that scale shows", R"({"size": 2.0})", "spec.size"),
      {"unknown fields below preserve-unknown-fields stay",
       [](Bench& b) {
         const Value made =
             b.made(widgets(),
                    widget("a", json(R"({"free": {"known": 1, "any": {"thing": [1, null]}}})")));
         EXPECT_EQ(made["spec"]["free"], json(R"({"known": 1, "any": {"thing": [1, null]}})"));
       }},
      refused("an unknown field, strict: 400 naming it", R"({"sise": 3})",
              "unknown field \"spec.sise\"", 400),
      refused("an unknown field in a list, strict: 400", R"({"steps": [{"weight": 1, "x": 2}]})",
              "unknown field \"spec.steps[0].x\"", 400),
      {"two unknown fields are both named",
       [](Bench& b) {
         const ApiResult r = b.create(widgets(), widget("a", json(R"({"x1": 3, "x2": 4})")));
         EXPECT_THAT(r.error.message, HasSubstr("spec.x1"));
         EXPECT_THAT(r.error.message, HasSubstr("spec.x2"));
       }},
      refused("below the minimum", R"({"size": -1})", "spec.size"),
      refused("above the maximum", R"({"size": 101})", "spec.size"),
      refused("beyond int32", R"({"size": 3000000000})", "spec.size"),
      refused("a string for an integer", R"({"size": "1"})", "spec.size"),
      refused("a fraction for an integer", R"({"size": 1.5})", "spec.size"),
      refused("an integer for a string", R"({"code": 12})", "spec.code"),
      refused("a string for a boolean", R"({"flag": "true"})", "spec.flag"),
      refused("a list for an object", R"({"words": []})", "spec.words"),
      refused("an object for a list", R"({"tags": {}})", "spec.tags"),
      refused("not in the enum", R"({"colour": "green"})", "spec.colour"),
      refused("not of the pattern", R"({"code": "1ab"})", "spec.code"),
      refused("too long", R"({"code": "ab1234"})", "spec.code"),
      refused("too short", R"({"code": "a1"})", "spec.code"),
      refused("too many items", R"({"tags": ["1", "2", "3", "4"]})", "spec.tags"),
      refused("too many properties", R"({"pins": {"a": "1", "b": "2", "c": "3"}})", "spec.pins"),
      refused("a required member of an item is missing", R"({"steps": [{}]})",
              "spec.steps[0].weight"),
      refused("an item is wrong", R"({"steps": [{"weight": 1}, {"weight": -1}]})",
              "spec.steps[1].weight"),
      refused("a value of a map is too long", R"({"words": {"a": "123456"}})", "spec.words"),
      refused("one key twice in a keyed list", R"({"parts": [{"name": "x"}, {"name": "x"}]})",
              "spec.parts[1]"),
      refused("one value twice in a set", R"({"tags": ["x", "x"]})", "spec.tags[1]"),
      refused("a boolean for int-or-string", R"({"limit": true})", "spec.limit"),
      accepted("an integer for int-or-string", R"({"limit": 5})"),
      accepted("a string for int-or-string", R"({"limit": "50%"})"),
      accepted("an integer for a number", R"({"ratio": 2})"),
      accepted("the bounds themselves",
               R"({"size": 100, "code": "ab123", "tags": ["1", "2", "3"]})"),
      accepted("maxLength counts code points, not bytes", R"({"words": {"a": "äöüßé"}})"),
      {"the required spec, absent and without default members, is defaulted first",
       [](Bench& b) { EXPECT_TRUE(b.create(widgets(), widget("a").without("spec")).applied()); }},
      {"an invalid update is refused and changes nothing",
       [](Bench& b) {
         const Value made = b.made(widgets(), widget("a"));
         EXPECT_EQ(b.mergePatch(widgets(), "a", json(R"({"spec": {"size": -1}})")).error.code, 422);
         EXPECT_EQ(b.read(widgets(), "a"), made);
       }},
      {"several problems are all named",
       [](Bench& b) {
         const ApiResult r =
             b.create(widgets(), widget("a", json(R"({"size": -1, "colour": "green"})")));
         EXPECT_GE(r.error.causes.size(), 2U);
         EXPECT_THAT(r.error.message, HasSubstr("spec.size"));
         EXPECT_THAT(r.error.message, HasSubstr("spec.colour"));
       }},
  };
}

std::vector<Row> celRows() {
  return {
      refused("exactly one of two: none", R"({"one": {}})", "exactly one of a and b"),
      refused("exactly one of two: both", R"({"one": {"a": {}, "b": {}}})",
              "exactly one of a and b"),
      accepted("exactly one of two: one", R"({"one": {"b": {}}})"),
      refused("a rule over two fields, with its fieldPath", R"({"low": 5, "high": 4})", "spec.low"),
      accepted("a rule over two fields that holds", R"({"low": 4, "high": 4})"),
      {"a rule on metadata.name",
       [](Bench& b) {
         const ApiResult r = b.create(widgets(), widget(std::string(31, 'a')));
         EXPECT_EQ(r.error.code, 422);
         EXPECT_THAT(r.error.message, HasSubstr("the name is too long"));
         EXPECT_TRUE(b.create(widgets(), widget(std::string(30, 'a'))).applied());
       }},
      {"a transition rule does not judge a create",
       [](Bench& b) {
         EXPECT_TRUE(b.create(widgets(), widget("a", json(R"({"owner": "me"})"))).applied());
       }},
      {"a transition rule refuses a change",
       [](Bench& b) {
         b.made(widgets(), widget("a", json(R"({"owner": "me"})")));
         const ApiResult r = b.mergePatch(widgets(), "a", json(R"({"spec": {"owner": "you"}})"));
         EXPECT_EQ(r.error.code, 422);
         EXPECT_THAT(r.error.message, HasSubstr("owner is immutable"));
         EXPECT_TRUE(b.mergePatch(widgets(), "a", json(R"({"spec": {"size": 2}})")).applied());
       }},
      {"a transition rule on a field does not see it appear: the parent's rule does",
       [](Bench& b) {
         b.made(widgets(), widget("a"));
         const ApiResult r = b.mergePatch(widgets(), "a", json(R"({"spec": {"owner": "you"}})"));
         EXPECT_EQ(r.error.code, 422);
         EXPECT_THAT(r.error.message, HasSubstr("owner stays present or absent"));
         EXPECT_THAT(r.error.message, HasSubstr("Forbidden"));
       }},
      {"a transition rule in a keyed list compares items of one key",
       [](Bench& b) {
         b.made(widgets(), widget("a", json(R"({"parts": [{"name": "x", "kind": "1"},
                                                          {"name": "y", "kind": "2"}]})")));
         EXPECT_TRUE(b.mergePatch(widgets(), "a", json(R"({"spec": {"parts":
             [{"name": "y", "kind": "2"}, {"name": "x", "kind": "1"}]}})"))
                         .applied());
         const ApiResult r = b.mergePatch(widgets(), "a", json(R"({"spec": {"parts":
             [{"name": "y", "kind": "3"}]}})"));
         EXPECT_EQ(r.error.code, 422);
         EXPECT_THAT(r.error.message, HasSubstr("a part keeps its kind"));
       }},
      {"a rule is not judged while the shape is wrong",
       [](Bench& b) {
         const ApiResult r = b.create(widgets(), widget("a", json(R"({"low": "x", "high": 4})")));
         EXPECT_EQ(r.error.code, 422);
         EXPECT_THAT(r.error.message, HasSubstr("spec.low"));
       }},
      {"a definition whose rule does not compile is refused",
       [](Bench& b) {
         const Value bad = json(R"([{"rule": "self.nothing == 1", "message": "m"}])");
         Value definition =
             widgetDefinition()
                 .withPointer("/metadata/name", "gadgets.contract.slipway.dev")
                 .withPointer("/spec/names", json(R"({"plural": "gadgets", "kind": "Gadget",
                                                      "singular": "gadget", "listKind": "GadgetList"})"))
                 .withPointer("/spec/versions/0/schema/openAPIV3Schema/x-kubernetes-validations",
                              bad);
         const ApiResult r = b.create(kube::resources::customResourceDefinitions(), definition);
         EXPECT_EQ(r.error.code, 422) << r.error.message;
         EXPECT_THAT(r.error.message, HasSubstr("undefined field"));
       }},
  };
}

}  // namespace slipway::contract
