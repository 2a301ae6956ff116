#pragma once

#include <string>
#include <vector>

#include "sim/play.h"
#include "sim/story.h"
#include "sim/world.h"

namespace slipway::sim {

struct PlayResult {
  std::vector<std::string> failures;  // empty: everything expected came true
  bool ok() const { return failures.empty(); }
};

// Plays a play in a world, from its beginning to its end. The world's operator is started first.
// `tell`: hears the story; empty: nobody listens.
PlayResult runPlay(const Play& play, World& world, const StorySink& tell);

}  // namespace slipway::sim
