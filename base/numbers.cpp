#include "base/numbers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace slipway {

namespace {

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

// Consumes digits from the front; answers how many.
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

// Whether a decimal number outside the range of a double is too large, rather than too small:
// the exponent of its first digit that is not 0 says so.
bool isTooLarge(std::string_view text) {
  std::int64_t point = 0;
  std::int64_t first = 0;
  bool fraction = false;
  bool found = false;
  std::size_t i = 0;
  for (; i < text.size() && text[i] != 'e' && text[i] != 'E'; ++i) {
    if (text[i] == '.') fraction = true;
    if (!isDigit(text[i])) continue;
    if (!fraction) ++point;
    if (!found) {
      if (text[i] != '0') found = true;
      ++first;
    }
  }
  std::string_view digits = text.substr(std::min(i + 1, text.size()));
  const bool negative = digits.starts_with('-');
  eat(digits, "+-");
  std::int64_t exponent = 0;
  for (char c : digits) exponent = std::min<std::int64_t>(exponent * 10 + (c - '0'), 1'000'000'000);
  return (negative ? -exponent : exponent) + point - first > 0;
}

// d.ddd times ten to the exponent.
struct Decimal {
  bool negative = false;
  std::string digits;
  int exponent = 0;
};

// The fewest digits that read back as the same number of that type.
template <typename Float>
Decimal shortestDecimal(Float number) {
  std::array<char, 40> buffer{};
  const char* end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number,
                                  std::chars_format::scientific)
                        .ptr;
  std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  Decimal decimal;
  decimal.negative = eat(text, "-");
  const std::size_t e = text.find('e');
  decimal.digits = std::string(1, text[0]);
  if (e > 2) decimal.digits += text.substr(2, e - 2);
  const char* exponent = text.data() + e + (text[e + 1] == '+' ? 2 : 1);
  std::from_chars(exponent, end, decimal.exponent);
  return decimal;
}

std::string printScientific(const Decimal& d, std::size_t exponentDigits) {
  std::string exponent = std::to_string(std::abs(d.exponent));
  if (exponent.size() < exponentDigits) exponent.insert(0, exponentDigits - exponent.size(), '0');
  std::string out = d.negative ? "-" : "";
  out += d.digits[0];
  if (d.digits.size() > 1) out += "." + d.digits.substr(1);
  return out + (d.exponent < 0 ? "e-" : "e+") + exponent;
}

std::string printFixed(const Decimal& d) {
  std::string out = d.negative ? "-" : "";
  if (d.exponent < 0) {
    out += "0.";
    out.append(static_cast<std::size_t>(-d.exponent - 1), '0');
    return out + d.digits;
  }
  const auto whole = static_cast<std::size_t>(d.exponent) + 1;
  if (d.digits.size() <= whole) {
    out += d.digits;
    return out.append(whole - d.digits.size(), '0');
  }
  return out + d.digits.substr(0, whole) + "." + d.digits.substr(whole);
}

}  // namespace

bool isJsonNumber(std::string_view text) {
  eat(text, "-");
  if (!text.empty() && text.front() == '0') {
    text.remove_prefix(1);
  } else if (eatDigits(text) == 0) {
    return false;
  }
  if (eat(text, ".") && eatDigits(text) == 0) return false;
  if (eat(text, "eE")) {
    eat(text, "+-");
    if (eatDigits(text) == 0) return false;
  }
  return text.empty();
}

std::optional<double> parseDouble(std::string_view text) {
  double number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (end != text.data() + text.size() || text.empty()) return std::nullopt;
  if (error == std::errc::result_out_of_range) {
    if (isTooLarge(text)) return std::nullopt;
    return text.front() == '-' ? -0.0 : 0.0;
  }
  if (error != std::errc{} || !std::isfinite(number)) return std::nullopt;
  return number;
}

std::string printDouble(double number) {
  const Decimal d = shortestDecimal(number);
  const bool scientific = number != 0 && (d.exponent < -6 || d.exponent >= 21);
  return scientific ? printScientific(d, 1) : printFixed(d);
}

std::string printFloatShort(float number) {
  const Decimal d = shortestDecimal(number);
  return d.exponent < -4 || d.exponent >= 6 ? printScientific(d, 2) : printFixed(d);
}

std::string canonicalNumber(std::string_view jsonNumber) {
  std::int64_t integer = 0;
  const char* last = jsonNumber.data() + jsonNumber.size();
  auto [end, error] = std::from_chars(jsonNumber.data(), last, integer);
  if (error == std::errc{} && end == last) return std::to_string(integer);
  const double number = parseDouble(jsonNumber).value_or(0);
  return number == 0 ? "0" : printDouble(number);
}

}  // namespace slipway
