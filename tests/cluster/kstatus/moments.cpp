#include "tests/cluster/kstatus/moments.h"

#include <gtest/gtest.h>
#include <sstream>

#include "base/log.h"
#include "base/yaml.h"
#include "crds/embedded.h"
#include "crds/names.h"
#include "operator/simulated_operator.h"
#include "sim/play_runner.h"
#include "tests/sim/support/fault_case.h"

namespace slipway::testing {
namespace {

using RejectTemplate = kube::fake::State::RejectTemplate;

std::vector<Moment> played(const sim::Play& play, RejectTemplate reject = {}) {
  NullLog log;
  sim::WorldOptions options;
  options.crds = crds::embeddedCrds();
  sim::World world(std::move(options), cli::simulatedOperator(), log);
  world.cluster().mutableState().keepChanges(1U << 20);
  if (reject) world.cluster().mutableState().rejectTemplates(std::move(reject));
  const auto result = sim::runPlay(play, world, {});
  for (const auto& failure : result.failures) ADD_FAILURE() << play.name << ": " << failure;

  std::vector<Moment> moments;
  const auto& changes = world.state().changes();
  EXPECT_EQ(changes.first(), 0U) << "the beginning of the story is forgotten";
  for (std::size_t i = changes.first(); i < changes.end(); ++i) {
    const auto& change = *changes.at(i);
    const bool ours = change.resource == crds::releases().name() ||
                      change.resource == crds::rollbacks().name() ||
                      change.resource == crds::approvals().name();
    if (ours && change.after) moments.push_back({play.name, change.after->value});
  }
  return moments;
}

sim::Play playOf(const std::string& yaml) {
  return sim::playOfDocuments(parseYaml(yaml).value()).value();
}

// Plays that only this test needs: their last phases.
const char* const kScaledToZero = R"(
apiVersion: sim.slipway.dev/v1alpha1
kind: Play
name: scaled to zero
events:
- at: 0s
  apply:
    apiVersion: slipway.dev/v1alpha1
    kind: Release
    metadata: {name: web, namespace: default}
    spec:
      replicas: 0
      template: {metadata: {labels: {app: web}}, spec: {containers: [{name: app, image: "web:1"}]}}
expect:
- {kind: Release, name: web, is: {status: {phase: ScaledToZero}}}
)";
const char* const kRefused = R"(
apiVersion: sim.slipway.dev/v1alpha1
kind: Play
name: a template that the API server refuses
events:
- at: 0s
  apply:
    apiVersion: slipway.dev/v1alpha1
    kind: Release
    metadata: {name: web, namespace: default}
    spec:
      template: {metadata: {labels: {app: web}}, spec: {containers: [{name: app, image: "web:1"}]}}
expect:
- {kind: Release, name: web, is: {status: {phase: Stalled}}}
)";
const char* const kTurnsBad = R"(
apiVersion: sim.slipway.dev/v1alpha1
kind: Play
name: pods that are lost after all was well, and come back
events:
- at: 0s
  apply:
    apiVersion: slipway.dev/v1alpha1
    kind: Release
    metadata: {name: web, namespace: default}
    spec:
      replicas: 2
      template: {metadata: {labels: {app: web}}, spec: {containers: [{name: app, image: "web:1"}]}}
- when: Settled
  behave: {image: "web:1", neverReady: true}
- after: 30s
  expect: [{kind: Release, name: web, is: {status: {phase: Degraded}}}]
- after: 1s
  behave: {image: "web:1", readyAfter: 3s}
expect:
- {kind: Release, name: web, is: {status: {phase: Healthy}}}
)";

}  // namespace

std::int64_t Moment::behind() const {
  return object["metadata"]["generation"].asInt().value_or(0) -
         object["status"]["observedGeneration"].asInt().value_or(0);
}

std::string Moment::situation() const {
  if (phase().empty()) return "before the first status";
  if (!object["metadata"]["deletionTimestamp"].isNull()) return "being deleted";
  if (behind() != 0) return "spec edited, not seen yet";
  return phase();
}

std::vector<Moment> momentsOf(const std::string& play) {
  auto moments = played(loadPlay(play));
  std::erase_if(moments, [](const Moment& moment) { return moment.kind() != "Release"; });
  return moments;
}

std::vector<Moment> allMoments() {
  std::vector<Moment> all;
  const auto add = [&](std::vector<Moment> moments) {
    all.insert(all.end(), moments.begin(), moments.end());
  };
  for (const auto& name : allPlays()) add(played(loadPlay(name)));
  add(played(playOf(kScaledToZero)));
  add(played(playOf(kTurnsBad)));
  add(played(playOf(kRefused), [](const Value&) { return "spec.containers[0].image: no"; }));
  return all;
}

std::vector<Conclusion> readConclusions(const std::string& out) {
  std::vector<Conclusion> conclusions;
  std::istringstream lines(out);
  for (std::string line; std::getline(lines, line);) {
    const auto tab = line.find('\t');
    conclusions.push_back({line.substr(0, tab), line.substr(tab + 1)});
  }
  return conclusions;
}

}  // namespace slipway::testing
