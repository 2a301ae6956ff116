#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/actor.h"

namespace slipway::sim {

// What a person would look at of one Release: its revisions side by side, what it says of itself,
// what its checks found.

enum class Role : std::uint8_t {
  Stable,    // passed last and serves
  Old,       // on its way out, neither stable nor asked for
  Update,    // on its way
  Rejected,  // failed
};
std::string_view text(Role role);

struct RevisionPicture {
  std::int64_t number = 0;
  std::string hash;
  Role role = Role::Old;
  std::int64_t wanted = 0;
  std::int64_t have = 0;
  std::int64_t ready = 0;
  std::int64_t available = 0;
  friend bool operator==(const RevisionPicture&, const RevisionPicture&) = default;
};

struct CheckPicture {
  std::string name;
  std::string verdict;  // Running, Passed, Failed
  std::int64_t asked = 0;
  std::int64_t passed = 0;
  std::string reason;
  friend bool operator==(const CheckPicture&, const CheckPicture&) = default;
};

// Where one of its Services leads, and how requests divide there: by ready pods, as kube-proxy
// does.
struct SharePicture {
  std::int64_t revision = 0;
  Role role = Role::Old;
  std::int64_t percent = 0;
  friend bool operator==(const SharePicture&, const SharePicture&) = default;
};
struct ServicePicture {
  std::string name;
  std::string reach;  // status.traffic[].reach
  std::vector<SharePicture> shares;
  friend bool operator==(const ServicePicture&, const ServicePicture&) = default;
};

struct ConditionPicture {
  std::string type;
  std::string status;
  std::string reason;
  friend bool operator==(const ConditionPicture&, const ConditionPicture&) = default;
};

struct Picture {
  std::int64_t replicas = 0;               // what the spec asks for
  std::vector<RevisionPicture> revisions;  // stable first, the update last
  std::vector<ServicePicture> services;
  std::vector<CheckPicture> checks;
  std::string phase;
  std::string message;
  std::vector<ConditionPicture> conditions;
  bool empty() const { return revisions.empty() && phase.empty(); }
  friend bool operator==(const Picture&, const Picture&) = default;
};

// `sets`: the ReplicaSets of that Release, in any order.
Picture pictureOf(const RawObject& release, const std::vector<RawPtr>& sets);

// What became of the conditions between two pictures.
struct ConditionChanges {
  std::vector<ConditionPicture> now;     // true, and were not
  std::vector<ConditionPicture> denied;  // false, and were unknown
  std::vector<ConditionPicture> gone;    // no longer true
};
ConditionChanges changesBetween(const Picture& before, const Picture& after);

}  // namespace slipway::sim
