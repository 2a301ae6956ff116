#include "controllers/release/execute.h"

#include <gtest/gtest.h>

#include "tests/controllers/scene.h"

namespace slipway::controllers {
namespace {

using namespace testing;     // NOLINT(google-build-using-namespace)
using namespace strategies;  // NOLINT(google-build-using-namespace)
using kube::Verb;

const Target kTarget{"web-0123456789", "rs-uid", "20", true};

kube::ApiRequest request(const Action& action) {
  return *requestFor(action, release(releaseValue()), "slipway");
}

TEST(Execute, CreatesTheReplicaSetWithoutPodsAndOwned) {
  const auto made =
      request(CreateReplicaSet{"web-0123456789", {3, "0123456789", "1.0"}, 1, {{"app", "web"}}});
  EXPECT_EQ(made.verb, Verb::Create);
  const Value expected = yaml(R"(
apiVersion: apps/v1
kind: ReplicaSet
metadata:
  name: web-0123456789
  namespace: shop
  labels: {app: web, slipway.dev/release: web, slipway.dev/revision: "0123456789"}
  annotations:
    slipway.dev/revision-number: "3"
    slipway.dev/attempt: "1"
    slipway.dev/sized-for: "2"
    slipway.dev/version: "1.0"
    slipway.dev/template: >-
      {"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"image":"web:1","name":"web","ports":[{"containerPort":8080,"name":"http"}]}]}}
  ownerReferences:
  - {apiVersion: slipway.dev/v1alpha1, kind: Release, name: web, uid: web-uid, controller: true, blockOwnerDeletion: true}
spec:
  replicas: 0
  minReadySeconds: 0
  selector: {matchLabels: {app: web, slipway.dev/release: web, slipway.dev/revision: "0123456789"}}
  template:
    metadata:
      labels: {app: web, slipway.dev/release: web, slipway.dev/revision: "0123456789"}
      annotations: {slipway.dev/version: "1.0"}
    spec: {containers: [{name: web, image: "web:1", ports: [{name: http, containerPort: 8080}]}]}
)");
  EXPECT_EQ(made.body, expected) << printJsonPretty(made.body);
}

TEST(Execute, ARetryTakesTheMarkOffAndCountsTheAttempt) {
  const auto made = request(ClearRejection{kTarget, 2});
  EXPECT_EQ(made.verb, Verb::JsonPatch);
  EXPECT_EQ(made.body, yaml(R"(
- {op: test, path: /metadata/uid, value: rs-uid}
- {op: remove, path: /metadata/annotations/slipway.dev~1rejected}
- {op: add, path: /metadata/annotations/slipway.dev~1attempt, value: "2"}
)"));
}

TEST(Execute, TheRecordOfARollbackIsOwnedByItsRelease) {
  CreateRollback create;
  create.name = "web-0123456789-1";
  create.spec.release = "web";
  create.spec.from = "0123456789";
  create.spec.toRevision = 3;
  create.spec.reason = "SmokeTestFailed: 500";
  create.spec.automatic = true;
  create.spec.ttlSecondsAfterFinished = 60;
  const auto made = request(create);
  EXPECT_EQ(made.verb, Verb::Create);
  EXPECT_EQ(made.resource, crds::rollbacks());
  EXPECT_EQ(made.body, yaml(R"(
apiVersion: slipway.dev/v1alpha1
kind: Rollback
metadata:
  name: web-0123456789-1
  namespace: shop
  labels: {slipway.dev/release: web}
  ownerReferences:
  - {apiVersion: slipway.dev/v1alpha1, kind: Release, name: web, uid: web-uid, controller: true, blockOwnerDeletion: true}
spec:
  releaseRef: {name: web}
  from: {hash: "0123456789"}
  to: {revision: 3}
  reason: "SmokeTestFailed: 500"
  trigger: Automatic
  ttlSecondsAfterFinished: 60
)")) << printJsonPretty(made.body);
}

TEST(Execute, AScaleUpTestsUidAndOldValueAndSurvivesPodsThatBecomeReady) {
  const auto made = request(Scale{kTarget, 1, 3, 4, {}, {}});
  EXPECT_EQ(made.verb, Verb::JsonPatch);
  EXPECT_EQ(made.body, yaml(R"(
- {op: test, path: /metadata/uid, value: rs-uid}
- {op: test, path: /spec/replicas, value: 1}
- {op: add, path: /spec/replicas, value: 3}
- {op: add, path: /metadata/annotations/slipway.dev~1sized-for, value: "4"}
)")) << printJsonPretty(made.body);
}

TEST(Execute, AScaleUpIsRefusedWhenTheSizeHasChangedAndComeBack) {
  Target seen = kTarget;
  seen.generation = 7;
  const auto made = request(Scale{seen, 1, 3, 4, {}, {}});
  EXPECT_EQ(made.body.at(1), yaml("{op: test, path: /metadata/generation, value: 7}"));
}

TEST(Execute, AScaleDownAlsoCarriesTheVersion) {
  const auto made = request(Scale{kTarget, 1, 0, 4, {}, parseTime("2026-01-02T03:04:05Z")});
  EXPECT_EQ(made.body, yaml(R"(
- {op: test, path: /metadata/uid, value: rs-uid}
- {op: replace, path: /metadata/resourceVersion, value: "20"}
- {op: test, path: /spec/replicas, value: 1}
- {op: add, path: /spec/replicas, value: 0}
- {op: add, path: /metadata/annotations/slipway.dev~1sized-for, value: "4"}
- {op: add, path: /metadata/annotations/slipway.dev~1last-active, value: "2026-01-02T03:04:05Z"}
)")) << printJsonPretty(made.body);
}

TEST(Execute, AReplicaSetThatLostItsAnnotationsIsPatchedByMerge) {
  Target bare = kTarget;
  bare.annotated = false;
  const auto made = request(Scale{bare, 1, 3, 4, {}, {}});
  EXPECT_EQ(made.verb, Verb::MergePatch);
  EXPECT_EQ(made.body, yaml(R"(
metadata: {uid: rs-uid, resourceVersion: "20", annotations: {slipway.dev/sized-for: "4"}}
spec: {replicas: 3}
)")) << printJsonPretty(made.body);
}

TEST(Execute, ARejectionIsAnAnnotationOnTheVersionThatWasSeen) {
  const auto made = request(
      MarkRejected{kTarget, {"SmokeTestFailed", "500", *parseTime("2026-01-02T03:04:05Z")}});
  EXPECT_EQ(made.body.at(1),
            yaml(R"({op: replace, path: /metadata/resourceVersion, value: "20"})"));
  EXPECT_EQ(made.body.at(2)["path"].stringOr(""), "/metadata/annotations/slipway.dev~1rejected");
  const std::string text(made.body.at(2)["value"].stringOr(""));
  EXPECT_EQ(crds::readRejection(text).reason, "SmokeTestFailed");
}

TEST(Execute, ADeletionCarriesUidAndVersion) {
  const auto made = request(DeleteReplicaSet{kTarget});
  EXPECT_EQ(made.verb, Verb::Delete);
  EXPECT_EQ(made.uidPrecondition, "rs-uid");
  EXPECT_EQ(made.versionPrecondition, "20");
  EXPECT_EQ(made.propagation, "Background");
}

// --- Services ------------------------------------------------------------------------------------

const Target kService{"web", "svc-uid", "40", true};
const kube::Labels kPinned{
    {"app", "web"}, {"slipway.dev/release", "web"}, {"slipway.dev/revision", "0123456789"}};

TEST(Execute, PointingAServiceIsOneWriteToWhatWasSeen) {
  const auto made = request(PointService{kService, kPinned});
  EXPECT_EQ(made.verb, Verb::JsonPatch);
  EXPECT_EQ(made.body, yaml(R"(
- {op: test, path: /metadata/uid, value: svc-uid}
- {op: replace, path: /metadata/resourceVersion, value: "40"}
- {op: add, path: /spec/selector, value: {app: web, slipway.dev/release: web, slipway.dev/revision: "0123456789"}}
)")) << printJsonPretty(made.body);
}

TEST(Execute, AServiceIsCreatedFromItsTemplateAndOwned) {
  const auto made = request(CreateService{"web",
                                          yaml("{metadata: {labels: {team: shop}, annotations: "
                                               "{note: x}}, spec: {ports: [{port: 80}]}}"),
                                          std::nullopt});
  EXPECT_EQ(made.body, yaml(R"(
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
  labels: {slipway.dev/release: web, team: shop}
  annotations: {note: x}
  ownerReferences:
  - {apiVersion: slipway.dev/v1alpha1, kind: Release, name: web, uid: web-uid, controller: true, blockOwnerDeletion: true}
spec: {ports: [{port: 80}]}
)")) << printJsonPretty(made.body);
}

TEST(Execute, AServiceThatIsTakenOverRemembersItsSelector) {
  const auto made = request(ClaimService{kService, kube::Labels{{"app", "other"}}});
  EXPECT_EQ(made.verb, Verb::MergePatch);
  EXPECT_EQ(made.body, yaml(R"(
metadata:
  labels: {slipway.dev/release: web}
  annotations: {slipway.dev/selector-before: '{"app":"other"}'}
  uid: svc-uid
  resourceVersion: "40"
)")) << printJsonPretty(made.body);
}

TEST(Execute, AServiceThatIsGivenBackHasItsSelectorAndNothingOfOurs) {
  const auto made = request(ReturnService{kService, {{"tier", "front"}}, kPinned});
  EXPECT_EQ(made.body, yaml(R"(
metadata:
  labels: {slipway.dev/release: null}
  annotations: {slipway.dev/selector-before: null}
  uid: svc-uid
  resourceVersion: "40"
spec: {selector: {app: null, slipway.dev/release: null, slipway.dev/revision: null, tier: front}}
)")) << printJsonPretty(made.body);
}

TEST(Execute, AFinalizerIsAddedToThoseOfOthers) {
  auto finalized = release(releaseValue());
  finalized.meta.finalizers = {"others.example/x"};
  const auto made = *requestFor(SetFinalizer{true}, finalized, "slipway");
  EXPECT_EQ(made.body["metadata"]["finalizers"], yaml("[others.example/x, slipway.dev/traffic]"));
  EXPECT_EQ(made.body["metadata"]["resourceVersion"], Value("10"));
}

TEST(Execute, PodsDrainWhereNothingElseIsSaidOfTheirEnd) {
  const auto containers = [](const char* spec, std::int64_t drain) {
    auto draining = release(releaseValue().withPointer("/spec/template/spec", yaml(spec)));
    draining.spec.traffic.drain = std::chrono::seconds(drain);
    const auto made = *requestFor(CreateReplicaSet{"web-0123456789", {3, "0123456789", ""}, 1, {}},
                                  draining, "slipway");
    return made.body["spec"]["template"]["spec"]["containers"];
  };
  EXPECT_EQ(containers("{containers: [{name: a}, {name: b, lifecycle: {preStop: {exec: {}}}}]}", 5),
            yaml("[{name: a, lifecycle: {preStop: {sleep: {seconds: 5}}}}, "
                 "{name: b, lifecycle: {preStop: {exec: {}}}}]"));
  EXPECT_EQ(containers("{terminationGracePeriodSeconds: 3, containers: [{name: a}]}", 5),
            yaml("[{name: a, lifecycle: {preStop: {sleep: {seconds: 3}}}}]"));
  EXPECT_EQ(containers("{containers: [{name: a}]}", 0), yaml("[{name: a}]"));
}

TEST(Execute, ACheckIsNoRequest) {
  EXPECT_FALSE(requestFor(StartCheck{}, release(releaseValue()), "slipway"));
}

TEST(Execute, StatusIsAppliedToExactlyTheObjectThatWasSeen) {
  const auto made = statusRequest(release(releaseValue()).meta, {}, "slipway");
  EXPECT_EQ(made.verb, Verb::Apply);
  EXPECT_EQ(made.subresource, "status");
  EXPECT_TRUE(made.force);
  EXPECT_EQ(made.body["metadata"],
            yaml(R"({name: web, namespace: shop, uid: web-uid, resourceVersion: "10"})"));
}

}  // namespace
}  // namespace slipway::controllers
