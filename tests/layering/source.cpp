#include "source.h"

#include <algorithm>

namespace slipway::layering {

namespace {

bool isWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Takes the rest of a literal up to its closing quote off the source.
void skipQuoted(std::string_view& rest, char quote) {
  while (!rest.empty() && rest.front() != quote && rest.front() != '\n') {
    rest.remove_prefix(rest.front() == '\\' ? std::min<std::size_t>(2, rest.size()) : 1);
  }
  if (rest.starts_with(quote)) rest.remove_prefix(1);
}

// Takes the rest of R"tag(...)tag" off the source; answers its line breaks.
std::string skipRaw(std::string_view& rest) {
  const std::size_t open = rest.find('(');
  if (open == std::string_view::npos) return "";
  const std::string end = ")" + std::string(rest.substr(0, open)) + "\"";
  const std::size_t close = rest.find(end);
  const std::string_view body = rest.substr(0, std::min(close, rest.size()));
  rest.remove_prefix(close == std::string_view::npos ? rest.size() : close + end.size());
  return std::string(static_cast<std::size_t>(std::ranges::count(body, '\n')), '\n');
}

// Takes a comment off the source; answers its line breaks, and whether there was one.
bool skipComment(std::string_view& rest, std::string& breaks) {
  if (rest.starts_with("//")) {
    rest.remove_prefix(std::min(rest.find('\n'), rest.size()));
    return true;
  }
  if (!rest.starts_with("/*")) return false;
  const std::size_t end = std::min(rest.find("*/", 2), rest.size() - 2);
  breaks.append(static_cast<std::size_t>(std::ranges::count(rest.substr(0, end), '\n')), '\n');
  rest.remove_prefix(end + 2);
  return true;
}

// Copies the source without comments; literals are kept, or emptied.
std::string strip(std::string_view rest, bool keepLiterals) {
  std::string out;
  while (!rest.empty()) {
    if (skipComment(rest, out)) {
      out += ' ';
      continue;
    }
    const char c = rest.front();
    const char before = out.empty() ? ' ' : out.back();
    rest.remove_prefix(1);
    out += c;
    const bool isSeparator = c == '\'' && isWordByte(before);  // 1'000
    if ((c != '"' && c != '\'') || isSeparator) continue;
    if (c == '"' && before == 'R') {
      out += skipRaw(rest);
      continue;
    }
    const std::string_view start = rest;
    skipQuoted(rest, c);
    if (keepLiterals) {
      out += start.substr(0, start.size() - rest.size());
    } else {
      out += c;
    }
  }
  return out;
}

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r"), text.size()));
  return text;
}

}  // namespace

std::vector<Include> includesOf(std::string_view source) {
  const std::string code = strip(source, true);
  std::vector<Include> includes;
  int number = 0;
  for (std::string_view rest = code; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    ++number;
    if (!line.starts_with('#')) continue;
    line = trimmed(line.substr(1));
    if (!line.starts_with("include")) continue;
    line = trimmed(line.substr(std::string_view("include").size()));
    const bool quoted = line.starts_with('"');
    const std::size_t close = line.find(quoted ? '"' : '>', 1);
    if ((!quoted && !line.starts_with('<')) || close == std::string_view::npos) {
      includes.push_back({std::string(line), false, true, number});
    } else {
      includes.push_back({std::string(line.substr(1, close - 1)), quoted, false, number});
    }
  }
  return includes;
}

std::string codeOf(std::string_view source) {
  std::string code = strip(source, false);
  std::erase_if(code, [](char c) { return c == ' ' || c == '\t' || c == '\r'; });
  return code;
}

}  // namespace slipway::layering
