#include "operator/plan/plan.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "strategies/strategy.h"

namespace slipway::cli {
namespace {

constexpr const char* kEveryPodIsNew = "every pod is new";

std::vector<std::string> namesOf(const std::vector<crds::SmokeTest>& tests) {
  std::vector<std::string> names;
  names.reserve(tests.size());
  for (const auto& test : tests) names.push_back(test.name);
  return names;
}

std::int64_t availableOf(const sim::RawObject& set) {
  return set.object["status"]["availableReplicas"].asInt().value_or(0);
}

bool isOf(const sim::RawObject& set, const std::string& hash) {
  return set.meta.labels.valueOr(crds::kRevisionLabel, "") == hash;
}

// Which part of a rollout this is. After the last step all traffic is led to the new pods.
struct Place {
  std::string hash;
  std::int32_t attempt = 0;
  std::int32_t step = 0;
  bool promoted = false;
  friend bool operator==(const Place&, const Place&) = default;
};

class Observer {
 public:
  // What was so before is no consequence.
  void begin(const Moment& moment) {
    known_.insert(moment.pods.begin(), moment.pods.end());
    plan_.pods.peak = static_cast<std::int64_t>(moment.pods.size());
    plan_.pods.lowestAvailable = available(moment);
    const auto release = decoded(moment);
    if (!release) return;
    plan_.from = release->status.stable;
    history_ = release->status.history;
    generation_ = release->meta.generation;
    begin_ = moment.wall;
    if (isUnderWay(release->status)) plan_.underway = release->status.update->ref;
  }

  void add(const Moment& moment) {
    countPods(moment);
    const auto release = decoded(moment);
    if (!release) return;
    const auto& status = release->status;
    plan_.phase = status.phase;
    plan_.message = status.message;
    plan_.stable = status.stable;
    written_ = written_ || release->meta.generation != generation_;
    // What status says of a spec that it has not seen is about the one before.
    if (status.observedGeneration != release->meta.generation) return;
    if (isUnderWay(status)) addStep(*release, moment);
    if (status.stable && last_ && status.stable->hash == last_->hash && !plan_.steps.empty()) {
      show(moment, last_->hash, plan_.steps.back());
    }
    addWait(status);
    for (const auto& entry : status.history) {
      const bool before = std::find(history_.begin(), history_.end(), entry) != history_.end();
      if (!before && plan_.to && entry.hash == plan_.to->hash) plan_.outcome = entry.outcome;
      back_ = back_ || (!before && entry.outcome == "RolledBack");
    }
  }

  ReleasePlan take() {
    for (const auto& [wait, time] : waits_) plan_.atLeast += time;
    const bool moved = plan_.pods.created + plan_.pods.deleted > 0;
    const bool begun = plan_.to && !(plan_.underway && plan_.underway->hash == plan_.to->hash);
    plan_.effect = back_ && !begun ? Effect::Return
                   : plan_.to      ? Effect::Rollout
                   : moved         ? Effect::Pods
                   : written_      ? Effect::Settings
                                   : Effect::Nothing;
    return std::move(plan_);
  }

 private:
  static std::optional<crds::Release> decoded(const Moment& moment) {
    if (!moment.release) return std::nullopt;
    auto release = crds::decodeRelease(moment.release->object);
    if (!release.ok()) return std::nullopt;
    return std::move(*release);
  }

  // What was taken back, or is held, stands in status for as long as the spec asks for it.
  static bool isUnderWay(const crds::ReleaseStatus& status) {
    return status.update && !(status.waiting && status.waiting->reason == "Rejected");
  }

  static std::int64_t available(const Moment& moment) {
    std::int64_t all = 0;
    for (const auto& set : moment.sets) all += availableOf(*set);
    return all;
  }

  void countPods(const Moment& moment) {
    std::set<std::string> now(moment.pods.begin(), moment.pods.end());
    for (const auto& uid : now) plan_.pods.created += known_.contains(uid) ? 0 : 1;
    for (const auto& uid : known_) plan_.pods.deleted += now.contains(uid) ? 0 : 1;
    known_ = std::move(now);
    plan_.pods.peak = std::max(plan_.pods.peak, static_cast<std::int64_t>(known_.size()));
    plan_.pods.lowestAvailable = std::min(plan_.pods.lowestAvailable, available(moment));
  }

  void addStep(const crds::Release& release, const Moment& moment) {
    const auto& update = *release.status.update;
    plan_.to = update.ref;
    const Place place{update.ref.hash, update.attempt, update.step,
                      update.steps > 0 && update.promotedAt};
    if (last_ != place) plan_.steps.push_back(stepOf(release, place));
    last_ = place;
    show(moment, place.hash, plan_.steps.back());
  }

  static PlannedStep stepOf(const crds::Release& release, const Place& place) {
    const auto& spec = release.spec;
    const auto plan =
        strategies::stepAt(spec.strategy, place.step, release.status.update->steps, spec.replicas);
    PlannedStep step;
    step.checks = namesOf(spec.smokeTests);
    step.label = kEveryPodIsNew;
    if (place.promoted || release.status.update->steps == 0) return step;
    step.number = place.step;
    step.label = plan.label;
    step.pause = plan.pause;
    if (plan.checks) step.checks = *plan.checks;
    return step;
  }

  // As it is now: what stays is how it is at its end.
  static void show(const Moment& moment, const std::string& hash, PlannedStep& step) {
    step.update = step.others = 0;
    for (const auto& set : moment.sets) {
      (isOf(*set, hash) ? step.update : step.others) += availableOf(*set);
    }
    step.services = sim::pictureOf(*moment.release, moment.sets).services;
  }

  void addWait(const crds::ReleaseStatus& status) {
    const auto& waiting = status.waiting;
    if (!waiting || !waiting->until) return;
    const std::tuple wait{waiting->reason, waiting->token, waiting->since};
    if (waiting->reason == "Promotion") {
      if (decided_.insert(wait).second) ++plan_.decisions;
    } else {
      // Of what has begun before, what is left.
      waits_[wait] = std::max<Duration>(*waiting->until - std::max(waiting->since, begin_), {});
    }
  }

  using Wait = std::tuple<std::string, std::string, WallTime>;
  ReleasePlan plan_;
  WallTime begin_{};
  std::int64_t generation_ = 0;
  bool written_ = false;
  bool back_ = false;
  std::set<std::string> known_;  // pods
  std::vector<crds::HistoryEntry> history_;
  std::optional<Place> last_;
  std::map<Wait, Duration> waits_;
  std::set<Wait> decided_;
};

}  // namespace

std::string_view text(Effect effect) {
  switch (effect) {
    case Effect::Nothing:
      return "Nothing";
    case Effect::Settings:
      return "Settings";
    case Effect::Pods:
      return "Pods";
    case Effect::Rollout:
      return "Rollout";
    case Effect::Return:
      return "Return";
  }
  return "";
}

ReleasePlan planOf(const std::vector<Moment>& moments) {
  Observer observer;
  for (std::size_t i = 0; i < moments.size(); ++i) {
    if (i == 0) {
      observer.begin(moments[i]);
    } else {
      observer.add(moments[i]);
    }
  }
  return observer.take();
}

}  // namespace slipway::cli
