#include <algorithm>
#include <gtest/gtest.h>

#include "base/random.h"
#include "strategies/release_plan.h"
#include "strategies/rolling.h"
#include "tests/strategies/builders.h"

namespace slipway::strategies {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)
using crds::Verdict;

constexpr std::uint64_t kSeeds = 2000;

std::int32_t upTo(Random& random, std::int32_t bound) {
  return static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(bound) + 1));
}

bool oneIn(Random& random, std::uint64_t n) {
  return random.below(n) == 0;
}

RevisionView randomRevision(Random& random, char letter, std::int32_t replicas) {
  const std::int32_t desired = upTo(random, replicas + 2);
  RevisionView view = revision(letter, letter - 'a' + 1, desired, upTo(random, desired));
  view.current = std::max(0, desired + upTo(random, 4) - 2);
  view.sizedFor = oneIn(random, 4) ? upTo(random, 12) : replicas;
  view.attempt = 1 + upTo(random, 1);
  view.deleting = oneIn(random, 12);
  if (oneIn(random, 4)) view.rejected = crds::Rejection{"SmokeTestFailed", "500", at(5)};
  if (oneIn(random, 3)) view.lastActive = at(upTo(random, 900));
  for (PodView& pod : view.pods) {
    pod.terminating = oneIn(random, 8);
    if (oneIn(random, 10)) pod.troubled = {{"web", "ImagePullBackOff", "", "", 0, 0}};
  }
  return view;
}

// A second smoke test, of one pod; some revisions have its answer, or are being asked.
void addTestOfOne(Random& random, Given& given) {
  crds::SmokeTest test = given.spec().smokeTests.at(0);
  test.name = "one";
  test.pods = crds::PodChoice::One;
  given.spec().smokeTests.push_back(test);
  for (const RevisionView& view : given.snapshot().revisions) {
    if (oneIn(random, 2)) continue;
    CheckResult result{{view.hash, view.attempt, test.name, test.definition(), ""},
                       static_cast<Verdict>(upTo(random, 2)),
                       "200 from pod x",
                       at(upTo(random, 900))};
    given.snapshot().results.push_back(std::move(result));
  }
}

crds::CanaryStep randomStep(Random& random) {
  switch (random.below(5)) {
    case 0:
      return crds::SetReplicas{{upTo(random, 3), false}};
    case 1:
      return crds::Verify{{"smoke"}};
    case 2:
      return crds::Pause{std::chrono::seconds(upTo(random, 600)), oneIn(random, 2)};
    default:
      return crds::SetWeight{upTo(random, 100)};
  }
}

crds::Strategy randomStrategy(Random& random) {
  const IntOrPercent surge{upTo(random, 3), false};
  const IntOrPercent unavailable{upTo(random, 3), false};
  switch (random.below(4)) {
    case 0:
      return crds::RecreateStrategy{};
    case 1: {
      crds::CanaryStrategy canary{surge, unavailable, oneIn(random, 3), {}};
      for (std::int32_t left = upTo(random, 4); left >= 0; --left)
        canary.steps.push_back(randomStep(random));
      return canary;
    }
    case 2: {
      crds::BlueGreenStrategy blueGreen;
      if (oneIn(random, 3)) blueGreen.previewReplicas = IntOrPercent{upTo(random, 3), false};
      if (oneIn(random, 3)) blueGreen.promotion = crds::Pause{std::chrono::minutes(10), true};
      return blueGreen;
    }
    default:
      return crds::RollingStrategy{surge, unavailable};
  }
}

// Services in every state: led to any revision, to all, nowhere, elsewhere; missing; others'.
void addServices(Random& random, Given& given) {
  constexpr std::string_view kTo = "abcdA ?";
  for (const char* name : {"web", "preview"}) {
    ServiceView view =
        service(kTo[random.below(kTo.size())], name,
                oneIn(random, 2) ? crds::ServiceRole::Stable : crds::ServiceRole::Update);
    if (oneIn(random, 3)) view.standing = static_cast<Standing>(upTo(random, 3));
    view.asked = !oneIn(random, 6);
    if (oneIn(random, 3)) view.endpoints = {"pod-a0", "pod-b0"};
    if (view.asked) given.spec().traffic.services.push_back({view.name, view.role, Value()});
    if (!oneIn(random, 4)) {
      const auto reach = static_cast<crds::Reach>(upTo(random, 3));
      given.status().traffic.push_back({view.name, reach,
                                        reach == crds::Reach::Revision ? hashOf('a') : "",
                                        at(upTo(random, 900)), upTo(random, 4), "flux"});
    }
    given.snapshot().services.push_back(std::move(view));
  }
}

