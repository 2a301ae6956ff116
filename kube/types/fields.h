#pragma once

#include <optional>

#include "base/clock.h"
#include "base/reader.h"

namespace slipway::kube {

// A metav1.Time or MicroTime; nullopt when absent, and an error when it is no time.
std::optional<WallTime> readTime(const Reader& field);

}  // namespace slipway::kube
