#include "sim/picture.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>

#include "crds/names.h"

namespace slipway::sim {
namespace {

std::string annotation(const RawObject& object, std::string_view key) {
  return std::string(object.meta.annotations.valueOr(key, ""));
}

std::int64_t count(const Value& object, const char* pointer) {
  const Value* value = object.findPointer(pointer);
  return value ? value->asInt().value_or(0) : 0;
}

Role roleOf(const RawObject& set, const std::string& hash, const Value& status) {
  if (hash == status["stable"]["hash"].stringOr("")) return Role::Stable;
  if (!annotation(set, crds::kRejected).empty()) return Role::Rejected;
  return hash == status["update"]["hash"].stringOr("") ? Role::Update : Role::Old;
}

RevisionPicture revisionOf(const RawObject& set, const Value& status) {
  RevisionPicture revision;
  revision.number = std::atoll(annotation(set, crds::kRevisionNumber).c_str());
  revision.hash = set.meta.labels.valueOr(crds::kRevisionLabel, "");
  revision.role = roleOf(set, revision.hash, status);
  revision.wanted = count(set.object, "/spec/replicas");
  revision.have = count(set.object, "/status/replicas");
  revision.ready = count(set.object, "/status/readyReplicas");
  revision.available = count(set.object, "/status/availableReplicas");
  return revision;
}

// Earlier revisions without pods are no part of what happens.
bool concerns(const RevisionPicture& revision, const Value& status) {
  return revision.wanted > 0 || revision.have > 0 || revision.role == Role::Stable ||
         revision.hash == status["update"]["hash"].stringOr("");
}

bool before(const RevisionPicture& a, const RevisionPicture& b) {
  return std::tuple(a.role, a.number, a.hash) < std::tuple(b.role, b.number, b.hash);
}

ServicePicture serviceOf(const Value& traffic, const std::vector<RevisionPicture>& revisions) {
  ServicePicture service;
  service.name = traffic["service"].stringOr("");
  service.reach = traffic["reach"].stringOr("");
  const std::string hash(traffic["hash"].stringOr(""));
  const auto reached = [&](const RevisionPicture& r) {
    return r.ready > 0 &&
           (service.reach == "Release" || (service.reach == "Revision" && r.hash == hash));
  };
  std::int64_t all = 0;
  for (const auto& r : revisions) all += reached(r) ? r.ready : 0;
  for (const auto& r : revisions)
    if (reached(r)) service.shares.push_back({r.number, r.role, (200 * r.ready + all) / (2 * all)});
  return service;
}

std::string statusOf(const Picture& picture, const std::string& type) {
  for (const auto& condition : picture.conditions)
    if (condition.type == type) return condition.status;
  return "";
}

}  // namespace

std::string_view text(Role role) {
  switch (role) {
    case Role::Stable:
      return "stable";
    case Role::Old:
      return "old";
    case Role::Update:
      return "update";
    case Role::Rejected:
      return "rejected";
  }
  return "";
}

Picture pictureOf(const RawObject& release, const std::vector<RawPtr>& sets) {
  const Value& status = release.object["status"];
  Picture picture;
  picture.replicas = release.object["spec"]["replicas"].asInt().value_or(1);
  for (const auto& set : sets) {
    RevisionPicture revision = revisionOf(*set, status);
    if (concerns(revision, status)) picture.revisions.push_back(std::move(revision));
  }
  std::sort(picture.revisions.begin(), picture.revisions.end(), before);
  for (const Value& traffic : status["traffic"].elements())
    picture.services.push_back(serviceOf(traffic, picture.revisions));
  for (const Value& check : status["verification"]["checks"].elements())
    picture.checks.push_back(
        {std::string(check["name"].stringOr("")), std::string(check["verdict"].stringOr("")),
         check["asked"].asInt().value_or(0), check["passed"].asInt().value_or(0),
         std::string(check["reason"].stringOr(""))});
  picture.phase = status["phase"].stringOr("");
  picture.message = status["message"].stringOr("");
  for (const Value& condition : status["conditions"].elements())
    picture.conditions.push_back({std::string(condition["type"].stringOr("")),
                                  std::string(condition["status"].stringOr("")),
                                  std::string(condition["reason"].stringOr(""))});
  return picture;
}

ConditionChanges changesBetween(const Picture& before, const Picture& after) {
  ConditionChanges changes;
  for (const auto& condition : after.conditions) {
    const std::string was = statusOf(before, condition.type);
    if (condition.status == "True" && was != "True") changes.now.push_back(condition);
    if (condition.status == "False" && was == "Unknown") changes.denied.push_back(condition);
  }
  for (const auto& condition : before.conditions)
    if (condition.status == "True" && statusOf(after, condition.type) != "True")
      changes.gone.push_back(condition);
  return changes;
}

}  // namespace slipway::sim
