#pragma once

#include <compare>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"
#include "kube/fake/schema.h"

namespace slipway::kube::fake {

// Paths of fields, as server-side apply names them. One path is its segments, each with a line
// feed before it: ".name" of a member, "[key=value]" of an element of a keyed list, "[=value]" of
// an element of a set. Atomic lists and maps, scalars and empty containers are leaves.
using FieldSet = std::set<std::string>;

// ".spec.ports[port=80].name", for messages.
std::string fieldText(std::string_view path);

// Every leaf of a value (and every element of keyed lists itself).
FieldSet fieldsOf(const Value& value, const Schema& schema);

// What differs between two values. A removed container stands for everything below it.
struct FieldChanges {
  FieldSet changed;  // added or modified leaves
  FieldSet removed;
};
FieldChanges compareFields(const Value& before, const Value& after, const Schema& schema);

// `config` laid over `live`: maps and keyed lists merge, everything else is replaced.
Value mergeApplied(const Value& live, const Value& config, const Schema& schema);
// Without the fields named, nor containers that only these removals emptied.
Value withoutFields(const Value& value, const FieldSet& paths, const Schema& schema);

// Whoever wrote: one entry of managedFields.
struct FieldOwner {
  std::string manager;
  bool apply = false;  // by server-side apply, not by another write
  std::string subresource;
  friend auto operator<=>(const FieldOwner&, const FieldOwner&) = default;
};
using FieldOwners = std::map<FieldOwner, FieldSet>;

// Ownership after a write that is no apply: what it changed is its own now.
FieldOwners ownersAfterUpdate(const FieldOwners& owners, const FieldOwner& writer,
                              const FieldChanges& changes);

struct ApplyOutcome {
  Value merged;
  FieldOwners owners;
  struct Conflict {
    std::string manager;
    std::string field;
  };
  std::vector<Conflict> conflicts;  // not empty: nothing of the rest counts
};
// Server-side apply of `config` to `live` (null: there is none).
ApplyOutcome applyFields(const Value& live, const FieldOwners& owners, const Value& config,
                         const FieldOwner& writer, bool force, const Schema& schema);

}  // namespace slipway::kube::fake
