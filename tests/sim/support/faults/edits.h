#pragma once

#include <string>

#include "tests/sim/support/stage.h"

// What people do to Releases and their ReplicaSets, in one line each.
namespace slipway::testing {

std::string imageOf(const Value& release);
void setImage(Stage& stage, const Value& release, const std::string& image);
void patchSpec(Stage& stage, const Value& release, Value spec);
void deleteSet(Stage& stage, const Value& set);

}  // namespace slipway::testing
