#include <cstdio>
#include <gtest/gtest.h>
#include <set>

#include "tests/sim/support/fault_case.h"

namespace slipway::testing {
namespace {

// One fault at each write of a story, one after the other: the end is that of the undisturbed run,
// and nothing was created or deleted more often.
class Enumeration : public ::testing::TestWithParam<std::string> {
 protected:
  void runAll(const std::vector<FaultKind>& kinds) {
    const sim::Play play = loadPlay(GetParam());
    const Verdict reference = runWithFault(play, {});
    ASSERT_TRUE(reference.failures.empty()) << reference.failures.front();
    const int writes = static_cast<int>(reference.writes.size());
    ASSERT_GT(writes, 3);
    std::set<std::string> states;
    int executed = 0;
    for (const FaultKind kind : kinds)
      for (int write = 0; write < writes; ++write) {
        const Verdict verdict = runWithFault(play, {kind, write});
        judge(reference, verdict, {kind, write});
        if (!verdict.killFingerprint.empty()) states.insert(verdict.killFingerprint);
        ++executed;
      }
    std::printf("[ coverage ] %-24s %3d writes, %4d/%zu cases executed/enumerated%s\n",
                GetParam().c_str(), writes, executed, kinds.size() * reference.writes.size(),
                states.empty()
                    ? ""
                    : (", " + std::to_string(states.size()) + " distinct kill states").c_str());
  }

 private:
  void judge(const Verdict& reference, const Verdict& verdict, const FaultCase& fault) {
    const std::string what = fault.text() + " (" +
                             reference.writes[static_cast<std::size_t>(fault.write)].what +
                             "); replay: sim_replay " + GetParam() + " " +
                             std::string(text(fault.kind)) + " " + std::to_string(fault.write);
    for (const auto& failure : verdict.failures) ADD_FAILURE() << what << "\n  " << failure;
    EXPECT_EQ(reference.endState, verdict.endState) << what;
    EXPECT_EQ(reference.churn, verdict.churn) << what;
  }
};

TEST_P(Enumeration, AKillAtEachWriteChangesNothing) {
  runAll(killKinds());
}
TEST_P(Enumeration, AnUnknownOrRefusedOutcomeOfEachWriteChangesNothing) {
  runAll(answerKinds());
}

INSTANTIATE_TEST_SUITE_P(Plays, Enumeration,
                         ::testing::Values("first_deploy", "good_update", "bad_update",
                                           "update_in_mid_update"),
                         [](const auto& play) { return play.param; });

}  // namespace
}  // namespace slipway::testing
