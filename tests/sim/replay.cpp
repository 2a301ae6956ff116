#include <cstdio>
#include <cstdlib>
#include <string>

#include "sim/story_text.h"
#include "tests/sim/support/fault_case.h"

namespace {

using namespace slipway;           // NOLINT(google-build-using-namespace)
using namespace slipway::testing;  // NOLINT(google-build-using-namespace)

int usage() {
  std::fprintf(stderr, "usage: sim_replay PLAY [FAULT WRITE]... | sim_replay PLAY seed N\nfaults:");
  for (const auto& faults : faultClasses())
    for (const auto& kind : faults.kinds) std::fprintf(stderr, " %s", kind.name.c_str());
  std::fprintf(stderr, "\n");
  return 2;
}

void show(const Verdict& verdict) {
  int number = 0;
  for (const auto& write : verdict.writes)
    std::printf("write %d: %s\n", number++, write.what.c_str());
  std::printf("%s", verdict.endState.c_str());
  for (const auto& [what, times] : verdict.churn) std::printf("%d x %s\n", times, what.c_str());
}

}  // namespace

// Plays one case of the fault matrix or one seed again and tells its story.
int main(int argc, char** argv) {
  if (argc < 2 || argc % 2 != 0) return usage();
  const auto tell = [](const sim::StoryLine& line) {
    std::printf("%s\n", sim::renderStoryLine(line, {}).c_str());
  };
  const sim::Play play = loadPlay(argv[1]);
  const Verdict reference = runUndisturbed(play);
  Verdict verdict;
  FaultCase fault;
  if (argc == 4 && std::string(argv[2]) == "seed") {
    verdict = runWithSeed(play, std::strtoull(argv[3], nullptr, 10), tell);
    verdict.struck = true;
  } else {
    for (int i = 2; i + 1 < argc; i += 2) {
      const FaultKind* kind = findFaultKind(argv[i]);
      if (!kind) return usage();
      fault.strikes.push_back({kind, std::atoi(argv[i + 1])});
    }
    verdict = fault.strikes.empty() ? runUndisturbed(play, tell) : runWithFault(play, fault, tell);
    if (fault.strikes.empty()) verdict.struck = true;
  }
  show(verdict);
  const auto found = differences(reference, verdict, fault);
  for (const auto& what : found) std::printf("FAILED %s\n", what.c_str());
  return found.empty() ? 0 : 1;
}
