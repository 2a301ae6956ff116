#include "operator/client/input.h"

#include <istream>
#include <sstream>

#include "base/files.h"

namespace slipway::cli {

Expected<std::string, std::string> readInput(const std::string& file, std::istream& in) {
  if (file != "-") return SystemFiles{}.read(file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace slipway::cli
