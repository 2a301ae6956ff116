#include "sim/play_runner.h"

#include <gtest/gtest.h>

#include "base/log.h"
#include "base/yaml.h"
#include "kube/types/resources.h"
#include "sim/world.h"

namespace slipway::sim {
namespace {

const std::string kSets = R"(
objects:
- apiVersion: apps/v1
  kind: ReplicaSet
  metadata: {name: one, namespace: default, labels: {app: web, tier: front}}
  spec:
    replicas: 2
    selector: {matchLabels: {app: web, set: one}}
    template:
      metadata: {labels: {app: web, set: one}}
      spec: {containers: [{name: app, image: "web:1"}]}
- apiVersion: apps/v1
  kind: ReplicaSet
  metadata: {name: two, namespace: default, labels: {app: web}}
  spec:
    replicas: 3
    selector: {matchLabels: {app: web, set: two}}
    template:
      metadata: {labels: {app: web, set: two}}
      spec: {containers: [{name: app, image: "web:2"}]}
)";

// Two ReplicaSets, nobody who operates them, and the events of a test.
PlayResult run(const std::string& events, const std::string& expect = "[{kind: Pod}]") {
  auto play = playOfDocuments(
      *parseYaml("apiVersion: sim.slipway.dev/v1alpha1\nkind: Play\nname: p" + kSets +
                 "events:\n- {at: 0s, expect: [{kind: ReplicaSet, count: 2}]}\n" + events +
                 "\nexpect: " + expect));
  if (!play.ok()) return {{play.error().front().text()}};
  NullLog log;
  const auto nobody = [](const OperatorSeams&) { return std::make_unique<RunningOperator>(); };
  World world(WorldOptions{}, nobody, log);
  return runPlay(*play, world, {});
}

std::string failure(const std::string& events, const std::string& expect = "[{kind: Pod}]") {
  const PlayResult result = run(events, expect);
  return result.ok() ? "" : result.failures.front();
}

TEST(PlayRunner, ScalesThroughTheSubresource) {
  EXPECT_EQ(failure("- {when: Settled, scale: {kind: ReplicaSet, name: one, replicas: 4}}",
                    "[{kind: Pod, count: 4, is: {metadata: {labels: {set: one}}}}]"),
            "");
}

TEST(PlayRunner, WhatHasNoScaleIsNotScaled) {
  EXPECT_NE(failure("- {when: Settled, scale: {kind: Pod, image: \"web:1\", replicas: 4}}")
                .find("patching Pod default/one-"),
            std::string::npos);
}

TEST(PlayRunner, DeletesOnePodOfAnImage) {
  // The one on its way out, and the one in its place.
  EXPECT_EQ(failure("- {when: Settled, delete: {kind: Pod, image: \"web:1\"}}\n"
                    "- {after: 10ms, expect: ["
                    "{kind: Pod, count: 3, is: {metadata: {labels: {set: one}}}},"
                    "{kind: Pod, count: 3, is: {metadata: {labels: {set: two}}}}]}",
                    "[{kind: Pod, count: 2, is: {metadata: {labels: {set: one}}}}]"),
            "");
}

TEST(PlayRunner, DeletesAllThatHaveTheLabels) {
  EXPECT_EQ(failure("- {when: Settled, delete: {kind: ReplicaSet, labels: {app: web}, all: true}}",
                    "[{kind: ReplicaSet, count: 0}]"),
            "");
  EXPECT_EQ(
      failure("- {when: Settled, delete: {kind: ReplicaSet, labels: {tier: front}, all: true}}",
              "[{kind: ReplicaSet, name: one, count: 0}, {kind: ReplicaSet, name: two}]"),
      "");
}

TEST(PlayRunner, RelabelsAndAnnotatesWhatATemplateRuns) {
  EXPECT_EQ(
      failure("- {when: Settled, relabel: {kind: ReplicaSet, image: \"web:1\", "
              "set: {team: shop, tier: null}}}\n"
              "- {after: 1s, annotate: {kind: ReplicaSet, name: two, set: {note: seen}}}",
              "[{kind: ReplicaSet, name: one, is: {metadata: {labels: {team: shop, tier: null}}}},"
              " {kind: ReplicaSet, name: two, is: {metadata: {annotations: {note: seen}}}}]"),
      "");
}

TEST(PlayRunner, WhatNobodyFindsFailsThePlay) {
  EXPECT_EQ(failure("- {when: Settled, delete: {kind: Pod, image: \"web:9\"}}"),
            "nobody finds a Pod that runs web:9");
  EXPECT_NE(failure("- {when: Settled, delete: {kind: Pod, name: nobody}}").find("was refused"),
            std::string::npos);
}

}  // namespace
}  // namespace slipway::sim
