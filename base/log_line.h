#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/log.h"

namespace slipway {

// One line of log without the line break, always valid UTF-8:
//   2026-01-02T03:04:05.678Z INFO  scaled up name=web reason="first pod"
//   {"time":"2026-01-02T03:04:05.678Z","level":"info","msg":"scaled up","name":"web"}
// Values are quoted in text when they are empty or hold a space, a quote or an equals sign. In
// JSON a field named like one of the fixed ones gets a trailing underscore.
std::string logLine(LogFormat format, WallTime time, LogLevel level, std::string_view message,
                    std::initializer_list<LogField> fields);

}  // namespace slipway
