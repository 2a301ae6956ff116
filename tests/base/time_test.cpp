#include "base/text.h"

namespace slipway {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

TEST(Time, ParsesWhatKubernetesAndOthersWrite) {
  struct Row {
    const char* text;
    const char* micro;
  };
  const std::vector<Row> rows{
      {"2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000000Z"},
      {"2026-01-02T03:04:05.1Z", "2026-01-02T03:04:05.100000Z"},
      {"2026-01-02T03:04:05.123456Z", "2026-01-02T03:04:05.123456Z"},
      {"2026-01-02T03:04:05.123456789Z", "2026-01-02T03:04:05.123456Z"},
      {"2026-01-02T03:04:05+02:00", "2026-01-02T01:04:05.000000Z"},
      {"2026-01-02T03:04:05.5-05:30", "2026-01-02T08:34:05.500000Z"},
      {"2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00.000000Z"},
      {"2026-01-02t03:04:05z", "2026-01-02T03:04:05.000000Z"},
      {"2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000000Z"},
      {"2000-02-29T23:59:59Z", "2000-02-29T23:59:59.000000Z"},
      {"1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"},
      {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z"},
      {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59.000000Z"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.text);
    const auto time = parseTime(row.text);
    ASSERT_TRUE(time.has_value());
    EXPECT_EQ(formatMicroTime(*time), row.micro);
    EXPECT_EQ(parseTime(row.micro), time);
    EXPECT_EQ(formatTime(*time), std::string(row.micro).substr(0, 19) + "Z");
  }
}

TEST(Time, RefusesWhatIsNoTime) {
  for (const char* text : {"",
                           "2026-01-02",
                           "2026-01-02T03:04:05",
                           "2026-01-02 03:04:05Z",
                           "2026-1-2T03:04:05Z",
                           "2026-13-02T03:04:05Z",
                           "2026-00-02T03:04:05Z",
                           "2026-01-32T03:04:05Z",
                           "2026-01-00T03:04:05Z",
                           "2026-02-29T03:04:05Z",
                           "1900-02-29T03:04:05Z",
                           "2026-04-31T03:04:05Z",
                           "2026-01-02T24:00:00Z",
                           "2026-01-02T23:60:00Z",
                           "2026-01-02T23:59:60Z",
                           "2026-01-02T03:04:05.Z",
                           "2026-01-02T03:04:05.1234567890Z",
                           "2026-01-02T03:04:05,5Z",
                           "2026-01-02T03:04:05+0200",
                           "0000-01-01T00:00:00+00:01",
                           "9999-12-31T23:59:59-00:01",
                           "2026-01-02T03:04:05+24:00",
                           "2026-01-02T03:04:05+02:60",
                           "2026-01-02T03:04:05Zx",
                           " 2026-01-02T03:04:05Z",
                           "+026-01-02T03:04:05Z",
                           "2026-01-02T03:04:-5Z",
                           "12026-01-02T03:04:05Z"}) {
    EXPECT_EQ(parseTime(text), std::nullopt) << text;
  }
}

TEST(Time, WholeSecondsAreCutTowardsThePast) {
  EXPECT_EQ(formatTime(WallTime{milliseconds{1999}}), "1970-01-01T00:00:01Z");
  EXPECT_EQ(formatTime(WallTime{milliseconds{-1}}), "1969-12-31T23:59:59Z");
}

TEST(DurationText, ParsesAsTheSchemaAdmits) {
  EXPECT_EQ(parseDuration("0s"), Duration{0});
  EXPECT_EQ(parseDuration("1h30m"), hours{1} + minutes{30});
  EXPECT_EQ(parseDuration("500ms"), milliseconds{500});
  EXPECT_EQ(parseDuration("1h2m3s4ms"), hours{1} + minutes{2} + seconds{3} + milliseconds{4});
  EXPECT_EQ(parseDuration("99999h"), hours{99999});
  EXPECT_EQ(parseDuration("30m1h"), minutes{90});
  for (const char* text : {"", "5", "s", "1.5s", "-1s", "+1s", "1d", "1us", "100000s", "1h1h1h1h1h",
                           "1 s", "1s ", "1S", "1h30"}) {
    EXPECT_EQ(parseDuration(text), std::nullopt) << text;
  }
}

TEST(DurationText, FormatsWhatItParses) {
  for (const char* text : {"0s", "1s", "500ms", "1h30m", "24h", "99999h", "1h2m3s4ms"}) {
    EXPECT_EQ(formatDuration(*parseDuration(text)), text);
  }
  EXPECT_EQ(formatDuration(seconds{90}), "1m30s");
  EXPECT_EQ(formatDuration(std::chrono::microseconds{999}), "0s");
  EXPECT_EQ(formatDuration(seconds{-5}), "0s");
  EXPECT_TRUE(parseDuration(formatDuration(hours{123456})).has_value());
}

TEST(DurationText, IsShortForPeople) {
  EXPECT_EQ(humanDuration(Duration{0}), "0s");
  EXPECT_EQ(humanDuration(milliseconds{350}), "350ms");
  EXPECT_EQ(humanDuration(milliseconds{1200}), "1.2s");
  EXPECT_EQ(humanDuration(milliseconds{9999}), "9.9s");
  EXPECT_EQ(humanDuration(seconds{3}), "3s");
  EXPECT_EQ(humanDuration(seconds{10}), "10s");
  EXPECT_EQ(humanDuration(seconds{185}), "3m5s");
  EXPECT_EQ(humanDuration(hours{2}), "2h");
  EXPECT_EQ(humanDuration(hours{2} + seconds{5}), "2h");
  EXPECT_EQ(humanDuration(hours{50} + minutes{7}), "2d2h");
  EXPECT_EQ(humanDuration(-seconds{185}), "-3m5s");
}

TEST(IntOrPercentText, ParsesCountsAndPercentages) {
  EXPECT_EQ(parseIntOrPercent("25%"), (IntOrPercent{25, true}));
  EXPECT_EQ(parseIntOrPercent("3"), (IntOrPercent{3, false}));
  EXPECT_EQ(parseIntOrPercent("2147483647"), (IntOrPercent{2147483647, false}));
  for (const char* text :
       {"", "%", "-1", "+1", "1.5", "1.5%", "25 %", "25%%", "2147483648", "x", "1x"}) {
    EXPECT_EQ(parseIntOrPercent(text), std::nullopt) << text;
  }
  EXPECT_EQ(format({25, true}), "25%");
  EXPECT_EQ(format({3, false}), "3");
}

TEST(IntOrPercentText, ResolvesWithoutOverflow) {
  EXPECT_EQ(resolve({25, true}, 10, Rounding::Up), 3);
  EXPECT_EQ(resolve({25, true}, 10, Rounding::Down), 2);
  EXPECT_EQ(resolve({25, true}, 8, Rounding::Up), 2);
  EXPECT_EQ(resolve({0, true}, 10, Rounding::Up), 0);
  EXPECT_EQ(resolve({1, true}, 1, Rounding::Up), 1);
  EXPECT_EQ(resolve({100, true}, 7, Rounding::Down), 7);
  EXPECT_EQ(resolve({5, false}, 2, Rounding::Down), 5);
  EXPECT_EQ(resolve({2147483647, true}, 2147483647, Rounding::Up), 2147483647);
}

}  // namespace
}  // namespace slipway
