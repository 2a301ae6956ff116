#include "base/log.h"

#ifndef SPDLOG_COMPILED_LIB
#define SPDLOG_COMPILED_LIB
#endif
#ifndef SPDLOG_FMT_EXTERNAL
#define SPDLOG_FMT_EXTERNAL
#endif
#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "base/log_line.h"

namespace slipway {

namespace {

spdlog::level::level_enum toSpdlog(LogLevel level) {
  switch (level) {
    case LogLevel::Debug:
      return spdlog::level::debug;
    case LogLevel::Info:
      return spdlog::level::info;
    case LogLevel::Warn:
      return spdlog::level::warn;
    case LogLevel::Error:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

class StderrLog final : public Log {
 public:
  StderrLog(LogLevel level, LogFormat format)
      : format_(format), logger_("slipway", std::make_shared<spdlog::sinks::stderr_sink_mt>()) {
    logger_.set_pattern("%v");  // the line is complete already
    logger_.set_level(toSpdlog(level));
    logger_.flush_on(spdlog::level::warn);
  }
  ~StderrLog() override { logger_.flush(); }
  StderrLog(const StderrLog&) = delete;
  StderrLog& operator=(const StderrLog&) = delete;

  bool enabled(LogLevel level) const override { return logger_.should_log(toSpdlog(level)); }

  void write(LogLevel level, std::string_view message,
             std::initializer_list<LogField> fields) override {
    const std::string line = logLine(format_, clock_.wall(), level, message, fields);
    logger_.log(toSpdlog(level), spdlog::string_view_t(line.data(), line.size()));
  }

 private:
  SystemClock clock_;
  LogFormat format_;
  spdlog::logger logger_;
};

}  // namespace

std::unique_ptr<Log> makeStderrLog(LogLevel level, LogFormat format) {
  return std::make_unique<StderrLog>(level, format);
}

}  // namespace slipway
