#include "controllers/release/release_controller.h"

#include <gtest/gtest.h>

#include "crds/embedded.h"
#include "kube/fake/fake_api.h"
#include "kube/loop/sim_mailbox.h"
#include "kube/runtime/metrics.h"
#include "kube/types/resources.h"
#include "tests/controllers/manual_probe.h"
#include "tests/controllers/scene.h"

namespace slipway::controllers {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)
using kube::ApiRequest;
using kube::Verb;

// The controller on the fake API server; the test plays everybody else by hand.
class ReleaseControllerTest : public ::testing::Test {
 protected:
  ReleaseControllerTest() {
    for (const Value& definition : crds::embeddedCrds()) {
      const std::string name(definition["metadata"]["name"].stringOr(""));
      write(Verb::Create, kube::resources::customResourceDefinitions(), {"", name}, definition);
    }
    write(Verb::Create, kube::resources::namespaces(), {"", "shop"},
          yaml("{apiVersion: v1, kind: Namespace, metadata: {name: shop}}"));
    controller_ = make();
    controller_->start();
  }

  std::unique_ptr<ReleaseController> make() {
    return std::make_unique<ReleaseController>(
        ReleaseSeams{api_, loop_, random_, log_, metrics_, probe_, mailbox_}, ReleaseOptions{});
  }
  void write(Verb verb, const kube::Resource& resource, const kube::ObjectKey& key, Value body,
             const std::string& subresource = {}) {
    ApiRequest request;
    request.verb = verb;
    request.resource = resource;
    request.key = key;
    request.subresource = subresource;
    request.body = std::move(body);
    const auto result = cluster_.handleNow(request);
    ASSERT_TRUE(result.applied()) << resource.name() << ": " << result.error.message;
  }
  void createRelease(const Value& value) {
    write(Verb::Create, crds::releases(), {"shop", "web"},
          value.withoutPointer("/metadata/uid")
              .withoutPointer("/metadata/resourceVersion")
              .withoutPointer("/metadata/generation")
              .withoutPointer("/metadata/creationTimestamp")
              .without("status"));
  }
  // Short enough for no deadline, long enough for every write and its events.
  void run() { loop_.run(clock_.mono() + std::chrono::seconds(3)); }

  Value release() { return cluster_.state().get(crds::releases(), {"shop", "web"}); }
  std::vector<Value> replicaSets() {
    return cluster_.state().all(kube::resources::replicaSets(), "shop");
  }
  // ReplicaSet controller and kubelet in one: as many ready pods as are asked for.
  void obey(const Value& set) {
    const auto& meta = set["metadata"];
    const std::string name(meta["name"].stringOr(""));
    const std::int64_t replicas = set["spec"]["replicas"].asInt().value_or(0);
    for (std::int64_t i = 0; i < replicas; ++i) {
      Value pod = yaml(R"({apiVersion: v1, kind: Pod, spec: {containers: [
          {name: web, image: x, ports: [{name: http, containerPort: 8080}]}]}})");
      const std::string podName = name + "-" + std::to_string(i);
      const Value owner = Value::object({{"apiVersion", "apps/v1"},
                                         {"kind", "ReplicaSet"},
                                         {"name", name},
                                         {"uid", meta["uid"]},
                                         {"controller", true}});
      pod = pod.with("metadata",
                     Value::object({{"name", podName},
                                    {"namespace", "shop"},
                                    {"labels", set["spec"]["template"]["metadata"]["labels"]},
                                    {"ownerReferences", Value::array({owner})}}));
      write(Verb::Create, kube::resources::pods(), {"shop", podName}, pod);
      write(Verb::MergePatch, kube::resources::pods(), {"shop", podName},
            yaml(R"({status: {phase: Running, podIP: 10.0.0.7, conditions: [
                {type: Ready, status: "True", lastTransitionTime: "2026-01-01T00:00:00Z"}]}})"),
            "status");
    }
    write(Verb::MergePatch, kube::resources::replicaSets(), {"shop", name},
          Value::object({{"status", Value::object({{"replicas", replicas},
                                                   {"readyReplicas", replicas},
                                                   {"availableReplicas", replicas}})}}),
          "status");
  }
  // Both pods' questions, the first of which is the `first` that was ever asked.
  void answerFrom(std::size_t first) {
    ASSERT_EQ(probe_.count(), first + 2);
    probe_.answer(first, 200);
    probe_.answer(first + 1, 200);
    run();
  }
  // As an earlier revision of the only one would have left it.
  Value oldReplicaSet() {
    const std::string hash(10, '0');
    return replicaSets()
        .at(0)
        .withPointer("/metadata/name", "web-" + hash)
        .withoutPointer("/metadata/uid")
        .withoutPointer("/metadata/resourceVersion")
        .withPointer("/metadata/labels/slipway.dev~1revision", hash)
        .withPointer("/metadata/annotations/slipway.dev~1revision-number", "0")
        .withPointer("/spec/replicas", 0)
        .without("status");
  }
  // A first deploy, through to its end.
  void deployed() {
    controller_->setLeading(true);
    createRelease(releaseValue());
    run();
    obey(replicaSets().at(0));
    run();
    answerFrom(0);
    answerFrom(2);  // once more, when all pods are new
  }
  std::vector<std::string> eventReasons() {
    std::vector<std::string> reasons;
    for (const Value& event : cluster_.state().all(kube::resources::events(), "shop")) {
      reasons.emplace_back(event["reason"].stringOr(""));
    }
    std::sort(reasons.begin(), reasons.end());
    return reasons;
  }

  kube::SimClock clock_{*parseTime("2026-01-01T00:00:00Z")};
  kube::SimMailbox mailbox_{clock_};
  kube::Loop loop_{clock_, mailbox_};
  kube::fake::FakeCluster cluster_{loop_};
  kube::fake::FakeApi api_{cluster_};
  SeededRandom random_{1};
  NullLog log_;
  kube::NullMetrics metrics_;
  ManualProbe probe_;
  std::unique_ptr<ReleaseController> controller_;
};

