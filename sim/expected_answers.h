#pragma once

#include <map>
#include <string>
#include <vector>

#include "crds/smoke_test.h"
#include "sim/pod_script.h"

namespace slipway::sim {

// What a pod answers, for PodScript::http, that passes these smoke tests, and what fails each.
std::map<std::string, HttpAnswer> passingAnswers(const std::vector<crds::SmokeTest>& tests);
std::map<std::string, HttpAnswer> failingAnswers(const std::vector<crds::SmokeTest>& tests);

}  // namespace slipway::sim
