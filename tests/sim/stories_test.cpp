#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

#include "sim/story_text.h"
#include "tests/sim/support/fault_case.h"

namespace slipway::testing {
namespace {

// Every play of tests/sim/plays, told as a person would see it and compared with the story kept
// beside it. UPDATE_GOLDEN=1 writes the stories anew: read the difference before keeping it.
class Story : public ::testing::TestWithParam<std::string> {};

TEST_P(Story, IsToldAsKept) {
  const sim::Play play = loadPlay(GetParam());
  std::string story = play.name + "\n\n";
  const Verdict verdict = runUndisturbed(
      play, [&](const sim::StoryLine& line) { story += sim::renderStoryLine(line, {}) + "\n"; });
  for (const auto* told : {&verdict.broken, &verdict.failures})
    for (const auto& failure : *told) ADD_FAILURE() << failure;

  const auto path =
      std::filesystem::path(SLIPWAY_SOURCE_DIR) / "tests/sim/plays" / (GetParam() + ".story");
  if (std::getenv("UPDATE_GOLDEN")) std::ofstream(path) << story;
  std::ifstream file(path);
  std::stringstream kept;
  kept << file.rdbuf();
  EXPECT_EQ(kept.str(), story) << "UPDATE_GOLDEN=1 keeps the new story: " << path;
}

INSTANTIATE_TEST_SUITE_P(Plays, Story, ::testing::ValuesIn(allPlays()),
                         [](const auto& play) { return play.param; });

}  // namespace
}  // namespace slipway::testing
