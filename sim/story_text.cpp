#include "sim/story_text.h"

#include <algorithm>
#include <cstdio>
#include <string_view>
#include <utility>
#include <vector>

namespace slipway::sim {
namespace {

constexpr std::size_t kIndent = 19;       // of everything beside the time and the name
constexpr std::size_t kLongestName = 20;  // where lines end; longer ones are cut

std::string timeText(Duration at) {
  const auto tenths = std::chrono::duration_cast<std::chrono::milliseconds>(at).count() / 100;
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%3lld:%02lld.%lld", static_cast<long long>(tenths / 600),
                static_cast<long long>(tenths / 10 % 60), static_cast<long long>(tenths % 10));
  return buffer;
}

void drawRevisions(const Picture& picture, const Look& look, Page& page) {
  const Scale scale = scaleOf(picture, look);
  for (const auto& r : picture.revisions)
    page.piece(std::string(text(r.role)) + " #" + std::to_string(r.number) + " " +
                   drawBar(r, scale.all, scale.cells),
               inkOf(r.role), 3);
}

// Where users are led, when that is new.
void drawServices(const StoryLine& line, Page& page) {
  if (line.picture->services == line.before->services) return;
  for (const auto& service : line.picture->services) drawService(service, page);
  page.nextLine();
}

Ink inkOf(const ConditionPicture& condition) {
  if (condition.type == "Stalled" || condition.type == "RolledBack") return Ink::Bad;
  if (condition.type == "Ready" || condition.type == "Verified") return Ink::Good;
  return Ink::Plain;
}

void drawList(const char* word, const std::vector<ConditionPicture>& conditions, bool asGiven,
              bool more, Page& page) {
  if (conditions.empty()) return;
  page.words(word, Ink::Dim);
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    const bool last = i + 1 == conditions.size();
    page.piece(conditions[i].type + (!last  ? ","
                                     : more ? ";"
                                            : ""),
               asGiven ? inkOf(conditions[i]) : Ink::Dim, 1);
  }
}

void drawConditions(const StoryLine& line, Page& page) {
  const ConditionChanges changes = changesBetween(*line.before, *line.picture);
  const bool denied = !changes.denied.empty();
  const bool gone = !changes.gone.empty();
  drawList("now", changes.now, true, denied || gone, page);
  drawList("not", changes.denied, false, gone, page);
  drawList("no longer", changes.gone, false, false, page);
}

// What it says of itself, when that is new.
void drawMessage(const StoryLine& line, Page& page) {
  const Picture& now = *line.picture;
  if (now.phase == line.before->phase && now.message == line.before->message) return;
  const bool more = !now.message.empty() && !line.told;
  page.piece(now.phase + (more ? ":" : ""), Ink::Bold, 1);
  if (more) page.words(now.message, Ink::Plain);
  page.nextLine();
}

void drawPicture(const StoryLine& line, const Look& look, Page& page) {
  drawRevisions(*line.picture, look, page);
  drawChecks(*line.picture, page);
  page.nextLine();
  drawServices(line, page);
  drawMessage(line, page);
  drawConditions(line, page);
}

Ink inkOf(StoryLine::Kind kind) {
  switch (kind) {
    case StoryLine::Kind::Act:
      return Ink::Act;
    case StoryLine::Kind::Warning:
      return Ink::Warn;
    case StoryLine::Kind::Verdict:
      return Ink::Bold;
    case StoryLine::Kind::Note:
    case StoryLine::Kind::Picture:
      break;
  }
  return Ink::Plain;
}

}  // namespace

std::string renderStoryLine(const StoryLine& line, const Look& look) {
  std::string who = line.who;
  if (look.width > 0 && who.size() > kLongestName) who = who.substr(0, kLongestName - 1) + "…";
  who.resize(std::max<std::size_t>(who.size(), 8), ' ');
  Page page(look, kIndent);
  page.lead(timeText(line.at), Ink::Dim);
  page.lead("  " + who + " ", Ink::Plain);
  if (line.picture) {
    drawPicture(line, look, page);
  } else {
    if (!line.reason.empty())
      page.piece(line.reason + ":", line.kind == StoryLine::Kind::Warning ? Ink::Warn : Ink::Bold,
                 1);
    page.words(line.text, inkOf(line.kind));
  }
  return page.take();
}

}  // namespace slipway::sim
