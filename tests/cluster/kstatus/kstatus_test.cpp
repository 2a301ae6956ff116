#include <algorithm>
#include <cstdio>
#include <gtest/gtest.h>
#include <map>
#include <sstream>
#include <stdexcept>

#include "base/log.h"
#include "base/yaml.h"
#include "crds/embedded.h"
#include "crds/names.h"
#include "operator/simulated_operator.h"
#include "sim/play_runner.h"
#include "tests/cluster/support/control_plane.h"
#include "tests/cluster/support/process.h"
#include "tests/sim/support/fault_case.h"

namespace slipway::testing {
namespace {

// What Flux, Argo CD and Helm conclude of a Release at every moment of its life: each state that
// the simulated plays bring about goes through the kstatus library itself.

// A Release as the API server showed it at one moment.
struct Moment {
  std::string play;
  Value release;

  std::string phase() const { return std::string(release["status"]["phase"].stringOr("")); }
  std::int64_t behind() const {  // generations that the status does not know of
    return release["metadata"]["generation"].asInt().value_or(0) -
           release["status"]["observedGeneration"].asInt().value_or(0);
  }
  // What people would see, as the first column of the table.
  std::string situation() const {
    if (phase().empty()) return "before the first status";
    if (!release["metadata"]["deletionTimestamp"].isNull()) return "being deleted";
    if (behind() != 0) return "spec edited, not seen yet";
    return phase();
  }
};

using RejectTemplate = kube::fake::State::RejectTemplate;

std::vector<Moment> momentsOf(const sim::Play& play, RejectTemplate reject = {}) {
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
    if (change.resource == crds::releases().name() && change.after)
      moments.push_back({play.name, change.after->value});
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

std::vector<Moment> allMoments() {
  std::vector<Moment> all;
  const auto add = [&](std::vector<Moment> moments) {
    all.insert(all.end(), moments.begin(), moments.end());
  };
  for (const auto& name : allPlays()) add(momentsOf(loadPlay(name)));
  add(momentsOf(playOf(kScaledToZero)));
  add(momentsOf(playOf(kTurnsBad)));
  add(momentsOf(playOf(kRefused), [](const Value&) { return "spec.containers[0].image: no"; }));
  return all;
}

struct Conclusion {
  std::string status;
  std::string message;
};

// The tool is asked once, about all of them.
std::vector<Conclusion> concludedOf(const std::vector<Moment>& moments) {
  const auto tool = findTool("kstatus");
  if (!tool.ok()) throw std::runtime_error(tool.error());
  std::string lines;
  for (const Moment& moment : moments) lines += printJson(moment.release) + "\n";
  const auto done = runCommand({.argv = {*tool}, .input = std::move(lines)});
  if (!done.ok()) throw std::runtime_error(done.err);
  std::vector<Conclusion> conclusions;
  std::istringstream out(done.out);
  for (std::string line; std::getline(out, line);) {
    const auto tab = line.find('\t');
    conclusions.push_back({line.substr(0, tab), line.substr(tab + 1)});
  }
  return conclusions;
}

struct Row {
  std::string situation;
  std::string status;
};
const std::vector<Row>& rows() {
  static const std::vector<Row> all{
      {"before the first status", "InProgress"},
      {"spec edited, not seen yet", "InProgress"},
      {"being deleted", "Terminating"},
      {"Progressing", "InProgress"},
      {"Paused", "InProgress"},
      {"Verifying", "InProgress"},
      {"RollingBack", "InProgress"},
      {"Degraded", "InProgress"},
      {"Healthy", "Current"},
      {"ScaledToZero", "Current"},
      {"RolledBack", "Failed"},
      {"Stalled", "Failed"},
  };
  return all;
}

TEST(Kstatus, ConcludesOfEveryPhaseWhatPeopleWould) {
  const auto moments = allMoments();
  const auto conclusions = concludedOf(moments);
  ASSERT_EQ(conclusions.size(), moments.size());

  std::map<std::string, std::map<std::string, int>> seen;  // situation, status, how often
  for (std::size_t i = 0; i < moments.size(); ++i) {
    const std::string situation = moments[i].situation();
    const std::string& status = conclusions[i].status;
    ++seen[situation][status];
    const auto row = std::find_if(rows().begin(), rows().end(),
                                  [&](const Row& r) { return r.situation == situation; });
    ASSERT_NE(row, rows().end()) << "no row says what kstatus should conclude of " << situation;
    EXPECT_EQ(status, row->status)
        << moments[i].play << ": " << situation << ": " << conclusions[i].message << "\n"
        << printJsonPretty(moments[i].release["status"]);
  }

  std::printf("%-28s %-12s %s\n", "phase", "kstatus", "moments");
  for (const auto& [situation, statuses] : seen)
    for (const auto& [status, count] : statuses)
      std::printf("%-28s %-12s %d\n", situation.c_str(), status.c_str(), count);
  std::fflush(stdout);
  for (const Row& row : rows())
    EXPECT_TRUE(seen.contains(row.situation)) << "no play brings about: " << row.situation;
}

// Helm's --wait and Flux show this text when they give up.
TEST(Kstatus, AFailureIsToldInTheReleasesOwnWords) {
  const auto moments = momentsOf(loadPlay("bad_update"));
  const auto conclusions = concludedOf(moments);
  ASSERT_FALSE(conclusions.empty());
  EXPECT_EQ(conclusions.back().status, "Failed");
  EXPECT_EQ(conclusions.back().message, moments.back().release["status"]["message"].stringOr(""));
}

// Nobody may go on to the next step between a new spec and our answer to it.
TEST(Kstatus, NothingIsCurrentBetweenAnEditAndTheEndOfItsRollout) {
  const auto moments = momentsOf(loadPlay("good_update"));
  const auto conclusions = concludedOf(moments);
  std::int64_t done = 0;  // the newest generation said to be current
  for (std::size_t i = 0; i < moments.size(); ++i) {
    if (conclusions[i].status != "Current") continue;
    const Value& release = moments[i].release;
    EXPECT_EQ(release["status"]["updatedReplicas"], release["spec"]["replicas"]);
    EXPECT_EQ(release["status"]["availableReplicas"], release["spec"]["replicas"]);
    done = release["metadata"]["generation"].asInt().value_or(0);
  }
  EXPECT_EQ(done, moments.back().release["metadata"]["generation"].asInt().value_or(-1));
}

}  // namespace
}  // namespace slipway::testing
