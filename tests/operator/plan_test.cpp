#include <fstream>
#include <gtest/gtest.h>
#include <optional>
#include <set>
#include <sstream>

#include "base/files.h"
#include "base/yaml.h"
#include "kube/types/resources.h"
#include "operator/cli.h"
#include "operator/plan/command.h"
#include "tests/operator/simulated_cluster.h"

namespace slipway::cli {
namespace {

std::string with(std::string yaml, const std::string& part, const std::string& instead) {
  const auto at = yaml.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  return yaml.replace(at, part.size(), instead);
}
// Its second pause ends by itself.
std::string webRelease() {
  return with(kWebRelease, "{setWeight: 50}, {pause: {timeout: 10m}}",
              "{setWeight: 50}, {pause: {duration: 5m}}");
}
std::string release(const std::string& part, const std::string& instead) {
  return with(webRelease(), part, instead);
}

// A connection of somebody who may not do everything.
class Forbidding final : public kube::Api {
 public:
  Forbidding(kube::Api& inner, std::string verb, std::string plural)
      : inner_(inner), verb_(std::move(verb)), plural_(std::move(plural)) {}

  kube::PendingPtr send(kube::ApiRequest request,
                        std::function<void(kube::ApiResult)> done) override {
    const bool forbidden =
        request.resource.plural == plural_ && (request.isWrite() ? "patch" : "get") == verb_;
    if (!forbidden) return inner_.send(std::move(request), std::move(done));
    kube::ApiResult no;
    no.outcome = kube::Outcome::Rejected;
    no.error = error();
    done(std::move(no));
    return nullptr;
  }
  kube::PendingPtr list(kube::ListRequest request, std::function<void(Value)> item,
                        std::function<void(kube::ListResult)> done) override {
    if (request.resource.plural != plural_ || verb_ != "list") {
      return inner_.list(std::move(request), std::move(item), std::move(done));
    }
    kube::ListResult no;
    no.error = error();
    done(std::move(no));
    return nullptr;
  }
  kube::PendingPtr watch(kube::WatchRequest request, std::function<void(kube::WatchEvent)> event,
                         std::function<void(kube::WatchEnd)> ended) override {
    return inner_.watch(std::move(request), std::move(event), std::move(ended));
  }

 private:
  kube::ApiError error() const {
    kube::ApiError error;
    error.code = 403;
    error.reason = "Forbidden";
    error.message = "User \"ann\" cannot " + verb_ + " resource \"" + plural_ + "\"";
    return error;
  }

  kube::Api& inner_;
  std::string verb_;
  std::string plural_;
};

class PlanTest : public ::testing::Test {
 protected:
  void deployed(const std::string& yaml = webRelease()) {
    cluster_.apply(yaml);
    cluster_.settle();
  }
  // A second version, in the pause of its first step.
  void updating() {
    deployed();
    cluster_.apply(release("web:1", "web:2"));
    ASSERT_TRUE(cluster_.inPause(2));
    cluster_.world().runFor(std::chrono::seconds(5));
  }

  Told planned(const std::string& yaml, Output output = Output::Text, std::size_t width = 0) {
    return cluster_.run(
        [&](Client& c) {
          std::istringstream in(yaml);
          return plan(c, {{"-"}, kKubectl, output}, in);
        },
        "shop", width);
  }
  Told plannedBy(const std::string& yaml, const std::string& verb, const std::string& plural) {
    return cluster_.run([&](Client& c) {
      const sim::ActorSeams seams = cluster_.world().observerSeams();
      Forbidding api(seams.api, verb, plural);
      Session session({api, seams.timers, seams.random, seams.log,
                       [&](const std::function<bool()>& done, Duration limit) {
                         return cluster_.world().runUntilTrue(done, limit);
                       }});
      Client client{session, c.server, c.ns, c.screen, c.look, c.out, c.err};
      std::istringstream in(yaml);
      return plan(client, {{"-"}, kKubectl, Output::Text}, in);
    });
  }
  Told ofFile(const std::string& file) {
    return cluster_.run([&](Client& c) {
      std::istringstream in;
      return plan(c, {{file}, kKubectl, Output::Text}, in);
    });
  }

