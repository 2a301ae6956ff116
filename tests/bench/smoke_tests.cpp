// One Release with thousands of pods: all of them are asked once more before it is Ready, so that
// thousands of smoke tests are due at the same moment.
#include "crds/names.h"
#include "tests/bench/objects.h"
#include "tests/bench/parts.h"
#include "tests/bench/process_figures.h"

namespace slipway::bench {

void measureSmokeTests(Stages& stages, const Settings& settings, PodsServer& server,
                       const Add& add) {
  const std::string pods = ", " + std::to_string(settings.tests) + " pods";
  tell("smoke tests" + pods);
  Stage& stage = stages.next();
  stage.ensureOperator();
  const double before = cpuSeconds(stage.pid());
  server.answerAfter(std::chrono::milliseconds(50));
  server.mostAtOnce();
  const int asked = server.answered();
  const MonoTime started = stage.client().clock().mono();
  Watched& releases = stage.releases();
  releases.send(
      {creation(crds::releases(), releaseOf({.name = "wide", .replicas = settings.tests}))});
  releases.wait(std::chrono::minutes(10));
  const auto took = stage.client().clock().mono() - started;
  server.answerAfter({});
  add({"smoke tests", "first deploy until settled" + pods, "s",
       std::chrono::duration<double>(took).count()});
  add({"smoke tests", "tests asked" + pods, "tests",
       static_cast<double>(server.answered() - asked)});
  add({"smoke tests", "most at one time" + pods, "tests",
       static_cast<double>(server.mostAtOnce())});
  add({"smoke tests", "CPU" + pods, "s", cpuSeconds(stage.pid()) - before});
  add({"smoke tests", "highest memory" + pods, "MiB", peakResidentMib(stage.pid())});
}

}  // namespace slipway::bench
