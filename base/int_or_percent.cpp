#include <algorithm>
#include <charconv>
#include <limits>

#include "base/text.h"

namespace slipway {

std::optional<IntOrPercent> parseIntOrPercent(std::string_view text) {
  const bool percent = text.ends_with('%');
  if (percent) text.remove_suffix(1);
  if (text.empty()) return std::nullopt;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
  }
  std::int32_t amount = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), amount).ec != std::errc{}) {
    return std::nullopt;
  }
  return IntOrPercent{amount, percent};
}

std::int32_t resolve(IntOrPercent value, std::int32_t total, Rounding rounding) {
  if (!value.percent) return value.amount;
  // Both factors fit 32 bits, so the product fits 64.
  const std::int64_t product = std::int64_t{value.amount} * total;
  std::int64_t quotient = product / 100;
  if (rounding == Rounding::Up && product % 100 > 0) ++quotient;
  if (rounding == Rounding::Down && product % 100 < 0) --quotient;
  constexpr std::int64_t kMax = std::numeric_limits<std::int32_t>::max();
  constexpr std::int64_t kMin = std::numeric_limits<std::int32_t>::min();
  return static_cast<std::int32_t>(std::clamp(quotient, kMin, kMax));
}

std::string format(IntOrPercent value) {
  return std::to_string(value.amount) + (value.percent ? "%" : "");
}

}  // namespace slipway
