#include "tests/bench/figures.h"

#include <gtest/gtest.h>

#include "base/value.h"
#include "tests/bench/table.h"

namespace slipway::bench {
namespace {

WallTime at(int ms) {
  return WallTime{std::chrono::milliseconds(ms)};
}

TEST(Percentile, IsOneOfTheValues) {
  EXPECT_EQ(percentile({}, 50), 0);
  EXPECT_EQ(percentile({7}, 99), 7);
  EXPECT_EQ(percentile({4, 1, 3, 2}, 50), 2);
  EXPECT_EQ(percentile({4, 1, 3, 2}, 99), 4);
  EXPECT_EQ(percentile({4, 1, 3, 2}, 0), 1);
  std::vector<double> hundred;
  for (int i = 1; i <= 100; ++i) hundred.push_back(i);
  EXPECT_EQ(percentile(hundred, 50), 50);
  EXPECT_EQ(percentile(hundred, 99), 99);
  EXPECT_EQ(percentile(hundred, 100), 100);
}

TEST(Reactions, AreTheFirstEffectOfEachCause) {
  EXPECT_EQ(reactions({at(100), at(0)}, {at(130), at(8), at(5), at(110)}),
            (std::vector<double>{5, 10}));
}

TEST(Reactions, CountNoEffectOfTheNextCause) {
  EXPECT_EQ(reactions({at(0), at(100), at(200)}, {at(101)}), (std::vector<double>{1}));
  EXPECT_TRUE(reactions({at(50)}, {at(20)}).empty());
  EXPECT_TRUE(reactions({}, {at(20)}).empty());
}

TEST(Requests, AreDescribedPerRollout) {
  const Requests requests{{"create events", 3}, {"patch replicasets", 4}};
  EXPECT_EQ(total(requests), 7);
  EXPECT_EQ(describe(requests, 2), "1.5 create events, 2 patch replicasets");
  EXPECT_EQ(describe({}, 2), "");
}

TEST(Number, HasThreeDigitsThatSaySomething) {
  EXPECT_EQ(number(0), "0");
  EXPECT_EQ(number(0.0004), "0");
  EXPECT_EQ(number(0.1254), "0.125");
  EXPECT_EQ(number(1.5), "1.5");
  EXPECT_EQ(number(9.876), "9.88");
  EXPECT_EQ(number(38.04), "38");
  EXPECT_EQ(number(1042.4), "1042");
  EXPECT_EQ(number(-0.0001), "0");
}

std::vector<Row> rows() {
  return {{"idle", "memory", "MiB", 12.5, {}, {}, 15},
          {"latency", "p50", "ms", 21, 7, "bare client", 14, "of 100"},
          {"restart", "kill", "s"}};
}

TEST(Table, SaysWhichAimIsMet) {
  EXPECT_EQ(rows()[0].met(), true);
  EXPECT_EQ(rows()[1].met(), false);
  EXPECT_EQ(rows()[2].met(), std::nullopt);
}

TEST(Table, ForPeopleHasColumns) {
  EXPECT_EQ(print(rows(), Output::Text),
            "part     measure  Slipway  unit  beside           aim    met\n"
            "idle     memory      12.5  MiB                    <= 15  yes\n"
            "latency  p50           21  ms    7 (bare client)  <= 14  no\n"
            "    of 100\n"
            "restart  kill              s\n");
}

TEST(Table, ForPagesIsMarkdown) {
  EXPECT_EQ(print(rows(), Output::Markdown),
            "| part | measure | Slipway | unit | beside | aim | met |\n"
            "|---|---|---|---|---|---|---|\n"
            "| idle | memory | 12.5 | MiB | | <= 15 | yes |\n"
            "| latency | p50 | 21 | ms | 7 (bare client) | <= 14 | no |\n"
            "| restart | kill | | s | | | |\n"
            "\n- p50: of 100\n");
}

TEST(Table, ForProgramsIsJson) {
  const auto table = parseJson(print(rows(), Output::Json));
  ASSERT_TRUE(table.ok());
  const Value& second = (*table)["rows"].at(1);
  EXPECT_EQ(second["slipway"].numberText(), "21");
  EXPECT_EQ(second["beside"].numberText(), "7");
  EXPECT_EQ(second["met"].asBool(), false);
  EXPECT_TRUE((*table)["rows"].at(2)["slipway"].isNull());
}

TEST(Table, NamesRowsWithoutAFigure) {
  EXPECT_EQ(empty(rows()), (std::vector<std::string>{"restart: kill"}));
}

}  // namespace
}  // namespace slipway::bench
