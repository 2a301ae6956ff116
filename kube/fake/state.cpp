#include "kube/fake/state.h"

#include <algorithm>
#include <cstdio>

#include "kube/types/resources.h"

namespace slipway::kube::fake {
namespace {

constexpr std::string_view kSuffixAlphabet = "bcdfghjklmnpqrstvwxz2456789";

// SplitMix64's mixing step: serial numbers become texts that don't look alike.
std::uint64_t mix(std::uint64_t z) {
  z += 0x9e3779b97f4a7c15U;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31U);
}

void seedNamespace(State& state, const std::string& name) {
  auto object = std::make_shared<StoredObject>();
  object->version = state.nextVersion();
  object->value = Value::object(
      {{"apiVersion", "v1"},
       {"kind", "Namespace"},
       {"metadata",
        Value::object({{"name", name},
                       {"uid", state.newUid()},
                       {"resourceVersion", std::to_string(object->version)},
                       {"creationTimestamp", "2026-01-01T00:00:00Z"},
                       {"labels", Value::object({{"kubernetes.io/metadata.name", name}})}})},
       {"spec", Value::object({{"finalizers", Value::array({"kubernetes"})}})},
       {"status", Value::object({{"phase", "Active"}})}});
  ChangeRecord change;
  change.version = object->version;
  change.resource = resources::namespaces().name();
  change.key = {"", name};
  change.after = std::move(object);
  state.commit(std::move(change));
}

}  // namespace

State::State() {
  for (auto& [name, type] : builtinTypes()) addType(std::move(type));
  seedNamespace(*this, "default");
  seedNamespace(*this, "kube-system");
}

ObjectPtr State::find(const std::string& resourceName, const ObjectKey& key) const {
  const ObjectMap& table = objects(resourceName);
  const auto it = table.find(key);
  return it == table.end() ? nullptr : it->second;
}

Value State::get(const Resource& resource, const ObjectKey& key) const {
  const ObjectPtr object = find(resource.name(), key);
  return object ? object->value : Value();
}

const ObjectMap& State::objects(const std::string& resourceName) const {
  static const ObjectMap empty;
  const auto it = objects_.find(resourceName);
  return it == objects_.end() ? empty : *it->second;
}

std::vector<Value> State::all(const Resource& resource, const std::string& ns) const {
  std::vector<Value> found;
  for (const auto& [key, object] : objects(resource.name()))
    if (ns.empty() || key.ns == ns) found.push_back(object->value);
  return found;
}

ResourceTypePtr State::type(const std::string& resourceName) const {
  const auto it = types_.find(resourceName);
  return it == types_.end() ? nullptr : it->second;
}

void State::rejectTemplates(RejectTemplate predicate) {
  rejectTemplate_ =
      predicate ? std::make_shared<const RejectTemplate>(std::move(predicate)) : nullptr;
}

void State::compact(std::int64_t upTo) {
  compacted_ = std::max(compacted_, std::min(upTo, version_));
}

void State::addType(ResourceTypePtr type) {
  const std::string name = type->resource.name();
  types_[name] = std::move(type);
}

void State::removeType(const std::string& resourceName) {
  types_.erase(resourceName);
}

ObjectMap& State::mutableObjects(const std::string& resourceName) {
  auto& table = objects_[resourceName];
  if (!table) {
    table = std::make_shared<ObjectMap>();
  } else if (table.use_count() > 1) {
    table = std::make_shared<ObjectMap>(*table);
  }
  return *table;
}

void State::commit(ChangeRecord change) {
  ObjectMap& table = mutableObjects(change.resource);
  if (change.after) {
    table[change.key] = change.after;
  } else {
    table.erase(change.key);
  }
  changes_.append(std::make_shared<const ChangeRecord>(std::move(change)));
  const std::size_t first = changes_.first();
  changes_.shrinkTo(keepChanges_);
  // What was dropped is what can no longer be resumed from.
  if (changes_.first() != first)
    compacted_ = std::max(compacted_, changes_.at(changes_.first())->version - 1);
}

void State::record(AuditEntry entry) {
  audit_.append(std::make_shared<const AuditEntry>(std::move(entry)));
}

std::string State::newUid() {
  const std::uint64_t serial = ++serial_;
  char text[40];
  std::snprintf(text, sizeof text, "%08x-0000-4000-8000-%012llx",
                static_cast<unsigned>(mix(serial) >> 32U), static_cast<unsigned long long>(serial));
  return text;
}

std::string State::newSuffix() {
  std::uint64_t bits = mix(++serial_);
  std::string text;
  for (int i = 0; i < 5; ++i, bits /= kSuffixAlphabet.size())
    text += kSuffixAlphabet[bits % kSuffixAlphabet.size()];
  return text;
}

std::string State::newClusterIp() {
  const std::uint32_t n = ++addresses_;
  return "10.96." + std::to_string(1 + n / 250) + "." + std::to_string(1 + n % 250);
}

}  // namespace slipway::kube::fake
