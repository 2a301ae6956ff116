#include <cstdio>
#include <cstdlib>
#include <string>

#include "sim/story_text.h"
#include "tests/sim/support/fault_case.h"

// Plays one case of the enumeration or one seed again and tells its story:
//   sim_replay PLAY FAULT WRITE      sim_replay PLAY seed N
int main(int argc, char** argv) {
  using namespace slipway;
  using namespace slipway::testing;
  if (argc != 4) {
    std::fprintf(stderr, "usage: sim_replay PLAY FAULT WRITE | sim_replay PLAY seed N\nfaults:");
    for (const auto& kinds : {killKinds(), answerKinds()})
      for (const FaultKind kind : kinds) std::fprintf(stderr, " %s", text(kind).data());
    std::fprintf(stderr, "\n");
    return 2;
  }
  const auto tell = [](const sim::StoryLine& line) {
    std::printf("%s\n", sim::renderStoryLine(line, {}).c_str());
  };
  const sim::Play play = loadPlay(argv[1]);
  const std::string how = argv[2];
  Verdict verdict;
  if (how == "seed") {
    verdict = runWithSeed(play, std::strtoull(argv[3], nullptr, 10), tell);
  } else {
    FaultCase fault{FaultKind::None, std::atoi(argv[3])};
    for (const auto& kinds : {killKinds(), answerKinds()})
      for (const FaultKind kind : kinds)
        if (text(kind) == how) fault.kind = kind;
    verdict = runWithFault(play, fault, tell);
    int number = 0;
    for (const auto& write : verdict.writes)
      std::printf("write %d: %s\n", number++, write.what.c_str());
  }
  for (const auto& failure : verdict.failures) std::printf("FAILED %s\n", failure.c_str());
  std::printf("%s", verdict.endState.c_str());
  for (const auto& [what, times] : verdict.churn) std::printf("%d x %s\n", times, what.c_str());
  return verdict.failures.empty() ? 0 : 1;
}
