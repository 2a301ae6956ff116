#include <stdexcept>

#include "crds/revision.h"
#include "tests/cluster/operator/scene.h"

namespace slipway::testing {
namespace {

using std::chrono::milliseconds;

// Other people's objects in our way: told in a sentence, left alone, and no restart once they are
// gone.
class Neighbours : public Scene {
 protected:
  void deployed() {
    node().behave("web:1", readyAfter(milliseconds(200)));
    node().behave("web:2", readyAfter(milliseconds(200)));
    apply(release("web:1"));
    waitFor("condition=Ready");
  }

  std::string message(const std::string& name) {
    return jsonpath("release/" + name, "{.status.message}");
  }
  // Names of the ReplicaSets that belong to that Release.
  std::string setsOf(const std::string& name) {
    return jsonpath("replicasets", "{.items[?(@.metadata.ownerReferences[0].name==\"" + name +
                                       "\")].metadata.name}");
  }
  std::string podsOf(const std::string& set) {
    return jsonpath(
        "pods", "{.items[?(@.metadata.ownerReferences[0].name==\"" + set + "\")].metadata.uid}");
  }

  // The name that the ReplicaSet of this image will have.
  std::string nameFor(const std::string& image) {
    const auto live = plane().get({"release/web", "--namespace=" + ns_});
    if (!live.ok()) throw std::runtime_error(live.error());
    const Value asked = (*live)["spec"]["template"].withPointer("/spec/containers/0/image", image);
    return crds::replicaSetName("web", crds::revisionHash(crds::templateDigest(asked)));
  }

  // A ReplicaSet without pods that a ConfigMap called "legacy" owns.
  void stranger(const std::string& name) {
    kubectl({"create", "configmap", "legacy", "--namespace=" + ns_});
    const std::string owner = jsonpath("configmap/legacy", "{.metadata.uid}");
    apply("{apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: " + name +
          ", namespace: " + ns_ +
          ", ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: legacy, uid: " + owner +
          R"(, controller: true}]}, spec: {replicas: 0, selector: {matchLabels: {app: legacy}},
template: {metadata: {labels: {app: legacy}}, spec: {containers: [{name: a, image: "legacy:1"}]}}}})");
  }
};

TEST_F(Neighbours, OfTwoReleasesOnTheSamePodsTheYoungerStallsUntilTheOlderIsDeleted) {
  auto slipway = startOperator();
  deployed();
  apply(release("web:1", 2, "young"));
  waitFor("condition=Stalled", "60s", "young");
  EXPECT_NE(message("young").find("Release " + ns_ + "/web"), std::string::npos)
      << message("young");
  // The older one goes on as if it were alone.
  setImage("web:2");
  waitFor("jsonpath={.status.stable.revision}=2");
  waitFor("condition=Ready");
  EXPECT_EQ(setsOf("young"), "");

  kubectl({"delete", "release/web", "--namespace=" + ns_});
  waitFor("condition=Ready", "60s", "young");
  EXPECT_EQ(jsonpath("release/young", "{.status.readyReplicas}"), "2");
  EXPECT_TRUE(slipway.process->running()) << slipway.log();
}

TEST_F(Neighbours, AStrangersReplicaSetWithOurNameIsLeftAloneAndStallsUntilItIsGone) {
  auto slipway = startOperator();
  deployed();
  const std::string stable = setsOf("web");
  const std::string pods = podsOf(stable);
  const std::string taken = nameFor("web:2");
  stranger(taken);
  const std::string asItWas =
      "{.metadata.uid}{.metadata.generation}{.metadata.labels}"
      "{.metadata.annotations}{.metadata.ownerReferences}";
  const std::string before = jsonpath("replicaset/" + taken, asItWas);
  ASSERT_NE(before, "");

  setImage("web:2");
  waitFor("condition=Stalled");
  EXPECT_NE(message("web").find("ReplicaSet " + taken), std::string::npos) << message("web");
  EXPECT_NE(message("web").find("ConfigMap legacy"), std::string::npos) << message("web");
  EXPECT_EQ(podsOf(stable), pods) << "the stable pods are the same";
  EXPECT_EQ(jsonpath("replicaset/" + taken, asItWas), before);

  kubectl({"delete", "replicaset/" + taken, "--namespace=" + ns_});
  waitFor("jsonpath={.status.stable.revision}=2", "90s");
  waitFor("condition=Ready");
  EXPECT_EQ(jsonpath("replicaset/" + taken, "{.spec.replicas}"), "3");
  EXPECT_TRUE(slipway.process->running()) << slipway.log();
}

}  // namespace
}  // namespace slipway::testing
