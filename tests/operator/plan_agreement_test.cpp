#include <algorithm>
#include <cstdlib>
#include <gtest/gtest.h>
#include <iostream>
#include <ostream>
#include <set>

#include "base/random.h"
#include "base/yaml.h"
#include "crds/names.h"
#include "operator/plan/command.h"
#include "tests/operator/simulated_cluster.h"

// A plan is held against what really happens: random changes of a Release are planned, then made,
// and the cluster is watched.
namespace slipway::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

const kube::ObjectKey kWeb{"shop", "web"};

std::string text(std::int64_t number) {
  return std::to_string(number);
}
std::string text(std::uint64_t number) {
  return std::to_string(number);
}

// A Release that somebody keeps in a file, and edits.
class File {
 public:
  explicit File(std::uint64_t seed) : random_(seed) {}

  // One to three edits.
  void edit() {
    before_ = said_;
    for (auto edits = 1 + random_.below(3); edits > 0; --edits) editOnce();
  }
  bool paused() const { return said_.paused; }
  // As it was before the last edit.
  void takeBack() { said_ = before_; }
  bool chance(std::uint64_t oneIn) { return random_.below(oneIn) == 0; }
  Duration within(Duration longest) {
    return milliseconds(random_.below(
        static_cast<std::uint64_t>(std::chrono::duration_cast<milliseconds>(longest).count())));
  }

  std::string yaml() const {
    return "apiVersion: slipway.dev/v1alpha1\nkind: Release\n"
           "metadata: {name: web, namespace: shop}\nspec:\n"
           "  version: \"" +
           said_.version + "\"\n  replicas: " + text(said_.replicas) +
           "\n  paused: " + (said_.paused ? "true" : "false") +
           "\n  minReadySeconds: " + text(said_.minReady) +
           "\n  selector: {matchLabels: {app: web}}\n  strategy: " + said_.strategy +
           "\n  traffic: {services: [{name: web, template: {spec: {ports: [{port: 80, "
           "targetPort: http}]}}}]}\n"
           "  verification:\n    smokeTests: [{name: healthz, http: {path: /healthz, port: "
           "http}}]\n" +
           (said_.bake ? "    bake: {duration: 2m}\n" : "") +
           "  template:\n    metadata: {labels: {app: web}, annotations: {note: \"" + said_.note +
           "\"}}\n    spec: {containers: [{name: app, image: \"web:" + text(said_.image) +
           "\", env: [{name: MODE, value: \"" + said_.env +
           "\"}], ports: [{name: http, containerPort: 8080}]}]}\n";
  }

 private:
  void editOnce() {
    switch (random_.below(8)) {
      case 0:
      case 1:
        said_.image = 1 + static_cast<std::int64_t>(random_.below(9));
        return;
      case 2:
        said_.replicas = static_cast<std::int64_t>(random_.below(9));
        return;
      case 3:
      case 4:
        said_.strategy = someStrategy();
        return;
      case 5:
        said_.env = "e" + text(random_.below(100));
        return;
      case 6:
        if (chance(3)) said_.paused = !said_.paused;
        said_.minReady = static_cast<std::int64_t>(random_.below(4));
        said_.bake = chance(3);
        return;
      default:
        said_.version = "v" + text(random_.below(100));
        if (chance(2)) said_.note = "n" + text(random_.below(100));
    }
  }

  std::string someCount() {
    return chance(2) ? text(1 + random_.below(3)) : "\"" + text(10 + random_.below(5) * 20) + "%\"";
  }
  std::string somePause() {
    if (chance(3)) return "{timeout: 10m}";
    if (chance(3)) return "{timeout: 10m, onTimeout: Promote}";
    return "{duration: " + text(5 + random_.below(60)) + "s}";
  }
  std::string someStrategy() {
    const std::string bounds =
        "maxSurge: " + someCount() + ", maxUnavailable: " + (chance(2) ? "0" : someCount());
    switch (random_.below(5)) {
      case 0:
        return "{rolling: {" + bounds + "}}";
      case 1:
        return "{rolling: {" + bounds + ", batch: {size: " + someCount() +
               ", pause: " + somePause() + "}}}";
      case 2:
        return "{recreate: {}}";
      case 3:
        return std::string("{blueGreen: {promotion: ") + (chance(2) ? "Manual, " : "Automatic, ") +
               (chance(2) ? "previewReplicas: 1, " : "") +
               "scaleDownDelay: " + text(random_.below(40)) + "s}}";
      default:
        break;
    }
    std::string steps;
    for (std::uint64_t weight = 10 + random_.below(30); weight < 100;
         weight += 10 + random_.below(60)) {
      steps += (steps.empty() ? "" : ", ") + ("{setWeight: " + text(weight)) + "}";
      if (chance(2)) steps += ", {pause: " + somePause() + "}";
    }
    return "{canary: {" + bounds + ", stableScale: " + (chance(2) ? "Full" : "Dynamic") +
           ", steps: [" + steps + "]}}";
  }

  struct Said {
    std::int64_t image = 1;
    std::int64_t replicas = 4;
    std::int64_t minReady = 0;
    bool paused = false;
    bool bake = false;
    std::string strategy = "{rolling: {}}";
    std::string env = "plain";
    std::string note = "none";
    std::string version = "v1";
  };
  SeededRandom random_;
  Said said_;
  Said before_;
};

