#include <csignal>

#include "tests/cluster/operator/holding_proxy.h"
#include "tests/cluster/operator/scene.h"

namespace slipway::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class Failover : public Scene {
 protected:
  // A kubeconfig of a user of its own, so that the audit log tells the two operators apart. The
  // user may do what the ServiceAccount may.
  std::string identity(const std::string& user) {
    grantWork(user);
    grantLease(user);
    return plane().userKubeconfig(user, {});
  }

  static bool isWrite(const AuditEntry& entry) {
    return entry.verb != "get" && entry.verb != "list" && entry.verb != "watch";
  }
};

TEST_F(Failover, AStandbyTakesOverWhenTheLeaderIsKilled) {
  auto leader = startOperator();
  node().behave("web:1", readyAfter(milliseconds(200)));
  apply(release("web:1"));
  waitFor("condition=Ready");
  auto standby = startOperator();
  leader.process->kill();
  setImage("web:2");
  waitFor("jsonpath={.status.stable.revision}=2");
  EXPECT_TRUE(standby.process->running());
}

// Longer than the test waits: only who knows that the holder is dead can go on.
TEST_F(Failover, ARestartInTheSamePodGoesOnAtOnce) {
  const std::vector<std::string> flags{"--lease-duration", "600s",      "--renew-deadline", "500s",
                                       "--pod-uid",        "uid-" + ns_};
  auto leader = startOperator(flags);
  node().behave("web:1", readyAfter(milliseconds(200)));
  apply(release("web:1"));
  waitFor("condition=Ready");
  leader.process->kill();
  auto next = startOperator(flags);
  setImage("web:2");
  waitFor("jsonpath={.status.stable.revision}=2");
  EXPECT_TRUE(next.process->running());
}

TEST_F(Failover, ALeaderThatLeavesInOrderGivesItsLeaseAway) {
  auto leader = startOperator({"--lease-duration", "60s", "--renew-deadline", "50s"});
  node().behave("web:1", readyAfter(milliseconds(200)));
  apply(release("web:1"));
  waitFor("condition=Ready");
  EXPECT_EQ(leader.process->stop().describe(), "exit code 0") << leader.log();
  // Sixty seconds are not over: it was given away.
  auto next = startOperator();
  setImage("web:2");
  waitFor("jsonpath={.status.stable.revision}=2", "30s");
}

// The old leader is stopped with a write on its way, the standby finishes the rollout, and then the
// write arrives and the old one wakes up.
TEST_F(Failover, AStoppedLeaderCanDoNoHarmWhenItComesBack) {
  HoldingProxy proxy(plane().port());
  const std::string old = "old-" + ns_;
  const std::string young = "young-" + ns_;
  auto leader = startOperator({}, proxy.through(identity(old)));
  node().behave("web:1", readyAfter(milliseconds(200)));
  apply(release("web:1"));
  waitFor("condition=Ready");
  auto standby = startOperator({}, identity(young));

  proxy.hold();
  setImage("web:2");
  // The leader hears of it (only its own words are held back) and sends its first write.
  ASSERT_TRUE(eventually([&] { return proxy.held() > 0; }, seconds(10)));
  leader.process->signal(SIGSTOP);
  const auto mark = plane().auditMark();
  waitFor("jsonpath={.status.stable.revision}=2");
  waitFor("condition=Ready");
  const std::string settled = jsonpath("replicasets", "{.items[*].spec}");

  // The held write arrives first: the old leader still sleeps, so nothing of it can take it back.
  proxy.release();
  const auto refusedWrites = [&] {
    int refused = 0;
    for (const auto& entry : plane().auditEntries(mark))
      if (entry.user == old && isWrite(entry) && entry.code >= 400) ++refused;
    return refused;
  };
  EXPECT_TRUE(eventually([&] { return refusedWrites() > 0; }, seconds(15)))
      << "the held write arrived and was refused";
  leader.process->signal(SIGCONT);
  const auto ended = leader.process->waitFor(seconds(20));
  ASSERT_TRUE(ended.has_value()) << "the old leader should have left";
  EXPECT_EQ(ended->describe(), "exit code 1") << leader.log();

  int carriedOut = 0;
  for (const auto& entry : plane().auditEntries(mark))
    if (entry.user == old && isWrite(entry) && entry.code < 400) ++carriedOut;
  EXPECT_EQ(carriedOut, 0);
  EXPECT_EQ(jsonpath("replicasets", "{.items[*].spec}"), settled);
  EXPECT_EQ(jsonpath("release/web", "{.status.stable.revision}"), "2");
}

}  // namespace
}  // namespace slipway::testing
