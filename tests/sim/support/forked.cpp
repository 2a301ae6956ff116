#include "tests/sim/support/forked.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace slipway::testing {
namespace {

// Lines may contain newlines.
constexpr char kEndOfLine = '\0';

[[noreturn]] void failed(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

Forked::Forked() {
  if (pipe(pipe_) != 0) failed("pipe");
  std::fflush(nullptr);  // or the copy would say it once more
  pid_ = fork();
  if (pid_ < 0) failed("fork");
  close(pipe_[inCopy() ? 0 : 1]);
}

void Forked::end(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += line + kEndOfLine;
  for (std::size_t sent = 0; sent < text.size();) {
    const auto n = write(pipe_[1], text.data() + sent, text.size() - sent);
    if (n < 0 && errno != EINTR) _exit(1);
    if (n > 0) sent += static_cast<std::size_t>(n);
  }
  std::fflush(nullptr);
  _exit(0);
}

std::vector<std::string> Forked::lines() {
  std::vector<std::string> lines;
  std::string line;
  char buffer[4096];
  while (true) {
    const auto n = read(pipe_[0], buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    for (ssize_t i = 0; i < n; ++i) {
      if (buffer[i] != kEndOfLine)
        line += buffer[i];
      else
        lines.push_back(std::exchange(line, {}));
    }
  }
  close(pipe_[0]);
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFSIGNALED(status))
    lines.push_back("the run died of signal " + std::to_string(WTERMSIG(status)));
  else if (WEXITSTATUS(status) != 0)
    lines.push_back("the run exited with " + std::to_string(WEXITSTATUS(status)));
  return lines;
}

}  // namespace slipway::testing
