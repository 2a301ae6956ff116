#include "controllers/release/gather.h"

#include "tests/controllers/caches.h"

namespace slipway::controllers {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)

class GatherTest : public CachesTest {
 protected:
  GatherTest() : CachesTest("2026-01-01T00:10:00Z") {}
  strategies::Snapshot gather() {
    return *gatherRelease({"shop", "web"}, stores_, tests_, clock_, memory_);
  }

  ReleaseMemory memory_;

  void looked(WorkloadLook look) {
    memory_.workloadLook = std::make_shared<const WorkloadLook>(std::move(look));
  }
};

TEST_F(GatherTest, NothingWithoutTheRelease) {
  EXPECT_FALSE(gatherRelease({"shop", "web"}, stores_, tests_, clock_, memory_));
}

TEST_F(GatherTest, OurReplicaSetsWithTheirPods) {
  put(releases_, release(releaseValue()));
  put(sets_, replicaSet(releaseValue(), 2));
  put(pods_, pod("a"));
  const auto snapshot = gather();
  ASSERT_EQ(snapshot.revisions.size(), 1U);
  EXPECT_EQ(snapshot.revisions[0].hash, hashOf(releaseValue()));
  EXPECT_EQ(snapshot.revisions[0].number, 1);
  ASSERT_EQ(snapshot.revisions[0].pods.size(), 1U);
  EXPECT_TRUE(snapshot.revisions[0].pods[0].available);
}

TEST_F(GatherTest, AReplicaSetOfAnotherOwnerIsAStranger) {
  put(releases_, release(releaseValue()));
  put(sets_, replicaSet(releaseValue(), 2, "another-uid"));
  const auto snapshot = gather();
  EXPECT_TRUE(snapshot.revisions.empty());
  ASSERT_EQ(snapshot.strangers.size(), 1U);
  EXPECT_TRUE(snapshot.strangers[0].ofFormerSelf);
}

TEST_F(GatherTest, AnnotationsThatAreNoNumbersReadAsAbsent) {
  put(releases_, release(releaseValue()));
  auto set = replicaSet(releaseValue(), 2);
  set.meta.annotations.insert_or_assign("slipway.dev/revision-number", "seven");
  set.meta.annotations.insert_or_assign("slipway.dev/attempt", "-3");
  set.meta.annotations.insert_or_assign("slipway.dev/sized-for", "99999999999999999999");
  put(sets_, set);
  const auto view = gather().revisions.at(0);
  EXPECT_EQ(view.number, 0);
  EXPECT_EQ(view.attempt, 1);
  EXPECT_EQ(view.sizedFor, 0);
}

TEST_F(GatherTest, APodIsAvailableOnceItWasReadyLongEnough) {
  put(releases_, release(releaseValue()));
  auto set = replicaSet(releaseValue(), 1);
  set.availableReplicas = 0;
  set.minReadySeconds = 60;
  put(sets_, set);
  auto fresh = pod("a");
  fresh.readySince = *parseTime("2026-01-01T00:09:20Z");
  put(pods_, fresh);
  auto view = gather().revisions.at(0).pods.at(0);
  EXPECT_FALSE(view.available);
  EXPECT_EQ(view.availableIn, Duration(std::chrono::seconds(20)));
  clock_.advance(std::chrono::seconds(20));
  EXPECT_TRUE(gather().revisions.at(0).pods.at(0).available);
}

TEST_F(GatherTest, TheReplicaSetsCountSettlesItWhenClocksDiffer) {
  put(releases_, release(releaseValue()));
  auto set = replicaSet(releaseValue(), 1);
  set.minReadySeconds = 60;
  put(sets_, set);
  auto fromTheFuture = pod("a");
  fromTheFuture.readySince = *parseTime("2026-01-01T05:00:00Z");
  put(pods_, fromTheFuture);
  EXPECT_TRUE(gather().revisions.at(0).pods.at(0).available);
}

