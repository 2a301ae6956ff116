#pragma once

#include <functional>
#include <string>

#include "base/expected.h"

namespace slipway::testing {

// Addresses of 198.18.0.0/15 (RFC 2544): nothing real lives there.
inline constexpr const char* kNodeName = "node1";
inline constexpr const char* kNodeAddress = "198.18.0.1";
inline constexpr const char* kPodRange = "198.18.64.0/20";
inline constexpr const char* kServiceRange = "198.18.128.0/20";
inline constexpr const char* kFirstServiceAddress = "198.18.128.1";

// Where everything of a node is kept: in memory, gone with it.
inline constexpr const char* kNodeFolder = "/run/slipway";

// What the node's isolation was made of; for the log.
struct Isolation {
  std::string cgroups;  // "v1 (cpu, memory, ...)" or "v2"
};

// Runs `body` as a child of the first process of own network, mount, pid, uts, ipc and cgroup
// namespaces, and returns what it returns. The network has loopback, a bridge with the node's
// address, and no way out. When `body` ends, everything it started ends with it, and so does
// everything when this process ends. Call it before the first thread starts.
//
// The error is one line: the first thing that the kernel or our rights did not allow. `body` was
// not called then.
Expected<int, std::string> runIsolated(const std::function<int(const Isolation&)>& body);

}  // namespace slipway::testing
