#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace slipway::layering {

struct Include {
  std::string path;
  bool quoted = false;    // "x.h", not <x.h>
  bool computed = false;  // neither: a macro
  int line = 0;
};

// The #include lines of a C++ source, also those in branches that are not compiled.
std::vector<Include> includesOf(std::string_view source);

// The code without comments, white space and the content of literals, but with its line breaks.
std::string codeOf(std::string_view source);

}  // namespace slipway::layering
