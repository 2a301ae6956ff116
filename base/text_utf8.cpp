#include "base/text_utf8.h"

#include <cstdint>

namespace slipway {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

std::uint8_t byteAt(std::string_view bytes, std::size_t i) {
  return i < bytes.size() ? static_cast<std::uint8_t>(bytes[i]) : std::uint8_t{0};
}

bool isContinuation(std::uint8_t byte) {
  return (byte & 0xC0U) == 0x80U;
}

// The range of the second byte depends on the first: it is what keeps overlong forms and
// surrogates out.
bool secondByteFits(std::uint8_t first, std::uint8_t second) {
  switch (first) {
    case 0xE0:
      return second >= 0xA0 && second <= 0xBF;
    case 0xED:
      return second >= 0x80 && second <= 0x9F;
    case 0xF0:
      return second >= 0x90 && second <= 0xBF;
    case 0xF4:
      return second >= 0x80 && second <= 0x8F;
    default:
      return isContinuation(second);
  }
}

std::size_t expectedLength(std::uint8_t first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return 2;
  if (first >= 0xE0 && first <= 0xEF) return 3;
  if (first >= 0xF0 && first <= 0xF4) return 4;
  return 0;
}

// How many bytes a broken sequence spans: the longest prefix of a well-formed one, at least 1.
std::size_t brokenLength(std::string_view bytes) {
  const std::size_t expected = expectedLength(byteAt(bytes, 0));
  std::size_t n = 1;
  while (n < expected && n < bytes.size()) {
    const std::uint8_t next = byteAt(bytes, n);
    const bool fits = n == 1 ? secondByteFits(byteAt(bytes, 0), next) : isContinuation(next);
    if (!fits) break;
    ++n;
  }
  return n;
}

bool isControl(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F);
}

}  // namespace

std::size_t utf8SequenceLength(std::string_view bytes) {
  if (bytes.empty()) return 0;
  const std::size_t length = expectedLength(byteAt(bytes, 0));
  if (length <= 1) return length;
  if (length > bytes.size() || !secondByteFits(byteAt(bytes, 0), byteAt(bytes, 1))) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if (!isContinuation(byteAt(bytes, i))) return 0;
  }
  return length;
}

std::size_t findInvalidUtf8(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size();) {
    if (static_cast<std::uint8_t>(bytes[i]) < 0x80) {
      ++i;
      continue;
    }
    const std::size_t n = utf8SequenceLength(bytes.substr(i));
    if (n == 0) return i;
    i += n;
  }
  return std::string_view::npos;
}

bool isValidUtf8(std::string_view bytes) {
  return findInvalidUtf8(bytes) == std::string_view::npos;
}

std::string repairUtf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  while (!bytes.empty()) {
    const std::size_t good = std::min(findInvalidUtf8(bytes), bytes.size());
    out += bytes.substr(0, good);
    bytes.remove_prefix(good);
    if (bytes.empty()) break;
    out += kReplacement;
    bytes.remove_prefix(brokenLength(bytes));
  }
  return out;
}

char32_t decodeUtf8(std::string_view sequence) {
  const std::uint8_t first = byteAt(sequence, 0);
  if (sequence.size() <= 1) return first;
  char32_t codePoint = first & (0xFFU >> (sequence.size() + 1));
  for (std::size_t i = 1; i < sequence.size(); ++i) {
    codePoint = (codePoint << 6U) | (byteAt(sequence, i) & 0x3FU);
  }
  return codePoint;
}

void appendUtf8(std::string& out, char32_t codePoint) {
  const auto put = [&out](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (codePoint < 0x80) {
    put(codePoint);
  } else if (codePoint < 0x800) {
    put(0xC0U | (codePoint >> 6U));
    put(0x80U | (codePoint & 0x3FU));
  } else if (codePoint < 0x10000) {
    put(0xE0U | (codePoint >> 12U));
    put(0x80U | ((codePoint >> 6U) & 0x3FU));
    put(0x80U | (codePoint & 0x3FU));
  } else {
    put(0xF0U | (codePoint >> 18U));
    put(0x80U | ((codePoint >> 12U) & 0x3FU));
    put(0x80U | ((codePoint >> 6U) & 0x3FU));
    put(0x80U | (codePoint & 0x3FU));
  }
}

std::string sanitizeUtf8(std::string_view bytes) {
  const std::string valid = repairUtf8(bytes);
  std::string out;
  out.reserve(valid.size());
  for (std::size_t i = 0; i < valid.size();) {
    const std::string_view rest = std::string_view(valid).substr(i);
    const std::string_view sequence = rest.substr(0, utf8SequenceLength(rest));
    const char32_t c = decodeUtf8(sequence);
    // The line and paragraph separators would break a line as well.
    if (isControl(c) || c == 0x2028 || c == 0x2029) {
      out += ' ';
    } else {
      out += sequence;
    }
    i += sequence.size();
  }
  return out;
}

std::string truncateUtf8(std::string_view text, std::size_t maxBytes) {
  if (text.size() <= maxBytes) return std::string(text);
  const bool room = maxBytes >= kEllipsis.size();
  std::size_t keep = room ? maxBytes - kEllipsis.size() : maxBytes;
  while (keep > 0 && isContinuation(byteAt(text, keep))) --keep;
  return std::string(text.substr(0, keep)) + (room ? std::string(kEllipsis) : "");
}

}  // namespace slipway
