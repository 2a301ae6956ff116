#include <algorithm>
#include <optional>

#include "kube/fake/server.h"

namespace slipway::kube::fake {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(' ');
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(' ') - from + 1);
}

// Splits at commas that are not inside parentheses.
std::vector<std::string_view> clauses(std::string_view text) {
  std::vector<std::string_view> parts;
  int depth = 0;
  std::size_t from = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] == '(') ++depth;
    if (i < text.size() && text[i] == ')') --depth;
    if (i < text.size() && (text[i] != ',' || depth > 0)) continue;
    if (!trimmed(text.substr(from, i - from)).empty())
      parts.push_back(trimmed(text.substr(from, i - from)));
    from = i + 1;
  }
  return parts;
}

std::optional<std::string_view> label(const Value& object, std::string_view key) {
  const Value* found = object["metadata"]["labels"].find(key);
  return found ? found->asString() : std::nullopt;
}

bool isOneOf(std::optional<std::string_view> value, std::string_view list) {
  const auto open = list.find('(');
  const auto close = list.rfind(')');
  if (!value || open == std::string_view::npos || close == std::string_view::npos) return false;
  const std::string_view inside = list.substr(open + 1, close - open - 1);
  std::size_t from = 0;
  for (;;) {
    const auto comma = inside.find(',', from);
    if (trimmed(inside.substr(from, comma - from)) == *value) return true;
    if (comma == std::string_view::npos) return false;
    from = comma + 1;
  }
}

bool matchesClause(const Value& object, std::string_view clause) {
  if (clause.front() == '!') return !label(object, trimmed(clause.substr(1)));
  if (const auto at = clause.find(" notin "); at != std::string_view::npos)
    return !isOneOf(label(object, trimmed(clause.substr(0, at))), clause.substr(at));
  if (const auto at = clause.find(" in "); at != std::string_view::npos)
    return isOneOf(label(object, trimmed(clause.substr(0, at))), clause.substr(at));
  if (const auto at = clause.find("!="); at != std::string_view::npos)
    return label(object, trimmed(clause.substr(0, at))) != trimmed(clause.substr(at + 2));
  const auto at = clause.find('=');
  if (at == std::string_view::npos) return label(object, clause).has_value();
  const std::size_t length = clause.substr(at, 2) == "==" ? 2 : 1;
  return label(object, trimmed(clause.substr(0, at))) == trimmed(clause.substr(at + length));
}

bool matchesField(const Value& object, std::string_view clause) {
  const auto at = clause.find('=');
  if (at == std::string_view::npos) return false;
  const bool negated = at > 0 && clause[at - 1] == '!';
  std::string pointer = "/" + std::string(trimmed(clause.substr(0, negated ? at - 1 : at)));
  std::replace(pointer.begin(), pointer.end(), '.', '/');
  std::string_view wanted = clause.substr(at + 1);
  if (!wanted.empty() && wanted.front() == '=') wanted.remove_prefix(1);
  const Value* found = object.findPointer(pointer);
  const std::string_view actual = found ? found->stringOr("") : std::string_view();
  return (actual == trimmed(wanted)) != negated;
}

}  // namespace

bool matchesLabels(const Value& object, const std::string& labelSelector) {
  const auto all = clauses(labelSelector);
  return std::all_of(all.begin(), all.end(),
                     [&](std::string_view clause) { return matchesClause(object, clause); });
}

bool matchesFields(const Value& object, const std::string& fieldSelector) {
  const auto all = clauses(fieldSelector);
  return std::all_of(all.begin(), all.end(),
                     [&](std::string_view clause) { return matchesField(object, clause); });
}

}  // namespace slipway::kube::fake
