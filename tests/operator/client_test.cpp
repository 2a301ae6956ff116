#include <gtest/gtest.h>
#include <sstream>

#include "base/files.h"
#include "base/yaml.h"
#include "crds/names.h"
#include "operator/cli.h"
#include "operator/client/commands.h"
#include "tests/operator/simulated_cluster.h"

namespace slipway::cli {
namespace {

using std::chrono::seconds;

// A simulated cluster with the operator in it, and somebody at a command line.
class ClientTest : public ::testing::Test {
 protected:
  void deployed() {
    cluster_.apply(kWebRelease);
    settled();
  }
  void settled() { cluster_.settle(); }
  void image(const std::string& name) {
    std::string yaml = kWebRelease;
    yaml.replace(yaml.find("web:1"), 5, name);
    cluster_.apply(yaml);
  }
  Value release() { return cluster_.release(); }
  std::string waitsFor() {
    return std::string(release()["status"]["waiting"]["reason"].stringOr(""));
  }
  bool inPause(std::int64_t step) { return cluster_.inPause(step); }
  // A second version, in the pause of its first step.
  void updating() {
    deployed();
    image("web:2");
    ASSERT_TRUE(inPause(2));
    world_->runFor(seconds(5));
  }

  Told run(const std::function<int(Client&)>& command, const std::string& ns = "shop",
           std::size_t width = 0) {
    return cluster_.run(command, ns, width);
  }
  Told decided(const std::string& decision) {
    return run([&](Client& c) { return decide(c, "web", decision, "why not", seconds(10)); });
  }
  Told wentBack(const WayBack& way) {
    return run([&](Client& c) { return goBack(c, "web", way, seconds(10)); });
  }
  Told waited(Goal goal, Duration timeout) {
    return run([&](Client& c) { return waitFor(c, "web", goal, timeout); });
  }
  Told status() {
    return run([](Client& c) { return showStatus(c, "web", Output::Text, false); });
  }

