#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

#include "tests/sim/support/matrix.h"

namespace slipway::testing {
namespace {

constexpr const char* kBegin = "<!-- the table is written by sim_coverage: UPDATE_GOLDEN=1 -->\n";
constexpr const char* kEnd = "<!-- end of the table -->\n";

// The class of faults, kind by kind, and then the table.
std::string generated() {
  std::string text;
  for (const FaultClass& faults : faultClasses()) {
    text += "- **" + std::string(faults.name) + "**: " + std::string(faults.what) + " (";
    for (const FaultKind& kind : faults.kinds)
      text += (&kind == &faults.kinds.front() ? "`" : ", `") + kind.name + "`";
    text += ")\n";
  }
  text += "\n" + coverageHead();
  for (const std::string& name : allPlays()) {
    const Verdict reference = runUndisturbed(loadPlay(name));
    text += coverageRow(name, reference);
  }
  return text;
}

// What docs/faults.md says is covered is what the tests of a normal run execute.
TEST(Coverage, IsWhatTheDocumentSays) {
  if (deep()) GTEST_SKIP() << "the document is about the normal run";
  const std::string path = std::string(SLIPWAY_SOURCE_DIR) + "/docs/faults.md";
  std::stringstream kept;
  kept << std::ifstream(path).rdbuf();
  const std::string text = kept.str();
  const auto begin = text.find(kBegin);
  const auto end = text.find(kEnd);
  ASSERT_NE(begin, std::string::npos) << path;
  ASSERT_NE(end, std::string::npos) << path;
  const auto from = begin + std::string(kBegin).size();
  const std::string now = generated();
  if (std::getenv("UPDATE_GOLDEN"))
    std::ofstream(path) << text.substr(0, from) << now << text.substr(end);
  else
    EXPECT_EQ(text.substr(from, end - from), now) << "UPDATE_GOLDEN=1 writes the table anew";
}

// The points are counted by whoever injects; the API server's audit log counts for itself.
class Points : public ::testing::TestWithParam<std::string> {};

TEST_P(Points, AreAllWritesThatTheServerSaw) {
  const sim::Play play = loadPlay(GetParam());
  const Verdict reference = runUndisturbed(play);
  EXPECT_EQ(reference.audited, static_cast<int>(reference.writes.size()));
  EXPECT_LE(reference.audited, writeBudget(play));
  std::printf("[ writes ] %-24s %3d of at most %d\n", GetParam().c_str(), reference.audited,
              writeBudget(play));
}

INSTANTIATE_TEST_SUITE_P(Plays, Points, ::testing::ValuesIn(allPlays()),
                         [](const auto& play) { return play.param; });

}  // namespace
}  // namespace slipway::testing
