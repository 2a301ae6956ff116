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
Run changeAll(Stage& stage, Watched& watched, int many, Value (*make)(const Shape&),
              const std::string& user) {
  const auto patience = std::chrono::minutes(5);
  std::vector<kube::ApiRequest> requests;
  for (int i = 0; i < many; ++i)
    requests.push_back(
        creation(watched.resource(),
                 make({.name = nameOf("web", i), .replicas = 1, .strategy = oneByOne()})));
  watched.send(std::move(requests));
  watched.wait(patience);
  stage.rest(std::chrono::seconds(4));

  requests.clear();
  for (int i = 0; i < many; ++i)
    requests.push_back(change(watched.resource(), nameOf("web", i), 1));
  const bool ours = user == kOperatorUser;
  const double before = ours ? cpuSeconds(stage.pid()) : 0;
  const auto mark = stage.plane().auditMark();
  const MonoTime started = stage.client().clock().mono();
  watched.send(std::move(requests));
  watched.wait(patience);
  Run run;
  run.seconds = std::chrono::duration<double>(stage.client().clock().mono() - started).count();
  stage.rest(std::chrono::seconds(3));
  run.cpu = ours ? cpuSeconds(stage.pid()) - before : 0;
  run.requests = static_cast<double>(stage.askedBy(user, mark).size());
  return run;
}

Run deployments(int many) {
  Stage stage;
  return changeAll(stage, stage.deployments(), many, deploymentOf, kDeploymentUser);
}

Run releases(int many) {
  Stage stage;
  stage.startOperator();
  stage.awaitReady();
  return changeAll(stage, stage.releases(), many, releaseOf, kOperatorUser);
}

}  // namespace

void measureAtOnce(const Settings& settings, const Add& add) {
  for (const int many : settings.atOnce) {
    const std::string what = std::to_string(many) + " changed at once";
    tell(what + ": Deployments");
    const Run theirs = deployments(many);
    tell(what + ": Releases");
    const Run ours = releases(many);
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
