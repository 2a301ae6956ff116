#pragma once

#include <string>
#include <vector>

#include "sim/play.h"
#include "sim/story.h"
#include "sim/theatre.h"

namespace slipway::sim {

struct PlayResult {
  std::vector<std::string> failures;  // empty: everything expected came true
  bool ok() const { return failures.empty(); }
};

// Plays a play from its beginning to its end. The operator is started first. `tell`: hears the
// story; empty: nobody listens.
PlayResult runPlay(const Play& play, Theatre& theatre, const StorySink& tell);

}  // namespace slipway::sim
