#include <algorithm>

#include "kube/fake/schema.h"

// Pruning and defaulting: what a schema makes of a value before it judges it.
namespace slipway::kube::fake {
namespace {

bool isTypeMeta(std::string_view key) {
  return key == "apiVersion" || key == "kind" || key == "metadata";
}

std::string below(const std::string& path, const std::string& key) {
  return path.empty() ? key : path + "." + key;
}

Value prune(const Value& value, const Schema& schema, const std::string& path,
            std::vector<std::string>* dropped);

Value pruneObject(const Value& value, const Schema& schema, const std::string& path,
                  std::vector<std::string>* dropped) {
  Value::Members kept;
  for (const auto& [key, member] : value.members()) {
    if ((path.empty() || schema.embedded) && isTypeMeta(key)) {
      kept.push_back({key, member});
      continue;
    }
    const Schema* declared = schema.member(key);
    if (declared) {
      kept.push_back({key, prune(member, *declared, below(path, key), dropped)});
    } else if (schema.preserveUnknown) {
      kept.push_back({key, member});
    } else if (dropped) {
      dropped->push_back(below(path, key));
    }
  }
  return Value::object(std::move(kept));
}

Value prune(const Value& value, const Schema& schema, const std::string& path,
            std::vector<std::string>* dropped) {
  if (value.isObject()) return pruneObject(value, schema, path, dropped);
  if (!value.isArray() || !schema.items) return value;
  Value::Elements elements;
  std::size_t index = 0;
  for (const Value& element : value.elements())
    elements.push_back(
        prune(element, *schema.items, path + "[" + std::to_string(index++) + "]", dropped));
  return Value::array(std::move(elements));
}

Value defaultObject(const Value& value, const Schema& schema) {
  Value::Members members;
  for (const auto& [key, member] : value.members()) {
    const Schema* declared = schema.member(key);
    if (!declared) {
      members.push_back({key, member});
    } else if (!member.isNull() || declared->nullable) {
      members.push_back({key, defaulted(member, *declared)});
    }
  }
  for (const auto& [key, declared] : schema.properties) {
    if (!declared->defaultValue) continue;
    const bool present =
        std::any_of(members.begin(), members.end(),
                    [&wanted = key](const auto& member) { return member.key == wanted; });
    if (!present) members.push_back({key, defaulted(*declared->defaultValue, *declared)});
  }
  return Value::object(std::move(members));
}

bool hasNull(const Value& object) {
  return std::any_of(object.members().begin(), object.members().end(),
                     [](const auto& member) { return member.value.isNull(); });
}

}  // namespace

Value pruned(const Value& value, const Schema& schema, std::vector<std::string>* dropped) {
  return prune(value, schema, "", dropped);
}

Value defaulted(const Value& value, const Schema& schema) {
  if (value.isObject()) {
    if (schema.properties.empty() && !schema.additional) return value;
    if (!schema.defaultsBelow && !hasNull(value) && schema.properties.empty()) return value;
    return defaultObject(value, schema);
  }
  if (!value.isArray() || !schema.items) return value;
  Value::Elements elements;
  for (const Value& element : value.elements())
    elements.push_back(defaulted(element, *schema.items));
  return Value::array(std::move(elements));
}

}  // namespace slipway::kube::fake
