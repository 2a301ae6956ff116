#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

#include "base/yaml.h"
#include "operator/plan/fields.h"
#include "operator/plan/manifests.h"
#include "operator/plan/plan.h"
#include "operator/plan/proposal.h"
#include "sim/beginning.h"

namespace slipway::cli {
namespace {

Value yaml(const std::string& text) {
  const auto documents = parseYaml(text);
  EXPECT_TRUE(documents.ok()) << text;
  return documents->front();
}

// --- Fields --------------------------------------------------------------------------------------

std::vector<std::string> changed(const std::string& before, const std::string& after) {
  std::vector<std::string> all;
  for (const auto& change : fieldChanges(yaml(before), yaml(after), "spec.template")) {
    all.push_back(text(change));
  }
  return all;
}

TEST(PlanFields, EachIsNamedByItsPath) {
  using All = std::vector<std::string>;
  EXPECT_EQ(changed("spec: {a: 1, b: {c: x}}", "spec: {a: 2, b: {c: x, d: true}}"),
            (All{"spec.a: 1 → 2", "spec.b.d: true, new"}));
  EXPECT_EQ(changed("spec: {a: 1, gone: {b: 2}}", "spec: {a: 1}"),
            (All{"spec.gone: goes, was {\"b\":2}"}));
  EXPECT_EQ(changed("spec: {l: [{name: x, v: 1}, {name: z}]}", "spec: {l: [{name: x, v: 2}]}"),
            (All{"spec.l[x].v: 1 → 2", "spec.l[z]: goes, was {\"name\":\"z\"}"}));
  EXPECT_EQ(changed("spec: {l: [1]}", "spec: {l: [1, 2]}"), (All{"spec.l: [1] → [1,2]"}));
  EXPECT_EQ(changed("metadata: {labels: {a: b}}", "metadata: {annotations: {c: d}}"),
            (All{"metadata.labels.a: goes, was b", "metadata.annotations.c: d, new"}));
}

TEST(PlanFields, WhatIsShownApartIsLeftOut) {
  EXPECT_TRUE(changed("spec: {template: {a: 1}}", "spec: {template: {a: 2}}").empty());
  EXPECT_TRUE(changed("status: {a: 1}", "status: {a: 2}").empty());
}

// --- Merging -------------------------------------------------------------------------------------

TEST(PlanProposal, WhatIsNoLongerSaidIsTakenAway) {
  EXPECT_EQ(threeWayPatch(yaml("{spec: {a: 1, b: {c: 2, d: 3}, e: 4}}"),
                          yaml("{spec: {a: 5, b: {c: 2}}}")),
            yaml("{spec: {a: 5, b: {c: 2, d: null}, e: null}}"));
  EXPECT_EQ(threeWayPatch(yaml("{a: [1, 2]}"), yaml("{a: [1]}")), yaml("{a: [1]}"));
}

// --- Files ---------------------------------------------------------------------------------------

TEST(PlanManifests, ListsAreOpenedAndNamespacesFilledIn) {
  std::istringstream in(
      "apiVersion: v1\nkind: List\nitems:\n"
      "- {apiVersion: slipway.dev/v1alpha1, kind: Release, metadata: {name: a}}\n"
      "- {apiVersion: v1, kind: Secret, metadata: {name: s}}\n"
      "- {apiVersion: v1, kind: Service, metadata: {name: b, namespace: other}}\n");
  const auto read = readManifests({"-"}, "shop", in);
  ASSERT_TRUE(read.ok()) << read.error();
  ASSERT_EQ(read->all.size(), 2u);
  EXPECT_EQ(read->all[0].name(), "Release shop/a");
  EXPECT_EQ(read->all[0].object["metadata"]["namespace"], Value("shop"));
  EXPECT_EQ(read->all[1].name(), "Service other/b");
  EXPECT_EQ(read->skipped, std::vector<std::string>{"Secret s"});
}

// --- Beginnings ----------------------------------------------------------------------------------

Value pod(const std::string& uid, const std::string& status) {
  return yaml("{kind: Pod, metadata: {name: " + uid + ", uid: " + uid +
              ", ownerReferences: [{uid: set}]}, status: " + status + "}");
}

TEST(Beginning, PodsThatAreReadyOrStuckStayAsTheyAre) {
  const sim::Beginning beginning{
      {},
      {pod("ready", "{conditions: [{type: Ready, status: \"True\"}]}"),
       pod("fresh", "{conditions: [{type: Ready, status: \"False\"}]}"),
       pod("creating", "{containerStatuses: [{state: {waiting: {reason: ContainerCreating}}}]}"),
       pod("pulling", "{containerStatuses: [{state: {waiting: {reason: ImagePullBackOff}}}]}"),
       pod("crashing", "{containerStatuses: [{restartCount: 2, state: {running: {}}}]}"),
       pod("nowhere", "{conditions: [{type: PodScheduled, status: \"False\"}]}")}};
  EXPECT_EQ(sim::podsThatStay(beginning),
            (std::set<std::string>{"crashing", "nowhere", "pulling", "ready"}));
}

TEST(Beginning, OwnersThatAreNotThereAreKnown) {
  EXPECT_EQ(sim::ownersElsewhere({{}, {pod("a", "{}")}}), std::set<std::string>{"set"});
  const Value set = yaml("{kind: ReplicaSet, metadata: {name: s, uid: set}}");
  EXPECT_TRUE(sim::ownersElsewhere({{}, {pod("a", "{}"), set}}).empty());
}

// --- Plans ---------------------------------------------------------------------------------------

sim::RawPtr raw(const std::string& text) {
  auto object = sim::decodeRaw(yaml(text));
  EXPECT_TRUE(object.ok());
  return std::make_shared<const sim::RawObject>(std::move(*object));
}

Moment moment(const std::string& status, std::int64_t generation, std::vector<std::string> pods,
              int available) {
  Moment made;
  made.release = raw(
      "{metadata: {name: web, namespace: shop, generation: " + std::to_string(generation) +
      "}, spec: {replicas: 2, template: {metadata: {labels: {a: b}}}}, status: " + status + "}");
  made.sets = {
      raw("{metadata: {name: web-1, labels: {slipway.dev/revision: h1}}, status: "
          "{availableReplicas: " +
          std::to_string(available) + "}}")};
  made.pods = std::move(pods);
  return made;
}

const char* const kStable =
    "{observedGeneration: 1, phase: Healthy, stable: {revision: 1, hash: h1}}";

TEST(PlanOf, NothingHappened) {
  const auto same = moment(kStable, 1, {"a", "b"}, 2);
  const ReleasePlan plan = planOf({same, same});
  EXPECT_EQ(plan.effect, Effect::Nothing);
  EXPECT_EQ(plan.pods, (PodCounts{0, 0, 2, 2}));
}

TEST(PlanOf, PodsAreCountedByWhoTheyAre) {
  const ReleasePlan plan =
      planOf({moment(kStable, 1, {"a", "b"}, 2), moment(kStable, 2, {"a", "b", "c"}, 2),
              moment(kStable, 2, {"b", "c"}, 1), moment(kStable, 2, {"c", "d"}, 2)});
  EXPECT_EQ(plan.effect, Effect::Pods);
  EXPECT_EQ(plan.pods, (PodCounts{2, 2, 3, 1}));
}

TEST(PlanOf, WhatIsOnlyWrittenIsASetting) {
  const auto before = moment(kStable, 1, {"a"}, 1);
  EXPECT_EQ(planOf({before, moment(kStable, 2, {"a"}, 1)}).effect, Effect::Settings);
}

TEST(PlanOf, WaitsThatTheSpecNamesAreSummedUp) {
  const auto waiting = [](const char* what) {
    return moment(std::string("{observedGeneration: 2, update: {revision: 2, hash: h2, attempt: 1, "
                              "step: 1, steps: 3}, waiting: ") +
                      what + "}",
                  2, {}, 0);
  };
  auto begin = moment(kStable, 1, {}, 0);
  begin.wall = WallTime{} + std::chrono::minutes(1);
  const ReleasePlan plan =
      planOf({begin,
              waiting("{token: h2.1.1, reason: Pause, since: 1970-01-01T00:00:00Z, until: "
                      "1970-01-01T00:03:00Z}"),
              waiting("{token: h2.1.2, reason: Promotion, since: 1970-01-01T00:03:00Z, until: "
                      "1970-01-01T01:00:00Z}"),
              waiting("{token: \"\", reason: Bake, since: 1970-01-01T00:03:00Z, until: "
                      "1970-01-01T00:04:00Z}")});
  EXPECT_EQ(plan.atLeast, std::chrono::minutes(3)) << "one minute of the pause was over";
  EXPECT_EQ(plan.decisions, 1);
  EXPECT_EQ(plan.effect, Effect::Rollout);
}

}  // namespace
}  // namespace slipway::cli
