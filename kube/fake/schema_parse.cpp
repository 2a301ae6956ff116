#include <cstdlib>
#include <re2/re2.h>
#include <set>

#include "kube/fake/schema.h"

namespace slipway::kube::fake {
namespace {

// What is wrong, where; caught in parseSchema and nowhere else.
struct Refusal {
  std::string message;
};

const std::set<std::string, std::less<>>& ignoredKeywords() {
  static const std::set<std::string, std::less<>> keywords = {
      "description", "title", "example", "externalDocs", "x-kubernetes-group-version-kind"};
  return keywords;
}

class SchemaParser {
 public:
  SchemaPtr parse(const Value& source, const std::string& path) {
    auto schema = std::make_shared<Schema>();
    for (const auto& [key, value] : source.members()) {
      if (!structure(*schema, key, value, path) && !bound(*schema, key, value, path) &&
          !extension(*schema, key, value) && !ignoredKeywords().contains(key))
        throw Refusal{path + ": the keyword " + key + " is not understood"};
    }
    if (schema->listType == ListType::Map && schema->listKeys.empty())
      throw Refusal{path + ": a keyed list names no keys"};
    summarize(*schema);
    return schema;
  }

  // Rules are compiled when their schema is complete: field checks look at it.
  void compileRules(const Value& source, const SchemaPtr& schema, const std::string& path) {
    auto& target = const_cast<Schema&>(*schema);
    for (const Value& rule : source["x-kubernetes-validations"].elements())
      target.rules.push_back(compileRule(rule, *schema, path));
    for (const auto& [name, member] : source["properties"].members()) {
      const SchemaPtr& below = schema->properties.find(name)->second;
      compileRules(member, below, path + "." + name);
      target.transitionsBelow |= below->transitionsBelow;
    }
    if (schema->items) {
      compileRules(source["items"], schema->items, path + "[]");
      target.transitionsBelow |= schema->items->transitionsBelow;
    }
    if (schema->additional) {
      compileRules(source["additionalProperties"], schema->additional, path + ".*");
      target.transitionsBelow |= schema->additional->transitionsBelow;
    }
    for (const auto& rule : schema->rules) target.transitionsBelow |= rule.transition;
  }

 private:
  std::vector<SchemaPtr> parseAll(const Value& list, const std::string& path) {
    std::vector<SchemaPtr> all;
    for (const Value& element : list.elements()) all.push_back(parse(element, path));
    return all;
  }

  bool structure(Schema& schema, const std::string& key, const Value& value,
                 const std::string& path) {
    if (key == "type") {
      schema.type = value.stringOr("");
    } else if (key == "properties") {
      for (const auto& [name, member] : value.members())
        schema.properties[name] = parse(member, path + "." + name);
    } else if (key == "additionalProperties") {
      if (value.isObject()) schema.additional = parse(value, path + ".*");
      if (value == Value(true)) schema.additional = anySchema();
    } else if (key == "items") {
      schema.items = parse(value, path + "[]");
    } else if (key == "required") {
      for (const Value& name : value.elements()) schema.required.emplace_back(name.stringOr(""));
    } else if (key == "default") {
      schema.defaultValue = value;
    } else if (key == "nullable") {
      schema.nullable = value.asBool().value_or(false);
    } else if (key == "allOf") {
      schema.allOf = parseAll(value, path);
    } else if (key == "anyOf") {
      schema.anyOf = parseAll(value, path);
    } else if (key == "oneOf") {
      schema.oneOf = parseAll(value, path);
    } else if (key == "not") {
      schema.negation = parse(value, path);
    } else {
      return false;
    }
    return true;
  }

  static long double number(const Value& value) {
    return std::strtold(std::string(value.numberText()).c_str(), nullptr);
  }

