#include "tests/cluster/operator/scene.h"

namespace slipway::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// What an API server may do to us in the middle of a rollout.
class Server : public Scene {
 protected:
  void rollingOut(milliseconds readyTime) {
    deployed();
    node().behave("web:2", readyAfter(readyTime));
    setImage("web:2");
    ASSERT_TRUE(
        eventually([&] { return jsonpath("release/web", "{.status.update.revision}") == "2"; }));
  }
};

TEST_F(Server, ThatHasForgottenItsHistoryIsListedAnew) {
  auto slipway = startOperator({"--lease-duration", "60s", "--renew-deadline", "50s"});
  rollingOut(seconds(3));
  const auto compacted = plane().compactEtcd();
  ASSERT_TRUE(compacted.ok()) << compacted.error();
  plane().killApiServer();
  const auto started = plane().startApiServer();
  ASSERT_TRUE(started.ok()) << started.error();
  waitFor("jsonpath={.status.stable.revision}=2");
  waitFor("condition=Ready");
  EXPECT_EQ(replicasOf("1"), "0");
  EXPECT_EQ(replicasOf("2"), "3");
  EXPECT_TRUE(slipway.process->running()) << slipway.log();
}

}  // namespace
}  // namespace slipway::testing
