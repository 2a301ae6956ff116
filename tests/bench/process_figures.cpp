#include "tests/bench/process_figures.h"

#include <cstdlib>
#include <ctime>
#include <fstream>
#include <stdexcept>
#include <string>

namespace slipway::bench {
namespace {

double statusMib(pid_t pid, const std::string& field) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(field)) return std::strtod(line.c_str() + field.size(), nullptr) / 1024;
  throw std::runtime_error("the operator is not running: no " + field);
}

}  // namespace

double residentMib(pid_t pid) {
  return statusMib(pid, "VmRSS:");
}

double peakResidentMib(pid_t pid) {
  return statusMib(pid, "VmHWM:");
}

double ownMib(pid_t pid) {
  return statusMib(pid, "RssAnon:");
}

double cpuSeconds(pid_t pid) {
  clockid_t clock{};
  timespec time{};
  if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &time) != 0)
    throw std::runtime_error("the operator is not running: no CPU time");
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

}  // namespace slipway::bench