  bool bound(Schema& schema, const std::string& key, const Value& value, const std::string& path) {
    if (key == "enum") {
      schema.enumeration = value.elements();
    } else if (key == "minimum") {
      schema.minimum = number(value);
    } else if (key == "maximum") {
      schema.maximum = number(value);
    } else if (key == "exclusiveMinimum") {
      schema.exclusiveMinimum = value.asBool().value_or(false);
    } else if (key == "exclusiveMaximum") {
      schema.exclusiveMaximum = value.asBool().value_or(false);
    } else if (key == "minItems") {
      schema.minItems = value.asInt();
    } else if (key == "maxItems") {
      schema.maxItems = value.asInt();
    } else if (key == "minLength") {
      schema.minLength = value.asInt();
    } else if (key == "maxLength") {
      schema.maxLength = value.asInt();
    } else if (key == "minProperties") {
      schema.minProperties = value.asInt();
    } else if (key == "maxProperties") {
      schema.maxProperties = value.asInt();
    } else if (key == "pattern") {
      pattern(schema, value, path);
    } else if (key == "format") {
      schema.format = value.stringOr("");
    } else {
      return false;
    }
    return true;
  }

  static void pattern(Schema& schema, const Value& value, const std::string& path) {
    schema.patternText = value.stringOr("");
    schema.pattern = std::make_shared<const re2::RE2>(schema.patternText, re2::RE2::Quiet);
    if (!schema.pattern->ok())
      throw Refusal{path + ": the pattern " + schema.patternText +
                    " is not understood: " + schema.pattern->error()};
  }

  static bool extension(Schema& schema, const std::string& key, const Value& value) {
    if (key == "x-kubernetes-preserve-unknown-fields") {
      schema.preserveUnknown = value.asBool().value_or(false);
    } else if (key == "x-kubernetes-int-or-string") {
      schema.intOrString = value.asBool().value_or(false);
    } else if (key == "x-kubernetes-embedded-resource") {
      schema.embedded = value.asBool().value_or(false);
    } else if (key == "x-kubernetes-map-type") {
      schema.atomicMap = value.stringOr("") == "atomic";
    } else if (key == "x-kubernetes-list-type") {
      const std::string_view type = value.stringOr("");
      schema.listType = type == "map"   ? ListType::Map
                        : type == "set" ? ListType::Set
                                        : ListType::Atomic;
    } else if (key == "x-kubernetes-list-map-keys") {
      for (const Value& name : value.elements()) schema.listKeys.emplace_back(name.stringOr(""));
    } else {
      return key == "x-kubernetes-validations";
    }
    return true;
  }

  static void summarize(Schema& schema) {
    schema.defaultsBelow = schema.defaultValue.has_value();
    for (const auto& [name, member] : schema.properties)
      schema.defaultsBelow |= member->defaultsBelow;
    if (schema.items) schema.defaultsBelow |= schema.items->defaultsBelow;
    if (schema.additional) schema.defaultsBelow |= schema.additional->defaultsBelow;
  }

  static SchemaRule compileRule(const Value& source, const Schema& schema,
                                const std::string& path) {
    const std::string text(source["rule"].stringOr(""));
    auto program = cel::compile(text, &schema);
    if (!program.ok())
      throw Refusal{path + ": the rule \"" + text + "\" does not compile: " + program.error()};
    SchemaRule rule;
    rule.program = *program;
    rule.message = source["message"].stringOr("failed rule: " + text);
    rule.fieldPath = source["fieldPath"].stringOr("");
    rule.reason = source["reason"].stringOr("");
    rule.transition = rule.program->usesOldSelf();
    if (source.find("messageExpression") || source.find("optionalOldSelf"))
      throw Refusal{path + ": messageExpression and optionalOldSelf are not understood"};
    return rule;
  }
};

}  // namespace

const Schema* Schema::member(std::string_view key) const {
  const auto it = properties.find(key);
  if (it != properties.end()) return it->second.get();
  return additional.get();
}

Expected<SchemaPtr, std::string> parseSchema(const Value& schema) {
  try {
    SchemaParser parser;
    SchemaPtr parsed = parser.parse(schema, "");
    parser.compileRules(schema, parsed, "");
    return parsed;
  } catch (const Refusal& refusal) {
    return Unexpected{refusal.message};
  }
}

SchemaPtr anySchema() {
  auto schema = std::make_shared<Schema>();
  schema->preserveUnknown = true;
  return schema;
}

}  // namespace slipway::kube::fake
