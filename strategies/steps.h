#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "crds/strategy.h"

namespace slipway::strategies {

// One step of a rollout: how many pods it asks for, what they must pass, and what comes then.
struct StepPlan {
  std::int32_t limit = 0;  // pods of the update: at most so many
  std::int32_t kept = 0;   // pods that stay with the stable revision
  // A limit below what is there takes pods back; otherwise it only holds back.
  bool exact = false;
  // Which smoke tests a pod must pass by now; nullptr: all of them.
  const std::vector<std::string>* checks = nullptr;
  crds::Pause pause{};  // once it has passed
  std::string label{};  // for people: "batch 2 of 5", "step 3 of 6 (weight 20%)"
};

}  // namespace slipway::strategies
