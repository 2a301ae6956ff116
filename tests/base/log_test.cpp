#include "base/log.h"

#include "base/log_line.h"
#include "base/text.h"
#include "base/value.h"

namespace slipway {
namespace {

const WallTime kTime = *parseTime("2026-01-02T03:04:05.678901Z");

TEST(LogLine, TextIsForPeople) {
  EXPECT_EQ(logLine(LogFormat::Text, kTime, LogLevel::Info, "scaled up", {}),
            "2026-01-02T03:04:05.678Z INFO  scaled up");
  EXPECT_EQ(
      logLine(LogFormat::Text, kTime, LogLevel::Error, "lost the lease",
              {{"key", "value"}, {"why", "two words"}, {"n", 7}, {"ok", true}, {"empty", ""}}),
      "2026-01-02T03:04:05.678Z ERROR lost the lease key=value why=\"two words\" n=7 ok=true "
      "empty=\"\"");
}

TEST(LogLine, TextQuotesWhatWouldBreakItsForm) {
  EXPECT_EQ(logLine(LogFormat::Text, kTime, LogLevel::Warn, "m",
                    {{"a", "x=\"y\""}, {"b", "c:\\d"}, {"bad key=", 1}}),
            R"(2026-01-02T03:04:05.678Z WARN  m a="x=\"y\"" b="c:\\d" bad_key_=1)");
}

TEST(LogLine, JsonIsOneObject) {
  const std::string line = logLine(LogFormat::Json, kTime, LogLevel::Debug, "say \"hi\"",
                                   {{"name", "web"}, {"msg", "x"}});
  EXPECT_EQ(
      line,
      R"({"time":"2026-01-02T03:04:05.678Z","level":"debug","msg":"say \"hi\"","name":"web","msg_":"x"})");
  EXPECT_TRUE(parseJson(line).ok());
}

TEST(LogLine, ForeignBytesStayOnOneValidLine) {
  for (LogFormat format : {LogFormat::Text, LogFormat::Json}) {
    const std::string line =
        logLine(format, kTime, LogLevel::Info, "a\nb\xFF\x1B[0m", {{"k\n", "v\r\n\xC3"}});
    EXPECT_TRUE(isValidUtf8(line));
    EXPECT_EQ(line.find_first_of("\n\r\x1B"), std::string::npos);
  }
}

TEST(StderrLog, WritesWhatIsEnabled) {
  testing::internal::CaptureStderr();
  {
    const auto log = makeStderrLog(LogLevel::Info, LogFormat::Json);
    EXPECT_FALSE(log->enabled(LogLevel::Debug));
    EXPECT_TRUE(log->enabled(LogLevel::Info));
    log->debug("hidden");
    log->info("shown {} %v", {{"n", 1}});
    log->error("too");
  }
  const std::string out = testing::internal::GetCapturedStderr();
  EXPECT_EQ(out.find("hidden"), std::string::npos);
  EXPECT_NE(out.find(R"("level":"info","msg":"shown {} %v","n":"1"})"), std::string::npos) << out;
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 2);
}

TEST(NullLogTest, IsNeverEnabled) {
  NullLog log;
  EXPECT_FALSE(log.enabled(LogLevel::Error));
  log.error("nobody reads this");
}

}  // namespace
}  // namespace slipway
