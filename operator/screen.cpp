#include "operator/screen.h"

#include <cstdlib>
#include <poll.h>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

namespace slipway::cli {
namespace {

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

std::size_t columnsOf(int descriptor) {
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

// Nothing else runs in this process while a story is told.
void pause(Duration time) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
  poll(nullptr, 0, static_cast<int>(ms));
}

}  // namespace

Screen standardOutput() {
  Screen screen;
  screen.terminal = isatty(STDOUT_FILENO) == 1;
  if (!screen.terminal) return screen;
  screen.colours = environment("NO_COLOR").empty() && environment("TERM") != "dumb";
  screen.columns = columnsOf(STDOUT_FILENO);
  screen.pause = pause;
  return screen;
}

sim::Look lookAt(const Screen& screen, Colour colour, std::optional<std::size_t> width) {
  return {colour == Colour::Always || (colour == Colour::Auto && screen.colours),
          width.value_or(screen.columns)};
}

}  // namespace slipway::cli
