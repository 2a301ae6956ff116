#include <algorithm>

#include "base/text.h"
#include "tests/fuzz/targets.h"

namespace slipway::fuzz {

void holdsAsMessage(std::string_view message) {
  hold(!message.empty(), "a message is not empty");
  hold(isValidUtf8(message), "a message is valid UTF-8", message);
  hold(std::ranges::none_of(message, [](char c) { return static_cast<unsigned char>(c) < 0x20; }),
       "a message is one line without control characters", message);
}

}  // namespace slipway::fuzz
