#include "sim/theatre.h"

#include <algorithm>

#include "crds/names.h"

namespace slipway::sim {
namespace {

bool isTrue(const Value& object, std::string_view type) {
  for (const Value& condition : object["status"]["conditions"].elements())
    if (condition["type"].stringOr("") == type) return condition["status"].stringOr("") == "True";
  return false;
}

// A Rollback or an Approval of a Release that exists has its answer.
bool isAnswered(const std::vector<Value>& releases, const Value& command) {
  const auto release = command["spec"]["releaseRef"]["name"].stringOr("");
  const auto ns = command["metadata"]["namespace"].stringOr("");
  const bool exists = std::any_of(releases.begin(), releases.end(), [&](const Value& one) {
    return one["metadata"]["name"].stringOr("") == release &&
           one["metadata"]["namespace"].stringOr("") == ns;
  });
  return !exists || isTrue(command, "Ready") || isTrue(command, "Stalled");
}

}  // namespace

bool nothingInProgress(const Theatre& theatre, const std::string& ns) {
  const auto releases = theatre.all(crds::releases(), ns);
  for (const Value& release : releases) {
    const auto generation = release["metadata"]["generation"].asInt();
    if (release["status"]["observedGeneration"].asInt() != generation) return false;
    if (isTrue(release, "Reconciling")) return false;
  }
  for (const auto& kind : {crds::rollbacks(), crds::approvals()})
    for (const Value& command : theatre.all(kind, ns))
      if (!isAnswered(releases, command)) return false;
  return true;
}

}  // namespace slipway::sim
