// How soon the operator acts after a start, and after it was killed.
#include <stdexcept>

#include "crds/names.h"
#include "kube/types/resources.h"
#include "tests/bench/objects.h"
#include "tests/bench/parts.h"
#include "tests/bench/process_figures.h"

namespace slipway::bench {
namespace {

double since(WallTime start, WallTime end) {
  return std::chrono::duration<double>(end - start).count();
}

// When the API server received the operator's first successful write after that time; to the Lease
// or to anything else.
WallTime firstWrite(Stage& stage, std::size_t mark, WallTime after, bool lease) {
  std::optional<WallTime> first;
  for (const auto& entry : stage.plane().auditEntries(mark)) {
    if (entry.user != kOperatorUser || !isWrite(entry) || entry.code >= 300) continue;
    const bool sought = lease ? entry.resource == "leases"
                              : entry.resource != "leases" && entry.resource != "events";
    const WallTime at = received(entry);
    if (sought && at > after && (!first || at < *first)) first = at;
  }
  if (!first) throw std::runtime_error("the operator wrote nothing after its start");
  return *first;
}

// As if its time were over.
void forgetLease(Stage& stage) {
  kube::ApiRequest request;
  request.verb = kube::Verb::Delete;
  request.resource = kube::resources::leases();
  request.key = {"slipway-system", "slipway"};
  stage.ask(request);
}

}  // namespace

void measureRestart(Stage& stage, const Settings& settings, int among, const Add& add) {
  const std::string who = ", " + std::to_string(among) + " Releases";
  tell("restarts" + who);
  const Clock& clock = stage.client().clock();
  Watched& releases = stage.releases();
  const std::string changed = nameOf("fleet", 0);

  const auto killAndStart = [&](Stage::In place, int number) {
    const auto mark = stage.plane().auditMark();
    const WallTime killed = clock.wall();
    stage.killOperator();
    if (settings.quick && place == Stage::In::AnotherPod) forgetLease(stage);
    releases.send({change(crds::releases(), changed, number)});
    stage.startOperator(Stage::Elect::Yes, place);
    releases.wait(std::chrono::minutes(3));
    const std::string where = place == Stage::In::SamePod ? ", same pod" : ", another pod";
    add({"restart", "kill -9 to next write" + where + who, "s",
         since(killed, firstWrite(stage, mark, killed, false))});
    add({"restart", "of which until the Lease was taken" + where + who, "s",
         since(killed, firstWrite(stage, mark, killed, true))});
    stage.rest(std::chrono::seconds(2));
  };
  killAndStart(Stage::In::SamePod, 1001);
  killAndStart(Stage::In::AnotherPod, 1002);

  stage.stopOperator();
  releases.send({change(crds::releases(), changed, 1003)});
  const auto mark = stage.plane().auditMark();
  const WallTime started = clock.wall();
  stage.startOperator(Stage::Elect::No);
  releases.wait(std::chrono::minutes(3));
  const WallTime first = firstWrite(stage, mark, started, false);
  add({"restart", "start to first write, no election" + who, "s", since(started, first)});
  stage.rest(settings.calm);
  add({"restart", "memory after a start" + who, "MiB", residentMib(stage.pid())});
  add({"restart", "highest memory after a start" + who, "MiB", peakResidentMib(stage.pid())});
  const auto writes = stage.askedBy(kOperatorUser, mark);
  const auto requests = countRequests(writes);
  add({"restart",
       "requests of a start and one rollout" + who,
       "requests",
       total(requests),
       {},
       {},
       {},
       describe(requests, 1)});
}

}  // namespace slipway::bench