  SimulatedCluster cluster_;
};

// --- What would happen ---------------------------------------------------------------------------

TEST_F(PlanTest, WhatIsAppliedAlreadyChangesNothing) {
  deployed();
  const Told told = planned(webRelease());
  EXPECT_EQ(told.code, kOk) << told.out << told.err;
  EXPECT_EQ(told.out, "Release shop/web stays as it is\n");
}

TEST_F(PlanTest, NothingIsWritten) {
  deployed();
  EXPECT_EQ(planned(release("web:1", "web:2")).code, kFailed);
  const auto& audit = cluster_.world().state().audit();
  int asked = 0;
  for (std::size_t i = audit.first(); i < audit.end(); ++i) {
    if (audit.at(i)->actor != "observer") continue;
    ++asked;
    EXPECT_FALSE(audit.at(i)->changed) << audit.at(i)->resource;
  }
  EXPECT_GT(asked, 0);
}

TEST_F(PlanTest, ARolloutIsToldStepByStep) {
  deployed();
  const Told told = planned(release("web:1", "web:2"));
  EXPECT_EQ(told.code, kFailed);
  expectIn(told.out, "Release shop/web changes\n");
  expectIn(told.out, "\n    -    image: web:1\n    +    image: web:2\n");
  expectIn(told.out, "a rollout: revision 2 (55d3e45601, v1) after revision 1 (9015d4c21c, v1)");
  expectIn(told.out, "step 1 of 5 (weight 25%): 1 new and 3 old pods");
  expectIn(told.out, "then it waits for a decision, at most 10m, and goes back after that");
  expectIn(told.out, "then it waits 5m");
  expectIn(told.out, "at least 5m of waits that the spec names, and 1 decision");
  expectIn(told.out, "it goes back to revision 1 (9015d4c21c, v1)");
  expectIn(told.out, "Healthy: revision 2");
}

TEST_F(PlanTest, TheDocumentShowsItAsItIs) {
  deployed();
  const auto document = SystemFiles{}.read(SLIPWAY_SOURCE_DIR "/docs/cli.md");
  ASSERT_TRUE(document.ok()) << document.error();
  expectIn(*document, planned(release("web:1", "web:2"), Output::Text, 80).out);
}

TEST_F(PlanTest, ItKeepsToTheWidth) {
  deployed();
  std::istringstream lines(planned(release("web:1", "web:2"), Output::Text, 80).out);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(sim::columnsOf(line), 80u) << line;
}

TEST_F(PlanTest, AFirstDeploy) {
  const Told told = planned(webRelease());
  EXPECT_EQ(told.code, kFailed);
  expectIn(told.out, "Release shop/web is created\n");
  expectIn(told.out, "a rollout: revision 1 (9015d4c21c, v1)\n");
  expectIn(told.out, "4 created, 0 deleted; at most 4 at once\n");
  expectIn(told.out, "there is no revision to go back to");
}

TEST_F(PlanTest, MorePods) {
  deployed();
  const Told told = planned(release("replicas: 4", "replicas: 6"));
  EXPECT_EQ(told.code, kFailed);
  expectIn(told.out, "    spec.replicas: 4 → 6\n");
  expectIn(told.out, "pods of the revision that runs come or go");
  expectIn(told.out, "2 created, 0 deleted; at most 6 at once, at least 4 available");
}

TEST_F(PlanTest, WhatTakesNoPodAway) {
  deployed();
  const Told told = planned(release("setWeight: 50", "setWeight: 60"));
  EXPECT_EQ(told.code, kFailed);
  expectIn(told.out, "no pod changes");
}

TEST_F(PlanTest, AThirdRevisionInMidRollout) {
  updating();
  const Told told = planned(release("web:1", "web:3"));
  expectIn(told.out, "a rollout: revision 3 (");
  expectIn(told.out, "in place of revision 2 (55d3e45601, v1)");
}

TEST_F(PlanTest, WhatIsUnderWayGoesOn) {
  updating();
  EXPECT_EQ(planned(release("web:1", "web:2")).code, kOk);
  const Told told = planned(with(release("web:1", "web:2"), "replicas: 4", "replicas: 8"));
  expectIn(told.out, "the rollout goes on: revision 2 (55d3e45601, v1)");
}

TEST_F(PlanTest, APausedRolloutDoesNotEnd) {
  deployed();
  const Told told =
      planned(with(release("web:1", "web:2"), "replicas: 4", "replicas: 4\n  paused: true"));
  EXPECT_EQ(told.code, kFailed);
  expectIn(told.out, "ends      Paused: ");
}

TEST_F(PlanTest, ARolloutThatCannotComeThrough) {
  deployed();
  const Told told = planned(with(release("port: http}}]", "port: nix}}]"), "web:1", "web:2"));
  expectIn(told.out, "ends      RolledBack: ");
  expectIn(told.out, "no container declares a port named nix");
}

TEST_F(PlanTest, ARollbackInAFile) {
  deployed();
  cluster_.apply(release("web:1", "web:2"));
  ASSERT_TRUE(cluster_.inPause(2));
  const Told told = planned(
      "apiVersion: slipway.dev/v1alpha1\nkind: Rollback\nmetadata: {name: back}\n"
      "spec: {releaseRef: {name: web}, reason: totals}\n");
  EXPECT_EQ(told.code, kFailed) << told.err;
  expectIn(told.out, "Rollback shop/back is created\n");
  expectIn(told.out, "goes back from revision 2 (55d3e45601, v1) to revision 1 (9015d4c21c, v1)\n");
  expectIn(told.out, "RolledBack: ");
}

TEST_F(PlanTest, ADeploymentThatAReleaseRefersTo) {
  const std::string deployment =
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\n"
      "spec:\n  replicas: 3\n  selector: {matchLabels: {app: web}}\n  template:\n"
      "    metadata: {labels: {app: web}}\n"
      "    spec: {containers: [{name: app, image: \"web:1\", ports: [{name: http, "
      "containerPort: 8080}]}]}\n";
  cluster_.apply(deployment);
  cluster_.world().runFor(std::chrono::seconds(30));
  const std::string adopting =
      "apiVersion: slipway.dev/v1alpha1\nkind: Release\nmetadata: {name: web, namespace: shop}\n"
      "spec: {replicas: 3, workloadRef: {apiVersion: apps/v1, kind: Deployment, name: web}}\n";
  const Told first = planned(adopting);
  expectIn(first.out, "a rollout: revision 1 (");
  expectIn(first.out, "3 created, 3 deleted");
  deployed(adopting);
  const Told told = planned(with(deployment, "web:1", "web:2"));
  EXPECT_EQ(told.code, kFailed) << told.err;
  expectIn(told.out, "Deployment shop/web changes\n");
  expectIn(told.out, "a rollout: revision 2 (");
}

TEST_F(PlanTest, WhatKubectlAppliedBeforeGoesWhenItIsNoLongerSaid) {
  const auto last = parseYaml(release("replicas: 4", "replicas: 4\n  paused: false"));
  Value annotated = last->front().withPointer(
      "/metadata/annotations",
      Value::object({{"kubectl.kubernetes.io/last-applied-configuration",
                      printJson(last->front().withPointer("/spec/minReadySeconds", 5))}}));
  annotated = annotated.withPointer("/spec/minReadySeconds", 5);
  ASSERT_TRUE(cluster_.applyObject(annotated).applied());
  cluster_.settle();
  const Told told = planned(webRelease());
  EXPECT_EQ(told.code, kFailed);
  expectIn(told.out, "    spec.minReadySeconds: 5 → 0\n");
}

TEST_F(PlanTest, ForPrograms) {
  deployed();
  const Told told = planned(release("web:1", "web:2"), Output::Json);
  const auto value = parseJson(told.out);
  ASSERT_TRUE(value.ok()) << told.out;
  const Value& one = (*value)["releases"].at(0);
  EXPECT_EQ(one["effect"], Value("Rollout"));
  EXPECT_EQ(one["to"]["revision"].asInt(), 2);
  EXPECT_EQ(one["outcome"], Value("Promoted"));
  EXPECT_EQ(one["steps"].elements().size(), 6u);
  EXPECT_EQ(one["atLeast"], Value("5m"));
  EXPECT_EQ((*value)["objects"].at(0)["action"], Value("Change"));
  expectIn(planned(release("web:1", "web:2"), Output::Yaml).out, "effect: Rollout\n");
}

// --- What cannot be said -------------------------------------------------------------------------

TEST_F(PlanTest, WhatIsRefusedNamesTheField) {
  deployed();
  const Told told = planned(release("replicas: 4", "replicas: -4"));
  EXPECT_EQ(told.code, kUsage);
  expectIn(told.out, "Release shop/web is refused\n    spec.replicas: ");
  const Told immutable = planned(release("matchLabels: {app: web}", "matchLabels: {app: other}"));
  EXPECT_EQ(immutable.code, kUsage);
  expectIn(immutable.out, "spec.selector: cannot be changed or removed once set");
}

TEST_F(PlanTest, FilesThatSayNothing) {
  struct Row {
    const char* name;
    std::string yaml;
    const char* said;
  };
  const std::vector<Row> rows{
      {"not YAML", "a: [", "slipway: -: "},
      {"no kind", "a: 1\n", "slipway: -: an object has no kind\n"},
      {"no name", "apiVersion: slipway.dev/v1alpha1\nkind: Release\n",
       "slipway: -: metadata.name: the Release has none\n"},
      {"an unknown kind of ours",
       "apiVersion: slipway.dev/v1alpha1\nkind: Realease\n"
       "metadata: {name: web}\n",
       "there are Release, Rollback and Approval"},
      {"no Release", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n",
       "not looked at: ConfigMap c\nslipway: there is no Release in the files"},
      {"nothing", "", "slipway: there is no Release in the files"},
      {"a Service of nobody",
       "apiVersion: v1\nkind: Service\nmetadata: {name: lonely}\n"
       "spec: {ports: [{port: 80}]}\n",
       "none that uses what is in them"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const Told told = planned(row.yaml);
    EXPECT_EQ(told.code, kUsage);
    EXPECT_EQ(told.out, "");
    expectIn(told.err, row.said);
  }
}

TEST_F(PlanTest, AMissingFileIsNamed) {
  const Told told = ofFile("no-such-file.yaml");
  EXPECT_EQ(told.code, kUsage);
  expectIn(told.err, "no-such-file.yaml");
}

TEST_F(PlanTest, WhoMayNotReadIsToldWhichRightIsMissing) {
  deployed();
  for (const char* plural : {"releases", "replicasets", "pods", "rollbacks", "approvals"}) {
    const Told told = plannedBy(release("web:1", "web:2"), "list", plural);
    EXPECT_EQ(told.code, kUsage);
    expectIn(told.err, std::string("slipway: a plan needs the right to list ") + plural);
    expectIn(told.err, "in namespace shop: User \"ann\" cannot list");
  }
  expectIn(plannedBy(release("web:1", "web:2"), "get", "services").err,
           "a plan needs the right to get services in namespace shop");
}

TEST_F(PlanTest, WhoMayNotApplyGetsAMergeMadeHere) {
  deployed();
  const Told told = plannedBy(release("web:1", "web:2"), "patch", "releases");
  EXPECT_EQ(told.code, kFailed) << told.err;
  expectIn(told.out, "you may not apply it, so it is merged here");
  expectIn(told.out, "a rollout: revision 2 (55d3e45601, v1)");
  const Told refused = plannedBy(release("replicas: 4", "replicas: -4"), "patch", "releases");
  EXPECT_EQ(refused.code, kUsage);
  expectIn(refused.out, "spec.replicas");
}

}  // namespace
}  // namespace slipway::cli
