#include "tests/cluster/operator/scene.h"

namespace slipway::testing {
namespace {

using std::chrono::milliseconds;

// What people ask for by Rollback and Approval objects, and what is recorded as one.
class Commands : public Scene {
 protected:
  void rolledOut(const std::string& image, const std::string& revision) {
    node().behave(image, readyAfter(milliseconds(200)));
    setImage(image);
    waitFor("jsonpath={.status.stable.revision}=" + revision);
    waitFor("condition=Ready");
  }

  std::string rollback(const std::string& name, const std::string& more) const {
    return "{apiVersion: slipway.dev/v1alpha1, kind: Rollback, metadata: {name: " + name +
           ", namespace: " + ns_ + "}, spec: {releaseRef: {name: web}, " + more + "}}";
  }

  std::string of(const std::string& path) { return jsonpath("release/web", path); }

  void expectNoReplicaSetWritten(std::size_t mark) {
    for (const auto& entry : asked(mark)) {
      const bool read = entry.verb == "get" || entry.verb == "list" || entry.verb == "watch";
      EXPECT_FALSE(entry.resource == "replicasets" && !read) << entry.verb << " " << entry.name;
    }
  }

  void expectNothingForbidden(std::size_t mark) {
    for (const auto& entry : asked(mark))
      EXPECT_NE(entry.code, 403) << entry.verb << " " << entry.resource << "/" << entry.subresource;
  }

