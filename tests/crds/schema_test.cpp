#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <set>
#include <string>

#include "base/yaml.h"
#include "crds/release.h"

namespace slipway::crds {
namespace {

Value load(const std::string& path) {
  std::ifstream file(std::string(SLIPWAY_SOURCE_DIR) + "/" + path);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  auto parsed = parseYaml(text);
  if (!parsed.ok() || parsed->size() != 1) {
    ADD_FAILURE() << path << ": " << (parsed.ok() ? "not one document" : parsed.error().message);
    return {};
  }
  return parsed->front();
}

const Value& schemaOf(const Value& definition) {
  return definition["spec"]["versions"].at(0)["schema"]["openAPIV3Schema"];
}

template <typename Visit>
void walk(const Value& schema, const std::string& path, const Visit& visit) {
  visit(schema, path);
  for (const auto& [name, property] : schema["properties"].members()) {
    walk(property, path + "." + name, visit);
  }
  if (schema["items"].isObject()) walk(schema["items"], path + "[]", visit);
  if (schema["additionalProperties"].isObject()) {
    walk(schema["additionalProperties"], path + "{}", visit);
  }
}

TEST(Schema, EveryListMapAndStringIsBounded) {
  const Value definition = load("crds/release.yaml");
  const std::set<std::string> metadata{".apiVersion", ".kind", ".metadata"};
  walk(schemaOf(definition), "", [&](const Value& schema, const std::string& path) {
    if (metadata.contains(path)) return;
    const auto type = schema["type"].stringOr("");
    const bool closed = schema["enum"].isArray() || schema["format"].stringOr("") == "date-time";
    if (type == "array") {
      EXPECT_TRUE(schema["maxItems"].asInt().has_value()) << path;
    }
    if (type == "string" && !closed) {
      EXPECT_TRUE(schema["maxLength"].asInt().has_value()) << path;
    }
    if (schema["additionalProperties"].isObject()) {
      EXPECT_TRUE(schema["maxProperties"].asInt().has_value()) << path;
    }
  });
}

TEST(Schema, EveryRuleNamesItsFieldAndHasARowThatItRefuses) {
  const Value definition = load("crds/release.yaml");
  const Value rows = load("tests/crds/release_rows.yaml");
  int rules = 0;
  walk(schemaOf(definition), "", [&](const Value& schema, const std::string& path) {
    for (const Value& rule : schema["x-kubernetes-validations"].elements()) {
      ++rules;
      const std::string message(rule["message"].stringOr(""));
      EXPECT_NE(message.find(':'), std::string::npos) << path << " " << message;
      bool refused = false;
      for (const Value& row : rows["rows"].elements()) {
        const std::string part(row["refused"].stringOr(""));
        refused = refused || (part.size() > 20 && message.find(part) != std::string::npos);
      }
      EXPECT_TRUE(refused) << path << ": no row is refused by: " << message;
    }
  });
  EXPECT_EQ(rules, 7);
}

TEST(Schema, RowsHaveDistinctNames) {
  const Value rows = load("tests/crds/release_rows.yaml");
  std::set<std::string> names;
  for (const Value& row : rows["rows"].elements()) {
    EXPECT_TRUE(names.insert(std::string(row["name"].stringOr(""))).second);
  }
  EXPECT_GT(names.size(), 40U);
}

// What admission accepts can be decoded: otherwise a Release would be stored and then stall.
TEST(Schema, WhatIsAcceptedDecodes) {
  const Value rows = load("tests/crds/release_rows.yaml");
  for (const Value& row : rows["rows"].elements()) {
    if (row["refused"].isString()) continue;
    Value object =
        applyMergePatch(rows["base"], row["with"].isNull() ? Value::object() : row["with"]);
    if (row["then"].isObject()) object = applyMergePatch(object, row["then"]);
    const auto decoded = decodeRelease(object);
    EXPECT_TRUE(decoded.ok()) << row["name"].stringOr("") << ": "
                              << (decoded.ok() ? "" : decoded.error().front().text());
  }
}

TEST(Schema, TheExampleDecodes) {
  const auto decoded = decodeRelease(load("examples/web.yaml"));
  ASSERT_TRUE(decoded.ok()) << decoded.error().front().text();
  EXPECT_EQ(decoded->spec.smokeTests.size(), 1U);
}

}  // namespace
}  // namespace slipway::crds
