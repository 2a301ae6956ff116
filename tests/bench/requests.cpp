// What one rollout asks of the API server, beside the least that such a rollout can do with.
#include "crds/names.h"
#include "tests/bench/objects.h"
#include "tests/bench/parts.h"

namespace slipway::bench {
namespace {

struct Case {
  std::string what;
  Shape shape;
  int least;  // writes, Events apart: docs/benchmarks.md derives it
};

Value with(std::string_view strategy, Value options) {
  return Value::object({{strategy, std::move(options)}});
}

Value canary() {
  return with("canary",
              Value::object({{"maxSurge", 1},
                             {"maxUnavailable", 0},
                             {"steps", Value::array({Value::object({{"setWeight", 20}}),
                                                     Value::object({{"setWeight", 60}}),
                                                     Value::object({{"setWeight", 100}})})}}));
}

std::vector<Case> cases() {
  return {
      {"rolling, 1 pod", {.name = "rolling-1", .replicas = 1, .strategy = oneByOne()}, 6},
      {"rolling, 3 pods", {.name = "rolling-3", .replicas = 3, .strategy = oneByOne()}, 10},
      {"recreate, 3 pods",
       {.name = "recreate", .replicas = 3, .strategy = with("recreate", Value::object())},
       7},
      {"canary, 5 pods, 3 steps", {.name = "canary", .replicas = 5, .strategy = canary()}, 16},
      {"blue-green, 3 pods, 2 Services",
       {.name = "blue-green",
        .replicas = 3,
        .strategy = with("blueGreen", Value::object({{"scaleDownDelay", "1s"}})),
        .services = 2},
       9},
  };
}

}  // namespace

void measureRequests(Stage& stage, const Settings& settings, const Add& add) {
  Watched& releases = stage.releases();
  for (const Case& one : cases()) {
    tell("requests: " + one.what);
    releases.send({creation(crds::releases(), releaseOf(one.shape))});
    releases.wait(std::chrono::minutes(2));
    stage.rest(settings.calm);  // also what comes after it is Ready
    const auto mark = stage.plane().auditMark();
    releases.send({change(crds::releases(), one.shape.name, 1)});
    releases.wait(std::chrono::minutes(2));
    stage.rest(settings.calm + std::chrono::milliseconds(500));
    auto entries = stage.askedBy(kOperatorUser, mark);
    const auto all = countRequests(entries);
    std::erase_if(entries,
                  [](const auto& entry) { return !isWrite(entry) || entry.resource == "events"; });
    add({"requests", "writes, " + one.what, "requests", static_cast<double>(entries.size()),
         one.least, "least", 1.2 * one.least, describe(countRequests(entries), 1)});
    add({"requests",
         "all requests, " + one.what,
         "requests",
         total(all),
         {},
         {},
         {},
         describe(all, 1)});
  }
}

}  // namespace slipway::bench
