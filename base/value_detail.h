#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"

// What the parts of Value's implementation share. Not for other floors.
namespace slipway::detail {

// The index of some member whose key an earlier member has already.
std::optional<std::size_t> findDuplicate(const Value::Members& members);

// Texts: 1.0 differs from 1. Values: as kube-apiserver would print them.
enum class Numbers : std::uint8_t { ByText, ByValue };
bool equal(const Value& a, const Value& b, Numbers numbers);

// The unescaped segments of an RFC 6901 pointer; nullopt when it is malformed.
std::optional<std::vector<std::string>> pointerSegments(std::string_view pointer);
// A segment as an array index: digits without leading zeros.
std::optional<std::size_t> arrayIndex(std::string_view segment);
// The child of an array or object; nullptr when there is none.
const Value* child(const Value& parent, std::string_view segment);

// Appends "text" with quotes and escapes; the text is valid UTF-8.
void appendJsonString(std::string& out, std::string_view text);

// "line 3, column 7 (offset 42)" of a byte in the text.
std::string position(std::string_view text, std::size_t offset);

}  // namespace slipway::detail
