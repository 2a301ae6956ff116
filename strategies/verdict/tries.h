#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "crds/smoke_test.h"
#include "strategies/snapshot.h"

namespace slipway::strategies {

// How the answers to one question, one after the other, become its verdict. What an answer is worth
// and how it is asked for is the business of controllers/verification.

// The answers so far.
struct Tries {
  std::int32_t asked = 0;
  std::int32_t bad = 0;
  std::int32_t inRow = 0;     // good ones since the last bad one, all from the same pod
  std::string firstBad{};     // what was wrong with the first bad one
  std::string lastBad{};      // and with the last
  std::string lastPod{};      // UID of the pod that was asked last
  std::string lastPodName{};  // its name: says where in the row of pods it stood
  bool lastGood = false;
};

// Whom to ask next: the pod that gave a good answer again, after a bad one the next in order. Only
// available pods; nullptr when there are none. `pods` in the order of their names.
const CheckTarget* nextPod(const Tries& tries, const std::vector<CheckTarget>& pods);

// Notes down that this pod is asked. Good answers in a row are those of one pod.
void asking(Tries& tries, const CheckTarget& pod);

// Notes down its answer: what was seen, or what was wrong. The bad answer of a pod that has left
// meanwhile says nothing and is forgotten.
void answered(Tries& tries, const std::vector<CheckTarget>& pods, bool good, std::string what);

// Passed, Failed, or Running: then ask again after `pause`.
struct Outlook {
  crds::Verdict verdict = crds::Verdict::Running;
  std::string reason{};  // of Failed: what was wrong, and how often it was tried
  Duration pause{};
};
Outlook outlookOf(const Tries& tries, const crds::SmokeTest& test);

}  // namespace slipway::strategies
