#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/value.h"
#include "kube/client/api.h"
#include "kube/fake/field_set.h"
#include "kube/fake/resource_type.h"
#include "kube/fake/shared_log.h"

namespace slipway::kube::fake {

// One stored object and who owns which of its fields. Never changed, only replaced.
struct StoredObject {
  Value value;  // as the API shows it, without managedFields
  FieldOwners owners;
  std::int64_t version = 0;  // metadata.resourceVersion
  // The status shown is the schema's default and not stored yet: the next write stores it, and so
  // changes the object even when it changes nothing else.
  bool statusNotStored = false;
};
using ObjectPtr = std::shared_ptr<const StoredObject>;
using ObjectMap = std::map<ObjectKey, ObjectPtr>;

// One change of one object; what watches are made of.
struct ChangeRecord {
  std::int64_t version = 0;
  std::string resource;  // Resource::name()
  ObjectKey key;
  ObjectPtr before;  // nullptr: it was created
  ObjectPtr after;   // nullptr: it was deleted
  Value last;        // of a deletion: the last state, with the deletion's version
  MonoTime at{};     // when it was committed
};
using ChangePtr = std::shared_ptr<const ChangeRecord>;

// One write request as the server answered it.
struct AuditEntry {
  std::string actor;
  Verb verb = Verb::Create;
  std::string resource;  // Resource::name()
  std::string subresource;
  ObjectKey key;  // with the generated name
  std::string fieldManager;
  int code = 0;              // HTTP status: 200, 201, 404, 409, 422, ...
  std::string reason;        // of a refusal
  bool changed = false;      // false for refusals, dry runs and writes that change nothing
  std::int64_t version = 0;  // of the state afterwards
  WallTime at{};
};
using AuditPtr = std::shared_ptr<const AuditEntry>;

// Everything a Kubernetes API server knows, as a value: objects, versions, history, types. Copies
// are cheap (objects, tables and logs are shared) and independent of each other.
class State {
 public:
  // Knows the built-in kinds that Slipway and the simulated controllers use, and the namespaces
  // default and kube-system.
  State();

  // --- reading -------------------------------------------------------------------------------
  std::int64_t version() const { return version_; }
  // Events and snapshots up to this version are forgotten: 410.
  std::int64_t compactedVersion() const { return compacted_; }
  // Null when there is none.
  Value get(const Resource& resource, const ObjectKey& key) const;
  ObjectPtr find(const std::string& resourceName, const ObjectKey& key) const;
  const ObjectMap& objects(const std::string& resourceName) const;
  std::vector<Value> all(const Resource& resource, const std::string& ns = {}) const;
  const SharedLog<ChangePtr>& changes() const { return changes_; }
  const SharedLog<AuditPtr>& audit() const { return audit_; }
  // nullptr when that resource is not served.
  ResourceTypePtr type(const std::string& resourceName) const;
  const std::map<std::string, ResourceTypePtr>& types() const { return types_; }

  // --- what tests may turn -------------------------------------------------------------------
  // Asked for the pod template of every ReplicaSet written; an answer refuses it with a 422 that
  // says so: the fake itself knows next to nothing about pods.
  using RejectTemplate = std::function<std::optional<std::string>(const Value& podTemplate)>;
  void rejectTemplates(RejectTemplate predicate);
  const RejectTemplate* templateCheck() const { return rejectTemplate_.get(); }
  // Forgets the history up to and including that version (as etcd's compaction does).
  void compact(std::int64_t upTo);
  // How many changes are kept before the oldest are compacted away; default 4096.
  void keepChanges(std::size_t count) { keepChanges_ = count; }

  // --- for the server ------------------------------------------------------------------------
  void addType(ResourceTypePtr type);
  void removeType(const std::string& resourceName);
  std::int64_t nextVersion() { return ++version_; }
  // Stores, replaces or (after == nullptr) removes an object and records the change.
  void commit(ChangeRecord change);
  void record(AuditEntry entry);
  std::string newUid();
  // Further UIDs and suffixes are others than those of a State whose objects are taken over.
  void skipSerials() { serial_ += std::uint64_t{1} << 32U; }
  // Five characters, as generateName appends them.
  std::string newSuffix();
  std::string newClusterIp();

 private:
  ObjectMap& mutableObjects(const std::string& resourceName);

  std::map<std::string, ResourceTypePtr> types_;
  std::map<std::string, std::shared_ptr<ObjectMap>> objects_;
  SharedLog<ChangePtr> changes_;
  SharedLog<AuditPtr> audit_;
  std::shared_ptr<const RejectTemplate> rejectTemplate_;
  std::int64_t version_ = 0;
  std::int64_t compacted_ = 0;
  std::uint64_t serial_ = 0;
  std::uint32_t addresses_ = 0;
  std::size_t keepChanges_ = 4096;
};

}  // namespace slipway::kube::fake