TEST_F(ReleaseControllerTest, SyncsAndWritesNothingBeforeItLeads) {
  createRelease(releaseValue());
  EXPECT_FALSE(controller_->synced());
  EXPECT_FALSE(controller_->trouble().empty());
  run();
  EXPECT_TRUE(controller_->synced());
  EXPECT_EQ(controller_->trouble(), "");
  EXPECT_EQ(api_.writesSent(), 0);
  controller_->setLeading(true);
  run();
  EXPECT_EQ(replicaSets().size(), 1U);
}

TEST_F(ReleaseControllerTest, AFirstDeployFromApplyToReady) {
  controller_->setLeading(true);
  createRelease(releaseValue());
  run();
  ASSERT_EQ(replicaSets().size(), 1U);
  EXPECT_EQ(replicaSets()[0]["spec"]["replicas"].asInt(), 2);
  obey(replicaSets()[0]);
  run();
  EXPECT_EQ(release()["status"]["phase"].stringOr(""), "Progressing");
  answerFrom(0);
  answerFrom(2);  // once more, when all pods are new
  EXPECT_EQ(release()["status"]["phase"].stringOr(""), "Healthy");
  EXPECT_EQ(release()["status"]["stable"]["revision"].asInt(), 1);
  EXPECT_EQ(release()["status"]["observedGeneration"].asInt(), 1);
  EXPECT_EQ(eventReasons(), (std::vector<std::string>{"Promoted", "RolloutStarted", "Scaled"}));
}

TEST_F(ReleaseControllerTest, OnceSettledItIsQuiet) {
  deployed();
  const int writes = api_.writesSent();
  loop_.run(clock_.mono() + std::chrono::minutes(150));  // two resyncs
  EXPECT_EQ(api_.writesSent(), writes);
  EXPECT_EQ(controller_->running() + controller_->queueDepth() + controller_->probing(), 0U);
}

TEST_F(ReleaseControllerTest, AReplicaSetThatLosesItsLabelsLongAfterwardsGetsThemBack) {
  deployed();
  loop_.run(clock_.mono() + std::chrono::minutes(5));
  const Value labels = replicaSets().at(0)["metadata"]["labels"];
  ASSERT_EQ(labels["slipway.dev/release"].stringOr(""), "web");
  const std::string name(replicaSets().at(0)["metadata"]["name"].stringOr(""));
  write(Verb::MergePatch, kube::resources::replicaSets(), {"shop", name},
        yaml("{metadata: {labels: {slipway.dev/release: null, slipway.dev/revision: null}}}"));
  run();
  ASSERT_EQ(replicaSets().size(), 1U);
  EXPECT_EQ(replicaSets().at(0)["metadata"]["labels"], labels);
}

TEST_F(ReleaseControllerTest, ANewProcessGoesOnWhereTheOldOneStopped) {
  controller_->setLeading(true);
  createRelease(releaseValue());
  run();
  obey(replicaSets().at(0));
  run();
  controller_ = make();
  controller_->start();
  controller_->setLeading(true);
  run();
  ASSERT_EQ(probe_.count(), 4U) << "answers are not kept: the pods are asked again";
  answerFrom(2);
  answerFrom(4);
  EXPECT_EQ(release()["status"]["phase"].stringOr(""), "Healthy");
  EXPECT_EQ(replicaSets().size(), 1U);
}