// The cluster that is planned for, and somebody who promotes whatever waits for it.
class Reality {
 public:
  Reality() : cluster_([this] { look(); }) {}

  void begin(const std::string& yaml) {
    cluster_.apply(yaml);
    cluster_.settle();
  }
  Expected<Planned, std::string> planFor(const std::string& yaml) {
    const auto session = cluster_.session();
    const auto documents = parseYaml(yaml);
    return planned(*session, {{"web.yaml", documents->front(), crds::releases(), kWeb}}, kKubectl);
  }
  // Makes the change, and watches until nothing happens any more.
  ReleasePlan happens(const std::string& yaml, bool paused) {
    moments_.clear();
    watching_ = true;
    look();
    cluster_.apply(yaml);
    promoting_ = true;
    sim::World& world = cluster_.world();
    if (paused) {
      world.runFor(minutes(10));
    } else {
      EXPECT_TRUE(world.settle(std::chrono::hours(3), minutes(1)));
    }
    stopWatching();
    ReleasePlan happened = planOf(moments_);
    happened.settled = true;
    return happened;
  }
  bool accepts(const std::string& yaml) {
    return cluster_.applyObject(parseYaml(yaml)->front()).applied();
  }
  void goesOn(Duration time) { cluster_.world().runFor(time); }

 private:
  void stopWatching() { watching_ = promoting_ = false; }

  void look() {
    if (!watching_) return;
    sim::World& world = cluster_.world();
    moments_.push_back(momentOf(world, kWeb, "", world.clock().wall()));
    if (promoting_) promote(moments_.back().release->object);
  }

  void promote(const Value& release) {
    const Value& status = release["status"];
    const std::string token(status["waiting"]["token"].stringOr(""));
    if (status["waiting"]["reason"] != Value("Promotion") ||
        status["observedGeneration"] != release["metadata"]["generation"] ||
        !promoted_.insert(token).second) {
      return;
    }
    const auto documents = parseYaml(
        "apiVersion: slipway.dev/v1alpha1\nkind: Approval\nmetadata: {name: p" +
        text(promoted_.size()) +
        ", namespace: shop}\nspec: {releaseRef: {name: web}, decision: Promote, token: " + token +
        "}\n");
    decisions_.push_back(
        cluster_.world().loop().after(seconds(5), [this, approval = documents->front()] {
          EXPECT_TRUE(cluster_.applyObject(approval).applied());
        }));
  }

  bool watching_ = false;
  bool promoting_ = false;
  std::set<std::string> promoted_;
  std::vector<Moment> moments_;
  SimulatedCluster cluster_;
  std::vector<kube::TimerPtr> decisions_;
};

std::string described(const ReleasePlan& plan) {
  Planned all{{}, {{kWeb, plan}}};
  return planText(all, {}) + printYaml(planValue(all)["releases"].at(0));
}

void expectAgreement(const ReleasePlan& plan, const ReleasePlan& happened) {
  EXPECT_EQ(text(plan.effect), text(happened.effect));
  EXPECT_EQ(plan.from, happened.from);
  EXPECT_EQ(plan.underway, happened.underway);
  EXPECT_EQ(plan.to, happened.to);
  EXPECT_EQ(plan.outcome, happened.outcome);
  EXPECT_EQ(plan.phase, happened.phase);
  EXPECT_EQ(plan.pods, happened.pods);
  EXPECT_EQ(plan.decisions, happened.decisions);
  EXPECT_EQ(plan.steps, happened.steps);
  EXPECT_LE(std::chrono::abs(plan.atLeast - happened.atLeast), seconds(2));
  if (::testing::Test::HasFailure()) {
    std::cout << "planned:\n" << described(plan) << "happened:\n" << described(happened);
  }
}

// Twenty, or as many as SLIPWAY_PLAN_SEEDS says.
int seeds() {
  const char* given = std::getenv("SLIPWAY_PLAN_SEEDS");
  return given ? std::atoi(given) : 20;
}

class PlanAgreement : public ::testing::TestWithParam<int> {};

TEST_P(PlanAgreement, WhatIsPlannedHappens) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  File file(static_cast<std::uint64_t>(GetParam()));
  Reality reality;
  reality.begin(file.yaml());
  for (int change = 1; change <= 3 && !HasFailure(); ++change) {
    // Sometimes the one before is still under way.
    if (file.chance(3)) {
      file.edit();
      if (!reality.accepts(file.yaml())) file.takeBack();
      reality.goesOn(file.within(seconds(40)));
    }
    file.edit();
    SCOPED_TRACE("change " + std::to_string(change) + " to\n" + file.yaml());
    const auto planned = reality.planFor(file.yaml());
    ASSERT_TRUE(planned.ok()) << planned.error();
    if (planned->refused()) {
      EXPECT_FALSE(reality.accepts(file.yaml())) << planText(*planned, {});
      file.takeBack();
      continue;
    }
    const ReleasePlan happened = reality.happens(file.yaml(), file.paused());
    if (planned->changesAnything()) {
      expectAgreement(planned->releases.at(kWeb), happened);
    } else {
      EXPECT_FALSE(happened.effect == Effect::Settings) << described(happened);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, PlanAgreement, ::testing::Range(1, 1 + seeds()),
                         [](const auto& seed) { return "Seed" + std::to_string(seed.param); });

}  // namespace
}  // namespace slipway::cli
