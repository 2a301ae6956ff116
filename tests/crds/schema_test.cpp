#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <set>
#include <string>

#include "base/yaml.h"
#include "crds/approval.h"
#include "crds/release.h"
#include "crds/rollback.h"

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

Value definitionOf(const std::string& kind) {
  return load("crds/" + kind + ".yaml");
}
Value rowsOf(const std::string& kind) {
  return load("tests/crds/" + kind + "_rows.yaml");
}

class Schema : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Kinds, Schema, ::testing::Values("release", "rollback", "approval"),
                         [](const auto& kind) { return std::string(kind.param); });

TEST_P(Schema, EveryListMapAndStringIsBounded) {
  const Value definition = definitionOf(GetParam());
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

TEST_P(Schema, EveryRuleNamesItsFieldAndHasARowThatItRefuses) {
  const Value definition = definitionOf(GetParam());
  const Value rows = rowsOf(GetParam());
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
  EXPECT_GT(rules, 0);
}

TEST_P(Schema, RowsHaveDistinctNames) {
  const Value rows = rowsOf(GetParam());
  std::set<std::string> names;
  for (const Value& row : rows["rows"].elements()) {
    EXPECT_TRUE(names.insert(std::string(row["name"].stringOr(""))).second);
  }
  EXPECT_GE(names.size(), 9U);
}

// Empty when the object can be decoded.
std::string problemOf(const Value& object) {
  const auto first = [](const auto& decoded) {
    return decoded.ok() ? std::string() : decoded.error().front().text();
  };
  const auto kind = object["kind"].stringOr("");
  if (kind == "Rollback") return first(decodeRollback(object));
  if (kind == "Approval") return first(decodeApproval(object));
  return first(decodeRelease(object));
}

// What admission accepts can be decoded: otherwise a Release would be stored and then stall.
TEST_P(Schema, WhatIsAcceptedDecodes) {
  const Value rows = rowsOf(GetParam());
  for (const Value& row : rows["rows"].elements()) {
    if (row["refused"].isString()) continue;
    Value object =
        applyMergePatch(rows["base"], row["with"].isNull() ? Value::object() : row["with"]);
    if (row["then"].isObject()) object = applyMergePatch(object, row["then"]);
    EXPECT_EQ(problemOf(object), "") << row["name"].stringOr("");
  }
}

// And what it refuses of a smoke test, the decoder refuses too, by the field's name: an object that
// never passed admission must not be asked as something else than it says.
TEST(SmokeTestSchema, WhatIsRefusedDoesNotDecode) {
  const Value rows = load("tests/crds/release_rows.yaml");
  int refused = 0;
  for (const Value& row : rows["rows"].elements()) {
    const Value& with = row["with"]["spec"];
    const bool ofATest = with["verification"]["smokeTests"].isArray() && with["strategy"].isNull();
    if (!row["refused"].isString() || !ofATest) continue;
    ++refused;
    const auto decoded = decodeRelease(applyMergePatch(rows["base"], row["with"]));
    ASSERT_FALSE(decoded.ok()) << row["name"].stringOr("");
    const FieldError& error = decoded.error().front();
    EXPECT_TRUE(error.path.starts_with("spec.verification.smokeTests")) << error.text();
    // The last name of what admission says, up to its colon.
    std::string field(row["refused"].stringOr(""));
    field = field.substr(0, field.find(':'));
    if (field == "Duplicate value") field = "name";
    if (field.ends_with("[]")) field.resize(field.size() - 2);
    if (const auto dot = field.rfind('.'); dot != std::string::npos) field = field.substr(dot + 1);
    EXPECT_NE(error.path.find(field), std::string::npos)
        << row["name"].stringOr("") << ": " << error.text();
  }
  EXPECT_GT(refused, 50);
}

}  // namespace
}  // namespace slipway::crds
