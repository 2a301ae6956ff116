// What the operator takes when nothing happens, with a fleet of settled Releases.
#include <algorithm>

#include "crds/names.h"
#include "tests/bench/objects.h"
#include "tests/bench/parts.h"
#include "tests/bench/process_figures.h"

namespace slipway::bench {

void measureRest(Stage& stage, const Settings& settings, const std::string& among, double aimMib,
                 const Add& add) {
  stage.rest(settings.calm);  // Events and the last status writes go out
  const double before = cpuSeconds(stage.pid());
  const auto mark = stage.plane().auditMark();
  stage.rest(settings.rest);
  const double used = cpuSeconds(stage.pid()) - before;
  const auto seconds = static_cast<double>(settings.rest.count());
  const auto asked = static_cast<double>(stage.askedBy(kOperatorUser, mark).size());
  const auto aim = aimMib > 0 ? std::optional(aimMib) : std::nullopt;
  add({"idle", "memory, " + among, "MiB", residentMib(stage.pid()), {}, {}, aim});
  add({"idle", "of which not files (RssAnon), " + among, "MiB", ownMib(stage.pid())});
  add({"idle", "highest memory, " + among, "MiB", peakResidentMib(stage.pid())});
  add({"idle", "CPU at rest, " + among, "% of a core", used / seconds * 100, {}, {}, 0.5});
  add({"idle", "requests at rest, " + among, "1/s", asked / seconds, {}, {}, 0});
}

namespace {

// As many as the controller of ReplicaSets gives pods to within a progress deadline: of ten
// thousand that are changed in one moment, those whose turn comes last would be rejected.
constexpr int kWave = 1000;

std::vector<kube::ApiRequest> changes(const std::vector<std::string>& names, int revision,
                                      int replicas) {
  std::vector<kube::ApiRequest> requests;
  requests.reserve(names.size());
  for (const auto& name : names)
    requests.push_back(change(crds::releases(), name, revision, replicas));
  return requests;
}

// Earlier revisions are made while there are no pods: the same objects, much sooner.
void growWave(Stage& stage, int from, int to, int revisions) {
  std::vector<std::string> names;
  std::vector<kube::ApiRequest> requests;
  for (int i = from; i < to; ++i) {
    names.push_back(nameOf("fleet", i));
    requests.push_back(
        creation(crds::releases(), releaseOf({.name = names.back(), .replicas = 0})));
  }
  const auto patience = std::chrono::minutes(10) + std::chrono::milliseconds(500) * (to - from);
  stage.releases().send(std::move(requests));
  stage.releases().wait(patience);
  for (int revision = 2; revision <= revisions; ++revision) {
    stage.releases().send(changes(names, revision, revision == revisions ? 3 : -1));
    stage.releases().wait(patience);
  }
}

}  // namespace

void growFleet(Stage& stage, int from, int to, int revisions) {
  for (; from < to; from += kWave) {
    const int end = std::min(from + kWave, to);
    tell("a fleet of " + std::to_string(end) + " Releases");
    growWave(stage, from, end, revisions);
  }
}

}  // namespace slipway::bench
