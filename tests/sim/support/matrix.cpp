#include "tests/sim/support/matrix.h"

#include <algorithm>
#include <cstdlib>
#include <set>

#include "base/random.h"
#include "base/text.h"
#include "crds/release.h"
#include "kube/types/resources.h"

namespace slipway::testing {
namespace {

// Runs in the normal run, over all plays and classes; some 60 ms each.
constexpr std::size_t kRuns = 9000;
constexpr std::size_t kPairRuns = 600;
constexpr std::size_t kDeepPairRuns = 20000;

std::size_t plays() {
  static const std::size_t count = allPlays().size();
  return count;
}

std::uint64_t seedOf(const std::string& play, std::string_view faults) {
  std::uint64_t seed = 1469598103934665603U;
  for (const char c : play + "/" + std::string(faults))
    seed = (seed ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return seed;
}

template <typename T>
void keepSome(std::vector<T>& all, std::size_t many, std::uint64_t seed) {
  SeededRandom random(seed);
  while (all.size() > many) {
    const auto last = static_cast<std::ptrdiff_t>(all.size()) - 1;
    all.erase(all.begin() + last -
              static_cast<std::ptrdiff_t>(random.below(static_cast<std::uint64_t>(last) + 1)));
  }
}

const std::string* stateOf(const WritePoint& point, FaultKind::Erases erases) {
  switch (erases) {
    case FaultKind::Erases::Nothing:
      return nullptr;
    case FaultKind::Erases::Before:
      return &point.before;
    case FaultKind::Erases::After:
      return &point.after;
  }
  return nullptr;
}

// What a share of the runs is cut by: kills are all run, they are few.
bool isCut(const FaultClass& faults) {
  return std::none_of(faults.kinds.begin(), faults.kinds.end(), [](const FaultKind& kind) {
    return kind.erases != FaultKind::Erases::Nothing;
  });
}

// Not those that go on for a while, nor a second process whose stop another one would end.
bool mayPair(const FaultClass& faults) {
  return faults.name != "conflicts" && faults.name != "clocks" && faults.name != "failover";
}

// Whether it asks for another rollout, or may.
bool changesARelease(const sim::PlayAction& action) {
  if (const auto* apply = std::get_if<sim::ApplyObject>(&action))
    return apply->object["apiVersion"].stringOr("") == crds::releases().apiVersion();
  if (const auto* patch = std::get_if<sim::PatchObject>(&action))
    return patch->object.resource == crds::releases();
  // Pods that turn bad may take it all the way back.
  return std::holds_alternative<sim::SetImage>(action) ||
         std::holds_alternative<sim::Behave>(action);
}

// Rounds of a bake: each is told in status.
std::int64_t bakeRounds(const Value& release) {
  const Value& bake = release["spec"]["verification"]["bake"];
  const auto whole = parseDuration(bake["duration"].stringOr("0s"));
  const auto interval = parseDuration(bake["interval"].stringOr("30s"));
  return whole && interval ? *whole / *interval : 0;
}

}  // namespace

// For each rollout, and each way back by hand: what is written once (announced, created, promoted,
// told), for each pod its two ReplicaSets' sizes, its place in status, and the Events about them,
// for each step its beginning and its end, and for each Service that it is led elsewhere a few
// times, which is seen, told, and written down. Once, for a Deployment that is adopted: the
// finalizer, its label, and what is said of it, and for each of its own pods that goes a write and
// an Event; for each time that somebody else scales it, that it is counted, undone, told, and seen.
int writeBudget(const sim::Play& play) {
  std::int64_t rollouts = 0;
  std::int64_t pods = 1;
  std::int64_t rounds = 0;
  std::int64_t more = 0;
  std::int64_t adopted = 0;
  std::int64_t hands = 0;  // how often somebody else scales an adopted Deployment
  for (const auto& event : play.events) {
    if (changesARelease(event.action)) ++rollouts;
    if (const auto* scale = std::get_if<sim::ScaleObject>(&event.action))
      hands += scale->object.resource == kube::resources::deployments() ? 1 : 0;
    if (const auto* apply = std::get_if<sim::ApplyObject>(&event.action)) {
      pods = std::max(pods, apply->object["spec"]["replicas"].asInt().value_or(1));
      rounds = std::max(rounds, bakeRounds(apply->object));
      const Value& spec = apply->object["spec"];
      if (spec["workloadRef"].isObject()) adopted = 1;
      const auto count = [](const Value& list) {
        return static_cast<std::int64_t>(list.elements().size());
      };
      more = std::max(more, 10 * count(spec["traffic"]["services"]) +
                                3 * count(spec["strategy"]["canary"]["steps"]));
    }
    if (const auto* patch = std::get_if<sim::PatchObject>(&event.action))
      pods = std::max(pods, patch->patch["spec"]["replicas"].asInt().value_or(1));
  }
  return static_cast<int>(rollouts * (14 + 6 * pods + rounds + more) + adopted * (4 + 2 * pods) +
                          4 * hands);
}

bool deep() {
  return std::getenv("SLIPWAY_DEEP") != nullptr;
}

Enumeration enumerate(const std::string& play, const FaultClass& faults, const Verdict& reference,
                      bool whole) {
  Enumeration all;
  std::set<std::string> states;
  // By points first: neighbours in time are neighbours here.
  for (std::size_t i = 0; i < reference.writes.size(); ++i)
    for (const FaultKind& kind : faults.kinds) {
      const WritePoint& point = reference.writes[i];
      if (kind.at == At::EveryDecision && point.event) continue;
      ++all.possible;
      const std::string* state = stateOf(point, kind.erases);
      if (state && !states.insert(*state).second) continue;
      all.cases.push_back({{{&kind, static_cast<int>(i)}}});
    }
  all.distinct = static_cast<int>(all.cases.size());
  if (!whole && isCut(faults))
    keepSome(all.cases, kRuns / plays() / faultClasses().size() / faults.cost,
             seedOf(play, faults.name));
  return all;
}

Enumeration enumeratePairs(const std::string& play, const Verdict& reference) {
  std::vector<const FaultKind*> kinds;
  for (const FaultClass& faults : faultClasses())
    for (const FaultKind& kind : faults.kinds)
      if (kind.end == End::Same && mayPair(faults)) kinds.push_back(&kind);
  const auto writes = reference.writes.size();
  Enumeration all;
  all.possible = static_cast<int>(kinds.size() * kinds.size() * writes * (writes - 1) / 2);
  all.distinct = all.possible;
  SeededRandom random(seedOf(play, "pairs"));
  const std::size_t many = (deep() ? kDeepPairRuns : kPairRuns) / plays();
  for (std::size_t i = 0; i < many && writes > 1; ++i) {
    const auto second = 1 + static_cast<int>(random.below(writes - 1));
    const auto first = static_cast<int>(random.below(static_cast<std::uint64_t>(second)));
    all.cases.push_back({{{kinds[random.below(kinds.size())], first},
                          {kinds[random.below(kinds.size())], second}}});
  }
  return all;
}

std::string coverageHead() {
  std::string head = "| play | writes |";
  std::string line = "|---|---|";
  for (const FaultClass& faults : faultClasses()) {
    head += " " + std::string(faults.name) + " |";
    line += "---|";
  }
  return head + " pairs |\n" + line + "---|\n";
}

std::string coverageRow(const std::string& play, const Verdict& reference) {
  std::string row = "| " + play + " | " + std::to_string(reference.audited) + " |";
  const auto add = [&](const Enumeration& part) {
    row += " " + std::to_string(part.cases.size()) + "/" + std::to_string(part.possible) + " |";
  };
  for (const FaultClass& faults : faultClasses()) add(enumerate(play, faults, reference));
  add(enumeratePairs(play, reference));
  return row + "\n";
}

}  // namespace slipway::testing
