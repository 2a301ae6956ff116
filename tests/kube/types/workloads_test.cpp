#include "kube/types/workloads.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "kube/types/endpoint_slice.h"
#include "tests/kube/types/json.h"

namespace slipway::kube {
namespace {

const char* const kPod = R"({
  "metadata": {"namespace": "shop", "name": "web-1", "uid": "u", "labels": {"app": "web"},
               "annotations": {"big": "text"}},
  "spec": {"nodeName": "n1",
    "containers": [{"name": "app", "ports": [{"name": "http", "containerPort": 8080},
                                              {"name": "dns", "containerPort": 53, "protocol": "UDP"}]},
                   {"name": "side", "ports": [{"containerPort": 9090, "protocol": "TCP"}]}],
    "initContainers": [{"name": "setup", "ports": [{"containerPort": 1}]},
                       {"name": "proxy", "restartPolicy": "Always",
                        "ports": [{"name": "mesh", "containerPort": 15000}]}]},
  "status": {"phase": "Running", "podIP": "198.18.64.7",
    "conditions": [{"type": "Initialized", "status": "True"},
                   {"type": "Ready", "status": "True", "lastTransitionTime": "2026-01-02T03:04:05Z"}],
    "initContainerStatuses": [{"name": "setup", "restartCount": 0,
       "state": {"terminated": {"exitCode": 0, "reason": "Completed"}}}],
    "containerStatuses": [{"name": "app", "restartCount": 0, "state": {"running": {}}},
      {"name": "side", "restartCount": 4,
       "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 40s"}},
       "lastState": {"terminated": {"exitCode": 137, "reason": "OOMKilled"}}}]}})";

TEST(PodCodec, KeepsWhatSlipwayReads) {
  const auto pod = decodePod(json(kPod));
  ASSERT_TRUE(pod.ok());
  EXPECT_EQ(pod->meta.key().text(), "shop/web-1");
  EXPECT_EQ(pod->meta.labels, (Labels{{"app", "web"}}));
  EXPECT_FALSE(pod->ended);
  EXPECT_EQ(pod->ip, "198.18.64.7");
  EXPECT_TRUE(pod->ready);
  EXPECT_EQ(pod->readySince, parseTime("2026-01-02T03:04:05Z"));
}

TEST(PodCodec, DropsAnnotations) {
  EXPECT_TRUE(decodePod(json(kPod))->meta.annotations.empty());
}

TEST(PodCodec, SaysWhetherItHasEnded) {
  for (const auto& [phase, ended] :
       {std::pair("Pending", false), std::pair("Running", false), std::pair("Unknown", false),
        std::pair("Succeeded", true), std::pair("Failed", true)}) {
    const Value pod = json(kPod).withPointer("/status/phase", phase);
    EXPECT_EQ(decodePod(pod)->ended, ended) << phase;
  }
}

TEST(PodCodec, TakesTcpPortsOfContainersAndSidecars) {
  const std::vector<ContainerPort> expected = {{"http", 8080}, {"", 9090}, {"mesh", 15000}};
  EXPECT_EQ(decodePod(json(kPod))->ports, expected);
}

TEST(PodCodec, NamesOnlyContainersInTrouble) {
  const std::vector<ContainerState> expected = {
      {"side", "CrashLoopBackOff", "back-off 40s", "OOMKilled", 137, 4}};
  EXPECT_EQ(decodePod(json(kPod))->troubled, expected);
}

TEST(PodCodec, AnInitContainerCanBeInTrouble) {
  const auto pod = decodePod(json(R"({"metadata": {"name": "p"}, "status": {
    "initContainerStatuses": [
      {"name": "setup", "state": {"waiting": {"reason": "ImagePullBackOff"}}},
      {"name": "broken", "restartCount": 1,
       "state": {"terminated": {"exitCode": 2, "reason": "Error"}}}],
    "containerStatuses": [{"name": "job", "state": {"terminated": {"exitCode": 0, "reason": "Completed"}}}]}})"));
  ASSERT_TRUE(pod.ok());
  const std::vector<ContainerState> expected = {{"setup", "ImagePullBackOff", "", "", 0, 0},
                                                {"broken", "", "", "Error", 2, 1},
                                                {"job", "", "", "Completed", 0, 0}};
  EXPECT_EQ(pod->troubled, expected);
}

TEST(PodCodec, ReadinessRows) {
  struct Row {
    const char* name;
    const char* conditions;
    bool ready;
    bool since;
  };
  const Row rows[] = {
      {"no conditions yet", "[]", false, false},
      {"not ready", R"([{"type": "Ready", "status": "False",
                         "lastTransitionTime": "2026-01-02T03:04:05Z"}])",
       false, false},
      {"unknown is not ready", R"([{"type": "Ready", "status": "Unknown"}])", false, false},
      {"containers ready is not pod ready", R"([{"type": "ContainersReady", "status": "True"}])",
       false, false},
      {"ready since an unknown time", R"([{"type": "Ready", "status": "True"}])", true, false},
  };
  for (const Row& row : rows) {
    const auto pod =
        decodePod(json(std::string(R"({"metadata": {"name": "p"}, "status": {"conditions": )") +
                       row.conditions + "}}"));
    ASSERT_TRUE(pod.ok()) << row.name;
    EXPECT_EQ(pod->ready, row.ready) << row.name;
    EXPECT_EQ(pod->readySince.has_value(), row.since) << row.name;
  }
}

TEST(PodCodec, NamesEveryWrongField) {
  const auto pod = decodePod(json(R"({"metadata": {},
    "spec": {"containers": [{"ports": [{"containerPort": 70000}]}]},
    "status": {"podIP": 7}})"));
  ASSERT_FALSE(pod.ok());
  std::vector<std::string> paths;
  for (const auto& error : pod.error()) paths.push_back(error.path);
  EXPECT_EQ(paths,
            (std::vector<std::string>{"metadata.name", "spec.containers[0].ports[0].containerPort",
                                      "status.podIP"}));
}

