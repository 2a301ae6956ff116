#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>

#include "base/clock.h"
#include "operator/screen.h"

namespace slipway::cli {

struct SimulateOptions {
  std::string file;
  std::optional<std::uint64_t> seed;  // instead of the play's
  bool quiet = false;                 // only how it ended
  bool operatorLog = false;           // the operator's own log lines, too
  enum class Output : std::uint8_t { Story, Json } output = Output::Story;
  Colour colour = Colour::Auto;
  std::optional<std::size_t> width;  // instead of the screen's; 0: lines are never broken
  Duration pace{};                   // real time between two moments of the story; terminals only
};

// `slipway simulate`: plays a file on the embedded cluster; the exit code says how it ended.
int simulate(const SimulateOptions& options, const Screen& screen, std::ostream& out,
             std::ostream& err);

}  // namespace slipway::cli
