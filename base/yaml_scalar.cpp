#include "base/yaml_scalar.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>

#include "base/numbers.h"
#include "base/text_utf8.h"

namespace slipway {

namespace {

constexpr std::string_view kTagPrefix = "tag:yaml.org,2002:";

constexpr std::array<std::string_view, 11> kTrue{"y",    "Y",    "yes", "Yes", "YES", "true",
                                                 "True", "TRUE", "on",  "On",  "ON"};
constexpr std::array<std::string_view, 11> kFalse{"n",     "N",     "no",  "No",  "NO", "false",
                                                  "False", "FALSE", "off", "Off", "OFF"};
constexpr std::array<std::string_view, 5> kNull{"", "~", "null", "Null", "NULL"};
constexpr std::array<std::string_view, 12> kNotFinite{".nan",  ".NaN",  ".NAN",  ".inf",
                                                      ".Inf",  ".INF",  "+.inf", "+.Inf",
                                                      "+.INF", "-.inf", "-.Inf", "-.INF"};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

std::size_t eatDigits(std::string_view& text) {
  std::size_t n = 0;
  while (n < text.size() && isDigit(text[n])) ++n;
  text.remove_prefix(n);
  return n;
}

bool eat(std::string_view& text, std::string_view anyOf) {
  if (text.empty() || anyOf.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

// Takes "0x", "0o", "0b" or a leading "0" off, as Go's base 0 does.
int eatBase(std::string_view& digits) {
  if (digits.size() < 2 || digits[0] != '0') return 10;
  const char mark = digits[1];
  digits.remove_prefix(mark >= '0' && mark <= '9' ? 1 : 2);
  if (mark == 'x' || mark == 'X') return 16;
  if (mark == 'b' || mark == 'B') return 2;
  return 8;  // "0o", "0O", "0"; anything else fails on its digits
}

std::optional<Value> resolveInteger(std::string_view text) {
  const bool negative = text.starts_with('-');
  const bool hasSign = eat(text, "+-");
  if (text.size() > 1 && text[0] == '0' && !isDigit(text[1]) &&
      std::string_view("xXoObB").find(text[1]) == std::string_view::npos) {
    return std::nullopt;
  }
  const int base = eatBase(text);
  std::uint64_t magnitude = 0;
  const char* last = text.data() + text.size();
  auto [end, error] = std::from_chars(text.data(), last, magnitude, base);
  if (error != std::errc{} || end != last || text.empty()) return std::nullopt;
  constexpr std::uint64_t kMax = std::uint64_t{1} << 63U;
  if (negative && magnitude <= kMax) return Value(static_cast<std::int64_t>(~magnitude + 1));
  if (!negative && magnitude < kMax) return Value(static_cast<std::int64_t>(magnitude));
  // Beyond int64 Go tries uint64, which has no sign.
  if (hasSign) return std::nullopt;
  return Value::number(std::to_string(magnitude));
}

// [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
bool looksLikeFloat(std::string_view text) {
  eat(text, "+-");
  if (eat(text, ".")) {
    if (eatDigits(text) == 0) return false;
  } else {
    if (eatDigits(text) == 0) return false;
    if (eat(text, ".")) eatDigits(text);
  }
  if (eat(text, "eE")) {
    eat(text, "+-");
    if (eatDigits(text) == 0) return false;
  }
  return text.empty();
}

std::optional<Value> resolveFloat(std::string_view text) {
  if (!looksLikeFloat(text)) return std::nullopt;
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto number = parseDouble(text);
  if (!number) return std::nullopt;
  return Value::number(isJsonNumber(text) ? std::string(text) : printDouble(*number));
}

// A number without the underscores between its digits.
std::string withoutSeparators(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool between =
        i > 0 && i + 1 < text.size() && isDigit(text[i - 1]) && isDigit(text[i + 1]);
    if (text[i] != '_' || !between) out += text[i];
  }
  return out;
}

// Four digits and a dash: go-yaml tries dates first, and leaves those it can read as strings.
bool looksLikeDate(std::string_view text) {
  return eatDigits(text) == 4 && text.starts_with('-');
}

// [-+]?[0-9]+(:[0-9]+)+: a number to base 60 for old parsers.
bool looksLikeBase60(std::string_view text) {
  eat(text, "+-");
  if (eatDigits(text) == 0 || !text.starts_with(':')) return false;
  while (eat(text, ":")) {
    if (eatDigits(text) == 0) return false;
  }
  return text.empty() || text.front() == '.';
}

Expected<Value, std::string> resolvePlain(std::string_view text) {
  if (contains(kNull, text)) return Value();
  if (contains(kTrue, text)) return Value(true);
  if (contains(kFalse, text)) return Value(false);
  if (contains(kNotFinite, text)) {
    return Unexpected{std::string(text) + ": JSON has no infinity and no NaN"};
  }
  const char first = text.front();
  if (first == '.') {
    if (auto number = resolveFloat(withoutSeparators(text))) return *number;
  } else if ((isDigit(first) || first == '+' || first == '-') && !looksLikeDate(text)) {
    std::string plain(text);
    std::erase(plain, '_');
    if (auto number = resolveInteger(plain)) return *number;
    if (auto number = resolveFloat(plain)) return *number;
  }
  return Value(text);
}

Expected<Value, std::string> resolveBinary(std::string_view text) {
  std::string digits(text);
  std::erase_if(digits, [](char c) { return c == '\n' || c == '\r'; });
  const auto bytes = base64Decode(digits);
  if (!bytes) return Unexpected<std::string>{"!!binary is not base64"};
  if (!isValidUtf8(*bytes)) return Unexpected<std::string>{"!!binary is not UTF-8 text"};
  return Value(*bytes);
}

bool fits(std::string_view type, const Value& value) {
  switch (value.kind()) {
    case Value::Kind::Null:
      return type == "null";
    case Value::Kind::Bool:
      return type == "bool";
    case Value::Kind::Int:
      return type == "int" || type == "float";
    case Value::Kind::Number:
      // Integers beyond int64 are Numbers as well.
      return type == "float" || value.numberText().find_first_of(".eE") == std::string_view::npos;
    default:
      return false;
  }
}

}  // namespace

Expected<Value, std::string> resolveYamlScalar(std::string_view tag, std::string_view text) {
  if (tag == "?" || tag.empty()) return resolvePlain(text);
  if (!tag.starts_with(kTagPrefix)) return Value(text);
  const std::string_view type = tag.substr(kTagPrefix.size());
  if (type == "binary") return resolveBinary(text);
  if (type != "null" && type != "bool" && type != "int" && type != "float") return Value(text);
  auto value = resolvePlain(text);
  if (value && !fits(type, *value)) {
    return Unexpected{"\"" + truncateUtf8(sanitizeUtf8(text), 100) + "\" is no !!" +
                      std::string(type)};
  }
  return value;
}

Expected<std::string, std::string> yamlKey(const Value& scalar) {
  switch (scalar.kind()) {
    case Value::Kind::String:
      return std::string(scalar.stringOr(""));
    case Value::Kind::Bool:
      return std::string(scalar.asBool() == true ? "true" : "false");
    case Value::Kind::Int:
      return std::string(scalar.numberText());
    case Value::Kind::Number: {
      // kubectl goes through 32 bits here, and has no case for integers beyond int64.
      const std::string_view text = scalar.numberText();
      const auto number = static_cast<float>(parseDouble(text).value_or(0));
      std::uint64_t integer = 0;
      const char* last = text.data() + text.size();
      const auto [end, error] = std::from_chars(text.data(), last, integer);
      if ((error == std::errc{} && end == last) || !std::isfinite(number)) {
        return Unexpected{std::string(text) + " as a key is out of range"};
      }
      return printFloatShort(number);
    }
    default:
      return Unexpected<std::string>{"a key must be a string, a number or a boolean"};
  }
}

bool isAmbiguousInYaml(std::string_view text) {
  const auto plain = resolvePlain(text);
  if (!plain || !plain->isString()) return true;
  return text == "<<" || text == "=" || looksLikeDate(text) || looksLikeBase60(text) ||
         looksLikeFloat(text);
}

}  // namespace slipway
