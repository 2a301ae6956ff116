#pragma once

#include <cstdint>
#include <string>

#include "sim/play_runner.h"
#include "sim/story.h"

namespace slipway::sim {

// The same for programs: one JSON object per line, without the line feed.
std::string storyLineJson(const StoryLine& line);
// The last one: how the play ended.
std::string resultJson(const Play& play, const PlayResult& result, Duration elapsed);

}  // namespace slipway::sim
