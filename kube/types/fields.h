#pragma once

#include <optional>

#include "base/clock.h"
#include "base/reader.h"
#include "base/texts.h"

namespace slipway::kube {

// A metav1.Time or MicroTime; nullopt when absent, and an error when it is no time.
std::optional<WallTime> readTime(const Reader& field);
Texts readTexts(const Reader& array);  // of strings; none when absent

}  // namespace slipway::kube
