#include "operator/simulate.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <sstream>

#include "base/value.h"
#include "operator/cli.h"

namespace slipway::cli {
namespace {

using Output = SimulateOptions::Output;

struct Told {
  int code = 0;
  std::string out;
  std::string err;
  std::vector<std::string> lines() const {
    std::vector<std::string> all;
    std::istringstream stream(out);
    for (std::string line; std::getline(stream, line);) all.push_back(line);
    return all;
  }
};

SimulateOptions play(const std::string& file) {
  SimulateOptions options;
  options.file = std::string(SLIPWAY_SOURCE_DIR) + "/" + file;
  return options;
}

Told tell(const SimulateOptions& options, const Screen& screen = {}) {
  std::ostringstream out;
  std::ostringstream err;
  const int code = simulate(options, screen, out, err);
  return {code, out.str(), err.str()};
}

std::size_t columnsOf(const std::string& line) {
  return static_cast<std::size_t>(std::count_if(
      line.begin(), line.end(), [](unsigned char c) { return (c & 0xC0U) != 0x80U; }));
}

std::size_t widest(const Told& told) {
  std::size_t most = 0;
  for (const auto& line : told.lines()) most = std::max(most, columnsOf(line));
  return most;
}

Screen terminal(std::size_t columns) {
  Screen screen;
  screen.terminal = true;
  screen.colours = true;
  screen.columns = columns;
  return screen;
}

const char* const kBadUpdate = "tests/sim/plays/bad_update.yaml";
const char* const kWrongPlay = "tests/operator/expects_otherwise.yaml";

TEST(Simulate, JsonIsOneObjectPerLineAndTheLastOneIsTheResult) {
  SimulateOptions options = play(kBadUpdate);
  options.output = Output::Json;
  const Told told = tell(options);
  EXPECT_EQ(told.code, kOk);
  std::vector<Value> values;
  for (const auto& line : told.lines()) {
    const auto value = parseJson(line);
    ASSERT_TRUE(value.ok()) << line;
    EXPECT_FALSE((*value)["kind"].isNull()) << line;
    EXPECT_FALSE((*value)["at"].numberText().empty()) << line;
    values.push_back(*value);
  }
  ASSERT_GT(values.size(), 5U);
  const Value& result = values.back();
  EXPECT_EQ(result["kind"].stringOr(""), "result");
  EXPECT_EQ(result["ok"].asBool(), true);
  EXPECT_TRUE(result["failures"].isArray());
  const auto last = std::find_if(values.rbegin(), values.rend(), [](const Value& value) {
    return value["kind"].stringOr("") == "picture";
  });
  ASSERT_NE(last, values.rend());
  EXPECT_EQ((*last)["phase"].stringOr(""), "RolledBack");
  EXPECT_EQ((*last)["revisions"].at(0)["role"].stringOr(""), "stable");
  EXPECT_EQ((*last)["revisions"].at(1)["role"].stringOr(""), "rejected");
  EXPECT_EQ((*last)["checks"].at(0)["verdict"].stringOr(""), "Failed");
}

TEST(Simulate, WhatDoesNotComeTrueIsExitCodeOneAndListed) {
  const Told told = tell(play(kWrongPlay));
  EXPECT_EQ(told.code, kFailed);
  EXPECT_NE(told.out.find("expected otherwise: at the end: ConfigMap"), std::string::npos)
      << told.out;

  SimulateOptions json = play(kWrongPlay);
  json.output = Output::Json;
  json.quiet = true;
  const Told result = tell(json);
  EXPECT_EQ(result.code, kFailed);
  ASSERT_EQ(result.lines().size(), 1U) << result.out;
  const auto value = parseJson(result.lines().front());
  ASSERT_TRUE(value.ok());
  EXPECT_EQ((*value)["ok"].asBool(), false);
  EXPECT_EQ((*value)["failures"].elements().size(), 1U);
}

TEST(Simulate, AWrongFileIsExitCodeTwoAndOnTheErrorStream) {
  const Told told = tell(play("tests/sim/stories_test.cpp"));
  EXPECT_EQ(told.code, kUsage);
  EXPECT_EQ(told.out, "");
  EXPECT_NE(told.err.find("slipway simulate: "), std::string::npos);
}

TEST(Simulate, TerminalsGetColourAndLinesOfTheirWidthFilesNeither) {
  const Told file = tell(play(kBadUpdate));
  EXPECT_GT(widest(file), 120U);
  EXPECT_EQ(file.out.find('\x1b'), std::string::npos);

  Screen plain = terminal(80);
  plain.colours = false;  // NO_COLOR
  const Told narrow = tell(play(kBadUpdate), plain);
  EXPECT_LE(widest(narrow), 80U);
  EXPECT_EQ(narrow.out.find('\x1b'), std::string::npos);
  EXPECT_NE(tell(play(kBadUpdate), terminal(80)).out.find('\x1b'), std::string::npos);
}

TEST(Simulate, OptionsBeatTheScreen) {
  SimulateOptions options = play(kBadUpdate);
  options.width = 60;
  options.colour = Colour::Never;
  const Told told = tell(options, terminal(200));
  EXPECT_LE(widest(told), 60U);
  EXPECT_EQ(told.out.find('\x1b'), std::string::npos);
  options.colour = Colour::Always;
  EXPECT_NE(tell(options).out.find('\x1b'), std::string::npos);
}

TEST(Simulate, PacesTheStoryOnTerminalsOnly) {
  SimulateOptions options = play(kBadUpdate);
  options.pace = std::chrono::milliseconds(300);
  std::vector<Duration> pauses;
  Screen screen = terminal(80);
  screen.pause = [&](Duration time) { pauses.push_back(time); };
  tell(options, screen);
  EXPECT_GT(pauses.size(), 3U);
  EXPECT_EQ(std::count(pauses.begin(), pauses.end(), options.pace),
            static_cast<std::ptrdiff_t>(pauses.size()));

  pauses.clear();
  screen.terminal = false;
  tell(options, screen);
  EXPECT_TRUE(pauses.empty());
}

}  // namespace
}  // namespace slipway::cli
