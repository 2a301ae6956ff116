#pragma once

#include <string>
#include <vector>

#include "base/log.h"

namespace slipway::kube {

// Keeps "message key=value key=value" of everything at Info and above.
class MemoryLog final : public Log {
 public:
  bool enabled(LogLevel level) const override { return level >= LogLevel::Info; }
  void write(LogLevel, std::string_view message, std::initializer_list<LogField> fields) override {
    std::string line(message);
    for (const auto& field : fields) line += " " + field.key + "=" + field.value;
    lines.push_back(line);
  }
  std::vector<std::string> lines;
};

}  // namespace slipway::kube
