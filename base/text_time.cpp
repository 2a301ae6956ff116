#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"

namespace slipway {

namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

bool eat(std::string_view& text, std::string_view anyOf) {
  if (text.empty() || anyOf.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

// Exactly `width` digits from the front.
std::optional<int> eatNumber(std::string_view& text, std::size_t width) {
  if (text.size() < width) return std::nullopt;
  int number = 0;
  for (std::size_t i = 0; i < width; ++i) {
    if (!isDigit(text[i])) return std::nullopt;
    number = number * 10 + (text[i] - '0');
  }
  text.remove_prefix(width);
  return number;
}

// "YYYY-MM-DD" of the calendar.
std::optional<std::chrono::sys_days> eatDate(std::string_view& text) {
  const auto year = eatNumber(text, 4);
  if (!year || !eat(text, "-")) return std::nullopt;
  const auto month = eatNumber(text, 2);
  if (!month || !eat(text, "-")) return std::nullopt;
  const auto day = eatNumber(text, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days{date};
}

// "hh:mm:ss"; no leap seconds, as in Go.
std::optional<seconds> eatTimeOfDay(std::string_view& text) {
  const auto h = eatNumber(text, 2);
  if (!h || !eat(text, ":")) return std::nullopt;
  const auto m = eatNumber(text, 2);
  if (!m || !eat(text, ":")) return std::nullopt;
  const auto s = eatNumber(text, 2);
  if (!s || *h > 23 || *m > 59 || *s > 59) return std::nullopt;
  return hours{*h} + minutes{*m} + seconds{*s};
}

// ".5" and the like, when there is one: one to nine digits.
std::optional<microseconds> eatFraction(std::string_view& text) {
  if (!eat(text, ".")) return microseconds{0};
  int micros = 0;
  std::size_t n = 0;
  for (; n < text.size() && isDigit(text[n]); ++n) {
    if (n < 6) micros = micros * 10 + (text[n] - '0');
  }
  if (n == 0 || n > 9) return std::nullopt;
  for (std::size_t i = n; i < 6; ++i) micros *= 10;
  text.remove_prefix(n);
  return microseconds{micros};
}

// "Z" or "+hh:mm".
std::optional<minutes> eatOffset(std::string_view& text) {
  if (eat(text, "Zz")) return minutes{0};
  const bool west = !text.empty() && text.front() == '-';
  if (!eat(text, "+-")) return std::nullopt;
  const auto h = eatNumber(text, 2);
  if (!h || !eat(text, ":")) return std::nullopt;
  const auto m = eatNumber(text, 2);
  if (!m || *h > 23 || *m > 59) return std::nullopt;
  const minutes offset = hours{*h} + minutes{*m};
  return west ? -offset : offset;
}

std::string padded(std::int64_t number, std::size_t width) {
  const std::string digits = std::to_string(number);
  return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
}

// Without the "Z".
std::string formatSeconds(std::chrono::sys_seconds time) {
  const auto midnight = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date{midnight};
  const std::chrono::hh_mm_ss clock{time - midnight};
  return padded(static_cast<int>(date.year()), 4) + "-" +
         padded(static_cast<unsigned>(date.month()), 2) + "-" +
         padded(static_cast<unsigned>(date.day()), 2) + "T" + padded(clock.hours().count(), 2) +
         ":" + padded(clock.minutes().count(), 2) + ":" + padded(clock.seconds().count(), 2);
}

struct Unit {
  std::string_view name;
  std::int64_t micros;
};
constexpr std::array<Unit, 4> kUnits{
    {{"h", 3'600'000'000}, {"m", 60'000'000}, {"s", 1'000'000}, {"ms", 1'000}}};

// "ms" is tried before "m".
const Unit* eatUnit(std::string_view& text) {
  const Unit* found = nullptr;
  for (const Unit& unit : kUnits) {
    if (text.starts_with(unit.name) &&
        (found == nullptr || unit.name.size() > found->name.size())) {
      found = &unit;
    }
  }
  if (found != nullptr) text.remove_prefix(found->name.size());
  return found;
}

constexpr std::int64_t kMaxDigits = 99'999;  // of one unit

}  // namespace

std::optional<WallTime> parseTime(std::string_view text) {
  const auto date = eatDate(text);
  if (!date || !eat(text, "Tt")) return std::nullopt;
  const auto time = eatTimeOfDay(text);
  if (!time) return std::nullopt;
  const auto fraction = eatFraction(text);
  if (!fraction) return std::nullopt;
  const auto offset = eatOffset(text);
  if (!offset || !text.empty()) return std::nullopt;
  const WallTime at = WallTime{*date} + *time + *fraction - *offset;
  // The offset may lead out of the four digits that a year has.
  constexpr WallTime kFirst{std::chrono::sys_days{std::chrono::year{0} / 1 / 1}};
  constexpr WallTime kEnd{std::chrono::sys_days{std::chrono::year{10000} / 1 / 1}};
  if (at < kFirst || at >= kEnd) return std::nullopt;
  return at;
}

std::string formatTime(WallTime time) {
  return formatSeconds(std::chrono::floor<seconds>(time)) + "Z";
}

std::string formatMicroTime(WallTime time) {
  const auto whole = std::chrono::floor<seconds>(time);
  return formatSeconds(whole) + "." + padded((time - whole).count(), 6) + "Z";
}

std::optional<Duration> parseDuration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::int64_t micros = 0;
  for (int units = 0; !text.empty(); ++units) {
    std::size_t digits = 0;
    while (digits < text.size() && isDigit(text[digits])) ++digits;
    if (digits == 0 || digits > 5 || units == 4) return std::nullopt;
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + digits, number);
    text.remove_prefix(digits);
    const Unit* unit = eatUnit(text);
    if (unit == nullptr) return std::nullopt;
    micros += number * unit->micros;
  }
  return Duration{micros};
}

std::string formatDuration(Duration duration) {
  std::int64_t rest = std::max<std::int64_t>(duration.count(), 0);
  std::string out;
  for (const Unit& unit : kUnits) {
    const std::int64_t n = std::min(rest / unit.micros, kMaxDigits);
    if (n == 0) continue;
    rest -= n * unit.micros;
    out += std::to_string(n) + std::string(unit.name);
  }
  return out.empty() ? "0s" : out;
}

std::string humanDuration(Duration duration) {
  if (duration < Duration::zero()) return "-" + humanDuration(-duration);
  const std::int64_t millis = duration.count() / 1000;
  if (millis == 0) return "0s";
  if (millis < 1000) return std::to_string(millis) + "ms";
  if (millis < 10'000) {
    const std::int64_t tenths = millis / 100;
    const std::string whole = std::to_string(tenths / 10);
    return tenths % 10 == 0 ? whole + "s" : whole + "." + std::to_string(tenths % 10) + "s";
  }
  constexpr std::array<Unit, 4> kHuman{{{"d", 86'400}, {"h", 3'600}, {"m", 60}, {"s", 1}}};
  std::int64_t rest = millis / 1000;
  for (std::size_t i = 0; i < kHuman.size(); ++i) {
    const std::int64_t n = rest / kHuman[i].micros;
    if (n == 0) continue;
    std::string out = std::to_string(n) + std::string(kHuman[i].name);
    if (i + 1 == kHuman.size()) return out;
    const std::int64_t next = (rest - n * kHuman[i].micros) / kHuman[i + 1].micros;
    return next == 0 ? out : out + std::to_string(next) + std::string(kHuman[i + 1].name);
  }
  return "0s";
}

}  // namespace slipway
