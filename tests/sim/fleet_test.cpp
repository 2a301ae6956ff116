// Many Releases at the same time, in one simulated cluster.
#include <gtest/gtest.h>

#include "base/yaml.h"
#include "crds/embedded.h"
#include "crds/names.h"
#include "operator/simulated_operator.h"
#include "sim/world.h"

namespace slipway::testing {
namespace {

std::string nameOf(int number) {
  return "web-" + std::to_string(number);
}

Value releaseOf(const std::string& name) {
  static const Value common = parseYaml(R"(
apiVersion: slipway.dev/v1alpha1
kind: Release
metadata: {namespace: default}
spec:
  replicas: 1
  template:
    spec: {containers: [{name: app, image: "web:1", ports: [{name: http, containerPort: 8080}]}]}
  strategy: {rolling: {maxSurge: 1, maxUnavailable: 0}}
  verification: {smokeTests: [{name: smoke, http: {path: /healthz, port: http}}]}
)")
                                  .value()
                                  .at(0);
  return common.withPointer("/metadata/name", name)
      .withPointer("/spec/template/metadata/labels/app", name);
}

class Fleet : public ::testing::Test {
 protected:
  Fleet() {
    world_.startOperator();
    world_.cluster().onWrite([this](const auto& seen) {
      const kube::fake::AuditEntry& entry = seen.entry;
      if (entry.actor == "operator" && entry.subresource == "status") ++statuses_;
    });
  }

  // Statuses written for each Release while all of them are updated in one moment.
  double statusesPerUpdate(int many) {
    for (int i = 0; i < many; ++i) ask(kube::Verb::Create, nameOf(i), releaseOf(nameOf(i)));
    EXPECT_TRUE(world_.settle(std::chrono::hours(1)));
    statuses_ = 0;
    const Value image = parseYaml(
                            "{op: replace, path: /spec/template/spec/containers/0/image, "
                            "value: web:2}")
                            .value()
                            .at(0);
    for (int i = 0; i < many; ++i) ask(kube::Verb::JsonPatch, nameOf(i), Value::array({image}));
    EXPECT_TRUE(world_.settle(std::chrono::hours(1)));
    for (const Value& release : world_.state().all(crds::releases()))
      EXPECT_EQ(release["status"]["stable"]["revision"].asInt(), 2) << printJson(release["status"]);
    return static_cast<double>(statuses_) / many;
  }

 private:
  static sim::WorldOptions options() {
    sim::WorldOptions made;
    made.crds = crds::embeddedCrds();
    return made;
  }
  void ask(kube::Verb verb, const std::string& name, Value body) {
    kube::ApiRequest request;
    request.verb = verb;
    request.resource = crds::releases();
    request.key = {"default", name};
    request.body = std::move(body);
    const auto answer = world_.ask(request);
    EXPECT_TRUE(answer.applied()) << answer.error.message;
  }

  NullLog log_;
  sim::World world_{options(), cli::simulatedOperator(), log_};
  int statuses_ = 0;
};

// Three of them decide: which number the revision has, that all pods are new, and that it is
// stable.
TEST_F(Fleet, OneReleaseAlsoTellsHowFarItIs) {
  EXPECT_EQ(statusesPerUpdate(1), 4);
}

TEST_F(Fleet, ManyOnTheirWayHardlyTellMoreThanTheyDecide) {
  EXPECT_LT(statusesPerUpdate(150), 3.5);
}

}  // namespace
}  // namespace slipway::testing