  SimulatedCluster cluster_;
  sim::World* world_ = &cluster_.world();
};

// --- Looking -------------------------------------------------------------------------------------

TEST_F(ClientTest, ListShowsEachReleaseInALine) {
  updating();
  const Told told = run([](Client& c) { return listReleases(c, Output::Text); });
  EXPECT_EQ(told.code, kOk);
  expectIn(told.out, "NAME   STRATEGY   PHASE         STABLE   UPDATE      PODS");
  expectIn(told.out, "web    canary     Progressing   #1 v1    #2 v1 2/5   4/4 ");
}

TEST_F(ClientTest, ListNamesNamespacesWhereThereMayBeSeveral) {
  deployed();
  const Told told = run([](Client& c) { return listReleases(c, Output::Text); }, "");
  expectIn(told.out, "NAMESPACE   NAME");
  expectIn(told.out, "shop        web");
}

TEST_F(ClientTest, ListCutsTheLastColumnWhereTheWidthEnds) {
  deployed();
  const Told told = run([](Client& c) { return listReleases(c, Output::Text); }, "shop", 80);
  std::istringstream lines(told.out);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(sim::columnsOf(line), 80u) << line;
  expectIn(told.out, "…");
}

TEST_F(ClientTest, AnEmptyListIsNoError) {
  const Told told = run([](Client& c) { return listReleases(c, Output::Text); });
  EXPECT_EQ(told.code, kOk);
  EXPECT_EQ(told.out, "");
  EXPECT_EQ(told.err, "no Releases in namespace shop\n");
}

TEST_F(ClientTest, OutputsForScripts) {
  deployed();
  const auto list = [&](Output output) {
    return run([&](Client& c) { return listReleases(c, output); }).out;
  };
  EXPECT_EQ(list(Output::Name), "release.slipway.dev/web\n");
  EXPECT_EQ((*parseJson(list(Output::Json)))["items"].elements().size(), 1u);
  EXPECT_EQ((*parseYaml(list(Output::Yaml))).front()["kind"].stringOr(""), "List");
  const auto one = run([](Client& c) { return showStatus(c, "web", Output::Json, false); });
  EXPECT_EQ((*parseJson(one.out))["status"]["phase"].stringOr(""), "Healthy");
}

TEST_F(ClientTest, StatusShowsARolloutFromTopToBottom) {
  updating();
  const Told told = status();
  EXPECT_EQ(told.code, kOk);
  expectIn(told.out, "web  in shop, canary, 4 replicas   Progressing\n");
  expectIn(told.out, "  revisions stable #1    ▕███ ▏ 3/3  ");
  expectIn(told.out, "            update #2    ▕█   ▏ 1/1  ");
  expectIn(told.out, "web:2\n");
  expectIn(told.out, "  services  web ▶ #1 75% #2 25%\n");
  expectIn(told.out, "  checks    ✓ healthz 1/1\n");
  expectIn(told.out, "  steps     ✓ step 1 of 5 (weight 25%)   ▶ step 2 of 5 (pause)   ·");
  expectIn(told.out,
           "            slipway promote web -n shop   (or skip, promote --fully, reject)");
  expectIn(told.out, "  history   #1   Promoted ");
}

TEST_F(ClientTest, StatusKeepsToTheWidth) {
  updating();
  const Told told =
      run([](Client& c) { return showStatus(c, "web", Output::Text, false); }, "shop", 80);
  std::istringstream lines(told.out);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(sim::columnsOf(line), 80u) << line;
}

TEST_F(ClientTest, TheDocumentShowsItAsItIs) {
  updating();
  const auto document = SystemFiles{}.read(SLIPWAY_SOURCE_DIR "/docs/cli.md");
  ASSERT_TRUE(document.ok()) << document.error();
  for (const std::size_t width : {std::size_t{80}, std::size_t{200}}) {
    const Told told =
        run([](Client& c) { return showStatus(c, "web", Output::Text, false); }, "shop", width);
    expectIn(*document, told.out);
  }
  expectIn(*document, run([](Client& c) { return listReleases(c, Output::Text); }, "", 100).out);
}

TEST_F(ClientTest, StatusIsFollowedUntilTheReleaseIsGone) {
  updating();
  auto promoted = world_->loop().after(seconds(5), [this] {
    kube::ApiRequest request;
    request.verb = kube::Verb::Delete;
    request.resource = crds::releases();
    request.key = {"shop", "web"};
    EXPECT_TRUE(world_->ask(request).applied());
  });
  const Told told = run([](Client& c) { return showStatus(c, "web", Output::Text, true); });
  EXPECT_EQ(told.code, kFailed);
  expectIn(told.out, "Progressing");
  EXPECT_EQ(told.err, "slipway: Release web is gone\n");
}

TEST_F(ClientTest, HistoryShowsRolloutsThatEnded) {
  updating();
  EXPECT_EQ(decided("Reject").code, kOk);
  settled();
  const Told told = run([](Client& c) { return showHistory(c, "web", Output::Text); });
  expectIn(told.out, "REVISION   HASH         OUTCOME");
  expectIn(told.out, "RolledBack");
  expectIn(told.out, "RejectedByHand");
  expectIn(told.out, "#1 ●");
}

TEST_F(ClientTest, DiffShowsWhatChanged) {
  updating();
  const auto diff = [&](std::optional<std::int64_t> from, std::optional<std::int64_t> to) {
    return run([&](Client& c) { return showDiff(c, "web", from, to); });
  };
  const Told told = diff({}, {});
  EXPECT_EQ(told.code, kFailed) << "they differ";
  expectIn(told.out, "--- revision 1\n+++ revision 2\n@@ -");
  expectIn(told.out, "\n-  - image: web:1\n+  - image: web:2\n");
  EXPECT_EQ(diff(2, 1).out.find("+  - image: web:2"), std::string::npos);
  EXPECT_EQ(diff(2, 2).code, kOk);
  EXPECT_EQ(diff(2, 2).out, "");
  expectIn(diff(1, 7).err, "web: revision 7 is gone, or never was; there are 1, 2");
}

TEST_F(ClientTest, AnUnknownReleaseIsNamed) {
  deployed();
  const Told told = run([](Client& c) { return showStatus(c, "wbe", Output::Text, false); });
  EXPECT_EQ(told.code, kFailed);
  EXPECT_EQ(told.err,
            "slipway: there is no Release wbe in namespace shop; `slipway list -A` shows which "
            "there are\n");
}

// --- Deciding ------------------------------------------------------------------------------------

TEST_F(ClientTest, PromoteEndsAPause) {
  updating();
  const Told told = decided("Promote");
  EXPECT_EQ(told.code, kOk) << told.err;
  expectIn(told.out, "Applied: ");
  EXPECT_TRUE(inPause(4));
}

TEST_F(ClientTest, PromoteFullyGoesToTheEnd) {
  updating();
  EXPECT_EQ(decided("PromoteFully").code, kOk);
  EXPECT_EQ(waited(Goal::Verified, std::chrono::minutes(5)).code, kOk);
  EXPECT_EQ(release()["status"]["stable"]["revision"].asInt(), 2);
}

TEST_F(ClientTest, SkipGoesOn) {
  updating();
  EXPECT_EQ(decided("Skip").code, kOk);
  EXPECT_TRUE(inPause(4));
}

TEST_F(ClientTest, RejectTakesItBackAndRetryBringsItAgain) {
  updating();
  EXPECT_EQ(decided("Reject").code, kOk);
  settled();
  EXPECT_EQ(waitsFor(), "Rejected");
  expectIn(status().out, "slipway retry web -n shop");
  const Told wrong = decided("Promote");
  EXPECT_EQ(wrong.code, kFailed);
  expectIn(wrong.err, "web was rejected, so it can only be retried");
  EXPECT_EQ(decided("Retry").code, kOk);
  EXPECT_TRUE(inPause(2));
}

TEST_F(ClientTest, NothingToDecideSaysHowItIs) {
  deployed();
  const Told told = decided("Promote");
  EXPECT_EQ(told.code, kFailed);
  expectIn(told.err, "web waits for no decision: it is Healthy: revision 1");
}

TEST_F(ClientTest, NoOperatorIsNoAnswer) {
  updating();
  world_->killOperator();
  const Told told = decided("Promote");
  EXPECT_EQ(told.code, kFailed);
  expectIn(told.err, "has no answer after 10s; is Slipway running?");
}

// --- Going back ----------------------------------------------------------------------------------

TEST_F(ClientTest, AbortTakesARolloutBack) {
  updating();
  const Told told = wentBack({.abort = true, .to = {}, .reason = "totals are wrong"});
  EXPECT_EQ(told.code, kOk) << told.err;
  EXPECT_EQ(waited(Goal::RolledBack, std::chrono::minutes(5)).code, kOk);
  expectIn(status().out, "totals are wrong");
}

TEST_F(ClientTest, AbortWithoutARolloutPointsAtUndo) {
  deployed();
  const Told told = wentBack({.abort = true, .to = {}});
  EXPECT_EQ(told.code, kFailed);
  expectIn(told.err, "`slipway undo` goes back to an earlier revision");
}

TEST_F(ClientTest, UndoGoesBackToTheOneBefore) {
  updating();
  EXPECT_EQ(decided("PromoteFully").code, kOk);
  settled();
  EXPECT_EQ(wentBack({}).code, kOk);
  settled();
  EXPECT_EQ(release()["status"]["stable"]["revision"].asInt(), 1);
}

TEST_F(ClientTest, UndoWithNothingToGoBackToIsRefused) {
  deployed();
  const Told told = wentBack({});
  EXPECT_EQ(told.code, kFailed);
  expectIn(told.err, "Refused: ");
}

TEST_F(ClientTest, UndoToTheCurrentOneIsRefusedAtOnce) {
  deployed();
  const Told told = wentBack({.abort = false, .to = 1});
  EXPECT_EQ(told.code, kFailed);
  expectIn(told.err, "revision 1 of web is the current one");
}

// --- Pausing and waiting -------------------------------------------------------------------------

TEST_F(ClientTest, PauseAndResume) {
  deployed();
  const auto pause = [&](bool paused) {
    return run([&](Client& c) { return setPaused(c, "web", paused); });
  };
  EXPECT_EQ(pause(true).out, "web paused\n");
  EXPECT_EQ(release()["spec"]["paused"].asBool(), true);
  EXPECT_EQ(pause(true).err, "web is paused already\n");
  EXPECT_EQ(pause(false).out, "web goes on\n");
}

TEST_F(ClientTest, WaitEndsWhenItHasCome) {
  deployed();
  image("web:2");
  const Told decision = waited(Goal::Decision, std::chrono::minutes(5));
  EXPECT_EQ(decision.code, kOk) << decision.err;
  expectIn(decision.out, "Progressing: ");
}

TEST_F(ClientTest, WaitEndsAtOnceWhenItCannotComeAnyMore) {
  updating();
  EXPECT_EQ(decided("Reject").code, kOk);
  const auto before = world_->elapsed();
  const Told told = waited(Goal::Verified, std::chrono::hours(10));
  EXPECT_EQ(told.code, kFailed);
  expectIn(told.err, "web is RolledBack: ");
  EXPECT_LT(world_->elapsed() - before, std::chrono::minutes(5));
}

TEST_F(ClientTest, WaitEndsWithItsTime) {
  updating();
  const Told told = waited(Goal::Ready, std::chrono::minutes(1));
  EXPECT_EQ(told.code, kFailed);
  expectIn(told.err, "the time is over");
}

}  // namespace
}  // namespace slipway::cli
