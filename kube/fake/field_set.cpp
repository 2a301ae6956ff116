#include "kube/fake/field_set.h"

#include <algorithm>

namespace slipway::kube::fake {
namespace {

// For what a schema doesn't declare: maps merge, lists are atomic.
const Schema& undeclared() {
  static const Schema schema;
  return schema;
}

const Schema& memberSchema(const Schema& schema, std::string_view key) {
  const Schema* member = schema.member(key);
  return member ? *member : undeclared();
}

const Schema& itemSchema(const Schema& schema) {
  return schema.items ? *schema.items : undeclared();
}

std::string memberPath(const std::string& path, const std::string& key) {
  return path + "\n." + key;
}

// "\n[port=80,protocol="TCP"]"; an absent key counts as its default.
std::string elementPath(const std::string& path, const Value& element, const Schema& list) {
  if (list.listType == ListType::Set) return path + "\n[=" + printJson(element) + "]";
  std::string keys;
  for (const auto& key : list.listKeys) {
    const Value* value = element.find(key);
    const Schema* declared = itemSchema(list).member(key);
    if (!value && declared && declared->defaultValue) value = &*declared->defaultValue;
    keys += (keys.empty() ? "" : ",") + key + "=" + (value ? printJson(*value) : "null");
  }
  return path + "\n[" + keys + "]";
}

bool isMerged(const Value& value, const Schema& schema) {
  if (value.isObject()) return !schema.atomicMap;
  return value.isArray() && schema.listType != ListType::Atomic;
}

void collect(const Value& value, const Schema& schema, const std::string& path, FieldSet& into) {
  const bool empty = value.members().empty() && value.elements().empty();
  if (!isMerged(value, schema) || empty) {
    if (!path.empty()) into.insert(path);
    return;
  }
  for (const auto& [key, member] : value.members())
    collect(member, memberSchema(schema, key), memberPath(path, key), into);
  for (const Value& element : value.elements()) {
    const std::string here = elementPath(path, element, schema);
    into.insert(here);
    if (schema.listType == ListType::Map) collect(element, itemSchema(schema), here, into);
  }
}

const Value* sameElement(const Value& list, const std::string& path, const std::string& wanted,
                         const Schema& schema) {
  for (const Value& element : list.elements())
    if (elementPath(path, element, schema) == wanted) return &element;
  return nullptr;
}

void compare(const Value& before, const Value& after, const Schema& schema, const std::string& path,
             FieldChanges& changes);

void compareMember(const Value* before, const Value* after, const Schema& schema,
                   const std::string& path, FieldChanges& changes) {
  if (before && after) {
    compare(*before, *after, schema, path, changes);
  } else if (after) {
    collect(*after, schema, path, changes.changed);
  } else {
    collect(*before, schema, path, changes.removed);
  }
}

void compareLists(const Value& before, const Value& after, const Schema& schema,
                  const std::string& path, FieldChanges& changes) {
  const Schema& items = schema.listType == ListType::Map ? itemSchema(schema) : undeclared();
  for (const Value& element : after.elements()) {
    const std::string here = elementPath(path, element, schema);
    const Value* old = sameElement(before, path, here, schema);
    if (!old) changes.changed.insert(here);
    if (schema.listType == ListType::Map) compareMember(old, &element, items, here, changes);
  }
  for (const Value& element : before.elements()) {
    const std::string here = elementPath(path, element, schema);
    if (sameElement(after, path, here, schema)) continue;
    changes.removed.insert(here);
    if (schema.listType == ListType::Map) compareMember(&element, nullptr, items, here, changes);
  }
}

void compare(const Value& before, const Value& after, const Schema& schema, const std::string& path,
             FieldChanges& changes) {
  if (before == after) return;
  if (before.kind() != after.kind()) {
    collect(before, schema, path, changes.removed);
    collect(after, schema, path, changes.changed);
    return;
  }
  if (!isMerged(after, schema)) {
    changes.changed.insert(path);
    return;
  }
  if (after.isArray()) return compareLists(before, after, schema, path, changes);
  for (const auto& [key, member] : after.members())
    compareMember(before.find(key), &member, memberSchema(schema, key), memberPath(path, key),
                  changes);
  for (const auto& [key, member] : before.members())
    if (!after.find(key))
      compareMember(&member, nullptr, memberSchema(schema, key), memberPath(path, key), changes);
}

Value mergeLists(const Value& live, const Value& config, const Schema& schema) {
  Value::Elements merged;
  for (const Value& element : live.elements()) {
    const std::string here = elementPath("", element, schema);
    const Value* applied = sameElement(config, "", here, schema);
    const bool keyed = schema.listType == ListType::Map;
    merged.push_back(applied && keyed ? mergeApplied(element, *applied, itemSchema(schema))
                                      : element);
  }
  for (const Value& element : config.elements())
    if (!sameElement(live, "", elementPath("", element, schema), schema)) merged.push_back(element);
  return Value::array(std::move(merged));
}

bool anyBelow(const FieldSet& paths, const std::string& path) {
  const std::string prefix = path + "\n";
  const auto it = paths.lower_bound(prefix);
  return it != paths.end() && it->compare(0, prefix.size(), prefix) == 0;
}

bool isEmptyContainer(const Value& value) {
  return (value.isObject() && value.members().empty()) ||
         (value.isArray() && value.elements().empty());
}

Value remove(const Value& value, const FieldSet& paths, const Schema& schema,
             const std::string& path) {
  if (!anyBelow(paths, path) || !isMerged(value, schema)) return value;
  if (value.isArray()) {
    Value::Elements kept;
    for (const Value& element : value.elements()) {
      const std::string here = elementPath(path, element, schema);
      if (!paths.contains(here)) kept.push_back(remove(element, paths, itemSchema(schema), here));
    }
    return Value::array(std::move(kept));
  }
  Value::Members kept;
  for (const auto& [key, member] : value.members()) {
    const std::string here = memberPath(path, key);
    if (paths.contains(here)) continue;
    Value rest = remove(member, paths, memberSchema(schema, key), here);
    if (isEmptyContainer(rest) && !isEmptyContainer(member)) continue;
    kept.push_back({key, std::move(rest)});
  }
  return Value::object(std::move(kept));
}

void dropEmpty(FieldOwners& owners) {
  for (auto it = owners.begin(); it != owners.end();)
    it = it->second.empty() ? owners.erase(it) : std::next(it);
}

void erase(FieldSet& from, const FieldSet& what) {
  for (const auto& path : what) from.erase(path);
}

// The containers around a field that the schema declares by name: who states something in one holds
// it, too.
void addNamedAround(const std::string& path, const Schema& root, FieldSet& into) {
  const Schema* schema = &root;
  for (std::size_t begin = 0; begin != std::string::npos;) {
    const std::size_t end = path.find('\n', begin + 1);
    const std::string segment = path.substr(begin + 1, end - begin - 1);
    const bool member = segment.starts_with(".");
    if (member && end != std::string::npos && schema->properties.contains(segment.substr(1))) {
      into.insert(path.substr(0, end));
    }
    schema = member ? &memberSchema(*schema, segment.substr(1)) : &itemSchema(*schema);
    begin = end;
  }
}

bool holds(const FieldSet& fields, const std::string& path) {
  return fields.contains(path) || anyBelow(fields, path);
}

// What this writer gave up and nobody else holds. A container that was given up goes with whatever
// is in it, such as defaults that nobody holds.
FieldSet abandoned(const FieldSet& previous, const FieldSet& now, const FieldOwners& owners,
                   const FieldOwner& writer, const Schema& schema) {
  FieldSet before = previous;
  for (const auto& path : previous) addNamedAround(path, schema, before);
  FieldSet gone;
  for (const auto& path : before) {
    if (holds(now, path)) continue;
    const bool held = std::any_of(owners.begin(), owners.end(), [&](const auto& entry) {
      return entry.first != writer && holds(entry.second, path);
    });
    if (!held) gone.insert(path);
  }
  return gone;
}

}  // namespace

std::string fieldText(std::string_view path) {
  std::string text(path);
  text.erase(std::remove(text.begin(), text.end(), '\n'), text.end());
  return text;
}

FieldSet fieldsOf(const Value& value, const Schema& schema) {
  FieldSet fields;
  collect(value, schema, "", fields);
  return fields;
}

FieldChanges compareFields(const Value& before, const Value& after, const Schema& schema) {
  FieldChanges changes;
  compare(before, after, schema, "", changes);
  return changes;
}

Value mergeApplied(const Value& live, const Value& config, const Schema& schema) {
  if (live.kind() != config.kind() || !isMerged(config, schema)) return config;
  if (config.isArray()) return mergeLists(live, config, schema);
  Value::Members merged;
  for (const auto& [key, member] : live.members()) {
    const Value* applied = config.find(key);
    merged.push_back(
        {key, applied ? mergeApplied(member, *applied, memberSchema(schema, key)) : member});
  }
  for (const auto& [key, member] : config.members())
    if (!live.find(key)) merged.push_back({key, member});
  return Value::object(std::move(merged));
}

Value withoutFields(const Value& value, const FieldSet& paths, const Schema& schema) {
  return remove(value, paths, schema, "");
}

FieldOwners ownersAfterUpdate(const FieldOwners& owners, const FieldOwner& writer,
                              const FieldChanges& changes) {
  if (changes.changed.empty() && changes.removed.empty()) return owners;
  FieldOwners after = owners;
  for (auto& [owner, fields] : after) {
    erase(fields, changes.removed);
    if (owner != writer) erase(fields, changes.changed);
  }
  after[writer].insert(changes.changed.begin(), changes.changed.end());
  dropEmpty(after);
  return after;
}

ApplyOutcome applyFields(const Value& live, const FieldOwners& owners, const Value& config,
                         const FieldOwner& writer, bool force, const Schema& schema) {
  ApplyOutcome outcome;
  const FieldSet applied = fieldsOf(config, schema);
  const Value base = live.isObject() ? live : Value::object();
  outcome.merged = mergeApplied(base, config, schema);
  const FieldChanges changes = compareFields(base, outcome.merged, schema);
  outcome.owners = owners;
  for (auto& [owner, fields] : outcome.owners) {
    if (owner == writer) continue;
    for (const auto& path : changes.changed) {
      if (!fields.contains(path)) continue;
      outcome.conflicts.push_back({owner.manager, fieldText(path)});
    }
    erase(fields, changes.changed);
    erase(fields, changes.removed);
  }
  if (!outcome.conflicts.empty() && !force) return outcome;
  outcome.conflicts.clear();
  const auto previous = owners.find(writer);
  if (previous != owners.end())
    outcome.merged =
        withoutFields(outcome.merged,
                      abandoned(previous->second, applied, outcome.owners, writer, schema), schema);
  outcome.owners[writer] = applied;
  dropEmpty(outcome.owners);
  return outcome;
}

}  // namespace slipway::kube::fake