// A Deployment in every state.
void addWorkload(Random& random, Given& given) {
  WorkloadView view = workload(upTo(random, 5));
  view.standing = static_cast<Standing>(upTo(random, 3));
  view.now.paused = !oneIn(random, 3);
  view.whole = oneIn(random, 2);
  if (oneIn(random, 3)) view.before.reset();
  view.digest = given.spec().templateDigest;
  view.asked = !oneIn(random, 6);
  if (view.asked)
    given.spec().workload =
        crds::WorkloadRef{view.name, static_cast<crds::ScaleDown>(upTo(random, 2))};
  if (!oneIn(random, 3))
    given.status().workload =
        crds::WorkloadStatus{view.name,        view.uid,        upTo(random, 3), view.digest,
                             oneIn(random, 2), upTo(random, 4), "flux"};
  given.snapshot().workloads.push_back(std::move(view));
}

Snapshot randomSnapshot(std::uint64_t seed, bool services = false) {
  SeededRandom random(seed);
  const std::int32_t replicas = upTo(random, 10);
  Given given(static_cast<char>('a' + upTo(random, 3)));
  given.replicas(replicas).sinceProgress(upTo(random, 1000));
  given.spec().paused = oneIn(random, 5);
  given.spec().minReadySeconds = oneIn(random, 4) ? 5 : 0;
  given.spec().revisionHistoryLimit = upTo(random, 3);
  given.spec().strategy = randomStrategy(random);
  for (char letter = 'a'; letter < 'e'; ++letter) {
    if (!oneIn(random, 3)) given.with(randomRevision(random, letter, replicas));
  }
  for (const RevisionView& view : given.snapshot().revisions) {
    const auto some = std::min<std::int32_t>(upTo(random, replicas), view.desired);
    given.answered(static_cast<char>('a' + view.number - 1), some,
                   oneIn(random, 5) ? Verdict::Failed : Verdict::Passed);
  }
  if (!oneIn(random, 3))
    given.stable(static_cast<char>('a' + upTo(random, 3)), 1 + upTo(random, 3));
  if (!oneIn(random, 3))
    given.update(static_cast<char>('a' + upTo(random, 3)), 1 + upTo(random, 3));
  if (oneIn(random, 6)) given.status() = {};
  if (oneIn(random, 12)) given.snapshot().olderTwin = kube::ObjectKey{"shop", "older"};
  if (oneIn(random, 12)) {
    given.snapshot().refusal = Refusal{digestOf('b'), "TemplateInvalid", "no", oneIn(random, 2)};
  }
  if (oneIn(random, 4)) addTestOfOne(random, given);
  if (services || oneIn(random, 2)) addServices(random, given);
  if (oneIn(random, 3)) addWorkload(random, given);
  return given;
}

template <typename T>
void shuffle(std::vector<T>& list, Random& random) {
  for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[random.below(i)]);
}

TEST(Property, TheSameSnapshotGivesTheSamePlanWhateverTheOrderOfItsLists) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    Snapshot snapshot = randomSnapshot(seed);
    const Plan plan = planRelease(snapshot);
    EXPECT_EQ(lines(planRelease(snapshot)), lines(plan)) << "seed " << seed;
    SeededRandom random(seed * 7);
    shuffle(snapshot.revisions, random);
    shuffle(snapshot.results, random);
    for (RevisionView& view : snapshot.revisions) shuffle(view.pods, random);
    const Plan again = planRelease(snapshot);
    EXPECT_EQ(lines(again), lines(plan)) << "seed " << seed;
    EXPECT_EQ(again.status, plan.status) << "seed " << seed;
    EXPECT_EQ(again.requeueAfter, plan.requeueAfter) << "seed " << seed;
  }
}

TEST(Property, AStatusThatWasWrittenIsNotWrittenAgain) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    Snapshot snapshot = randomSnapshot(seed);
    // Announcing, promoting and noticing progress change the situation; nothing else does.
    for (int pass = 0; pass < 4; ++pass) {
      const Plan plan = planRelease(snapshot);
      if (!plan.status) break;
      snapshot.release.status = *plan.status;
    }
    EXPECT_FALSE(planRelease(snapshot).status) << "seed " << seed;
  }
}

