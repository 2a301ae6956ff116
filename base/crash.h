#pragma once

#include <string_view>

namespace slipway {

// From here on an uncaught exception (std::terminate) and SIGSEGV, SIGABRT, SIGBUS, SIGFPE and
// SIGILL leave a report on standard error before the process dies of that signal:
//
//   slipway: crashed: SIGSEGV at address 0x0
//   slipway: build-id 5b2f...
//   slipway: #0 slipway+0x1a2b
//   slipway: #1 libc.so.6+0x271c9
//
// Addresses are relative to their module, so that tools/symbolize.sh can name functions and lines
// from the same build's binary. The report is written by async-signal-safe means. Only the calling
// thread can report the overflow of its own stack. Call once, before other threads start.
void installCrashHandler(std::string_view programName);

}  // namespace slipway
