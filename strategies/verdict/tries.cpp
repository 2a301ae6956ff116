#include "strategies/verdict/tries.h"

#include <algorithm>
#include <utility>

namespace slipway::strategies {
namespace {

constexpr Duration kPause = std::chrono::seconds(1);
constexpr Duration kLongestPause = std::chrono::seconds(30);

bool isThere(const std::vector<CheckTarget>& pods, const std::string& uid) {
  return std::any_of(pods.begin(), pods.end(), [&](const auto& pod) { return pod.uid == uid; });
}

// 1 s after the first bad answer, then 2 s, 4 s, ...
Duration backoff(std::int32_t bad) {
  return std::min<Duration>(kPause * (1 << std::clamp(bad - 1, 0, 10)), kLongestPause);
}

std::string failureOf(const Tries& tries) {
  if (tries.asked == 1) return tries.firstBad;
  std::string text = tries.firstBad + " (";
  if (tries.bad < tries.asked) text += std::to_string(tries.bad) + " of ";
  text += std::to_string(tries.asked) + " tries";
  if (tries.lastBad != tries.firstBad) text += ", last: " + tries.lastBad;
  return text + ")";
}

}  // namespace

const CheckTarget* nextPod(const Tries& tries, const std::vector<CheckTarget>& pods) {
  const CheckTarget* first = nullptr;
  const CheckTarget* after = nullptr;
  for (const CheckTarget& pod : pods) {
    if (!pod.available) continue;
    if (tries.lastGood && pod.uid == tries.lastPod) return &pod;
    if (!first) first = &pod;
    if (!after && pod.name > tries.lastPodName) after = &pod;
  }
  return after ? after : first;
}

void asking(Tries& tries, const CheckTarget& pod) {
  if (tries.lastPod != pod.uid) tries.inRow = 0;
  tries.lastPod = pod.uid;
  tries.lastPodName = pod.name;
}

void answered(Tries& tries, const std::vector<CheckTarget>& pods, bool good, std::string what) {
  tries.lastGood = good;
  if (!good && !isThere(pods, tries.lastPod)) {
    tries.inRow = 0;
    return;
  }
  ++tries.asked;
  if (good) {
    ++tries.inRow;
    return;
  }
  ++tries.bad;
  tries.inRow = 0;
  tries.lastBad = std::move(what);
  if (tries.bad == 1) tries.firstBad = tries.lastBad;
}

Outlook outlookOf(const Tries& tries, const crds::SmokeTest& test) {
  if (tries.bad > test.retries) return {crds::Verdict::Failed, failureOf(tries), {}};
  if (tries.inRow >= test.successThreshold) return {crds::Verdict::Passed, {}, {}};
  return {crds::Verdict::Running, {}, tries.lastGood ? kPause : backoff(tries.bad)};
}

}  // namespace slipway::strategies