TEST_F(GatherTest, APodThatHasEndedCountsAsGoing) {
  put(releases_, release(releaseValue()));
  put(sets_, replicaSet(releaseValue(), 1));
  auto evicted = pod("a");
  evicted.ended = true;
  put(pods_, evicted);
  EXPECT_TRUE(gather().revisions.at(0).pods.at(0).terminating);
}

TEST_F(GatherTest, NotAnApprovalThatHasHadItsAnswer) {
  put(releases_, release(releaseValue()));
  crds::Approval approval;
  approval.meta.ns = "shop";
  approval.meta.name = "stale";
  approval.spec = {"web", "abc.2.0", "Retry", ""};
  kube::Condition stalled;
  stalled.type = "Stalled";
  stalled.status = kube::ConditionStatus::True;
  approval.status.conditions = {stalled};
  put(approvals_, approval);
  EXPECT_TRUE(gather().commands.empty());
}

TEST_F(GatherTest, AJumpOfTheWallClockIsNoLackOfProgress) {
  put(releases_, release(announced(releaseValue())));
  EXPECT_EQ(gather().elapsed.sinceProgress, Duration(std::chrono::minutes(10)));
  clock_.jumpWall(std::chrono::hours(1));
  clock_.advance(std::chrono::seconds(5));
  EXPECT_EQ(gather().elapsed.sinceProgress,
            Duration(std::chrono::minutes(10) + std::chrono::seconds(5)));
}

TEST_F(GatherTest, ARefusalIsForgottenWhenItIsTimeToTryAgain) {
  put(releases_, release(releaseValue()));
  memory_.uid = "web-uid";
  memory_.refusal = strategies::Refusal{"digest", "TemplateInvalid", "no", true};
  memory_.refusedAt = clock_.mono();
  memory_.refusedFor = std::chrono::seconds(10);
  EXPECT_TRUE(gather().refusal);
  clock_.advance(std::chrono::seconds(10));
  EXPECT_FALSE(gather().refusal);
}

TEST_F(GatherTest, MemoryOfAnEarlierReleaseOfThisNameIsDropped) {
  put(releases_, release(releaseValue()));
  memory_.uid = "former-uid";
  memory_.refusal = strategies::Refusal{"digest", "TemplateInvalid", "no", true};
  memory_.refusedFor = std::chrono::hours(1);
  EXPECT_FALSE(gather().refusal);
}

TEST(DecodeOwned, TheStoredTemplateIsKeptAsItsDigest) {
  const Value object = yaml(R"(
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: web-0123456789, namespace: shop, uid: u, annotations: {slipway.dev/template: '{"a":1}'}}
spec: {replicas: 1, selector: {matchLabels: {app: web}}}
)");
  const auto decoded = decodeOwnedReplicaSet(object);
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded->meta.annotations.at("slipway.dev/template"),
            crds::templateDigest(Value::object({{"a", 1}})));
}

crds::Rollback rollback(const std::string& name, const std::string& releaseName) {
  crds::Rollback made;
  made.meta.ns = "shop";
  made.meta.name = name;
  made.spec.release = releaseName;
  return made;
}

TEST_F(GatherTest, RollbacksOfThisReleaseThatAreNotBeingDeleted) {
  put(releases_, release(releaseValue()));
  put(rollbacks_, rollback("undo", "web"));
  put(rollbacks_, rollback("of-another", "api"));
  auto leaving = rollback("leaving", "web");
  leaving.meta.deletionTimestamp = clock_.wall();
  put(rollbacks_, leaving);
  const auto snapshot = gather();
  ASSERT_EQ(snapshot.rollbacks.size(), 1U);
  EXPECT_EQ(snapshot.rollbacks[0].name, "undo");
  EXPECT_FALSE(snapshot.rollbacks[0].finished);
}

TEST_F(GatherTest, ARollbackWhoseOwnStatusIsFinalIsFinished) {
  put(releases_, release(releaseValue()));
  auto done = rollback("undo", "web");
  kube::Condition ready;
  ready.type = "Ready";
  ready.status = kube::ConditionStatus::True;
  done.status.conditions = {ready};
  put(rollbacks_, done);
  EXPECT_TRUE(gather().rollbacks.at(0).finished);
}

