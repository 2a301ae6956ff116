// How long after a change the first write comes, beside a client that does nothing else; and what
// one change of one pod costs.
#include <stdexcept>

#include "crds/names.h"
#include "tests/bench/floor.h"
#include "tests/bench/objects.h"
#include "tests/bench/parts.h"
#include "tests/bench/process_figures.h"

namespace slipway::bench {
namespace {

constexpr const char* kFloorUser = "system:serviceaccount:slipway-system:bench-floor";
constexpr const char* kFloorRights = R"(
{apiVersion: v1, kind: ServiceAccount, metadata: {name: bench-floor, namespace: slipway-system}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: bench-floor}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{kind: ServiceAccount, name: bench-floor, namespace: slipway-system}]
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: effect, namespace: bench}}
)";

// When the API server received what `user` wrote; of one resource, or of all.
std::vector<WallTime> writesOf(const Stage& stage, const std::string& user, std::size_t mark,
                               const std::string& resource = {}) {
  std::vector<WallTime> times;
  for (const auto& entry : stage.askedBy(user, mark))
    if (isWrite(entry) && (resource.empty() || entry.resource == resource))
      times.push_back(received(entry));
  return times;
}

// The same changes of the same Release, while no operator runs.
std::vector<double> floorReactions(Stage& stage, const std::string& release, int samples) {
  stage.stopOperator();
  stage.apply(kFloorRights);
  Floor floor(stage.serviceAccount("bench-floor"), release, stage.client().mailbox());
  stage.rest(std::chrono::seconds(1));
  const auto mark = stage.plane().auditMark();
  for (int i = 1; i <= samples; ++i) {
    stage.ask(change(crds::releases(), release, samples + i));
    if (!stage.client().until([&] { return floor.answered() >= i; }))
      throw std::runtime_error("the bare client does not answer");
    stage.rest(std::chrono::milliseconds(100));
  }
  return reactions(writesOf(stage, kAdminUser, mark, "releases"),
                   writesOf(stage, kFloorUser, mark, "configmaps"));
}

}  // namespace

void measureLatency(Stage& stage, const Settings& settings, int among, const Add& add) {
  const std::string who = among == 0 ? "1 Release" : "1 Release among " + std::to_string(among);
  tell("changes one after the other: " + who);
  const std::string name = nameOf("one-among", among);
  Watched& releases = stage.releases();
  releases.send({creation(crds::releases(),
                          releaseOf({.name = name, .replicas = 1, .strategy = oneByOne()}))});
  releases.wait(std::chrono::minutes(2));
  stage.rest(settings.calm);

  const auto mark = stage.plane().auditMark();
  const double before = cpuSeconds(stage.pid());
  for (int i = 1; i <= settings.samples; ++i) {
    releases.send({change(crds::releases(), name, i)});
    releases.wait(std::chrono::minutes(2));
    stage.rest(std::chrono::milliseconds(100));  // old pods are gone, Events are out
  }
  stage.rest(std::chrono::seconds(1));
  const double cpuMs = (cpuSeconds(stage.pid()) - before) * 1000;
  const auto asked = countRequests(stage.askedBy(kOperatorUser, mark));
  const auto ours = reactions(writesOf(stage, kAdminUser, mark, "releases"),
                              writesOf(stage, kOperatorUser, mark));
  const auto bare = floorReactions(stage, name, settings.samples);

  const std::string first = "change to first write, " + who + ", ";
  for (const auto& [share, times] : {std::pair(50.0, 2.0), std::pair(99.0, 3.0)}) {
    const double floor = percentile(bare, share);
    add({"latency", first + "p" + number(share), "ms", percentile(ours, share), floor,
         "bare client", times * floor});
  }
  const double each = settings.samples;
  add({"latency",
       "requests per change of one pod, " + who,
       "requests",
       total(asked) / each,
       {},
       {},
       6,
       describe(asked, settings.samples)});
  add({"latency", "CPU per change of one pod, " + who, "ms", cpuMs / each, {}, {}, 5});

  kube::ApiRequest gone;
  gone.verb = kube::Verb::Delete;
  gone.resource = crds::releases();
  gone.key = {kNamespace, name};
  stage.ask(gone);
  stage.ensureOperator();
  stage.rest(settings.calm);
}

}  // namespace slipway::bench