  // The operator has looked at the Release once more.
  void lookedAgain() {
    kubectl({"patch", "release/web", "--namespace=" + ns_, "--type=merge",
             R"(--patch={"spec":{"revisionHistoryLimit":7}})"});
    waitFor("jsonpath={.status.observedGeneration}=" + of("{.metadata.generation}"));
  }
};

TEST_F(Commands, ARollbackAfterCompletionLeadsBack) {
  const auto mark = plane().auditMark();
  auto slipway = startOperator();
  deployed();
  rolledOut("web:2", "2");
  apply(rollback("totals-wrong", "reason: checkout totals are wrong"));
  waitOn("rollback/totals-wrong", "condition=Ready");
  waitFor("condition=RolledBack");
  waitFor("condition=Stalled");
  EXPECT_EQ(of("{.status.stable.revision}"), "1");
  EXPECT_EQ(of("{.status.readyReplicas}"), "3");
  EXPECT_EQ(replicasOf("1"), "3");
  EXPECT_EQ(replicasOf("2"), "0");
  EXPECT_EQ(of("{.status.history[0].reason}"), "RollbackRequested");
  EXPECT_NE(of("{.status.message}").find("checkout totals are wrong"), std::string::npos);
  EXPECT_EQ(jsonpath("rollback/totals-wrong",
                     "{.status.phase} {.status.from.revision} {.status.to.revision}"),
            "Done 2 1");
  EXPECT_TRUE(jsonpath("rollback/totals-wrong", "{.status.trafficBackAt}").ends_with("Z"));
  expectNothingForbidden(mark);
}

// As a tool does that keeps the objects of a repository in the cluster.
TEST_F(Commands, ARollbackThatIsDeletedAndAppliedAgainDoesNothing) {
  auto slipway = startOperator();
  deployed();
  rolledOut("web:2", "2");
  apply(rollback("from-git", "reason: once"));
  waitOn("rollback/from-git", "condition=Ready");
  waitFor("condition=RolledBack");
  rolledOut("web:3", "3");
  kubectl({"delete", "rollback/from-git", "--namespace=" + ns_});
  const auto mark = plane().auditMark();
  apply(rollback("from-git", "reason: once"));
  waitOn("rollback/from-git", "jsonpath={.status.phase}=AlreadyCarriedOut");
  waitOn("rollback/from-git", "condition=Ready");
  EXPECT_NE(jsonpath("rollback/from-git", "{.status.message}").find("another name"),
            std::string::npos);
  lookedAgain();
  EXPECT_EQ(of("{.status.stable.revision}"), "3");
  waitFor("condition=Ready");
  expectNoReplicaSetWritten(mark);
}

TEST_F(Commands, ABadUpdateLeavesARecordAndARetryRollsItOutAgain) {
  const auto mark = plane().auditMark();
  auto slipway = startOperator();
  deployed();
  node().behave("web:2", answering(500));
  setImage("web:2");
  waitFor("condition=RolledBack");
  const std::string record = "rollback/web-" + of("{.status.update.hash}") + "-1";
  ASSERT_TRUE(eventually([&] { return jsonpath(record, "{.status.phase}") == "Done"; }));
  waitOn(record, "condition=Ready");
  EXPECT_EQ(jsonpath(record, "{.spec.trigger} {.spec.releaseRef.name}"), "Automatic web");
  EXPECT_EQ(jsonpath(record, "{.metadata.ownerReferences[*].kind}"), "Release");
  EXPECT_EQ(jsonpath(record, "{.metadata.ownerReferences[0].uid}"), of("{.metadata.uid}"));
  EXPECT_NE(jsonpath(record, "{.spec.ttlSecondsAfterFinished}"), "");
  EXPECT_EQ(jsonpath(record, "{.status.from.revision} {.status.to.revision}"), "2 1");
  EXPECT_EQ(jsonpath(record, "{.status.evidence[0].check} {.status.evidence[0].verdict}"),
            "healthz Failed");
  EXPECT_NE(jsonpath(record, "{.status.evidence[0].reason}").find("500 instead of 200"),
            std::string::npos);
  EXPECT_TRUE(jsonpath(record, "{.status.decidedAt}").ends_with("Z"));
  EXPECT_TRUE(jsonpath(record, "{.status.trafficBackAt}").ends_with("Z"));

  node().behave("web:2", answering(200));
  apply(approval("try-again", waitingToken(), "Retry"));
  waitOn("approval/try-again", "condition=Ready");
  EXPECT_EQ(jsonpath("approval/try-again", "{.status.phase}"), "Applied");
  waitFor("jsonpath={.status.stable.revision}=2");
  waitFor("condition=Ready");
  EXPECT_EQ(of("{.status.history[0].outcome} {.status.history[0].attempt}"), "Promoted 2");
  EXPECT_EQ(replicasOf("1"), "0");
  EXPECT_EQ(replicasOf("2"), "3");
  expectNothingForbidden(mark);
}

TEST_F(Commands, AnApprovalWithATokenThatIsNotWaitedForIsStalledAndNamesTheRightOne) {
  auto slipway = startOperator();
  deployed();
  node().behave("web:2", answering(500));
  setImage("web:2");
  waitFor("condition=RolledBack");
  const std::string token = of("{.status.waiting.token}");
  apply(approval("wrong", of("{.status.update.hash}") + ".7.0", "Retry"));
  waitOn("approval/wrong", "condition=Stalled");
  EXPECT_NE(jsonpath("approval/wrong", "{.status.message}").find(token), std::string::npos);
  EXPECT_EQ(of("{.status.stable.revision} {.status.update.attempt}"), "1 1");
}

TEST_F(Commands, ARollbackToARevisionThatIsGoneStallsAndNamesThoseLeft) {
  auto slipway = startOperator();
  deployed();
  kubectl({"patch", "release/web", "--namespace=" + ns_, "--type=merge",
           R"(--patch={"spec":{"revisionHistoryLimit":1}})"});
  rolledOut("web:2", "2");
  rolledOut("web:3", "3");
  ASSERT_TRUE(eventually([&] { return replicasOf("1").empty(); }));
  const auto mark = plane().auditMark();
  apply(rollback("to-the-first", "to: {revision: 1}"));
  waitOn("rollback/to-the-first", "condition=Stalled");
  const std::string message = jsonpath("rollback/to-the-first", "{.status.message}");
  EXPECT_NE(message.find("spec.to: revision 1 is not there"), std::string::npos) << message;
  EXPECT_NE(message.find("those that are left: revision 2 ("), std::string::npos) << message;
  EXPECT_EQ(of("{.status.stable.revision}"), "3");
  EXPECT_EQ(replicasOf("3"), "3");
  waitFor("condition=Ready");
  expectNoReplicaSetWritten(mark);
}

}  // namespace
}  // namespace slipway::testing
