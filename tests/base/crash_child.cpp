// Dies in the way its argument names; crash_test.cpp reads what it leaves on standard error.
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

#include "base/crash.h"

namespace {

// Outside the optimiser's sight, so that the frames stay.
volatile int depth = 0;

// The sanitizers would report this themselves. (Clang knows this attribute in this spelling only.)
__attribute__((noinline, no_sanitize("address", "undefined"))) void writeToNowhere() {
  volatile int* volatile nowhere = nullptr;
  *nowhere = 1;
  depth = depth + 1;
}

[[gnu::noinline]] int overflowStack(int n) {
  if (depth < 0) return n;
  volatile char block[4096] = {};
  block[0] = static_cast<char>(n);
  return overflowStack(n + 1) + block[0];
}

[[gnu::noinline]] void die(std::string_view way) {
  if (way == "segv") writeToNowhere();
  if (way == "abort") std::abort();
  if (way == "throw") throw std::runtime_error("two\nlines");
  if (way == "throw-int") throw 7;
  if (way == "terminate") std::terminate();
  if (way == "fpe") std::raise(SIGFPE);
  if (way == "overflow") depth = overflowStack(0);
  depth = depth + 1;
}

}  // namespace

int main(int argc, char** argv) {
  slipway::installCrashHandler("crashchild");
  if (argc > 1) die(argv[1]);
  return 0;
}
