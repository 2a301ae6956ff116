#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/text.h"

namespace slipway {

// Length of the well-formed UTF-8 sequence at the start of `bytes` (Unicode table 3-7: no overlong
// forms, no surrogates, nothing above U+10FFFF); 0 when there is none.
std::size_t utf8SequenceLength(std::string_view bytes);

// The offset of the first byte that does not belong to a well-formed sequence; npos when all do.
std::size_t findInvalidUtf8(std::string_view bytes);

// Every broken sequence replaced by U+FFFD; control characters stay.
std::string repairUtf8(std::string_view bytes);

// Appends a code point, which is neither a surrogate nor above U+10FFFF.
void appendUtf8(std::string& out, char32_t codePoint);

// The code point of a well-formed sequence.
char32_t decodeUtf8(std::string_view sequence);

}  // namespace slipway
