#pragma once

#include <string>

#include "sim/page.h"
#include "sim/story.h"

namespace slipway::sim {

// "  0:03.2  slipway  ...", without the line feed at its end. What does not fit into the width goes
// on below, indented. A picture takes several lines.
std::string renderStoryLine(const StoryLine& line, const Look& look);

}  // namespace slipway::sim
