#pragma once

#include <optional>
#include <string>

#include "strategies/snapshot.h"

namespace slipway::strategies {

// A state that a pod does not leave by itself: its revision is rejected at once, not at the
// deadline.
struct Trouble {
  std::string reason;
  std::string message;
};

// ImagePullBackOff, ErrImageNeverPull, InvalidImageName, CreateContainerConfigError,
// CreateContainerError; CrashLoopBackOff from the third restart on; killed for memory twice.
std::optional<Trouble> terminalTrouble(const PodView& pod);

// Of the first pod, by name, that is in one; terminating pods don't count.
std::optional<Trouble> terminalTrouble(const RevisionView& revision);

}  // namespace slipway::strategies
