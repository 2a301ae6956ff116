#include "strategies/seeded_bugs.h"

#include <cstdio>
#include <gtest/gtest.h>
#include <optional>
#include <set>

#include "tests/sim/support/matrix.h"

namespace slipway::testing {
namespace {

using strategies::SeededBug;

// Where a bug must be noticed at the latest; no class: in the undisturbed run.
struct Row {
  SeededBug bug;
  std::string play;
  std::string_view faults;
};
void PrintTo(const Row& row, std::ostream* out) {
  *out << strategies::seededBugName(row.bug);
}

// The tests are tested: each of these bugs, switched on in a build made for it, must be noticed by
// the cases of the matrix, by an oracle or by an end that differs: by all cases of its own play, or
// by those of the others that a normal run executes.
const Row kRows[] = {
    {SeededBug::ShrinkBeforeGrow, "good_update", {}},
    {SeededBug::NoUidPrecondition, "good_update", "unobserved"},
    {SeededBug::RejectionIgnored, "bad_update", {}},
    {SeededBug::UnverifiedReleasesOld, "bad_update", {}},
    {SeededBug::PromotesBeforeChecks, "good_update", "kills"},
    {SeededBug::RandomName, "good_update", {}},
    {SeededBug::IgnoresUnknownOutcome, "bad_update", "answers"},
    {SeededBug::NoVersionOnShrink, "there_and_back", "failover"},
    {SeededBug::ActsBeforeIntent, "update_in_mid_update", "kills"},
    {SeededBug::OwnWriteGuardOff, "good_update", "stale"},
    {SeededBug::SurgeUnbounded, "good_update", {}},
    {SeededBug::NumberFromCount, "short_history", {}},
    {SeededBug::StatusWithoutVersion, "good_update", "failover"},
    {SeededBug::DeleteUnconditional, "short_history", "unobserved"},
    {SeededBug::NoGenerationOnGrowth, "there_and_back", "failover"},
    {SeededBug::StatusOrderMatters, "bad_update", {}},
    {SeededBug::ProgressByWallClock, "good_update", "clocks"},
    {SeededBug::RetiresTooEarly, "workload_on_success", {}},
    {SeededBug::IgnoresEndpoints, "service_blue_green", {}},
    {SeededBug::EndsBeforeTheSwitch, "service_blue_green", {}},
};

// A bug may keep a run from ever settling; that need not be waited for at length.
sim::Play shortened(sim::Play play) {
  play.limit = std::chrono::minutes(30);
  return play;
}

std::optional<std::string> firstOf(const std::vector<std::string>& found) {
  if (found.empty()) return std::nullopt;
  return found.front();
}

class SeededBugs : public ::testing::TestWithParam<Row> {
 protected:
  void TearDown() override { strategies::seededBug() = SeededBug::None; }

  // In the play that is likeliest to notice, else in any other.
  static std::optional<std::string> caught(const Row& row) {
    if (auto found = caughtIn(row.play, row)) return found;
    for (const std::string& name : allPlays())
      if (name != row.play)
        if (auto found = caughtIn(name, row)) return found;
    return std::nullopt;
  }

 private:
  static std::optional<std::string> caughtIn(const std::string& name, const Row& row) {
    strategies::seededBug() = SeededBug::None;
    const sim::Play play = shortened(loadPlay(name));
    const Verdict right = runUndisturbed(play);
    strategies::seededBug() = row.bug;
    Verdict undisturbed = runUndisturbed(play);
    undisturbed.struck = true;
    if (const auto found = firstOf(differences(right, undisturbed, {})))
      return name + ", undisturbed: " + *found;
    for (const FaultClass& faults : faultClasses()) {
      if (faults.name != row.faults) continue;
      for (const FaultCase& fault :
           enumerate(name, faults, right, name == row.play || deep()).cases)
        if (const auto found = firstOf(differences(right, runWithFault(play, fault), fault)))
          return name + ", " + fault.text() + ": " + *found;
    }
    return std::nullopt;
  }
};

TEST_P(SeededBugs, AreCaught) {
  const auto what = caught(GetParam());
  const auto name = strategies::seededBugName(GetParam().bug);
  ASSERT_TRUE(what) << "nothing noticed: " << name;
  std::printf("[ caught ] %-36s %s\n", std::string(name).c_str(), what->c_str());
}

INSTANTIATE_TEST_SUITE_P(Bugs, SeededBugs, ::testing::ValuesIn(kRows), [](const auto& row) {
  std::string name;
  for (const char c : strategies::seededBugName(row.param.bug))
    if (std::isalnum(static_cast<unsigned char>(c))) name += c;
  return name;
});

// A bug without a row would go unnoticed here.
TEST(SeededBugRows, NameEachBugOnce) {
  std::set<SeededBug> named;
  for (const Row& row : kRows) EXPECT_TRUE(named.insert(row.bug).second);
  EXPECT_EQ(named.size(), strategies::kSeededBugNames.size() - 1);
}

}  // namespace
}  // namespace slipway::testing
