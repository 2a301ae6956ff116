#include "sim/page.h"

#include <algorithm>
#include <utility>

namespace slipway::sim {
namespace {

constexpr std::size_t kLeastWidth = 40;
constexpr std::size_t kWideWidth = 110;

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

bool startsCodePoint(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

// Where the first `columns` columns end.
std::size_t bytesOf(std::string_view text, std::size_t columns) {
  std::size_t bytes = 0;
  while (bytes < text.size() && (!startsCodePoint(text[bytes]) || columns-- > 0)) ++bytes;
  return bytes;
}

std::string nobodyReached(const ServicePicture& service) {
  return service.reach == "Foreign" ? "pods of others" : "no pod";
}

}  // namespace

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

Mark markOf(const CheckPicture& check) {
  if (check.verdict == "Passed") return kPassed;
  if (check.verdict == "Failed") return kFailed;
  return kRunning;
}

std::size_t columnsOf(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), startsCodePoint));
}

std::string cutTo(std::string_view text, std::size_t columns) {
  if (columnsOf(text) <= columns) return std::string(text);
  if (columns == 0) return "";
  return std::string(text.substr(0, bytesOf(text, columns - 1))) + "…";
}

void Page::lead(std::string_view text, Ink ink) {
  put(text, ink);
  led_ += columnsOf(text);
}

void Page::piece(std::string_view text, Ink ink, std::size_t gap) {
  const std::size_t beyond = led_ > indent_ ? led_ - indent_ : 0;
  if (column_ + beyond > 0 && column_ + gap + columnsOf(text) > room()) breakLine();
  if (column_ > 0) {
    out_.append(gap, ' ');
    column_ += gap;
  } else if (led_ < indent_) {
    put(std::string(indent_ - led_, ' '), Ink::Plain);
    led_ = indent_;
  }
  while (columnsOf(text) > room()) {
    const std::size_t bytes = bytesOf(text, room());
    put(text.substr(0, bytes), ink);
    text.remove_prefix(bytes);
    breakLine();
  }
  put(text, ink);
  column_ += columnsOf(text);
}

void Page::words(std::string_view text, Ink ink) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) piece(text.substr(0, end), ink, 1);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void Page::nextLine() {
  if (column_ > 0) breakLine();
}

void Page::newLine() {
  out_ += "\n";
  led_ = 0;
  column_ = 0;
}

std::string Page::take() {
  out_.erase(out_.find_last_not_of(" \n") + 1);
  put("", Ink::Plain);
  return std::move(out_);
}

void Page::put(std::string_view text, Ink ink) {
  if (look_.colour && ink != ink_) {
    if (ink_ != Ink::Plain) out_ += "\x1b[0m";
    out_ += codeOf(ink);
    ink_ = ink;
  }
  out_ += text;
}

void Page::breakLine() {
  out_ += "\n" + std::string(indent_, ' ');
  column_ = 0;
  led_ = indent_;
}

std::size_t Page::room() const {
  if (look_.width == 0) return std::string::npos / 2;
  return std::max(look_.width, kLeastWidth) - std::max(led_, indent_);
}

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

Scale scaleOf(const Picture& picture, const Look& look) {
  Scale scale{std::max<std::int64_t>(picture.replicas, 1), 1};
  for (const auto& r : picture.revisions) scale.all = std::max({scale.all, r.wanted, r.have});
  const bool wide = look.width == 0 || look.width >= kWideWidth;
  scale.cells = std::min<std::int64_t>(scale.all, wide ? 20 : 10);
  return scale;
}

void drawService(const ServicePicture& service, Page& page) {
  page.piece(service.name + " ▶", Ink::Bold, 3);
  if (service.shares.empty()) page.words(nobodyReached(service), Ink::Dim);
  for (const auto& share : service.shares) {
    page.piece("#" + std::to_string(share.revision) + " " + std::to_string(share.percent) + "%",
               inkOf(share.role), 1);
  }
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

}  // namespace slipway::sim