TEST(Property, NothingIsTakenAwayWithoutTheVersionThatWasSeen) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const Snapshot snapshot = randomSnapshot(seed);
    for (const Intent& intent : planRelease(snapshot).intents) {
      if (const auto* scale = std::get_if<Scale>(&intent.action)) {
        EXPECT_FALSE(scale->target.uid.empty()) << "seed " << seed;
        EXPECT_FALSE(scale->target.resourceVersion.empty()) << "seed " << seed;
        EXPECT_GE(scale->to, 0) << "seed " << seed;
        EXPECT_LE(scale->to, std::max(snapshot.release.spec.replicas + 3, scale->from))
            << "seed " << seed;
      }
    }
  }
}

TEST(Property, AServiceMovesInAWriteThatCarriesTheVersionSeenAndNeverToNothing) {
  std::size_t moves = 0;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    for (const Intent& intent : planRelease(randomSnapshot(seed, true)).intents) {
      if (const auto* point = std::get_if<PointService>(&intent.action)) {
        ++moves;
        EXPECT_FALSE(point->target.resourceVersion.empty()) << "seed " << seed;
        EXPECT_FALSE(point->selector.empty()) << "seed " << seed;
      }
    }
  }
  EXPECT_GT(moves, 20U) << "these snapshots hardly ever move a Service";
}

TEST(Property, AtMostOneOfReconcilingAndStalled) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const Plan plan = planRelease(randomSnapshot(seed));
    if (!plan.status) continue;
    int found = 0;
    for (const auto& condition : plan.status->conditions) {
      if (condition.type == "Reconciling" || condition.type == "Stalled") ++found;
      EXPECT_FALSE(condition.reason.empty()) << "seed " << seed;
    }
    EXPECT_LE(found, 1) << "seed " << seed;
    EXPECT_FALSE(plan.status->message.empty()) << "seed " << seed;
  }
}

// A world that obeys: ReplicaSets follow their size, pods become available, in random order.
class World {
 public:
  explicit World(std::uint64_t seed) : random_(seed) {
    bounds_.replicas = 1 + upTo(random_, 9);
    bounds_.maxSurge = upTo(random_, 3);
    bounds_.maxUnavailable = std::min(upTo(random_, 3), bounds_.replicas);
    if (bounds_.maxSurge == 0 && bounds_.maxUnavailable == 0) bounds_.maxUnavailable = 1;
    target_ = {0, 0, 0, 0, bounds_.replicas};
    others_.push_back(
        {bounds_.replicas, bounds_.replicas, bounds_.replicas, bounds_.replicas, bounds_.replicas});
  }

  const Bounds& bounds() const { return bounds_; }
  bool done() const { return target_.available == bounds_.replicas && others_.at(0).current == 0; }
  std::int32_t pods() const { return target_.current + others_.at(0).current; }
  std::int32_t holding() const { return target_.counted + others_.at(0).available; }

  void step() {
    switch (random_.below(4)) {
      case 0:
        apply();
        break;
      case 1:
        follow(target_);
        break;
      case 2:
        follow(others_.at(0));
        break;
      default:
        ready();
    }
  }

 private:
  void apply() {
    const Sizes sizes = roll(bounds_, target_, others_);
    target_.desired = sizes.target;
    others_.at(0).desired = sizes.others.at(0);
  }
  static void follow(Side& side) {
    if (side.current < side.desired) ++side.current;
    if (side.current > side.desired) --side.current;
    side.available = std::min(side.available, side.current);
    side.counted = std::min(side.counted, side.available);
  }
  void ready() {
    if (target_.available < target_.current) {
      ++target_.available;
    } else if (target_.counted < target_.available) {
      ++target_.counted;
    }
  }

  SeededRandom random_;
  Bounds bounds_;
  Side target_;
  std::vector<Side> others_;
};

TEST(Property, ARolloutStaysWithinItsBoundsAndEnds) {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    World world(seed);
    int steps = 0;
    for (; steps < 4000 && !world.done(); ++steps) {
      world.step();
      ASSERT_LE(world.pods(), world.bounds().ceiling()) << "seed " << seed;
      ASSERT_GE(world.holding(), world.bounds().floor()) << "seed " << seed;
    }
    EXPECT_TRUE(world.done()) << "seed " << seed << ": did not end in " << steps << " steps";
  }
}

}  // namespace
}  // namespace slipway::strategies
