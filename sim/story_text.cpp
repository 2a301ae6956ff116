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
constexpr std::size_t kLeastWidth = 40;
constexpr std::size_t kWideWidth = 110;

enum class Ink : std::uint8_t { Plain, Act, Bold, Dim, Good, Busy, Warn, Bad };

const char* codeOf(Ink ink) {
  switch (ink) {
    case Ink::Plain:
      return "";
    case Ink::Act:
      return "\x1b[1;36m";
    case Ink::Bold:
      return "\x1b[1m";
    case Ink::Dim:
      return "\x1b[2m";
    case Ink::Good:
      return "\x1b[32m";
    case Ink::Busy:
      return "\x1b[36m";
    case Ink::Warn:
      return "\x1b[33m";
    case Ink::Bad:
      return "\x1b[31m";
  }
  return "";
}

// Everything that stories contain is one column wide.
bool startsCodePoint(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}
std::size_t columnsOf(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), startsCodePoint));
}

// Where the first `columns` columns end.
std::size_t bytesOf(std::string_view text, std::size_t columns) {
  std::size_t bytes = 0;
  while (bytes < text.size() && (!startsCodePoint(text[bytes]) || columns-- > 0)) ++bytes;
  return bytes;
}

// Sets pieces one after the other and breaks between them where the width ends.
class Page {
 public:
  Page(const Look& look, const std::string& time, const std::string& who) : look_(look) {
    put(time, Ink::Dim);
    put("  " + who + " ", Ink::Plain);
    overhang_ = std::max(columnsOf(time) + columnsOf(who) + 3, kIndent) - kIndent;
  }

  // A piece is only broken when it is longer than a whole line. `gap`: spaces before it.
  void piece(std::string_view text, Ink ink, std::size_t gap) {
    if (column_ + overhang_ > 0 && column_ + gap + columnsOf(text) > room()) breakLine();
    if (column_ > 0) out_.append(gap, ' ');
    column_ += column_ > 0 ? gap : 0;
    while (columnsOf(text) > room()) {
      const std::size_t bytes = bytesOf(text, room());
      put(text.substr(0, bytes), ink);
      text.remove_prefix(bytes);
      breakLine();
    }
    put(text, ink);
    column_ += columnsOf(text);
  }

  void words(std::string_view text, Ink ink) {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find(' '), text.size());
      if (end > 0) piece(text.substr(0, end), ink, 1);
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

  void nextLine() {
    if (column_ > 0) breakLine();
  }

  std::string take() {
    out_.erase(out_.find_last_not_of(" \n") + 1);
    put("", Ink::Plain);
    return std::move(out_);
  }

 private:
  void put(std::string_view text, Ink ink) {
    if (look_.colour && ink != ink_) {
      if (ink_ != Ink::Plain) out_ += "\x1b[0m";
      out_ += codeOf(ink);
      ink_ = ink;
    }
    out_ += text;
  }

  void breakLine() {
    out_ += "\n" + std::string(kIndent, ' ');
    column_ = 0;
    overhang_ = 0;
  }

  std::size_t room() const {
    if (look_.width == 0) return std::string::npos / 2;
    return std::max(look_.width, kLeastWidth) - kIndent - overhang_;
  }

  const Look& look_;
  std::string out_;
  Ink ink_ = Ink::Plain;
  std::size_t overhang_ = 0;  // columns by which what stands before is longer than the indentation
  std::size_t column_ = 0;    // beside the indentation
};

std::string timeText(Duration at) {
  const auto tenths = std::chrono::duration_cast<std::chrono::milliseconds>(at).count() / 100;
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%3lld:%02lld.%lld", static_cast<long long>(tenths / 600),
                static_cast<long long>(tenths / 10 % 60), static_cast<long long>(tenths % 10));
  return buffer;
}

Ink inkOf(Role role) {
  switch (role) {
    case Role::Stable:
      return Ink::Good;
    case Role::Update:
      return Ink::Busy;
    case Role::Rejected:
      return Ink::Bad;
    case Role::Old:
      break;
  }
  return Ink::Dim;
}

void drawRevisions(const Picture& picture, const Look& look, Page& page) {
  std::int64_t all = std::max<std::int64_t>(picture.replicas, 1);
  for (const auto& r : picture.revisions) all = std::max({all, r.wanted, r.have});
  const bool wide = look.width == 0 || look.width >= kWideWidth;
  const std::int64_t cells = std::min<std::int64_t>(all, wide ? 20 : 10);
  for (const auto& r : picture.revisions)
    page.piece(
        std::string(text(r.role)) + " #" + std::to_string(r.number) + " " + drawBar(r, all, cells),
        inkOf(r.role), 3);
}

struct Mark {
  const char* sign;
  Ink ink;
};
Mark markOf(const CheckPicture& check) {
  if (check.verdict == "Passed") return {"✓ ", Ink::Good};
  if (check.verdict == "Failed") return {"✗ ", Ink::Bad};
  return {"… ", Ink::Busy};
}

void drawChecks(const Picture& picture, Page& page) {
  for (const auto& check : picture.checks) {
    const Mark mark = markOf(check);
    std::string piece = mark.sign + check.name;
    if (check.asked > 0)
      piece += " " + std::to_string(check.passed) + "/" + std::to_string(check.asked);
    page.piece(piece, mark.ink, 3);
  }
}

std::string nobodyReached(const ServicePicture& service) {
  return service.reach == "Foreign" ? "pods of others" : "no pod";
}

// Where users are led, when that is new.
void drawServices(const StoryLine& line, Page& page) {
  if (line.picture->services == line.before->services) return;
  for (const auto& service : line.picture->services) {
    page.piece(service.name + " ▶", Ink::Bold, 3);
    if (service.shares.empty()) page.words(nobodyReached(service), Ink::Dim);
    for (const auto& share : service.shares) {
      page.piece("#" + std::to_string(share.revision) + " " + std::to_string(share.percent) + "%",
                 inkOf(share.role), 1);
    }
  }
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

std::string drawBar(const RevisionPicture& r, std::int64_t all, std::int64_t cells) {
  const std::int64_t extent = std::max(r.wanted, r.have);
  const std::int64_t length =
      extent == 0 ? 0 : std::max<std::int64_t>(std::min(extent, all) * cells / all, 1);
  // Rounded down, so that a full bar is really full.
  const auto scaled = [&](std::int64_t n) {
    return n >= extent ? length : std::min(n * cells / all, length - 1);
  };
  std::string bar = "▕";
  for (std::int64_t i = 0; i < cells; ++i)
    bar += i >= length               ? " "
           : i < scaled(r.available) ? "█"
           : i < scaled(r.ready)     ? "▓"
           : i < scaled(r.have)      ? "░"
                                     : "·";
  return bar + "▏ " + std::to_string(r.available) + "/" + std::to_string(r.wanted);
}

std::string renderStoryLine(const StoryLine& line, const Look& look) {
  std::string who = line.who;
  if (look.width > 0 && who.size() > kLongestName) who = who.substr(0, kLongestName - 1) + "…";
  who.resize(std::max<std::size_t>(who.size(), 8), ' ');
  Page page(look, timeText(line.at), who);
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
