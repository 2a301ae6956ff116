#include "tests/cluster/support/helm.h"

#include "tests/cluster/operator/scene.h"
#include "tests/cluster/operator/selector_log.h"

namespace slipway::testing {
namespace {

using std::chrono::milliseconds;

// An application's chart with a Release in it, as `helm --wait` sees it: helm 4 concludes by
// kstatus.
class Helm : public Scene {
 protected:
  void SetUp() override {
    Scene::SetUp();
    showNode();
  }
  Completed helm(std::vector<std::string> args) {
    return HelmClient(plane(), ns_).run(std::move(args));
  }
  Completed install(const std::string& image) {
    return helm({"install", "shop", chart(), "--set=image=" + image, "--wait", "--timeout=120s"});
  }
  Completed upgrade(const std::string& image) {
    return helm({"upgrade", "shop", chart(), "--set=image=" + image, "--wait", "--timeout=120s"});
  }
  static std::string chart() { return SLIPWAY_SOURCE_DIR "/tests/cluster/charts/web"; }

  std::string status(const std::string& path) { return jsonpath("release/web", path); }
  std::string condition(const std::string& type) {
    return status(R"({.status.conditions[?(@.type==")" + type + R"(")].status})");
  }
  std::size_t readyEndpoints() {
    const auto slices = plane().get({"endpointslices", "--namespace=" + ns_});
    if (!slices.ok()) return 0;
    std::size_t ready = 0;
    for (const Value& slice : (*slices)["items"].elements())
      for (const Value& endpoint : slice["endpoints"].elements())
        if (endpoint["conditions"]["ready"].asBool().value_or(false)) ++ready;
    return ready;
  }
  // The Service sends to three pods, and they run this image; once those before have gone.
  ::testing::AssertionResult serves(const std::string& image) {
    const bool settled = eventually(
        [&] {
          return jsonpath("pods", "{.items[*].spec.containers[0].image}") ==
                     image + " " + image + " " + image &&
                 readyEndpoints() == 3;
        },
        std::chrono::seconds(15));
    if (settled) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure()
           << readyEndpoints() << " ready endpoints\n"
           << kubectl({"get", "pods,endpointslices", "--namespace=" + ns_, "--output=wide"});
  }
};

TEST_F(Helm, WaitReturnsWhenTheReleaseIsReady) {
  auto slipway = startOperator();
  node().behave("web:1", readyAfter(milliseconds(1500)));
  const auto installed = install("web:1");
  ASSERT_TRUE(installed.ok()) << installed.err;
  EXPECT_EQ(condition("Ready"), "True") << "helm did not wait";
  EXPECT_EQ(status("{.status.availableReplicas}"), "3");

  node().behave("web:2", readyAfter(milliseconds(1500)));
  const auto upgraded = upgrade("web:2");
  ASSERT_TRUE(upgraded.ok()) << upgraded.err;
  EXPECT_EQ(condition("Ready"), "True") << "helm did not wait";
  EXPECT_EQ(status("{.status.stable.revision}"), "2");
  EXPECT_EQ(status("{.status.updatedReplicas}"), "3");
  EXPECT_TRUE(serves("web:2"));
}

TEST_F(Helm, ABadUpgradeFailsAndARollbackIsRecognisedAsTheStable) {
  auto slipway = startOperator();
  node().behave("web:1", readyAfter(milliseconds(200)));
  const auto installed = install("web:1");
  ASSERT_TRUE(installed.ok()) << installed.err;

  node().behave("web:bad", answering(500));
  const auto upgraded = upgrade("web:bad");
  EXPECT_FALSE(upgraded.ok()) << "helm took a Release that was rolled back for a success";
  EXPECT_FALSE(upgraded.timedOut);
  EXPECT_NE(upgraded.err.find("Failed"), std::string::npos) << upgraded.err;
  EXPECT_NE(upgraded.err.find("500 instead of 200"), std::string::npos) << upgraded.err;
  EXPECT_EQ(condition("RolledBack"), "True");
  EXPECT_EQ(condition("Stalled"), "True");
  EXPECT_EQ(status("{.status.stable.revision}"), "1");
  EXPECT_TRUE(serves("web:1"));

  const std::string before = jsonpath("pods", "{.items[*].metadata.uid}");
  const auto back = helm({"rollback", "shop", "1", "--wait", "--timeout=120s"});
  ASSERT_TRUE(back.ok()) << back.err;
  EXPECT_EQ(condition("Ready"), "True");
  EXPECT_EQ(condition("Stalled"), "");
  EXPECT_EQ(condition("RolledBack"), "");
  EXPECT_EQ(status("{.status.stable.revision}"), "1") << "the old manifest is no new revision";
  EXPECT_EQ(status("{.status.update}"), "");
  EXPECT_EQ(jsonpath("pods", "{.items[*].metadata.uid}"), before) << "no pod was replaced";
}

TEST_F(Helm, AnUpgradeInMidRolloutTakesNothingBack) {
  auto slipway = startOperator();
  node().behave("web:1", readyAfter(milliseconds(200)));
  node().behave("web:2", readyAfter(milliseconds(200)));
  const auto canary = [&](const std::string& verb, const std::string& image) {
    return helm({verb, "shop", chart(), "--set=canary=true,image=" + image});
  };
  const auto installed = canary("install", "web:1");
  ASSERT_TRUE(installed.ok()) << installed.err;
  waitFor("condition=Ready");
  const SelectorLog selectors(plane(), ns_, "web");

  ASSERT_TRUE(canary("upgrade", "web:2").ok());
  ASSERT_TRUE(eventually([&] { return status("{.status.waiting.reason}") == "Promotion"; }));
  const std::string token = waitingToken();
  const auto again = canary("upgrade", "web:2");
  ASSERT_TRUE(again.ok()) << again.err;
  EXPECT_FALSE(eventually([&] { return waitingToken() != token; }, std::chrono::seconds(3)))
      << "another step, or another attempt";
  apply(approval("go-on", token, "Promote"));
  waitFor("jsonpath={.status.stable.revision}=2");
  waitFor("condition=Ready");
  EXPECT_EQ(selectors.seen().size(), 3U) << ::testing::PrintToString(selectors.seen());
  EXPECT_TRUE(serves("web:2"));
}

TEST_F(Helm, ABadFirstInstallFails) {
  auto slipway = startOperator();
  node().behave("web:bad", answering(500));
  const auto installed = install("web:bad");
  EXPECT_FALSE(installed.ok());
  EXPECT_FALSE(installed.timedOut);
  EXPECT_NE(installed.err.find("500 instead of 200"), std::string::npos) << installed.err;
  EXPECT_EQ(condition("Stalled"), "True");
}

}  // namespace
}  // namespace slipway::testing
