// Many changed at the same time, beside as many Deployments with the same pods.
#include "crds/names.h"
#include "kube/types/resources.h"
#include "tests/bench/objects.h"
#include "tests/bench/parts.h"
#include "tests/bench/process_figures.h"

namespace slipway::bench {
namespace {

struct Run {
  double seconds = 0;
  double cpu = 0;  // of the operator
  double requests = 0;
};

// Fresh objects: clients give up on Events of the same object after a while.
Run changeAll(Stage& stage, const Settings& settings, Watched& watched, int many) {
  const auto patience = std::chrono::minutes(5);
  const bool ours = watched.resource() == crds::releases();
  const std::string names = ours ? "web" : "plain";
  const auto make = ours ? releaseOf : deploymentOf;
  const std::string user = ours ? kOperatorUser : kDeploymentUser;
  std::vector<kube::ApiRequest> requests;
  requests.reserve(static_cast<std::size_t>(many));
  for (int i = 0; i < many; ++i)
    requests.push_back(
        creation(watched.resource(),
                 make({.name = nameOf(names, i), .replicas = 1, .strategy = oneByOne()})));
  watched.send(std::move(requests));
  watched.wait(patience);
  stage.rest(settings.calm);

  requests.clear();
  for (int i = 0; i < many; ++i)
    requests.push_back(change(watched.resource(), nameOf(names, i), 1));
  const double before = ours ? cpuSeconds(stage.pid()) : 0;
  const auto mark = stage.plane().auditMark();
  const MonoTime started = stage.client().clock().mono();
  watched.send(std::move(requests));
  watched.wait(patience);
  Run run;
  run.seconds = std::chrono::duration<double>(stage.client().clock().mono() - started).count();
  stage.rest(settings.calm);
  run.cpu = ours ? cpuSeconds(stage.pid()) - before : 0;
  run.requests = static_cast<double>(stage.askedBy(user, mark).size());
  return run;
}

}  // namespace

void measureAtOnce(Stages& stages, const Settings& settings, const Add& add) {
  for (const int many : settings.atOnce) {
    const std::string what = std::to_string(many) + " changed at once";
    tell(what + ": Deployments");
    Stage& plain = stages.next();
    const Run theirs = changeAll(plain, settings, plain.deployments(), many);
    tell(what + ": Releases");
    Stage& stage = stages.next();
    stage.ensureOperator();
    const Run ours = changeAll(stage, settings, stage.releases(), many);
    const std::string beside = "Deployments";
    add({"at once", what + ": all settled", "s", ours.seconds, theirs.seconds, beside,
         theirs.seconds});
    add({"at once", what + ": requests each", "requests", ours.requests / many,
         theirs.requests / many, beside});
    add({"at once", what + ": CPU", "s", ours.cpu});
    add({"at once", what + ": CPU per change", "ms", ours.cpu * 1000 / many, {}, {}, 5});
  }
}

}  // namespace slipway::bench
