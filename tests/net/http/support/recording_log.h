#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "base/log.h"
#include "tests/net/http/support/sockets.h"

namespace slipway::nettest {

// Keeps messages (and their fields' values) and lets a test wait for one.
class RecordingLog final : public Log {
 public:
  bool enabled(LogLevel) const override { return true; }
  void write(LogLevel, std::string_view message, Fields fields) override {
    std::string line(message);
    for (const LogField& field : fields) line += " " + field.key + "=" + field.value;
    {
      const std::lock_guard lock(mutex_);
      lines_.push_back(std::move(line));
    }
    written_.notify_all();
  }
  bool waitFor(const std::string& part) {
    std::unique_lock lock(mutex_);
    return written_.wait_for(lock, patience, [&] { return countLocked(part) > 0; });
  }
  std::size_t count(const std::string& part) {
    const std::lock_guard lock(mutex_);
    return countLocked(part);
  }

 private:
  std::size_t countLocked(const std::string& part) const {
    std::size_t count = 0;
    for (const std::string& line : lines_) count += line.find(part) != std::string::npos ? 1 : 0;
    return count;
  }

  std::mutex mutex_;
  std::condition_variable written_;
  std::vector<std::string> lines_;
};

}  // namespace slipway::nettest
