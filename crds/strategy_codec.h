#pragma once

#include "crds/strategy.h"

namespace slipway::crds {

// What the codecs of the strategies share. Each takes the Reader of its own member of
// spec.strategy; strategy.cpp holds the list of them.

Strategy readCanary(const Reader& canary);
Strategy readBlueGreen(const Reader& blueGreen);

IntOrPercent readIntOrPercent(const Reader& reader, IntOrPercent fallback);
// {duration}, or {timeout, onTimeout}: until somebody decides.
Pause readPause(const Reader& reader);
// From 0 to 24 h.
Duration readWait(const Reader& reader, std::string_view fallback);
std::vector<std::string> readNames(const Reader& reader);
// maxSurge and maxUnavailable, which must not both be 0.
void readBounds(const Reader& strategy, IntOrPercent& maxSurge, IntOrPercent& maxUnavailable);

// As they stand in a digest of steps.
std::string stepText(const Pause& pause);
std::string stepText(const std::vector<std::string>& names);

}  // namespace slipway::crds
