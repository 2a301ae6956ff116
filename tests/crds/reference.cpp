#include "tests/crds/reference.h"

#include <algorithm>
#include <string_view>

namespace slipway::crds {
namespace {

// Text within a cell of a table.
std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|') escaped += '\\';
    escaped += c == '\n' ? ' ' : c;
  }
  return escaped;
}

std::string code(std::string_view text) {
  return "`" + std::string(text) + "`";
}

std::string plain(const Value& value) {
  return std::string(value.isString() ? value.stringOr("") : printJson(value));
}

void append(std::string& list, const std::string& item) {
  if (item.empty()) return;
  list += (list.empty() ? "" : ", ") + item;
}

std::string typeOf(const Value& schema) {
  if (schema["x-kubernetes-int-or-string"].asBool().value_or(false)) return "integer or string";
  std::string type(schema["type"].stringOr(""));
  const std::string format(schema["format"].stringOr(""));
  if (type == "array") {
    std::string text = "list of " + typeOf(schema["items"]) + "s";
    const auto& keys = schema["x-kubernetes-list-map-keys"].elements();
    if (!keys.empty()) text += ", one per " + code(keys.front().stringOr(""));
    return text;
  }
  if (schema["additionalProperties"].isObject())
    return "map of " + typeOf(schema["additionalProperties"]) + "s";
  if (schema["x-kubernetes-preserve-unknown-fields"].asBool().value_or(false))
    return "object, more fields allowed";
  if (format == "date-time") return "time";
  return type;
}

// "1–63 characters", "at most 8 entries"
std::string range(const Value& schema, const char* least, const char* most, const char* unit) {
  const bool low = !schema[least].isNull();
  const bool high = !schema[most].isNull();
  if (!low && !high) return "";
  std::string text;
  if (low && high) {
    text = plain(schema[least]) + "–" + plain(schema[most]);
  } else {
    text = (low ? "at least " : "at most ") + plain(schema[low ? least : most]);
  }
  return text + unit;
}

std::string boundsOf(const Value& schema) {
  std::string bounds;
  std::string values;
  for (const Value& value : schema["enum"].elements()) append(values, code(plain(value)));
  if (!values.empty()) append(bounds, "one of " + values);
  append(bounds, range(schema, "minimum", "maximum", ""));
  append(bounds, range(schema, "minLength", "maxLength", " characters"));
  append(bounds, range(schema, "minItems", "maxItems", " entries"));
  append(bounds, range(schema, "minProperties", "maxProperties", " entries"));
  if (schema["pattern"].isString()) append(bounds, code(schema["pattern"].stringOr("")));
  if (schema["additionalProperties"].isObject()) {
    const std::string inner = boundsOf(schema["additionalProperties"]);
    if (!inner.empty()) append(bounds, "values: " + inner);
  }
  return bounds;
}

std::string defaultOf(const Field& field) {
  const Value& fallback = (*field.schema)["default"];
  if (!fallback.isNull()) return code(plain(fallback));
  return field.required ? "required" : "";
}

std::string rowOf(const Field& field) {
  return "| " + code(field.path) + " | " + cell(typeOf(*field.schema)) + " | " +
         cell(defaultOf(field)) + " | " + cell(boundsOf(*field.schema)) + " | " +
         cell((*field.schema)["description"].stringOr("")) + " |\n";
}

void addRules(const Value& schema, std::string& text) {
  for (const Value& rule : schema["x-kubernetes-validations"].elements())
    text += "- " + std::string(rule["message"].stringOr("")) + ".\n";
  if (schema["items"].isObject()) addRules(schema["items"], text);
}

std::string sectionOf(const std::string& name, const Value& schema) {
  std::string text = "### " + name + "\n\n";
  if (schema["description"].isString())
    text += std::string(schema["description"].stringOr("")) + "\n\n";
  text += "| field | type | default | bounds | |\n|---|---|---|---|---|\n";
  for (const Field& field : fieldsOf(schema, name)) text += rowOf(field);
  return text + "\n";
}

std::string rulesOf(const Value& schema) {
  std::string rules;
  addRules(schema, rules);
  for (const Field& field : fieldsOf(schema, "")) addRules(*field.schema, rules);
  return rules.empty() ? "" : "### Rules\n\nThe server refuses what breaks one:\n\n" + rules + "\n";
}

std::string columnsOf(const Value& version) {
  std::string columns;
  for (const Value& column : version["additionalPrinterColumns"].elements())
    append(columns, std::string(column["name"].stringOr("")) +
                        (column["priority"].asInt().value_or(0) > 0 ? " (`-o wide`)" : ""));
  return columns.empty() ? "" : "`kubectl get` shows " + columns + ".";
}

std::string headOf(const Value& definition, const Value& version) {
  const Value& names = definition["spec"]["names"];
  std::string called = code(names["plural"].stringOr(""));
  for (const Value& name : names["shortNames"].elements()) append(called, code(name.stringOr("")));
  std::string text = "## " + std::string(names["kind"].stringOr("")) + "\n\n";
  text += std::string(version["schema"]["openAPIV3Schema"]["description"].stringOr("")) + "\n\n";
  text += code(std::string(definition["spec"]["group"].stringOr("")) + "/" +
               std::string(version["name"].stringOr(""))) +
          "; kubectl knows it as " + called + ". ";
  if (version["subresources"]["scale"].isObject())
    text += "`kubectl scale` and autoscalers work on it. ";
  return text + columnsOf(version) + "\n\n";
}

}  // namespace

std::vector<Field> fieldsOf(const Value& schema, const std::string& path) {
  std::vector<Field> fields;
  if (schema["items"].isObject()) return fieldsOf(schema["items"], path + "[]");
  const auto& required = schema["required"].elements();
  for (const auto& [name, property] : schema["properties"].members()) {
    Field field{path.empty() ? name : path + "." + name, &property, false};
    field.required = std::any_of(required.begin(), required.end(),
                                 [&](const Value& r) { return r.stringOr("") == name; });
    const auto below = fieldsOf(property, field.path);
    fields.push_back(std::move(field));
    fields.insert(fields.end(), below.begin(), below.end());
  }
  return fields;
}

std::string referenceOf(const std::vector<Value>& definitions) {
  std::string text =
      "# API reference\n\n"
      "<!-- Made from crds/*.yaml; crds_reference_test holds it against them, and writes it anew\n"
      "     with UPDATE_GOLDEN=1. -->\n\n"
      "Every field of Slipway's kinds, as the API server checks them. `[]` is each entry of a "
      "list.\n"
      "What a field means for a rollout is told in [concepts](concepts.md).\n\n";
  for (const Value& definition : definitions) {
    for (const Value& version : definition["spec"]["versions"].elements()) {
      const Value& schema = version["schema"]["openAPIV3Schema"];
      text += headOf(definition, version);
      for (const char* part : {"spec", "status"})
        if (schema["properties"][part].isObject())
          text += sectionOf(part, schema["properties"][part]);
      text += rulesOf(schema);
    }
  }
  text.erase(text.find_last_not_of('\n') + 1);
  return text + "\n";
}

}  // namespace slipway::crds