TEST_F(ReleaseControllerTest, ADeadlineIsMetWithoutAnyEvent) {
  controller_->setLeading(true);
  createRelease(releaseValue());
  run();
  loop_.run(clock_.mono() + std::chrono::seconds(605));
  EXPECT_EQ(release()["status"]["phase"].stringOr(""), "Stalled");
  EXPECT_EQ(release()["status"]["rejected"].at(0)["reason"].stringOr(""),
            "ProgressDeadlineExceeded");
}

TEST_F(ReleaseControllerTest, TheYoungerOfTwoStallsUntilTheOlderIsGone) {
  controller_->setLeading(true);
  createRelease(releaseValue());
  run();
  loop_.run(clock_.mono() + std::chrono::seconds(5));
  const Value twin = yaml(printJson(releaseValue()))
                         .withPointer("/metadata", yaml("{name: twin, namespace: shop}"))
                         .without("status");
  write(Verb::Create, crds::releases(), {"shop", "twin"}, twin);
  run();
  const auto phase = [&] {
    const Value value = cluster_.state().get(crds::releases(), {"shop", "twin"});
    return std::string(value["status"]["phase"].stringOr(""));
  };
  EXPECT_EQ(phase(), "Stalled");
  write(Verb::Delete, crds::releases(), {"shop", "web"}, {});
  run();
  EXPECT_EQ(phase(), "Progressing");
}

// Reads of ReplicaSets, one by one.
class CountReads final : public kube::fake::Faults {
 public:
  kube::fake::Fault onRequest(const ApiRequest& request, int /*writeIndex*/) override {
    if (request.verb == Verb::Get && request.resource == kube::resources::replicaSets()) ++reads;
    return kube::fake::Fault::none();
  }
  int reads = 0;
};

TEST_F(ReleaseControllerTest, AnOldReplicaSetThatItCollectedIsNotLookedFor) {
  CountReads count;
  api_.setFaults(&count);
  deployed();
  const Value old = oldReplicaSet();
  const kube::ObjectKey key{"shop", std::string(old["metadata"]["name"].stringOr(""))};
  for (const bool byUs : {true, false}) {
    write(Verb::Create, kube::resources::replicaSets(), key, old);
    run();
    ASSERT_EQ(replicaSets().size(), 2U);
    count.reads = 0;
    if (byUs) {
      write(Verb::MergePatch, crds::releases(), {"shop", "web"},
            yaml("{spec: {revisionHistoryLimit: 0}}"));
      run();
      write(Verb::MergePatch, crds::releases(), {"shop", "web"},
            yaml("{spec: {revisionHistoryLimit: 2}}"));
    } else {
      write(Verb::Delete, kube::resources::replicaSets(), key, {});
    }
    run();
    EXPECT_EQ(replicaSets().size(), 1U);
    EXPECT_EQ(count.reads, byUs ? 0 : 1);
  }
  api_.setFaults(nullptr);
}

// Or a standby would look for every revision that its leader ever collected, once it leads.
TEST_F(ReleaseControllerTest, WhatWentWhileItDidNotLeadIsNotLookedFor) {
  CountReads count;
  api_.setFaults(&count);
  deployed();
  const auto standby = make();
  standby->start();
  const Value old = oldReplicaSet();
  const kube::ObjectKey key{"shop", std::string(old["metadata"]["name"].stringOr(""))};
  write(Verb::Create, kube::resources::replicaSets(), key, old);
  run();
  controller_->setLeading(false);
  controller_.reset();
  write(Verb::Delete, kube::resources::replicaSets(), key, {});
  run();
  count.reads = 0;
  standby->setLeading(true);
  run();
  EXPECT_EQ(count.reads, 0);
  EXPECT_EQ(release()["status"]["phase"].stringOr(""), "Healthy");
  api_.setFaults(nullptr);
}

TEST_F(ReleaseControllerTest, DrainsWhatRunsAndThenTakesNothingNew) {
  controller_->setLeading(true);
  createRelease(releaseValue());
  run();
  bool drained = false;
  controller_->drain([&] { drained = true; });
  run();
  EXPECT_TRUE(drained);
  const int writes = api_.writesSent();
  write(Verb::MergePatch, crds::releases(), {"shop", "web"}, yaml("{spec: {replicas: 5}}"));
  run();
  EXPECT_EQ(api_.writesSent(), writes);
}

}  // namespace
}  // namespace slipway::controllers
