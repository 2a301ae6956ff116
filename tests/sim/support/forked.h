#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

namespace slipway::testing {

// A copy of this process that goes on by itself, and the lines that it leaves behind. For processes
// with one thread.
class Forked {
 public:
  // Returns twice: in this process, and in the copy.
  Forked();
  bool inCopy() const { return pid_ == 0; }
  // In the copy: its last words.
  [[noreturn]] void end(const std::vector<std::string>& lines);
  // In this process: waits for them. A copy that died says so.
  std::vector<std::string> lines();

 private:
  int pipe_[2] = {-1, -1};
  pid_t pid_ = -1;
};

}  // namespace slipway::testing
