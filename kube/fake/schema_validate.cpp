#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <re2/re2.h>

#include "base/text.h"
#include "kube/fake/schema.h"

namespace slipway::kube::fake {
namespace {

std::string below(const std::string& path, const std::string& key) {
  return path.empty() ? key : path + "." + key;
}

std::string shown(const Value& value) {
  if (value.isObject()) return "\"object\"";
  if (value.isArray()) return "\"array\"";
  return truncateUtf8(printJson(value), 200);
}

std::string kindText(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::Null:
      return "null";
    case Value::Kind::Bool:
      return "boolean";
    case Value::Kind::Int:
      return "integer";
    case Value::Kind::Number:
      return "number";
    case Value::Kind::String:
      return "string";
    case Value::Kind::Array:
      return "array";
    case Value::Kind::Object:
      return "object";
  }
  return "";
}

long double numeric(const Value& value) {
  return std::strtold(std::string(value.numberText()).c_str(), nullptr);
}

bool hasType(const Value& value, const Schema& schema) {
  if (schema.intOrString) return value.asInt() || value.isString();
  if (schema.type.empty()) return true;
  const std::string kind = kindText(value);
  if (kind == schema.type) return true;
  if (schema.type == "number") return kind == "integer";
  return schema.type == "integer" && kind == "number" &&
         std::trunc(numeric(value)) == numeric(value);
}

std::int64_t codePoints(std::string_view utf8) {
  return std::count_if(utf8.begin(), utf8.end(),
                       [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
}

// The element of the old list that stands for the same thing, where that can be told.
const Value* counterpart(const Value& element, const Value* before, const Schema& list) {
  if (!before || list.listType != ListType::Map) return nullptr;
  for (const Value& old : before->elements()) {
    const bool same = std::all_of(list.listKeys.begin(), list.listKeys.end(),
                                  [&](const auto& key) { return old[key] == element[key]; });
    if (same) return &old;
  }
  return nullptr;
}

// Shape first; rules only when the shape is right, as the real server does it.
class Structure {
 public:
  explicit Structure(FieldProblems& problems) : problems_(problems) {}

  void check(const Value& value, const Value* before, const Schema& schema,
             const std::string& path) {
    if (before && *before == value) return;
    if (value.isNull() && schema.nullable) return;
    if (!hasType(value, schema)) {
      report(path, "Invalid value: \"" + kindText(value) + "\": " + path +
                       " in body must be of type " +
                       (schema.intOrString ? "integer or string" : schema.type) + ": \"" +
                       kindText(value) + "\"");
      return;
    }
    enumeration(value, schema, path);
    if (value.isString()) text(value, schema, path);
    if (!value.numberText().empty()) number(value, schema, path);
    if (value.isArray()) list(value, before, schema, path);
    if (value.isObject()) object(value, before, schema, path);
    combinations(value, schema, path);
  }

 private:
  void report(const std::string& path, std::string message) {
    problems_.push_back({path, std::move(message)});
  }
  void reportShould(const std::string& path, const Value& value, const std::string& should) {
    report(path, "Invalid value: " + shown(value) + ": " + path + " in body should " + should);
  }

  void enumeration(const Value& value, const Schema& schema, const std::string& path) {
    if (schema.enumeration.empty()) return;
    std::string supported;
    for (const Value& allowed : schema.enumeration) {
      if (allowed == value) return;
      supported += (supported.empty() ? "" : ", ") + printJson(allowed);
    }
    report(path, "Unsupported value: " + shown(value) + ": supported values: " + supported);
  }

  void text(const Value& value, const Schema& schema, const std::string& path) {
    const std::string s(*value.asString());
    if (schema.maxLength && codePoints(s) > *schema.maxLength)
      report(path,
             "Too long: may not be more than " + std::to_string(*schema.maxLength) + " bytes");
    if (schema.minLength && codePoints(s) < *schema.minLength)
      reportShould(path, value, "be at least " + std::to_string(*schema.minLength) + " chars long");
    if (schema.pattern && !re2::RE2::PartialMatch(s, *schema.pattern))
      reportShould(path, value, "match '" + schema.patternText + "'");
    if (schema.format == "date-time" && !parseTime(s))
      report(path, "Invalid value: " + shown(value) + ": " + path +
                       " in body must be of type date-time: " + shown(value));
  }

  void number(const Value& value, const Schema& schema, const std::string& path) {
    const long double n = numeric(value);
    if (schema.minimum &&
        (n < *schema.minimum || (schema.exclusiveMinimum && n == *schema.minimum)))
      reportShould(path, value,
                   "be greater than or equal to " +
                       std::to_string(static_cast<std::int64_t>(*schema.minimum)));
    if (schema.maximum &&
        (n > *schema.maximum || (schema.exclusiveMaximum && n == *schema.maximum)))
      reportShould(
          path, value,
          "be less than or equal to " + std::to_string(static_cast<std::int64_t>(*schema.maximum)));
    if (schema.format == "int32" && (n < std::numeric_limits<std::int32_t>::min() ||
                                     n > std::numeric_limits<std::int32_t>::max()))
      report(path, "Invalid value: " + shown(value) + ": " + path +
                       " in body must be of type int32: " + shown(value));
  }

  void count(std::size_t size, std::optional<std::int64_t> least, std::optional<std::int64_t> most,
             const Value& value, const std::string& path, const std::string& what) {
    const auto n = static_cast<std::int64_t>(size);
    if (most && n > *most)
      report(path, "Too many: " + std::to_string(n) + ": must have at most " +
                       std::to_string(*most) + " " + what);
    if (least && n < *least)
      reportShould(path, value, "have at least " + std::to_string(*least) + " " + what);
  }

  void list(const Value& value, const Value* before, const Schema& schema,
            const std::string& path) {
    const auto& elements = value.elements();
    count(elements.size(), schema.minItems, schema.maxItems, value, path, "items");
    // A list beyond its bound is not looked into: it may be huge.
    if (schema.maxItems && static_cast<std::int64_t>(elements.size()) > *schema.maxItems) return;
    for (std::size_t i = 0; i < elements.size(); ++i) {
      const std::string here = path + "[" + std::to_string(i) + "]";
      if (schema.items)
        check(elements[i], counterpart(elements[i], before, schema), *schema.items, here);
      if (schema.listType != ListType::Atomic) duplicates(elements, i, schema, here);
    }
  }

  static Value keyOf(const Value& element, const Schema& schema) {
    if (schema.listType == ListType::Set) return element;
    Value::Members keys;
    for (const auto& key : schema.listKeys) keys.push_back({key, element[key]});
    return Value::object(std::move(keys));
  }

  void duplicates(const Value::Elements& elements, std::size_t index, const Schema& schema,
                  const std::string& path) {
    const Value key = keyOf(elements[index], schema);
    for (std::size_t i = 0; i < index; ++i) {
      if (keyOf(elements[i], schema) != key) continue;
      report(path, "Duplicate value: " + printJson(key));
      return;
    }
  }

  void object(const Value& value, const Value* before, const Schema& schema,
              const std::string& path) {
    count(value.members().size(), schema.minProperties, schema.maxProperties, value, path, "items");
    for (const auto& name : schema.required)
      if (!value.find(name)) report(below(path, name), "Required value");
    for (const auto& [key, member] : value.members()) {
      const Schema* declared = schema.member(key);
      if (!declared) continue;
      check(member, before ? before->find(key) : nullptr, *declared, below(path, key));
    }
  }

  static bool holds(const Value& value, const Schema& schema, const std::string& path) {
    FieldProblems problems;
    Structure(problems).check(value, nullptr, schema, path);
    return problems.empty();
  }

  void combinations(const Value& value, const Schema& schema, const std::string& path) {
    for (const auto& part : schema.allOf) check(value, nullptr, *part, path);
    const auto fits = [&](const SchemaPtr& part) { return holds(value, *part, path); };
    if (!schema.anyOf.empty() && std::none_of(schema.anyOf.begin(), schema.anyOf.end(), fits))
      report(path, "Invalid value: " + shown(value) + ": " + path +
                       " in body must validate at least one schema (anyOf)");
    if (!schema.oneOf.empty() && std::count_if(schema.oneOf.begin(), schema.oneOf.end(), fits) != 1)
      report(path, "Invalid value: " + shown(value) + ": " + path +
                       " in body must validate one and only one schema (oneOf)");
    if (schema.negation && fits(schema.negation))
      report(path, "Invalid value: " + shown(value) + ": " + path +
                       " in body must not validate the schema (not)");
  }

  FieldProblems& problems_;
};

class Rules {
 public:
  explicit Rules(FieldProblems& problems) : problems_(problems) {}

  void check(const Value& value, const Value* before, const Schema& schema,
             const std::string& path) {
    const bool unchanged = before && *before == value;
    if (unchanged && !schema.transitionsBelow) return;
    if (value.isNull()) return;
    for (const auto& rule : schema.rules)
      if (rule.transition ? before != nullptr : !unchanged) evaluate(rule, value, before, path);
    if (value.isObject()) {
      for (const auto& [key, member] : value.members()) {
        const Schema* declared = schema.member(key);
        if (declared)
          check(member, before ? before->find(key) : nullptr, *declared, below(path, key));
      }
    }
    if (!value.isArray() || !schema.items) return;
    std::size_t index = 0;
    for (const Value& element : value.elements())
      check(element, counterpart(element, before, schema), *schema.items,
            path + "[" + std::to_string(index++) + "]");
  }

 private:
  void evaluate(const SchemaRule& rule, const Value& value, const Value* before,
                const std::string& path) {
    const auto verdict = rule.program->evaluate(value, before);
    if (verdict.ok() && verdict->asBool() == true) return;
    std::string where = path + rule.fieldPath;
    if (!where.empty() && where[0] == '.') where.erase(0, 1);
    if (where.empty()) where = "<nil>";
    const std::string what =
        verdict.ok() ? rule.message : "rule evaluation error: " + verdict.error();
    if (rule.reason == "FieldValueRequired") {
      problems_.push_back({where, "Required value: " + what});
    } else if (rule.reason == "FieldValueForbidden") {
      problems_.push_back({where, "Forbidden: " + what});
    } else {
      problems_.push_back({where, "Invalid value: " + shown(value) + ": " + what});
    }
  }

  FieldProblems& problems_;
};

}  // namespace

FieldProblems validate(const Value& value, const Value* before, const Schema& schema,
                       const std::string& path) {
  FieldProblems problems;
  Structure(problems).check(value, before, schema, path);
  if (problems.empty()) Rules(problems).check(value, before, schema, path);
  return problems;
}

}  // namespace slipway::kube::fake
