#pragma once

#include <cstddef>
#include <string>

#include "sim/story.h"

namespace slipway::sim {

// How a story is shown to people.
struct Look {
  bool colour = false;    // ANSI colours
  std::size_t width = 0;  // columns, at least 40; 0: lines are never broken
};

// "  0:03.2  slipway  ...", without the line feed at its end. What does not fit into the width goes
// on below, indented. A picture takes several lines.
std::string renderStoryLine(const StoryLine& line, const Look& look);

// The pods of one revision as a bar: █ available, ▓ ready, ░ there, · wanted. `all` pods would fill
// `cells` cells, so that bars of one scale can be compared.
std::string drawBar(const RevisionPicture& revision, std::int64_t all, std::int64_t cells);

}  // namespace slipway::sim
