#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/reader.h"
#include "base/texts.h"
#include "base/value.h"
#include "kube/types/labels.h"
#include "kube/types/owner_references.h"

namespace slipway::kube {

// A kind of object and where the API serves it.
struct Resource {
  std::string group;  // empty: the core group
  std::string version;
  std::string plural;  // "replicasets"
  std::string kind;    // "ReplicaSet"
  bool namespaced = true;

  std::string apiVersion() const { return group.empty() ? version : group + "/" + version; }
  // "replicasets.apps", as people and RBAC write it.
  std::string name() const { return group.empty() ? plural : plural + "." + group; }
  friend auto operator<=>(const Resource&, const Resource&) = default;
};

struct ObjectKey {
  std::string ns;  // empty for cluster-scoped objects
  std::string name;
  std::string text() const { return ns.empty() ? name : ns + "/" + name; }
  friend auto operator<=>(const ObjectKey&, const ObjectKey&) = default;
};

// What Slipway reads of metadata.
struct ObjectMeta {
  std::string ns;
  std::string name;
  std::string uid;
  std::string resourceVersion;  // opaque, but see compareVersions()
  std::int64_t generation = 0;
  std::optional<WallTime> creationTimestamp;
  std::optional<WallTime> deletionTimestamp;
  Labels labels;
  Labels annotations;
  OwnerReferences ownerReferences;
  Texts finalizers;

  ObjectKey key() const { return {ns, name}; }
  // The owner with controller=true.
  std::optional<OwnerReference> controller() const { return ownerReferences.controller(); }
  friend bool operator==(const ObjectMeta&, const ObjectMeta&) = default;
};

// Whether one of that name is kept.
using KeepName = bool (*)(std::string_view name);
// reader: of the object's `metadata`. `keep`: which annotations; nullptr: all.
ObjectMeta readObjectMeta(const Reader& metadata, KeepName keep = nullptr);
Value labelsValue(const Labels& labels);
Labels readLabels(const Reader& object, KeepName keep = nullptr);

// Resource versions of one resource type compare numerically (KEP-5504; guaranteed since 1.35,
// true of etcd-backed types before). Values that are no decimal numbers are unordered: nullopt.
std::optional<std::strong_ordering> compareVersions(std::string_view a, std::string_view b);

enum class ConditionStatus : std::uint8_t { True, False, Unknown };
// metav1.Condition.
struct Condition {
  std::string type;
  ConditionStatus status = ConditionStatus::Unknown;
  std::int64_t observedGeneration = 0;
  WallTime lastTransitionTime{};
  std::string reason;  // CamelCase, never empty
  std::string message;
  friend bool operator==(const Condition&, const Condition&) = default;
};
std::vector<Condition> readConditions(const Reader& array);
Value conditionsValue(const std::vector<Condition>& conditions);
std::string_view text(ConditionStatus status);

// {matchLabels} only or with matchExpressions.
struct LabelSelector {
  Labels matchLabels;
  struct Expression {
    std::string key;
    std::string op;  // In, NotIn, Exists, DoesNotExist
    std::vector<std::string> values;
    friend bool operator==(const Expression&, const Expression&) = default;
  };
  std::vector<Expression> matchExpressions;
  bool empty() const { return matchLabels.empty() && matchExpressions.empty(); }
  bool matches(const Labels& labels) const;  // the empty selector matches everything
  std::string queryText() const;             // as labelSelector= takes it; stable order
  friend bool operator==(const LabelSelector&, const LabelSelector&) = default;
};
LabelSelector readLabelSelector(const Reader& object);
Value labelSelectorValue(const LabelSelector& selector);

}  // namespace slipway::kube
