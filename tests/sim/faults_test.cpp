#include <cstdio>
#include <gtest/gtest.h>
#include <set>

#include "tests/sim/support/matrix.h"

namespace slipway::testing {
namespace {

constexpr std::size_t kTold = 5;  // failures told at length; all are counted

// A run that a fault keeps from settling need not be waited for at length.
sim::Play shortened(sim::Play play) {
  play.limit = std::min<Duration>(play.limit, std::chrono::minutes(45));
  return play;
}

void runAll(const std::string& name, std::string_view faults, const sim::Play& play,
            const Verdict& reference, const Enumeration& all) {
  std::set<std::string> failed;
  runWithEachFault(play, all.cases, reference, [&](const FaultCase& fault, const auto& found) {
    if (found.empty()) return;
    if (failed.insert(fault.text()).second && failed.size() <= kTold)
      ADD_FAILURE() << fault.text() << " ("
                    << reference.writes[static_cast<std::size_t>(fault.strikes[0].write)].what
                    << "); replay: sim_replay " << name << " " << fault.text() << "\n  "
                    << found.front();
  });
  std::printf("[ coverage ] %-24s %-13s %5zu executed, %d distinct, %d enumerated\n", name.c_str(),
              std::string(faults).c_str(), all.cases.size(), all.distinct, all.possible);
  if (failed.empty()) return;
  std::string list;
  for (const auto& text : failed) list += "\n  " + text;
  ADD_FAILURE() << failed.size() << " of " << all.cases.size() << " cases failed:" << list;
}

// One fault at each point of a play, one run each, and then pairs: the end is the one that the
// class of the fault allows, and the oracles have nothing to say.
class Faults : public ::testing::TestWithParam<std::string> {};

TEST_P(Faults, AtEachPointEndWell) {
  const std::string& name = GetParam();
  const sim::Play play = loadPlay(name);
  const Verdict reference = runUndisturbed(play);
  ASSERT_TRUE(reference.ok());
  for (const FaultClass& faults : faultClasses()) {
    const Enumeration all = enumerate(name, faults, reference);
    EXPECT_FALSE(all.cases.empty()) << faults.name;
    runAll(name, faults.name, shortened(play), reference, all);
  }
  runAll(name, "pairs", shortened(play), reference, enumeratePairs(name, reference));
}

INSTANTIATE_TEST_SUITE_P(Plays, Faults, ::testing::ValuesIn(allPlays()),
                         [](const auto& play) { return play.param; });

}  // namespace
}  // namespace slipway::testing