TEST_F(GatherTest, ANameThatARecordNeedsMayBeTakenByAnothersRollback) {
  const Value status = yaml(R"({rollbacksSeen: [
      {name: web-abc-1, automatic: true, outcome: Running, decidedAt: "2026-01-01T00:00:00Z"}]})");
  put(releases_, release(releaseValue().with("status", status)));
  put(rollbacks_, rollback("web-abc-1", "api"));
  const auto snapshot = gather();
  ASSERT_EQ(snapshot.rollbacks.size(), 1U);
  EXPECT_TRUE(snapshot.rollbacks[0].foreign);
}

TEST_F(GatherTest, ApprovalsAndTheAnnotationThatStandsForOne) {
  put(releases_, release(releaseValue().withPointer("/metadata/annotations",
                                                    yaml("{slipway.dev/retry: abc.1.0}"))));
  crds::Approval approval;
  approval.meta.ns = "shop";
  approval.meta.name = "again";
  approval.spec = {"web", "abc.2.0", "Retry", ""};
  put(approvals_, approval);
  const auto snapshot = gather();
  ASSERT_EQ(snapshot.commands.size(), 2U);
  EXPECT_EQ(snapshot.commands[0].token, "abc.2.0");
  EXPECT_EQ(snapshot.commands[1].name, "");
  EXPECT_EQ(snapshot.commands[1].token, "abc.1.0");
}

TEST_F(GatherTest, AJumpOfTheWallClockDoesNotMoveAStopwatchThatRuns) {
  Stopwatch watch;
  const auto begun = clock_.wall() - std::chrono::seconds(10);
  EXPECT_EQ(watch.since(begun, clock_), Duration(std::chrono::seconds(10)));
  clock_.jumpWall(std::chrono::hours(1));
  EXPECT_EQ(watch.since(begun, clock_), Duration(std::chrono::seconds(10)));
  EXPECT_EQ(watch.since(std::nullopt, clock_), Duration{0});
}

// --- A Deployment instead of a template ---------------------------------------------------------

Value adoptingValue() {
  return releaseValue()
      .withoutPointer("/spec/template")
      .withPointer(
          "/spec/workloadRef",
          Value::object({{"apiVersion", "apps/v1"}, {"kind", "Deployment"}, {"name", "web"}}));
}

Value deploymentValue(const std::string& image = "web:1") {
  return yaml(R"(
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
  uid: dep-uid
  resourceVersion: "30"
  generation: 4
  labels: {slipway.dev/release: web}
  annotations: {slipway.dev/workload-before: '{"paused":false,"replicas":5}', other: x}
  managedFields:
  - {manager: kubectl, time: "2026-01-01T00:00:01Z", fieldsV1: {"f:spec": {"f:replicas": {}}}}
  - {manager: argocd, time: "2026-01-01T00:00:02Z", fieldsV1: {"f:spec": {"f:replicas": {}}}}
  - {manager: slipway, time: "2026-01-01T00:00:03Z", fieldsV1: {"f:metadata": {}}}
spec:
  replicas: 2
  paused: true
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: x}]}
status: {observedGeneration: 4, replicas: 2, updatedReplicas: 1, availableReplicas: 2}
)")
      .withPointer("/spec/template/spec/containers/0/image", image);
}

kube::Deployment deployment(const Value& value) {
  return kube::decodeDeployment(value).value();
}

