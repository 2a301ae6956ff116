#include <gtest/gtest.h>
#include <set>
#include <string>

#include "base/value.h"
#include "tests/cluster/support/process.h"

namespace slipway::testing {
namespace {

// The smallest run that has every part. It ends with another exit code when a Release does not
// settle.
TEST(Bench, HasAFigureInEveryRow) {
  const auto done = runCommand({.argv = {SLIPWAY_BENCH_BINARY, "--quick", "--output=json"}},
                               std::chrono::minutes(4));
  ASSERT_TRUE(done.ok()) << done.err;
  const auto table = parseJson(done.out);
  ASSERT_TRUE(table.ok()) << done.out;
  std::multiset<std::string> parts;
  for (const Value& row : (*table)["rows"].elements()) {
    parts.insert(std::string(row["part"].stringOr("")));
    EXPECT_FALSE(row["slipway"].isNull()) << row["measure"].stringOr("");
    EXPECT_FALSE(row["unit"].stringOr("").empty()) << row["measure"].stringOr("");
  }
  EXPECT_EQ(parts.count("idle"), 10);
  EXPECT_EQ(parts.count("latency"), 8);
  EXPECT_EQ(parts.count("requests"), 10);
  EXPECT_EQ(parts.count("at once"), 4);
  EXPECT_EQ(parts.count("restart"), 8);
  EXPECT_EQ(parts.count("smoke tests"), 5);
}

}  // namespace
}  // namespace slipway::testing
