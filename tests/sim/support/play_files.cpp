#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "base/files.h"
#include "base/yaml.h"
#include "tests/sim/support/fault_case.h"

namespace slipway::testing {

sim::Play loadPlay(const std::string& name) {
  const std::string path = std::string(SLIPWAY_SOURCE_DIR) + "/tests/sim/plays/" + name + ".yaml";
  const auto text = SystemFiles{}.read(path);
  if (!text.ok()) throw std::runtime_error(text.error());
  const auto documents = parseYaml(*text);
  if (!documents.ok()) throw std::runtime_error(path + ": " + documents.error().message);
  auto play = sim::playOfDocuments(*documents);
  if (!play.ok()) throw std::runtime_error(path + ": " + play.error().front().text());
  return std::move(*play);
}

std::vector<std::string> allPlays() {
  std::vector<std::string> names;
  const std::string folder = std::string(SLIPWAY_SOURCE_DIR) + "/tests/sim/plays";
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace slipway::testing
