#include <gtest/gtest.h>

#include "kube/types/object.h"
#include "tests/kube/types/json.h"

namespace slipway::kube {
namespace {

LabelSelector selectorOf(const char* text) {
  const Value value = json(text);
  FieldErrors errors;
  LabelSelector selector = readLabelSelector(Reader(value, errors));
  EXPECT_TRUE(errors.empty()) << text;
  return selector;
}

TEST(LabelSelectors, MatchAsTheApiServerMatches) {
  struct Row {
    const char* name;
    const char* selector;
    Labels labels;
    bool expected;
  };
  const Row rows[] = {
      {"the empty selector matches everything", "{}", {{"a", "1"}}, true},
      {"all equalities hold",
       R"({"matchLabels": {"a": "1", "b": "2"}})",
       {{"a", "1"}, {"b", "2"}, {"c", "3"}},
       true},
      {"one equality fails", R"({"matchLabels": {"a": "1", "b": "2"}})", {{"a", "1"}}, false},
      {"another value", R"({"matchLabels": {"a": "1"}})", {{"a", "2"}}, false},
      {"In: among the values",
       R"({"matchExpressions": [{"key": "a", "operator": "In", "values": ["1", "2"]}]})",
       {{"a", "2"}},
       true},
      {"In: an absent label is not in",
       R"({"matchExpressions": [{"key": "a", "operator": "In", "values": ["1"]}]})",
       {},
       false},
      {"NotIn: an absent label is not in",
       R"({"matchExpressions": [{"key": "a", "operator": "NotIn", "values": ["1"]}]})",
       {},
       true},
      {"NotIn: among the values",
       R"({"matchExpressions": [{"key": "a", "operator": "NotIn", "values": ["1"]}]})",
       {{"a", "1"}},
       false},
      {"Exists: present",
       R"({"matchExpressions": [{"key": "a", "operator": "Exists"}]})",
       {{"a", ""}},
       true},
      {"Exists: absent",
       R"({"matchExpressions": [{"key": "a", "operator": "Exists"}]})",
       {},
       false},
      {"DoesNotExist: absent",
       R"({"matchExpressions": [{"key": "a", "operator": "DoesNotExist"}]})",
       {},
       true},
      {"DoesNotExist: present",
       R"({"matchExpressions": [{"key": "a", "operator": "DoesNotExist"}]})",
       {{"a", "1"}},
       false},
      {"labels and expressions must both hold",
       R"({"matchLabels": {"a": "1"}, "matchExpressions": [{"key": "b", "operator": "Exists"}]})",
       {{"a", "1"}},
       false},
  };
  for (const Row& row : rows)
    EXPECT_EQ(selectorOf(row.selector).matches(row.labels), row.expected) << row.name;
}

TEST(LabelSelectors, QueryTextIsStableAndComplete) {
  const auto selector = selectorOf(R"({"matchLabels": {"b": "2", "a": "1"}, "matchExpressions": [
      {"key": "z", "operator": "In", "values": ["y", "x"]},
      {"key": "m", "operator": "NotIn", "values": ["n"]},
      {"key": "e", "operator": "Exists"},
      {"key": "d", "operator": "DoesNotExist"}]})");
  EXPECT_EQ(selector.queryText(), "a=1,b=2,!d,e,m notin (n),z in (x,y)");
  EXPECT_EQ(LabelSelector{}.queryText(), "");
}

TEST(LabelSelectors, WriteWhatTheyRead) {
  const auto selector = selectorOf(R"({"matchLabels": {"a": "1"}, "matchExpressions": [
      {"key": "z", "operator": "In", "values": ["y", "x"]}, {"key": "e", "operator": "Exists"}]})");
  const Value written = labelSelectorValue(selector);
  FieldErrors errors;
  EXPECT_EQ(readLabelSelector(Reader(written, errors)), selector);
  EXPECT_EQ(printJson(labelSelectorValue({})), "{}");
}

TEST(LabelSelectors, RefuseWhatTheApiServerRefuses) {
  struct Row {
    const char* name;
    const char* expression;
    const char* error;
  };
  const Row rows[] = {
      {"an unknown operator", R"({"key": "a", "operator": "Like"})",
       "matchExpressions[0].operator: must be In, NotIn, Exists or DoesNotExist"},
      {"In without values", R"({"key": "a", "operator": "In"})",
       "matchExpressions[0].values: must name at least one value for In"},
      {"Exists with values", R"({"key": "a", "operator": "Exists", "values": ["1"]})",
       "matchExpressions[0].values: must be empty for Exists"},
  };
  for (const Row& row : rows) {
    const Value value = json(std::string(R"({"matchExpressions": [)") + row.expression + "]}");
    FieldErrors errors;
    readLabelSelector(Reader(value, errors));
    ASSERT_EQ(errors.size(), 1U) << row.name;
    EXPECT_EQ(errors[0].text(), row.error) << row.name;
  }
}

TEST(LabelSelectors, AnUnknownOperatorMatchesNothing) {
  LabelSelector selector;
  selector.matchExpressions.push_back({"a", "Like", {"1"}});
  EXPECT_FALSE(selector.matches({{"a", "1"}}));
}

}  // namespace
}  // namespace slipway::kube
