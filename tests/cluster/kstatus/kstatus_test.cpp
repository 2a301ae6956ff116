#include <algorithm>
#include <cstdio>
#include <gtest/gtest.h>
#include <map>
#include <stdexcept>

#include "tests/cluster/kstatus/moments.h"
#include "tests/cluster/support/control_plane.h"
#include "tests/cluster/support/process.h"

namespace slipway::testing {
namespace {

// What Flux, Argo CD and Helm conclude of a Release at every moment of its life: each state that
// the simulated plays bring about goes through the kstatus library itself.

// The tool is asked once, about all of them.
std::vector<Conclusion> concludedOf(const std::vector<Moment>& moments) {
  const auto tool = findTool("kstatus");
  if (!tool.ok()) throw std::runtime_error(tool.error());
  std::string lines;
  for (const Moment& moment : moments) lines += printJson(moment.object) + "\n";
  const auto done = runCommand({.argv = {*tool}, .input = std::move(lines)});
  if (!done.ok()) throw std::runtime_error(done.err);
  return readConclusions(done.out);
}

struct Row {
  std::string situation;
  std::string status;
};
const std::vector<Row>& rows() {
  static const std::vector<Row> all{
      {"before the first status", "InProgress"},
      {"spec edited, not seen yet", "InProgress"},
      {"being deleted", "Terminating"},
      {"Progressing", "InProgress"},
      {"Paused", "InProgress"},
      {"Verifying", "InProgress"},
      {"RollingBack", "InProgress"},
      {"Degraded", "InProgress"},
      {"Healthy", "Current"},
      {"ScaledToZero", "Current"},
      {"RolledBack", "Failed"},
      {"Stalled", "Failed"},
  };
  return all;
}

TEST(Kstatus, ConcludesOfEveryPhaseWhatPeopleWould) {
  auto moments = allMoments();
  std::erase_if(moments, [](const Moment& moment) { return moment.kind() != "Release"; });
  const auto conclusions = concludedOf(moments);
  ASSERT_EQ(conclusions.size(), moments.size());

  std::map<std::string, std::map<std::string, int>> seen;  // situation, status, how often
  for (std::size_t i = 0; i < moments.size(); ++i) {
    const std::string situation = moments[i].situation();
    const std::string& status = conclusions[i].status;
    ++seen[situation][status];
    const auto row = std::find_if(rows().begin(), rows().end(),
                                  [&](const Row& r) { return r.situation == situation; });
    ASSERT_NE(row, rows().end()) << "no row says what kstatus should conclude of " << situation;
    EXPECT_EQ(status, row->status)
        << moments[i].play << ": " << situation << ": " << conclusions[i].message << "\n"
        << printJsonPretty(moments[i].object["status"]);
  }

  std::printf("%-28s %-12s %s\n", "phase", "kstatus", "moments");
  for (const auto& [situation, statuses] : seen)
    for (const auto& [status, count] : statuses)
      std::printf("%-28s %-12s %d\n", situation.c_str(), status.c_str(), count);
  std::fflush(stdout);
  for (const Row& row : rows())
    EXPECT_TRUE(seen.contains(row.situation)) << "no play brings about: " << row.situation;
}

// Helm's --wait and Flux show this text when they give up.
TEST(Kstatus, AFailureIsToldInTheReleasesOwnWords) {
  const auto moments = momentsOf("bad_update");
  const auto conclusions = concludedOf(moments);
  ASSERT_FALSE(conclusions.empty());
  EXPECT_EQ(conclusions.back().status, "Failed");
  EXPECT_EQ(conclusions.back().message, moments.back().object["status"]["message"].stringOr(""));
}

// Nobody may go on to the next step between a new spec and our answer to it.
TEST(Kstatus, NothingIsCurrentBetweenAnEditAndTheEndOfItsRollout) {
  const auto moments = momentsOf("good_update");
  const auto conclusions = concludedOf(moments);
  std::int64_t done = 0;  // the newest generation said to be current
  for (std::size_t i = 0; i < moments.size(); ++i) {
    if (conclusions[i].status != "Current") continue;
    const Value& release = moments[i].object;
    EXPECT_EQ(release["status"]["updatedReplicas"], release["spec"]["replicas"]);
    EXPECT_EQ(release["status"]["availableReplicas"], release["spec"]["replicas"]);
    done = release["metadata"]["generation"].asInt().value_or(0);
  }
  EXPECT_EQ(done, moments.back().object["metadata"]["generation"].asInt().value_or(-1));
}

}  // namespace
}  // namespace slipway::testing
