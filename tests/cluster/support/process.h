#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include "base/expected.h"

namespace slipway::testing {

// What to run. argv[0] is looked up in PATH, then in /usr/sbin and /sbin.
struct Command {
  std::vector<std::string> argv;
  std::map<std::string, std::string> environment = {};  // on top of our own
  std::string input = {};                               // standard input, then end of file
};

// How a process ended: its exit code, or the signal that ended it.
struct Ended {
  int code = 0;
  int signal = 0;
  bool clean() const { return code == 0 && signal == 0; }
  std::string describe() const;  // "exit code 1", "signal 9 (Killed)"
  friend bool operator==(const Ended&, const Ended&) = default;
};

// A process that ran to its end.
struct Completed {
  int exit = -1;  // its exit code; 128 + signal when a signal ended it; 127 when it did not start
  std::string out;
  std::string err;
  bool timedOut = false;  // killed at the deadline; `exit` is 137 then
  bool ok() const { return exit == 0 && !timedOut; }
};

// Runs a command to its end, capturing both outputs; SIGKILL at the deadline.
Completed runCommand(const Command& command,
                     std::chrono::milliseconds deadline = std::chrono::seconds(60));

// A child in the background, both outputs appended to a log file. It dies with us, however we end:
// the kernel kills it when the *thread* that started it ends, so start it from a thread that stays.
class Process {
 public:
  // The error is one line for people.
  static Expected<std::unique_ptr<Process>, std::string> start(const Command& command,
                                                               std::string logFile);
  ~Process();  // SIGKILL when still running
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }
  const std::string& logFile() const { return logFile_; }
  bool running();
  // SIGTERM, SIGKILL, SIGSTOP, SIGCONT, ... Nothing happens when it already ended.
  void signal(int number);
  // How it ended, or nullopt when it still runs at the end of the timeout. Wakes up at once when
  // the process ends, so it also serves as the pause between two looks at what a process does.
  std::optional<Ended> waitFor(std::chrono::milliseconds timeout);
  // SIGTERM, then SIGKILL after the grace period. Returns how it ended.
  Ended stop(std::chrono::milliseconds grace = std::chrono::seconds(20));
  Ended kill();
  // The last lines of its log.
  std::string logTail(std::size_t lines = 30) const;

 private:
  Process(pid_t pid, int pidfd, std::string logFile);
  void reap();

  pid_t pid_;
  int pidfd_;
  std::string logFile_;
  std::optional<Ended> ended_;
};

// The whole text of a file; empty when it can't be read.
std::string readText(const std::string& path);
void writeText(const std::string& path, std::string_view text);  // mode 0600; throws on failure

}  // namespace slipway::testing
