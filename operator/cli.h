#pragma once

namespace slipway::cli {

// The exit codes that scripts can use.
enum ExitCode : int {
  kOk = 0,
  kFailed = 1,  // it ran, and the answer is no (an expectation failed, leadership was lost)
  kUsage = 2,   // the command line, a file or a configuration is wrong
};

// The whole command line: parses, runs, answers the exit code.
int runCommandLine(int argc, char** argv);

}  // namespace slipway::cli
