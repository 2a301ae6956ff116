#include <cstdio>
#include <gtest/gtest.h>
#include <set>
#include <tuple>

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
  for (const FaultCase& fault : all.cases) {
    const auto found = differences(reference, runWithFault(play, fault), fault);
    if (found.empty()) continue;
    if (failed.insert(fault.text()).second && failed.size() <= kTold)
      ADD_FAILURE() << fault.text() << " ("
                    << reference.writes[static_cast<std::size_t>(fault.strikes[0].write)].what
                    << "); replay: sim_replay " << name << " " << fault.text() << "\n  "
                    << found.front();
  }
  std::printf("[ coverage ] %-24s %-13s %5zu executed, %d distinct, %d enumerated\n", name.c_str(),
              std::string(faults).c_str(), all.cases.size(), all.distinct, all.possible);
  if (failed.empty()) return;
  std::string list;
  for (const auto& text : failed) list += "\n  " + text;
  ADD_FAILURE() << failed.size() << " of " << all.cases.size() << " cases failed:" << list;
}

// One fault at each point of a play, one run each, one class of faults at a time: the end is the
// one that the class allows, and the oracles have nothing to say.
class Faults : public ::testing::TestWithParam<std::tuple<std::string, std::size_t>> {};

TEST_P(Faults, AtEachPointEndWell) {
  const auto& [name, index] = GetParam();
  const FaultClass& faults = faultClasses()[index];
  const sim::Play play = loadPlay(name);
  const Verdict reference = runUndisturbed(play);
  ASSERT_TRUE(reference.ok());
  const Enumeration all = enumerate(name, faults, reference);
  ASSERT_FALSE(all.cases.empty());
  runAll(name, faults.name, shortened(play), reference, all);
}

INSTANTIATE_TEST_SUITE_P(Plays, Faults,
                         ::testing::Combine(::testing::ValuesIn(allPlays()),
                                            ::testing::Range(std::size_t{0},
                                                             faultClasses().size())),
                         [](const auto& row) {
                           std::string text =
                               std::get<0>(row.param) + "_" +
                               std::string(faultClasses()[std::get<1>(row.param)].name);
                           for (char& c : text)
                             if (c == '-') c = '_';
                           return text;
                         });

class Pairs : public ::testing::TestWithParam<std::string> {};

TEST_P(Pairs, OfFaultsEndWell) {
  const sim::Play play = loadPlay(GetParam());
  const Verdict reference = runUndisturbed(play);
  ASSERT_TRUE(reference.ok());
  runAll(GetParam(), "pairs", shortened(play), reference, enumeratePairs(GetParam(), reference));
}

INSTANTIATE_TEST_SUITE_P(Plays, Pairs, ::testing::ValuesIn(allPlays()),
                         [](const auto& play) { return play.param; });

}  // namespace
}  // namespace slipway::testing
