#include "base/text.h"

#include "tests/fuzz/targets.h"

namespace slipway::fuzz {
namespace {

void timeComesBack(std::string_view text) {
  const auto time = parseTime(text);
  if (!time) return;
  const std::string micro = formatMicroTime(*time);
  hold(parseTime(micro) == time, "parseTime(formatMicroTime(t)) == t", micro);
  const std::string whole = formatTime(*time);
  const auto cut = parseTime(whole);
  hold(cut && *cut <= *time && *time - *cut < std::chrono::seconds(1),
       "formatTime cuts less than a second", whole);
  hold(formatTime(*cut) == whole, "formatTime is a fixed point", whole);
}

// The form holds four units; beyond the largest hour it may not hold all of a duration.
constexpr Duration kLargestHours = std::chrono::hours(99'999);

void durationComesBack(std::string_view text) {
  const auto duration = parseDuration(text);
  if (!duration) return;
  hold(*duration >= Duration::zero(), "durations have no sign", text);
  const std::string printed = formatDuration(*duration);
  const auto again = parseDuration(printed);
  hold(again.has_value(), "a formatted duration is a duration", printed);
  hold(*again <= *duration, "formatting never lengthens", printed);
  if (*duration <= kLargestHours) hold(again == duration, "parse(format(d)) == d", printed);
  hold(formatDuration(*again) == printed, "formatDuration is a fixed point", printed);
  holdsAsMessage(humanDuration(*duration));
}

void countComesBack(std::string_view text) {
  const auto value = parseIntOrPercent(text);
  if (!value) return;
  hold(parseIntOrPercent(format(*value)) == value, "parse(format(v)) == v", text);
  for (const std::int32_t total : {0, 1, 3, 100, 2'147'483'647}) {
    const std::int32_t down = resolve(*value, total, Rounding::Down);
    const std::int32_t up = resolve(*value, total, Rounding::Up);
    hold(down >= 0 && down <= up && up - down <= 1, "rounding up and down differ by one", text);
  }
}

void codecsComeBack(std::string_view text) {
  hold(base64Decode(base64Encode(text)) == std::string(text), "decode(encode(b)) == b", text);
  if (const auto decoded = base64Decode(text); decoded)
    hold(base64Decode(base64Encode(*decoded)) == decoded, "what decodes, encodes", text);
  const std::string encoded = percentEncode(text);
  hold(encoded.find_first_of(" /?#&=+\"\\<>\n\r") == std::string::npos,
       "a percent-encoded component is one component", encoded);
}

void foreignTextIsTamed(std::string_view text) {
  const std::string clean = sanitizeUtf8(text);
  if (!text.empty()) holdsAsMessage(clean);
  hold(sanitizeUtf8(clean) == clean, "sanitizeUtf8 is a fixed point", clean);
  for (const std::size_t most : {0U, 1U, 2U, 3U, 4U, 7U, 64U}) {
    const std::string cut = truncateUtf8(clean, most);
    hold(cut.size() <= most && isValidUtf8(cut), "a cut text is as short as asked, and valid", cut);
    hold(truncateUtf8(cut, most) == cut, "cutting twice is cutting once", cut);
  }
}

}  // namespace

int fuzzText(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = textOf(data, size);
  timeComesBack(text);
  durationComesBack(text);
  countComesBack(text);
  codecsComeBack(text);
  foreignTextIsTamed(text);
  return 0;
}

}  // namespace slipway::fuzz
