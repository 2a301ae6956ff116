#include <cstdlib>
#include <gtest/gtest.h>

#include "tests/sim/support/fault_case.h"

namespace slipway::testing {
namespace {

// How many seeds each play gets: what this build has time for, twenty times as many with
// SLIPWAY_DEEP, or as many as SLIPWAY_SEEDS says.
int seedsPerPlay() {
  if (const char* wanted = std::getenv("SLIPWAY_SEEDS")) return std::atoi(wanted);
  const char* deep = std::getenv("SLIPWAY_DEEP");
  return deep && *deep ? 20 * SLIPWAY_USUAL_SEEDS : SLIPWAY_USUAL_SEEDS;
}

class Seeds : public ::testing::TestWithParam<std::string> {};

// Random trouble may change how often something is tried; it never changes where it ends.
TEST_P(Seeds, RandomTroubleEndsWhereTheUndisturbedRunEnds) {
  const sim::Play play = loadPlay(GetParam());
  const Verdict reference = runUndisturbed(play);
  ASSERT_TRUE(reference.ok());
  for (int seed = 1; seed <= seedsPerPlay(); ++seed) {
    const Verdict verdict = runWithSeed(play, static_cast<std::uint64_t>(seed));
    const std::string what = "seed " + std::to_string(seed) + "; replay: sim_replay " + GetParam() +
                             " seed " + std::to_string(seed);
    for (const auto* told : {&verdict.broken, &verdict.failures})
      for (const auto& failure : *told) ADD_FAILURE() << what << "\n  " << failure;
    EXPECT_EQ(reference.endState, verdict.endState) << what;
  }
}

INSTANTIATE_TEST_SUITE_P(Plays, Seeds,
                         ::testing::Values("first_deploy", "good_update", "bad_update",
                                           "update_in_mid_update"),
                         [](const auto& play) { return play.param; });

}  // namespace
}  // namespace slipway::testing
