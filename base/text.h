#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/expected.h"

namespace slipway {

// --- Time and durations as Kubernetes writes them -----------------------------------------------

// RFC 3339 with 0-9 fractional digits (cut to microseconds), any offset, UTC years 0 to 9999.
std::optional<WallTime> parseTime(std::string_view text);
// metav1.Time: "2026-01-02T03:04:05Z", whole seconds.
std::string formatTime(WallTime time);
// metav1.MicroTime: exactly six fractional digits.
std::string formatMicroTime(WallTime time);

// GEP-2257 durations, as the schema's pattern admits: "1h30m", "500ms", "0s"; at most four units,
// each at most five digits, no fractions, no signs.
std::optional<Duration> parseDuration(std::string_view text);
std::string formatDuration(Duration duration);  // the same form; "0s"; cut beyond 99999h
// For people: the two largest units, "3m5s", "2h", "1.2s" below ten seconds.
std::string humanDuration(Duration duration);

// --- IntOrString --------------------------------------------------------------------------------

// A count, or a percentage of one ("25%").
struct IntOrPercent {
  std::int32_t amount = 0;
  bool percent = false;
  friend bool operator==(const IntOrPercent&, const IntOrPercent&) = default;
};
enum class Rounding : std::uint8_t { Up, Down };
// "25%" or "3"; nothing else. Range 0..int32 max.
std::optional<IntOrPercent> parseIntOrPercent(std::string_view text);
std::int32_t resolve(IntOrPercent value, std::int32_t total, Rounding rounding);
std::string format(IntOrPercent value);

// --- Text ---------------------------------------------------------------------------------------

// Foreign bytes as valid UTF-8: every broken sequence becomes U+FFFD, control characters a space.
std::string sanitizeUtf8(std::string_view bytes);
// At most maxBytes long, cut between code points, with "…" when something was cut.
std::string truncateUtf8(std::string_view text, std::size_t maxBytes);
bool isValidUtf8(std::string_view bytes);

// One path or query component, percent-encoded once (RFC 3986 unreserved characters stay).
std::string percentEncode(std::string_view text);

std::string sha256Hex(std::string_view bytes);  // 64 lower-case digits
std::string base64Encode(std::string_view bytes);
std::optional<std::string> base64Decode(std::string_view text);  // standard alphabet, padded

}  // namespace slipway