TEST_F(GatherTest, ADeploymentsTemplateIsTheReleases) {
  put(releases_, release(adoptingValue()));
  put(workloads_, deployment(deploymentValue()));
  const auto snapshot = gather();
  const Value pods = deploymentValue()["spec"]["template"];
  EXPECT_EQ(snapshot.release.spec.podTemplate, Packed(pods));
  EXPECT_EQ(snapshot.release.spec.templateDigest, crds::templateDigest(pods));
  EXPECT_EQ(snapshot.release.spec.templateLabels, (kube::Labels{{"app", "web"}}));
  ASSERT_EQ(snapshot.workloads.size(), 1U);
  const auto& view = snapshot.workloads.front();
  EXPECT_EQ(view.standing, strategies::Standing::Ours);
  EXPECT_EQ(view.now, (strategies::WorkloadView::Held{2, true}));
  EXPECT_EQ(view.before, (strategies::WorkloadView::Held{5, false}));
  EXPECT_EQ(view.manager, "argocd");
  EXPECT_TRUE(view.whole);  // a paused one brings up no pods of another template
}

TEST_F(GatherTest, ADeploymentThatIsResumedIsWholeWithItsNewPods) {
  put(releases_, release(adoptingValue()));
  put(workloads_, deployment(deploymentValue().withPointer("/spec/paused", false)));
  EXPECT_FALSE(gather().workloads.front().whole);
}

// Another version of Kubernetes may show more defaults of the same Deployment.
TEST_F(GatherTest, AnUnchangedGenerationIsTheSameRevision) {
  const auto known = [](std::int64_t generation) {
    return adoptingValue().withPointer("/status/workload",
                                       Value::object({{"name", "web"},
                                                      {"uid", "dep-uid"},
                                                      {"generation", generation},
                                                      {"digest", "as-it-was"}}));
  };
  put(releases_, release(known(4)));
  put(workloads_, deployment(deploymentValue("web:1-as-shown-now")));
  EXPECT_EQ(gather().release.spec.templateDigest, "as-it-was");
  put(releases_, release(known(3)));
  EXPECT_NE(gather().release.spec.templateDigest, "as-it-was");
}

TEST_F(GatherTest, ADeploymentThatTheCacheDoesNotShowIsLookedAtEveryFiveSeconds) {
  const auto adopting = release(adoptingValue());
  put(releases_, adopting);
  EXPECT_EQ(gather().workloads.front().standing, strategies::Standing::Missing);
  EXPECT_TRUE(workloadToLookAt(adopting, stores_, memory_, clock_.mono()));
  const Value unlabelled = deploymentValue().withoutPointer("/metadata/labels");
  looked({"web", clock_.mono(), deployment(unlabelled)});
  EXPECT_EQ(gather().workloads.front().standing, strategies::Standing::Unclaimed);
  EXPECT_FALSE(workloadToLookAt(adopting, stores_, memory_, clock_.mono()));
  EXPECT_TRUE(
      workloadToLookAt(adopting, stores_, memory_, clock_.mono() + std::chrono::seconds(5)));
}

TEST_F(GatherTest, AnotherDeploymentIsLookedAtAtOnce) {
  const auto adopting = release(adoptingValue());
  put(releases_, adopting);
  memory_.uid = "web-uid";
  looked({"other", clock_.mono(), deployment(deploymentValue())});
  EXPECT_EQ(gather().workloads.front().standing, strategies::Standing::Missing);
  EXPECT_TRUE(workloadToLookAt(adopting, stores_, memory_, clock_.mono()));
}

TEST_F(GatherTest, ADeploymentOfAnotherReleaseIsTaken) {
  put(releases_, release(adoptingValue()));
  memory_.uid = "web-uid";
  looked(
      {"web", clock_.mono(),
       deployment(deploymentValue().withPointer("/metadata/labels/slipway.dev~1release", "api"))});
  const auto view = gather().workloads.front();
  EXPECT_EQ(view.standing, strategies::Standing::Taken);
  EXPECT_EQ(view.taker, "Release api");
}

TEST_F(GatherTest, ADeploymentThatIsNotAskedForAnyMoreIsStillKnown) {
  put(releases_, release(releaseValue()));
  put(workloads_, deployment(deploymentValue()));
  const auto snapshot = gather();
  ASSERT_EQ(snapshot.workloads.size(), 1U);
  EXPECT_FALSE(snapshot.workloads.front().asked);
}

}  // namespace
}  // namespace slipway::controllers
