#include <functional>

#include "tests/cluster/operator/scene.h"
#include "tests/cluster/operator/selector_log.h"

namespace slipway::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// How somebody else applies the same manifests over and over, as GitOps tools do.
struct Applier {
  const char* name;
  std::vector<std::string> flags;
};

// A canary with a Service that exists, its manifests in Git, without a selector.
class Reapplied : public Scene, public ::testing::WithParamInterface<Applier> {
 protected:
  void SetUp() override {
    Scene::SetUp();
    showNode();
    node().behave("web:1", readyAfter(milliseconds(200)));
    node().behave("web:2", readyAfter(milliseconds(200)));
  }

  void reapply(const std::string& image) {
    std::vector<std::string> args{"apply", "--filename=-"};
    args.insert(args.end(), GetParam().flags.begin(), GetParam().flags.end());
    const auto applied = plane().kubectl(std::move(args), manifests(image));
    ASSERT_TRUE(applied.ok()) << applied.err;
  }

  // Reapplies every two seconds until then.
  void reapplyUntil(const std::string& image, const std::function<bool()>& done) {
    for (int i = 0; i < 20; ++i) {
      reapply(image);
      ++applied_;
      if (eventually(done, seconds(2))) return;
    }
    FAIL() << kubectl({"get", "release/web", "--namespace=" + ns_, "--output=yaml"});
  }

  int applied_ = 0;

 private:
  std::string manifests(const std::string& image) const {
    return "{apiVersion: v1, kind: Service, metadata: {name: web, namespace: " + ns_ +
           "}, spec: {ports: [{name: http, port: 80, targetPort: http}]}}\n---\n" + R"(
apiVersion: slipway.dev/v1alpha1
kind: Release
metadata: {name: web, namespace: )" +
           ns_ + R"(}
spec:
  replicas: 4
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: app, image: ")" +
           image + R"(", ports: [{name: http, containerPort: 8080}]}
  strategy:
    canary:
      steps:
      - setWeight: 25
      - pause: {timeout: 10m}
      - setWeight: 50
      - pause: {timeout: 10m}
  traffic: {services: [{name: web}]}
  verification:
    smokeTests:
    - {name: healthz, http: {path: /healthz, port: http}}
)";
  }
};

TEST_P(Reapplied, NoStepAndNoTrafficIsLost) {
  auto slipway = startOperator();
  reapply("web:1");
  waitFor("condition=Ready");
  SelectorLog selectors(plane(), ns_, "web");
  const std::string first = jsonpath("release/web", "{.status.stable.hash}");

  reapplyUntil("web:2", [&] { return waitsIn(2); });
  for (int i = 0; i < 2; ++i) {
    reapply("web:2");
    eventually([] { return false; }, seconds(2));
  }
  EXPECT_TRUE(waitsIn(2)) << "applying the same again moved it";
  apply(approval("half", waitingToken(), "Promote"));
  reapplyUntil("web:2", [&] { return waitsIn(4); });
  apply(approval("all", waitingToken(), "Promote"));
  reapplyUntil("web:2", [&] {
    return jsonpath("release/web", "{.status.stable.revision}") == "2" &&
           jsonpath("release/web", "{.status.conditions[?(@.type==\"Ready\")].status}") == "True";
  });
  reapply("web:2");
  EXPECT_GE(applied_, 3);

  // One revision, then both, then the other: three selectors, and nothing in between.
  const auto seen = selectors.seen();
  ASSERT_EQ(seen.size(), 3U) << ::testing::PrintToString(seen);
  EXPECT_NE(seen[0].find(first), std::string::npos) << seen[0];
  EXPECT_EQ(seen[1].find("slipway.dev/revision\""), std::string::npos) << seen[1];
  EXPECT_NE(seen[2].find(jsonpath("release/web", "{.status.stable.hash}")), std::string::npos);
  EXPECT_EQ(jsonpath("release/web", "{.status.conditions[?(@.type==\"Stalled\")].status}"), "");
}

INSTANTIATE_TEST_SUITE_P(By, Reapplied,
                         ::testing::Values(Applier{"ServerSide",
                                                   {"--server-side", "--field-manager=flux"}},
                                           Applier{"ClientSide", {}}),
                         [](const auto& trial) { return std::string(trial.param.name); });

}  // namespace
}  // namespace slipway::testing
