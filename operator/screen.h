#pragma once

#include <cstddef>
#include <functional>

#include "base/clock.h"

namespace slipway::cli {

// Where a command writes to.
struct Screen {
  bool terminal = false;
  bool colours = false;     // it shows colours, and nobody has asked for none (NO_COLOR)
  std::size_t columns = 0;  // of the terminal; 0: no end
  // Lets real time pass, so that people can read.
  std::function<void(Duration)> pause = [](Duration) {};
};

Screen standardOutput();

}  // namespace slipway::cli
