#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.h"

namespace slipway::kube::fake::cel {

struct Token {
  enum class Kind : std::uint8_t {
    End,
    Identifier,
    Int,
    Double,
    String,
    Operator
  } kind = Kind::End;
  std::string text;  // of a string: its content
  std::size_t position = 0;
};

// The last token is always End.
Expected<std::vector<Token>, std::string> tokenize(std::string_view text);

}  // namespace slipway::kube::fake::cel
