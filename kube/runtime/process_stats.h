#pragma once

#include <cstdint>
#include <optional>

namespace slipway::kube {

// What Prometheus clients conventionally say about their own process, read from /proc now. Absent
// when /proc does not say it.
struct ProcessStats {
  std::optional<double> cpuSeconds;        // user and system
  std::optional<double> startTimeSeconds;  // since 1970
  std::optional<std::uint64_t> residentBytes;
  std::optional<std::uint64_t> virtualBytes;
  std::optional<std::uint64_t> openFds;
  std::optional<std::uint64_t> maxFds;  // the soft limit
};
ProcessStats readProcessStats();

}  // namespace slipway::kube
