#include <charconv>
#include <cstdlib>
#include <functional>
#include <map>
#include <re2/re2.h>

#include "base/text.h"
#include "kube/fake/cel_ast.h"

namespace slipway::kube::fake::cel {
namespace {

using Result = Expected<Value, std::string>;
using Arguments = std::vector<Value>;

Unexpected<std::string> noOverload() {
  return Unexpected<std::string>{"no such overload"};
}

std::string_view text(const Value& value) {
  return value.stringOr("");
}

// Length in code points, as CEL and OpenAPI count.
std::int64_t codePoints(std::string_view utf8) {
  std::int64_t count = 0;
  for (char c : utf8) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  return count;
}

Result sizeOf(const Expr&, const Arguments& a) {
  if (a[0].isString()) return Value(codePoints(text(a[0])));
  if (a[0].isArray()) return Value(static_cast<std::int64_t>(a[0].elements().size()));
  if (a[0].isObject()) return Value(static_cast<std::int64_t>(a[0].members().size()));
  return noOverload();
}

Result toInt(const Expr&, const Arguments& a) {
  if (a[0].asInt()) return a[0];
  std::int64_t number = 0;
  if (a[0].isString()) {
    const std::string_view s = text(a[0]);
    const auto parsed = std::from_chars(s.data(), s.data() + s.size(), number);
    if (parsed.ec == std::errc{} && parsed.ptr == s.data() + s.size() && !s.empty())
      return Value(number);
    return Unexpected<std::string>{"cannot convert to int"};
  }
  if (!isNumber(a[0])) return noOverload();
  return Value(
      static_cast<std::int64_t>(std::strtod(std::string(a[0].numberText()).c_str(), nullptr)));
}

Result toText(const Expr&, const Arguments& a) {
  if (a[0].isString()) return a[0];
  if (isNumber(a[0])) return Value(std::string(a[0].numberText()));
  if (a[0].asBool()) return Value(*a[0].asBool() ? "true" : "false");
  return noOverload();
}

Result toDouble(const Expr&, const Arguments& a) {
  if (isNumber(a[0])) return a[0];
  if (!a[0].isString()) return noOverload();
  const std::string s(text(a[0]));
  char* end = nullptr;
  std::strtod(s.c_str(), &end);
  if (s.empty() || *end != '\0' || !parseJson(s).ok())
    return Unexpected<std::string>{"cannot convert to double"};
  return Value::number(s);
}

Result toBool(const Expr&, const Arguments& a) {
  if (a[0].asBool()) return a[0];
  if (a[0] == Value("true")) return Value(true);
  if (a[0] == Value("false")) return Value(false);
  return noOverload();
}

Result matches(const Expr& call, const Arguments& a) {
  if (!a[0].isString() || !a[1].isString()) return noOverload();
  if (call.regex) return Value(re2::RE2::PartialMatch(text(a[0]), *call.regex));
  const re2::RE2 pattern(text(a[1]), re2::RE2::Quiet);
  if (!pattern.ok()) return Unexpected<std::string>{pattern.error()};
  return Value(re2::RE2::PartialMatch(text(a[0]), pattern));
}

Result affix(const Expr& call, const Arguments& a) {
  if (!a[0].isString() || !a[1].isString()) return noOverload();
  const std::string_view s = text(a[0]);
  const std::string_view part = text(a[1]);
  if (call.name == "contains") return Value(s.find(part) != std::string_view::npos);
  if (part.size() > s.size()) return Value(false);
  return Value(call.name == "startsWith" ? s.substr(0, part.size()) == part
                                         : s.substr(s.size() - part.size()) == part);
}

Result changeCase(const Expr& call, const Arguments& a) {
  if (!a[0].isString()) return noOverload();
  std::string s(text(a[0]));
  const bool lower = call.name == "lowerAscii";
  for (char& c : s) {
    if (lower && c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (!lower && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return Value(s);
}

Result trim(const Expr&, const Arguments& a) {
  if (!a[0].isString()) return noOverload();
  const std::string_view s = text(a[0]);
  const auto from = s.find_first_not_of(" \t\r\n");
  if (from == std::string_view::npos) return Value("");
  return Value(s.substr(from, s.find_last_not_of(" \t\r\n") - from + 1));
}

Result split(const Expr&, const Arguments& a) {
  if (!a[0].isString() || !a[1].isString() || text(a[1]).empty()) return noOverload();
  std::string_view rest = text(a[0]);
  const std::string_view separator = text(a[1]);
  Value::Elements parts;
  for (;;) {
    const auto at = rest.find(separator);
    parts.emplace_back(rest.substr(0, at));
    if (at == std::string_view::npos) return Value::array(std::move(parts));
    rest.remove_prefix(at + separator.size());
  }
}

Result replace(const Expr&, const Arguments& a) {
  if (!a[0].isString() || !a[1].isString() || !a[2].isString() || text(a[1]).empty())
    return noOverload();
  std::string s(text(a[0]));
  const std::string_view from = text(a[1]);
  const std::string_view to = text(a[2]);
  for (std::size_t at = s.find(from); at != std::string::npos; at = s.find(from, at + to.size()))
    s.replace(at, from.size(), to);
  return Value(s);
}

Result substring(const Expr&, const Arguments& a) {
  const auto from = a[1].asInt();
  if (!a[0].isString() || !from) return noOverload();
  const std::string_view s = text(a[0]);
  const std::int64_t to = a.size() > 2 ? a[2].asInt().value_or(-1) : std::int64_t(s.size());
  if (*from < 0 || to < *from || to > static_cast<std::int64_t>(s.size()))
    return Unexpected<std::string>{"index out of range"};
  return Value(s.substr(static_cast<std::size_t>(*from), static_cast<std::size_t>(to - *from)));
}

Result indexOf(const Expr&, const Arguments& a) {
  if (a[0].isString() && a[1].isString()) {
    const auto at = text(a[0]).find(text(a[1]));
    return Value(at == std::string_view::npos ? std::int64_t{-1} : static_cast<std::int64_t>(at));
  }
  if (!a[0].isArray()) return noOverload();
  std::int64_t i = 0;
  for (const Value& element : a[0].elements()) {
    if (equalValues(element, a[1])) return Value(i);
    ++i;
  }
  return Value(std::int64_t{-1});
}

Result join(const Expr&, const Arguments& a) {
  if (!a[0].isArray()) return noOverload();
  const std::string_view separator = a.size() > 1 ? text(a[1]) : std::string_view();
  std::string joined;
  bool first = true;
  for (const Value& element : a[0].elements()) {
    if (!element.isString()) return noOverload();
    if (!first) joined += separator;
    joined += text(element);
    first = false;
  }
  return Value(joined);
}

Result sum(const Expr&, const Arguments& a) {
  std::int64_t total = 0;
  for (const Value& element : a[0].elements()) {
    if (!element.asInt()) return noOverload();
    if (__builtin_add_overflow(total, *element.asInt(), &total))
      return Unexpected<std::string>{"integer overflow"};
  }
  return Value(total);
}

Result extreme(const Expr& call, const Arguments& a) {
  if (!a[0].isArray() || a[0].elements().empty()) return noOverload();
  Value best = a[0].at(0);
  for (const Value& element : a[0].elements()) {
    const auto order = compareValues(element, best);
    if (!order.ok()) return Unexpected{order.error()};
    if (call.name == "min" ? *order < 0 : *order > 0) best = element;
  }
  return best;
}

Result isSorted(const Expr&, const Arguments& a) {
  const auto& list = a[0].elements();
  for (std::size_t i = 1; i < list.size(); ++i) {
    const auto order = compareValues(list[i - 1], list[i]);
    if (!order.ok()) return Unexpected{order.error()};
    if (*order > 0) return Value(false);
  }
  return Value(true);
}

Result same(const Expr&, const Arguments& a) {
  return a[0];
}
Result typeFunction(const Expr&, const Arguments& a) {
  return typeOf(a[0]);
}

struct Function {
  std::size_t minArguments;
  std::size_t maxArguments;
  bool global;
  bool method;
  Result (*call)(const Expr&, const Arguments&);
};

const std::map<std::string, Function, std::less<>>& functions() {
  static const std::map<std::string, Function, std::less<>> table = {
      {"size", {1, 1, true, true, sizeOf}},
      {"int", {1, 1, true, false, toInt}},
      {"string", {1, 1, true, false, toText}},
      {"double", {1, 1, true, false, toDouble}},
      {"bool", {1, 1, true, false, toBool}},
      {"type", {1, 1, true, false, typeFunction}},
      {"dyn", {1, 1, true, false, same}},
      {"matches", {2, 2, true, true, matches}},
      {"startsWith", {2, 2, false, true, affix}},
      {"endsWith", {2, 2, false, true, affix}},
      {"contains", {2, 2, false, true, affix}},
      {"lowerAscii", {1, 1, false, true, changeCase}},
      {"upperAscii", {1, 1, false, true, changeCase}},
      {"trim", {1, 1, false, true, trim}},
      {"split", {2, 2, false, true, split}},
      {"replace", {3, 3, false, true, replace}},
      {"substring", {2, 3, false, true, substring}},
      {"indexOf", {2, 2, false, true, indexOf}},
      {"join", {1, 2, false, true, join}},
      {"sum", {1, 1, false, true, sum}},
      {"min", {1, 1, false, true, extreme}},
      {"max", {1, 1, false, true, extreme}},
      {"isSorted", {1, 1, false, true, isSorted}},
  };
  return table;
}

long double numeric(const Value& value) {
  return std::strtold(std::string(value.numberText()).c_str(), nullptr);
}

}  // namespace

bool knownFunction(std::string_view name, std::size_t arguments, bool asMethod) {
  const auto it = functions().find(name);
  return it != functions().end() && (asMethod ? it->second.method : it->second.global) &&
         arguments >= it->second.minArguments && arguments <= it->second.maxArguments;
}

Expected<Value, std::string> callFunction(const Expr& call, const std::vector<Value>& arguments) {
  return functions().find(call.name)->second.call(call, arguments);
}

Value typeValue(std::string_view name) {
  return Value("\x01type:" + std::string(name));
}

Value typeOf(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::Null:
      return typeValue("null_type");
    case Value::Kind::Bool:
      return typeValue("bool");
    case Value::Kind::Int:
      return typeValue("int");
    case Value::Kind::Number:
      return typeValue("double");
    case Value::Kind::String:
      return typeValue("string");
    case Value::Kind::Array:
      return typeValue("list");
    case Value::Kind::Object:
      return typeValue("map");
  }
  return Value();
}

bool isNumber(const Value& value) {
  return value.kind() == Value::Kind::Int || value.kind() == Value::Kind::Number;
}

bool equalValues(const Value& a, const Value& b) {
  if (isNumber(a) && isNumber(b) && a.kind() != b.kind()) return numeric(a) == numeric(b);
  return a == b;
}

Expected<int, std::string> compareValues(const Value& a, const Value& b) {
  if (a.asInt() && b.asInt()) return *a.asInt() < *b.asInt() ? -1 : *a.asInt() > *b.asInt();
  if (isNumber(a) && isNumber(b)) return numeric(a) < numeric(b) ? -1 : numeric(a) > numeric(b);
  if (a.isString() && b.isString()) return text(a).compare(text(b)) < 0 ? -1 : a != b;
  if (a.asBool() && b.asBool()) return int{*a.asBool()} - int{*b.asBool()};
  return noOverload();
}

}  // namespace slipway::kube::fake::cel
