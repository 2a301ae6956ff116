#pragma once

#include <sys/types.h>

namespace slipway::bench {

// Of a running process, in MiB; they throw when /proc does not say.
double residentMib(pid_t pid);
double peakResidentMib(pid_t pid);
double ownMib(pid_t pid);  // resident, and not of a file that others can share
// User and system time so far. The CPU-time clock: /proc counts in hundredths of a second.
double cpuSeconds(pid_t pid);

}  // namespace slipway::bench
