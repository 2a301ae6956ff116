#pragma once

#include <map>
#include <string>

#include "base/files.h"

namespace slipway::kube {

class MemoryFiles final : public Files {
 public:
  MemoryFiles() = default;
  MemoryFiles(std::initializer_list<std::pair<const std::string, std::string>> files)
      : texts(files) {}
  Expected<std::string, std::string> read(const std::string& path) const override {
    const auto it = texts.find(path);
    if (it == texts.end()) return Unexpected{path + ": No such file or directory"};
    return it->second;
  }
  std::map<std::string, std::string> texts;
};

}  // namespace slipway::kube
