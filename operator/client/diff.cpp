#include "operator/client/diff.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace slipway::cli {
namespace {

constexpr std::size_t kAround = 3;

std::vector<std::string_view> linesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

struct Line {
  char sign = ' ';  // ' ', '-' or '+'
  std::string_view text;
};

// By the longest common subsequence: a pod template has some hundred lines.
std::vector<Line> compared(const std::vector<std::string_view>& a,
                           const std::vector<std::string_view>& b) {
  std::vector<std::vector<std::uint32_t>> common(a.size() + 1,
                                                 std::vector<std::uint32_t>(b.size() + 1));
  for (std::size_t i = a.size(); i-- > 0;) {
    for (std::size_t j = b.size(); j-- > 0;) {
      common[i][j] =
          a[i] == b[j] ? common[i + 1][j + 1] + 1 : std::max(common[i + 1][j], common[i][j + 1]);
    }
  }
  std::vector<Line> lines;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() || j < b.size()) {
    if (i < a.size() && j < b.size() && a[i] == b[j]) {
      lines.push_back({' ', a[i++]});
      ++j;
    } else if (i < a.size() && (j == b.size() || common[i + 1][j] >= common[i][j + 1])) {
      lines.push_back({'-', a[i++]});
    } else {
      lines.push_back({'+', b[j++]});
    }
  }
  return lines;
}

class Writer {
 public:
  explicit Writer(bool colour) : look_{colour, 0} {}
  void line(const std::string& text, sim::Ink ink) {
    sim::Page page(look_, 0);
    page.lead(text, ink);
    text_ += page.take() + "\n";
  }
  std::string take() { return std::move(text_); }

 private:
  sim::Look look_;
  std::string text_;
};

}  // namespace

std::string unifiedDiff(std::string_view before, std::string_view after, const std::string& named,
                        const std::string& andNamed, bool colour) {
  const auto lines = compared(linesOf(before), linesOf(after));
  std::vector<bool> shown(lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].sign == ' ') continue;
    const std::size_t first = i < kAround ? 0 : i - kAround;
    for (std::size_t k = first; k < std::min(lines.size(), i + kAround + 1); ++k) shown[k] = true;
  }
  if (std::find(shown.begin(), shown.end(), true) == shown.end()) return "";
  Writer out(colour);
  out.line("--- " + named, sim::Ink::Bold);
  out.line("+++ " + andNamed, sim::Ink::Bold);
  std::size_t old = 1;
  std::size_t now = 1;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (shown[i] && (i == 0 || !shown[i - 1])) {
      out.line("@@ -" + std::to_string(old) + " +" + std::to_string(now) + " @@", sim::Ink::Act);
    }
    const char sign = lines[i].sign;
    const auto ink = sign == '-' ? sim::Ink::Bad : sign == '+' ? sim::Ink::Good : sim::Ink::Plain;
    if (shown[i]) out.line(sign + std::string(lines[i].text), ink);
    if (sign != '+') ++old;
    if (sign != '-') ++now;
  }
  return out.take();
}

}  // namespace slipway::cli
