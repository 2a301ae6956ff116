#include "tests/node/support/load.h"

#include <gtest/gtest.h>

namespace slipway::testing {
namespace {

using std::chrono::milliseconds;

const LoadClock::time_point kStart{};

Sample sample(int begun, int ended, int status, std::string version = "1") {
  return {.id = std::to_string(begun),
          .begun = kStart + milliseconds(begun),
          .ended = kStart + milliseconds(ended),
          .status = status,
          .version = std::move(version),
          .failure = status == 0 ? "connect: refused" : ""};
}

TEST(LoadReportTest, CountsFailuresByTheirReason) {
  const LoadReport report{{sample(0, 1, 200), sample(2, 3, 500), sample(4, 5, 0), sample(6, 7, 0)}};
  EXPECT_EQ(report.failed(), 3u);
  EXPECT_EQ(report.failures(),
            (std::map<std::string, std::size_t>{{"status 500", 1}, {"connect: refused", 2}}));
  EXPECT_EQ(report.answered(), (std::set<std::string>{"0", "2"}));
}

TEST(LoadReportTest, KnowsTheLongestTimeWithoutASuccess) {
  EXPECT_EQ(LoadReport{}.longestWithoutSuccess(), milliseconds(0));
  const LoadReport middle{{sample(0, 10, 200), sample(20, 400, 0), sample(405, 410, 200)}};
  EXPECT_EQ(middle.longestWithoutSuccess(), milliseconds(400));
  const LoadReport never{{sample(0, 10, 0), sample(20, 300, 500)}};
  EXPECT_EQ(never.longestWithoutSuccess(), milliseconds(300));
  const LoadReport atTheEnd{{sample(0, 10, 200), sample(20, 900, 0)}};
  EXPECT_EQ(atTheEnd.longestWithoutSuccess(), milliseconds(890));
}

TEST(LoadReportTest, SharesAreOfAnswersToRequestsOfThatTime) {
  const LoadReport report{{sample(0, 1, 200), sample(10, 11, 200, "2"), sample(12, 13, 200),
                           sample(14, 15, 0), sample(16, 30, 500, "2"), sample(20, 21, 200)}};
  const auto shares = report.shares(kStart + milliseconds(10), kStart + milliseconds(20));
  EXPECT_NEAR(shares.at("2"), 66.7, 0.1);
  EXPECT_NEAR(shares.at("1"), 33.3, 0.1);
}

TEST(LoadReportTest, BadFromTheFirstToTheLastFailure) {
  const LoadReport report{{sample(0, 1, 200), sample(10, 11, 500), sample(12, 13, 200),
                           sample(14, 50, 500), sample(16, 60, 200)}};
  EXPECT_EQ(report.badFor(), milliseconds(39));
  EXPECT_EQ(LoadReport{}.badFor(), milliseconds(0));
}

}  // namespace
}  // namespace slipway::testing
