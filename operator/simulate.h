#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace slipway::cli {

struct SimulateOptions {
  std::string file;
  std::optional<std::uint64_t> seed;  // instead of the play's
  bool quiet = false;                 // only how it ended
  bool operatorLog = false;           // the operator's own log lines, too
  enum class Colour : std::uint8_t { Auto, Always, Never } colour = Colour::Auto;
};

// `slipway simulate`: plays a file on the embedded cluster; the exit code says how it ended.
int simulate(const SimulateOptions& options);

}  // namespace slipway::cli
