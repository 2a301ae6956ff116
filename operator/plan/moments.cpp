#include "operator/plan/moments.h"

#include <memory>
#include <set>
#include <utility>

#include "crds/names.h"
#include "kube/types/resources.h"
#include "sim/pods.h"

namespace slipway::cli {
namespace {

bool isNamed(const Value& object, const kube::ObjectKey& key) {
  return object["metadata"]["name"].stringOr("") == key.name;
}

sim::RawPtr raw(const Value& object) {
  auto read = sim::decodeRaw(object);
  return read.ok() ? std::make_shared<const sim::RawObject>(std::move(*read)) : nullptr;
}

bool hasController(const sim::RawObject& object, const std::string& kind, const std::string& name) {
  const auto owner = object.meta.controller();
  return owner && owner->kind == kind && owner->name == name;
}

}  // namespace

Moment momentOf(const sim::Theatre& theatre, const kube::ObjectKey& release,
                const std::string& workload, WallTime now) {
  Moment moment;
  moment.at = theatre.elapsed();
  moment.wall = now;
  for (const Value& object : theatre.all(crds::releases(), release.ns)) {
    if (isNamed(object, release)) moment.release = raw(object);
  }
  std::set<std::string> uids;
  for (const Value& object : theatre.all(kube::resources::replicaSets(), release.ns)) {
    const auto set = raw(object);
    if (!set) continue;
    const bool adopted = !workload.empty() && hasController(*set, "Deployment", workload);
    if (!adopted && !hasController(*set, "Release", release.name)) continue;
    uids.insert(set->meta.uid);
    moment.sets.push_back(set);
  }
  for (const Value& object : theatre.all(kube::resources::pods(), release.ns)) {
    const auto pod = raw(object);
    const auto owner = pod ? pod->meta.controller() : std::nullopt;
    if (owner && uids.contains(owner->uid) && sim::isActive(*pod)) {
      moment.pods.push_back(pod->meta.uid);
    }
  }
  return moment;
}

}  // namespace slipway::cli
