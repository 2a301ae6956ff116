#include "strategies/seeded_bugs.h"

#include <cstdio>
#include <gtest/gtest.h>
#include <map>
#include <optional>

#include "tests/sim/support/fault_case.h"

namespace slipway::testing {
namespace {

using strategies::SeededBug;

// The tests are tested: each of these bugs, switched on in a build made for it, must be noticed by
// the very runs that the enumeration makes, by an oracle or by an end that differs.
constexpr SeededBug kBugs[] = {
    SeededBug::ShrinkBeforeGrow,     SeededBug::RejectionIgnored, SeededBug::UnverifiedReleasesOld,
    SeededBug::PromotesBeforeChecks, SeededBug::RandomName,       SeededBug::IgnoresUnknownOutcome,
    SeededBug::ActsBeforeIntent,     SeededBug::SurgeUnbounded,
};
constexpr const char* kPlays[] = {"good_update", "bad_update", "update_in_mid_update"};

class SeededBugs : public ::testing::TestWithParam<SeededBug> {
 protected:
  void TearDown() override { strategies::seededBug() = SeededBug::None; }

  static const Verdict& reference(const std::string& play) {
    static std::map<std::string, Verdict> known;
    const auto found = known.find(play);
    if (found != known.end()) return found->second;
    strategies::seededBug() = SeededBug::None;
    return known.emplace(play, runWithFault(loadPlay(play), {})).first->second;
  }

  // What gives the bug away, in the undisturbed run or under a fault; nullopt: nothing does.
  static std::optional<std::string> caughtBy(SeededBug bug, const std::string& name) {
    const Verdict& right = reference(name);
    sim::Play play = loadPlay(name);
    // A bug may keep a run from ever settling; that need not be waited for at length.
    play.limit = std::chrono::minutes(30);
    strategies::seededBug() = bug;
    const auto wrong = [&](const FaultCase& fault) -> std::optional<std::string> {
      const Verdict verdict = runWithFault(play, fault);
      const std::string where = name + ", " + fault.text() + ": ";
      if (!verdict.failures.empty()) return where + verdict.failures.front();
      if (verdict.endState != right.endState) return where + "another end";
      if (verdict.churn != right.churn) return where + "other creates and deletes";
      return std::nullopt;
    };
    if (auto caught = wrong({})) return caught;
    const int writes = static_cast<int>(right.writes.size());
    for (int write = 0; write < writes; ++write)
      for (const FaultKind kind : {FaultKind::KillBefore, FaultKind::KillAfter,
                                   FaultKind::LostUnapplied, FaultKind::LostApplied})
        if (auto caught = wrong({kind, write})) return caught;
    return std::nullopt;
  }
};

TEST_P(SeededBugs, AreCaught) {
  std::optional<std::string> caught;
  for (const char* play : kPlays)
    if ((caught = caughtBy(GetParam(), play))) break;
  ASSERT_TRUE(caught) << "nothing noticed: " << strategies::seededBugName(GetParam());
  std::printf("[ caught ] %-36s %s\n", seededBugName(GetParam()).data(), caught->c_str());
}

INSTANTIATE_TEST_SUITE_P(Bugs, SeededBugs, ::testing::ValuesIn(kBugs), [](const auto& bug) {
  std::string name;
  for (const char c : strategies::seededBugName(bug.param))
    if (std::isalnum(static_cast<unsigned char>(c))) name += c;
  return name;
});

}  // namespace
}  // namespace slipway::testing