TEST(PodCodec, CutsLongMessages) {
  const std::string longText(5000, 'x');
  const auto pod = decodePod(
      json(R"({"metadata": {"name": "p"}, "status": {"containerStatuses": [{"name": "a", "state":
           {"waiting": {"reason": "ErrImagePull", "message": ")" +
           longText + R"("}}}]}})"));
  ASSERT_TRUE(pod.ok());
  EXPECT_LE(pod->troubled[0].waitingMessage.size(), 256U);
}

TEST(ReplicaSetCodec, KeepsWhatSlipwayReads) {
  const auto set = decodeReplicaSet(json(R"({
    "metadata": {"name": "web-1", "annotations": {"slipway.dev/attempt": "2", "other": "x"}},
    "spec": {"replicas": 3, "minReadySeconds": 5, "selector": {"matchLabels": {"app": "web"}},
             "template": {"spec": {}}},
    "status": {"replicas": 3, "readyReplicas": 2, "availableReplicas": 1, "observedGeneration": 4,
      "conditions": [{"type": "ReplicaFailure", "status": "True", "reason": "FailedCreate",
                      "message": "exceeded quota"}]}})"));
  ASSERT_TRUE(set.ok());
  EXPECT_EQ(set->meta.annotations, (Labels{{"slipway.dev/attempt", "2"}}));
  EXPECT_EQ(set->replicas, 3);
  EXPECT_EQ(set->minReadySeconds, 5);
  EXPECT_EQ(set->selector.queryText(), "app=web");
  EXPECT_EQ(set->observedGeneration, 4);
  EXPECT_EQ(set->currentReplicas, 3);
  EXPECT_EQ(set->readyReplicas, 2);
  EXPECT_EQ(set->availableReplicas, 1);
  EXPECT_EQ(set->failure, "exceeded quota");
}

TEST(ReplicaSetCodec, DefaultsOfAnUnwrittenStatus) {
  const auto set = decodeReplicaSet(json(R"({"metadata": {"name": "web-1"}, "spec": {}})"));
  ASSERT_TRUE(set.ok());
  EXPECT_EQ(set->replicas, 1);
  EXPECT_EQ(set->currentReplicas, 0);
  EXPECT_EQ(set->failure, "");
}

TEST(ReplicaSetCodec, ZeroReplicasStayZero) {
  EXPECT_EQ(
      decodeReplicaSet(json(R"({"metadata": {"name": "w"}, "spec": {"replicas": 0}})"))->replicas,
      0);
}

TEST(ReplicaSetCodec, AnEndedFailureIsNoFailure) {
  const auto set = decodeReplicaSet(json(R"({"metadata": {"name": "w"}, "status": {"conditions": [
    {"type": "ReplicaFailure", "status": "False", "message": "old"}]}})"));
  EXPECT_EQ(set->failure, "");
}

TEST(ReplicaSetCodec, RefusesReplicasOutOfRange) {
  const auto set =
      decodeReplicaSet(json(R"({"metadata": {"name": "w"}, "spec": {"replicas": 4294967299}})"));
  ASSERT_FALSE(set.ok());
  EXPECT_EQ(set.error()[0].path, "spec.replicas");
}

TEST(LeaseCodec, WritesWhatItReads) {
  Lease lease;
  lease.meta.name = "slipway";
  lease.holder = "pod-a_1";
  lease.durationSeconds = 15;
  lease.acquireTime = parseTime("2026-01-02T03:04:05.000001Z");
  lease.renewTime = parseTime("2026-01-02T03:04:07.123456Z");
  lease.transitions = 3;
  const Value object = Value::object(
      {{"metadata", Value::object({{"name", "slipway"}})}, {"spec", leaseSpecValue(lease)}});
  const auto read = decodeLease(object);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, lease);
  EXPECT_EQ(object["spec"]["renewTime"].stringOr(""), "2026-01-02T03:04:07.123456Z");
}

TEST(LeaseCodec, AReleasedLeaseHasNullsForWhatTheApiRefuses) {
  EXPECT_EQ(printJson(leaseSpecValue({})),
            R"({"holderIdentity":null,"leaseDurationSeconds":null,"acquireTime":null,)"
            R"("renewTime":null,"leaseTransitions":0})");
}

TEST(EndpointSliceCodec, ReadsConditionsAsTheApiDefinesThem) {
  const auto slice = decodeEndpointSlice(json(R"({
    "metadata": {"name": "web-x", "labels": {"kubernetes.io/service-name": "web"}},
    "addressType": "IPv4", "ports": [{"name": "http", "port": 8080}],
    "endpoints": [
      {"addresses": ["198.18.64.7"], "conditions": {},
       "targetRef": {"kind": "Pod", "name": "web-1", "uid": "u-1"}},
      {"addresses": ["198.18.64.8"], "conditions": {"ready": false}},
      {"addresses": ["198.18.64.9"],
       "conditions": {"ready": false, "serving": true, "terminating": true}}]})"));
  ASSERT_TRUE(slice.ok());
  EXPECT_EQ(slice->service, "web");
  const std::vector<SliceEndpoint> expected = {{{"198.18.64.7"}, true, true, false, "u-1", "web-1"},
                                               {{"198.18.64.8"}, false, false, false, "", ""},
                                               {{"198.18.64.9"}, false, true, true, "", ""}};
  EXPECT_EQ(slice->endpoints, expected);
  EXPECT_EQ(slice->ports, (std::vector<SlicePort>{{"http", 8080}}));
}

}  // namespace
}  // namespace slipway::kube
