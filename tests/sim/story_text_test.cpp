#include "sim/story_text.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <sstream>

namespace slipway::sim {
namespace {

StoryLine note(const std::string& reason, const std::string& text) {
  StoryLine line;
  line.at = std::chrono::milliseconds(65'230);
  line.who = "slipway";
  line.reason = reason;
  line.text = text;
  return line;
}

StoryLine picture(Picture before, Picture now) {
  StoryLine line;
  line.kind = StoryLine::Kind::Picture;
  line.at = std::chrono::seconds(3);
  line.who = "web";
  line.before = std::make_shared<const Picture>(std::move(before));
  line.picture = std::make_shared<const Picture>(std::move(now));
  return line;
}

Picture rolling() {
  Picture p;
  p.replicas = 4;
  p.revisions = {{1, "aa", Role::Stable, 3, 3, 3, 3}, {2, "bb", Role::Update, 2, 2, 2, 1}};
  p.checks = {{"smoke", "Running", 1, 1, "200"}};
  p.phase = "Progressing";
  p.message = "rolling to revision 2 (bb)";
  p.conditions = {{"Ready", "False", "RollingOut"}, {"Verified", "Unknown", "Running"}};
  return p;
}

std::size_t widest(const std::string& text) {
  std::size_t most = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    most = std::max(
        most, static_cast<std::size_t>(std::count_if(
                  line.begin(), line.end(), [](unsigned char c) { return (c & 0xC0U) != 0x80U; })));
  return most;
}

TEST(StoryText, ANoteSaysWhenWhoWhyAndWhat) {
  EXPECT_EQ(renderStoryLine(note("Scaled", "from 1 to 2 pods"), {}),
            "  1:05.2  slipway  Scaled: from 1 to 2 pods");
}

TEST(StoryText, APictureShowsBothRevisionsOnOneScaleAndWhatChanged) {
  Picture before = rolling();
  before.message = "starting";
  before.conditions = {{"Ready", "True", "Complete"}, {"Verified", "True", "Passed"}};
  EXPECT_EQ(renderStoryLine(picture(before, rolling()), {}),
            "  0:03.0  web      stable #1 ▕███ ▏ 3/3   update #2 ▕█▓  ▏ 1/2   … smoke 1/1\n"
            "                   Progressing: rolling to revision 2 (bb)\n"
            "                   no longer Ready, Verified");
}

TEST(StoryText, WhatAPictureSaysAgainIsLeftOut) {
  Picture before = rolling();
  before.revisions[1].available = 0;
  const std::string bars =
      "  0:03.0  web      stable #1 ▕███ ▏ 3/3   update #2 ▕█▓  ▏ 1/2   … smoke 1/1";
  EXPECT_EQ(renderStoryLine(picture(before, rolling()), {}), bars);

  before.message = "starting";
  StoryLine told = picture(before, rolling());
  told.told = true;  // an Event has just said the same
  EXPECT_EQ(renderStoryLine(told, {}), bars + "\n                   Progressing");
}

TEST(StoryText, ARejectedRevisionAndItsCheckAreMarked) {
  Picture now = rolling();
  now.revisions = {{1, "aa", Role::Stable, 4, 4, 4, 4}, {2, "bb", Role::Rejected, 0, 0, 0, 0}};
  now.checks = {{"smoke", "Failed", 1, 0, "500 instead of 200"}, {"live", "Passed", 1, 1, "200"}};
  now.conditions = {{"Stalled", "True", "SmokeTestFailed"}, {"Verified", "False", "Failed"}};
  Picture before = rolling();
  before.conditions.push_back({"Reconciling", "True", "RollingOut"});
  EXPECT_EQ(renderStoryLine(picture(before, now), {}),
            "  0:03.0  web      stable #1 ▕████▏ 4/4   rejected #2 ▕    ▏ 0/0   ✗ smoke 0/1   ✓ "
            "live 1/1\n"
            "                   now Stalled; not Verified; no longer Reconciling");
}

TEST(StoryText, BreaksBetweenWordsAtTheWidthAndIndentsTheRest) {
  const std::string text =
      renderStoryLine(note("Rejected", "smoke test smoke: 500 instead of 200"), {false, 40});
  EXPECT_EQ(text,
            "  1:05.2  slipway  Rejected: smoke test\n"
            "                   smoke: 500 instead of\n"
            "                   200");
}

TEST(StoryText, NothingIsWiderThanTheTerminal) {
  Picture many = rolling();
  many.replicas = 40;
  many.revisions = {{1, "aa", Role::Stable, 30, 30, 30, 30},
                    {2, "bb", Role::Rejected, 12, 12, 11, 10},
                    {3, "cc", Role::Update, 10, 10, 5, 5}};
  many.message = "pod " + std::string(150, 'x') + " does not answer";
  StoryLine line = picture({}, many);
  line.who = "a-release-with-a-name-of-its-own";
  for (const std::size_t width : {40U, 57U, 80U, 100U, 120U, 200U}) {
    EXPECT_LE(widest(renderStoryLine(line, {false, width})), width);
    EXPECT_LE(widest(renderStoryLine(note("Why", many.message), {false, width})), width);
  }
  EXPECT_EQ(widest(renderStoryLine(note("Why", std::string(500, 'x')), {})), 524U);
}

TEST(StoryText, BarsAreLongerWhereThereIsRoom) {
  Picture many = rolling();
  many.replicas = 20;
  many.revisions = {{1, "aa", Role::Stable, 20, 20, 20, 20}};
  const std::string ten = "▕██████████▏";
  EXPECT_NE(renderStoryLine(picture({}, many), {false, 80}).find(ten), std::string::npos);
  EXPECT_NE(renderStoryLine(picture({}, many), {false, 120}).find("▕████████████████████▏"),
            std::string::npos);
}

TEST(StoryText, ColoursAreAddedWithoutChangingTheText) {
  const StoryLine line = picture({}, rolling());
  std::string coloured = renderStoryLine(line, {true, 80});
  EXPECT_NE(coloured.find("\x1b[32mstable #1"), std::string::npos);
  for (auto at = coloured.find('\x1b'); at != std::string::npos; at = coloured.find('\x1b'))
    coloured.erase(at, coloured.find('m', at) + 1 - at);
  EXPECT_EQ(coloured, renderStoryLine(line, {false, 80}));
}

TEST(ReplicaBar, ShowsAvailableReadyThereAndWanted) {
  EXPECT_EQ(drawBar({1, "aa", Role::Update, 4, 3, 2, 1}, 4, 4), "▕█▓░·▏ 1/4");
  EXPECT_EQ(drawBar({1, "aa", Role::Old, 0, 2, 0, 0}, 4, 4), "▕░░  ▏ 0/0");
}

TEST(ReplicaBar, OfManyIsScaledAndOnlyFullWhenAllAreAvailable) {
  EXPECT_EQ(drawBar({1, "aa", Role::Stable, 1000, 1000, 1000, 999}, 1000, 20),
            "▕███████████████████▓▏ 999/1000");
  EXPECT_EQ(drawBar({2, "bb", Role::Update, 1, 1, 1, 1}, 1000, 20), "▕█                   ▏ 1/1");
}

}  // namespace
}  // namespace slipway::sim
