#include "kube/runtime/process_stats.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <sys/resource.h>
#include <system_error>
#include <unistd.h>

namespace slipway::kube {
namespace {

std::string readText(const char* path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::optional<double> bootTimeSeconds() {
  std::istringstream lines(readText("/proc/stat"));
  std::string word;
  double seconds = 0;
  while (lines >> word) {
    if (word == "btime" && lines >> seconds) return seconds;
  }
  return std::nullopt;
}

// proc(5): the name in parentheses may hold anything, the numbers behind it are counted from 3.
void readStat(ProcessStats& stats) {
  const std::string text = readText("/proc/self/stat");
  const auto name = text.rfind(')');
  if (name == std::string::npos) return;
  std::istringstream words(text.substr(name + 1));
  double user = 0;
  double system = 0;
  double start = 0;
  std::string word;
  for (int field = 3; words >> word; ++field) {
    if (field == 14) user = std::stod(word);
    if (field == 15) system = std::stod(word);
    if (field != 22) continue;
    start = std::stod(word);
    const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
    stats.cpuSeconds = (user + system) / ticks;
    if (const auto boot = bootTimeSeconds()) stats.startTimeSeconds = *boot + start / ticks;
    return;
  }
}

void readMemory(ProcessStats& stats) {
  std::istringstream words(readText("/proc/self/statm"));
  std::uint64_t total = 0;
  std::uint64_t resident = 0;
  if (!(words >> total >> resident)) return;
  const auto page = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  stats.virtualBytes = total * page;
  stats.residentBytes = resident * page;
}

void readDescriptors(ProcessStats& stats) {
  std::error_code error;
  std::uint64_t count = 0;
  for (std::filesystem::directory_iterator each("/proc/self/fd", error), end; !error && each != end;
       each.increment(error)) {
    ++count;
  }
  // One of them was the folder itself.
  if (!error && count > 0) stats.openFds = count - 1;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) stats.maxFds = limit.rlim_cur;
}

}  // namespace

ProcessStats readProcessStats() {
  ProcessStats stats;
  readStat(stats);
  readMemory(stats);
  readDescriptors(stats);
  return stats;
}

}  // namespace slipway::kube
