#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace slipway {

enum class LogLevel : std::uint8_t { Debug, Info, Warn, Error };

// One key=value of a log line.
struct LogField {
  LogField(std::string_view k, std::string_view v) : key(k), value(v) {}
  LogField(std::string_view k, const std::string& v) : key(k), value(v) {}
  LogField(std::string_view k, const char* v) : key(k), value(v) {}
  LogField(std::string_view k, std::int64_t v) : key(k), value(std::to_string(v)) {}
  LogField(std::string_view k, int v) : key(k), value(std::to_string(v)) {}
  LogField(std::string_view k, std::uint64_t v) : key(k), value(std::to_string(v)) {}
  LogField(std::string_view k, bool v) : key(k), value(v ? "true" : "false") {}
  std::string key;
  std::string value;
};

// Where log lines go. Passed by reference to whoever speaks; there is no global logger.
// Thread-safe. Messages are foreign text as often as not: sinks print it as valid UTF-8, on one
// line.
class Log {
 public:
  virtual ~Log() = default;
  virtual bool enabled(LogLevel level) const = 0;
  virtual void write(LogLevel level, std::string_view message,
                     std::initializer_list<LogField> fields) = 0;

  using Fields = std::initializer_list<LogField>;
  void debug(std::string_view m, Fields f = {}) { say(LogLevel::Debug, m, f); }
  void info(std::string_view m, Fields f = {}) { say(LogLevel::Info, m, f); }
  void warn(std::string_view m, Fields f = {}) { say(LogLevel::Warn, m, f); }
  void error(std::string_view m, Fields f = {}) { say(LogLevel::Error, m, f); }

 private:
  void say(LogLevel level, std::string_view m, Fields f) {
    if (enabled(level)) write(level, m, f);
  }
};

// Lines nobody reads: for tests.
class NullLog final : public Log {
 public:
  bool enabled(LogLevel) const override { return false; }
  void write(LogLevel, std::string_view, Fields) override {}
};

enum class LogFormat : std::uint8_t { Text, Json };

// Through spdlog to standard error. `flush` runs at Warn and above and on destruction.
std::unique_ptr<Log> makeStderrLog(LogLevel level, LogFormat format);

}  // namespace slipway
