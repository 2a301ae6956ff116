#include "base/log_line.h"

#include <algorithm>

#include "base/text.h"
#include "base/value.h"

namespace slipway {

namespace {

std::string_view upperName(LogLevel level) {
  switch (level) {
    case LogLevel::Debug:
      return "DEBUG";
    case LogLevel::Info:
      return "INFO ";
    case LogLevel::Warn:
      return "WARN ";
    case LogLevel::Error:
      return "ERROR";
  }
  return "?    ";
}

std::string_view lowerName(LogLevel level) {
  switch (level) {
    case LogLevel::Debug:
      return "debug";
    case LogLevel::Info:
      return "info";
    case LogLevel::Warn:
      return "warn";
    case LogLevel::Error:
      return "error";
  }
  return "?";
}

std::string milliseconds(WallTime time) {
  std::string text = formatMicroTime(time);
  return text.substr(0, text.size() - 4) + "Z";
}

// Keys come from code, but must not be able to break the line's form.
std::string plainKey(std::string_view key) {
  std::string out = sanitizeUtf8(key);
  std::ranges::replace_if(out, [](char c) { return c == ' ' || c == '=' || c == '"'; }, '_');
  return out;
}

std::string quoted(std::string_view value) {
  std::string text = sanitizeUtf8(value);
  if (!text.empty() && text.find_first_of(" \"=\\") == std::string::npos) return text;
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string jsonLine(WallTime time, LogLevel level, std::string_view message,
                     std::initializer_list<LogField> fields) {
  Value::Members members{
      {"time", milliseconds(time)}, {"level", lowerName(level)}, {"msg", sanitizeUtf8(message)}};
  for (const LogField& field : fields) {
    const std::string key = sanitizeUtf8(field.key);
    const bool taken = key == "time" || key == "level" || key == "msg";
    members.push_back({taken ? key + "_" : key, sanitizeUtf8(field.value)});
  }
  return printJson(Value::object(std::move(members)));
}

}  // namespace

std::string logLine(LogFormat format, WallTime time, LogLevel level, std::string_view message,
                    std::initializer_list<LogField> fields) {
  if (format == LogFormat::Json) return jsonLine(time, level, message, fields);
  std::string line = milliseconds(time) + " " + std::string(upperName(level)) + " ";
  line += sanitizeUtf8(message);
  for (const LogField& field : fields)
    line += " " + plainKey(field.key) + "=" + quoted(field.value);
  return line;
}

}  // namespace slipway
