#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>

#include "base/clock.h"
#include "sim/page.h"

namespace slipway::cli {

enum class Colour : std::uint8_t { Auto, Always, Never };

// Where a command writes to.
struct Screen {
  bool terminal = false;
  bool colours = false;     // it shows colours, and nobody has asked for none (NO_COLOR)
  std::size_t columns = 0;  // of the terminal; 0: no end
  // Lets real time pass, so that people can read.
  std::function<void(Duration)> pause = [](Duration) {};
};

Screen standardOutput();

// How to draw there. width: instead of the screen's; 0: lines are never broken.
sim::Look lookAt(const Screen& screen, Colour colour, std::optional<std::size_t> width);

}  // namespace slipway::cli
