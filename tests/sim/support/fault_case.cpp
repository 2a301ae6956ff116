#include "tests/sim/support/fault_case.h"

#include <algorithm>
#include <cstdlib>

#include "base/log.h"
#include "base/text.h"
#include "crds/embedded.h"
#include "crds/names.h"
#include "crds/release.h"
#include "kube/types/resources.h"
#include "operator/simulated_operator.h"
#include "sim/play_runner.h"
#include "tests/sim/support/end_state.h"
#include "tests/sim/support/forked.h"
#include "tests/sim/support/oracles.h"
#include "tests/sim/support/staged_faults.h"

namespace slipway::testing {
namespace {

using kube::fake::Fault;

std::string_view verbText(kube::Verb verb) {
  switch (verb) {
    case kube::Verb::Get:
      return "get";
    case kube::Verb::Create:
      return "create";
    case kube::Verb::JsonPatch:
    case kube::Verb::MergePatch:
      return "patch";
    case kube::Verb::Apply:
      return "apply";
    case kube::Verb::Delete:
      return "delete";
  }
  return "?";
}

WritePoint pointOf(const kube::ApiRequest& request) {
  WritePoint point;
  point.what = std::string(verbText(request.verb)) + " " + request.resource.name() +
               (request.subresource.empty() ? "" : "/" + request.subresource) + " " +
               request.key.text();
  point.event = request.resource == kube::resources::events();
  return point;
}

// The cluster as somebody new finds it: what it holds, how much others have done by now, and how
// long ago the last of that was.
class Fingerprints {
 public:
  std::string of(const sim::World& world) {
    const auto& audit = world.state().audit();
    for (seen_ = std::max(seen_, audit.first()); seen_ < audit.end(); ++seen_) {
      const auto& entry = *audit.at(seen_);
      if (entry.actor == "operator" || !entry.changed) continue;
      ++others_;
      last_ = entry.at;
    }
    const auto since =
        std::chrono::duration_cast<std::chrono::seconds>(world.clock().wall() - last_).count();
    return sha256Hex(normalisedState(world.state())) + " " + std::to_string(others_) + " " +
           std::to_string(since);
  }

 private:
  std::size_t seen_ = 0;
  int others_ = 0;
  WallTime last_{};
};

// Injects one fault after the other, and records every write on the way.
class Injector : public StagedFaults {
 public:
  Injector(FaultCase fault, Verdict& verdict, bool fingerprints)
      : fault_(std::move(fault)), verdict_(verdict), fingerprinting_(fingerprints) {}
  void attach(Stage& stage) override { stage_ = &stage; }

  Fault onRequest(const kube::ApiRequest& request, int writeIndex) override {
    if (writeIndex < 0 || request.resource == kube::resources::leases()) return Fault::none();
    const auto index = static_cast<int>(verdict_.writes.size());
    verdict_.writes.push_back(pointOf(request));
    stage_->versions.push_back(stage_->state().version());
    if (fingerprinting_) takeFingerprints(static_cast<std::size_t>(index));
    beforeStrike(index);
    for (const Strike& strike : fault_.strikes) {
      if (strike.write != index) continue;
      verdict_.struck = true;
      if (strike.kind->handsOn) stage_->podsBreak();
      return strike.kind->strike(*stage_, request);
    }
    return Fault::none();
  }

  kube::fake::ListFault onList(const kube::ListRequest&) override {
    const auto version = stage_->listedVersion();
    return version ? kube::fake::ListFault::stale(*version) : kube::fake::ListFault::none();
  }

 protected:
  virtual void beforeStrike(int /*write*/) {}
  FaultCase fault_;

 private:
  void takeFingerprints(std::size_t index) {
    verdict_.writes[index].before = prints_.of(stage_->world());
    stage_->afterThisWrite(
        [this, index] { verdict_.writes[index].after = prints_.of(stage_->world()); });
  }

  Verdict& verdict_;
  Stage* stage_ = nullptr;
  Fingerprints prints_;
  bool fingerprinting_;
};

// Meets no fault itself, but goes off in a copy of the process for each of many.
class Crossroads final : public Injector {
 public:
  Crossroads(const std::vector<FaultCase>& faults, const Verdict& reference, Verdict& verdict,
             const CaseJudged& judged)
      : Injector({}, verdict, false), reference_(reference), verdict_(verdict), judged_(judged) {
    for (const FaultCase& fault : faults) ways_[fault.strikes.front().write].push_back(fault);
  }

  // A copy judges its run and ends, without taking the world down piece by piece.
  void finished() override {
    if (copy_) copy_->end(differences(reference_, verdict_, fault_));
    for (const auto& [write, faults] : ways_)
      for (const FaultCase& fault : faults) judged_(fault, {"that write was never sent"});
  }

 private:
  void beforeStrike(int write) override {
    if (copy_) return;
    const auto ways = ways_.extract(write);
    if (ways.empty()) return;
    for (const FaultCase& fault : ways.mapped()) {
      Forked copy;
      if (copy.inCopy()) {
        copy_ = copy;
        fault_ = fault;
        return;
      }
      judged_(fault, copy.lines());
    }
  }

  const Verdict& reference_;
  const Verdict& verdict_;
  const CaseJudged& judged_;
  std::map<int, std::vector<FaultCase>> ways_;
  std::optional<Forked> copy_;
};

bool failsItsChecks(const sim::PodScript& script) {
  return script.neverReady || script.imagePullError || script.crashAfter ||
         std::any_of(script.http.begin(), script.http.end(), [](const auto& answer) {
           const sim::HttpAnswer& always = answer.second;
           return always.status >= 400 && always.then.empty() && always.firstPods == 0;
         });
}

// Whether the play itself makes pods unavailable.
bool takesPods(const sim::PlayAction& action) {
  if (std::holds_alternative<sim::Behave>(action)) return true;
  const auto* removal = std::get_if<sim::DeleteObject>(&action);
  return removal && removal->object.resource != crds::releases();
}

void instruct(Oracles& oracles, const sim::Play& play) {
  for (const auto& behave : play.pods)
    if (failsItsChecks(behave.script)) oracles.badImages.insert(behave.image);
  for (const auto& event : play.events) {
    if (takesPods(event.action)) oracles.brokenPods();
    // An image that changes is not bad for good.
    if (const auto* behave = std::get_if<sim::Behave>(&event.action)) {
      oracles.badImages.erase(behave->image);
    }
  }
}

// Whether that is true of the fault, or of one of two.
bool any(const FaultCase& fault, bool FaultKind::* property) {
  return std::any_of(fault.strikes.begin(), fault.strikes.end(),
                     [property](const Strike& strike) { return strike.kind->*property; });
}

// Without what was created once more than in the undisturbed run and collected as often.
std::map<std::string, int> withoutLateCreates(std::map<std::string, int> churn,
                                              const std::map<std::string, int>& reference) {
  static const std::string create = "create ";
  for (auto& [what, times] : churn) {
    const auto usual = reference.find(what);
    const auto gone = churn.find("delete " + what.substr(create.size()));
    if (!what.starts_with(create) || usual == reference.end() || gone == churn.end()) continue;
    const auto usuallyGone = reference.find(gone->first);
    if (usuallyGone == reference.end()) continue;
    const int more = times - usual->second;
    if (more <= 0 || gone->second - usuallyGone->second != more) continue;
    times -= more;
    gone->second -= more;
  }
  return churn;
}

// Where two texts part, and what stands there.
std::string parting(const std::string& one, const std::string& other) {
  const auto at = static_cast<std::size_t>(
      std::mismatch(one.begin(), one.end(), other.begin(), other.end()).first - one.begin());
  const std::size_t from = at < 60 ? 0 : at - 60;
  return "\n    ..." + one.substr(from, 240) + "\n  instead of\n    ..." + other.substr(from, 240);
}

std::string statuses(const kube::fake::State& state) {
  std::string text;
  for (const Value& release : state.all(crds::releases()))
    text += printJson(release["status"]) + "\n";
  return text;
}

// What was asked once the play is over, and then nothing more may happen.
void finish(sim::World& cluster, Stage& stage, const sim::Play& play, Duration idle,
            Verdict& verdict) {
  bool more = stage.end();
  if (!stage.idle()) {
    cluster.runUntilTrue([&] { return stage.idle(); }, play.limit);
    more = true;
  }
  // A play that missed something it expected has stopped there.
  if ((more || !verdict.failures.empty()) && !cluster.settle(play.limit))
    verdict.broken.push_back("nothing had settled after " + humanDuration(play.limit));
  const int before = operatorWrites(cluster.state()).sent;
  const std::string quiet = statuses(cluster.state());
  verdict.took = cluster.elapsed();
  cluster.runFor(idle);
  const auto writes = operatorWrites(cluster.state());
  verdict.endState = normalisedState(cluster.state());
  if (writes.sent != before)
    verdict.broken.push_back("oracle: " + std::to_string(writes.sent - before) + " writes within " +
                             humanDuration(idle) + " after everything had settled, the last: " +
                             verdict.writes.back().what +
                             parting(statuses(cluster.state()), quiet));
  if (const int finds = cluster.operatorMetrics().resyncFinds(); finds != 0)
    verdict.broken.push_back("oracle: " + std::to_string(finds) +
                             " resyncs found work that no event had announced");
  verdict.audited = writes.sent;
  verdict.inVain = writes.inVain;
  verdict.objects = normalisedState(cluster.state(), Masked::Generations);
  verdict.churn = churnOf(cluster.state());
  verdict.unsettled = unsettled(cluster.state());
  verdict.timed = std::any_of(play.events.begin(), play.events.end(), [](const auto& event) {
    return std::holds_alternative<sim::Behave>(event.action);
  });
  verdict.editedMidway = std::any_of(play.events.begin(), play.events.end(), [](const auto& event) {
    return event.when == sim::PlayEvent::When::Until &&
           std::holds_alternative<sim::SetImage>(event.action);
  });
}

void run(const sim::Play& play, const FaultCase& fault, StagedFaults& faults,
         sim::WorldOptions options, Duration idle, Verdict& verdict, const sim::StorySink& tell) {
  Oracles oracles(verdict.broken);
  instruct(oracles, play);
  sim::World* world = nullptr;
  options.crds = crds::embeddedCrds();
  options.operatorFaults = &faults;
  options.elect = !any(fault, &FaultKind::twoOperators);
  // What a fault holds back is still to come, however quiet it is.
  const Stage* staged = nullptr;
  options.busy = [&] { return staged && !staged->idle(); };
  options.afterChange = [&] {
    if (world) oracles.look(*world);
  };
  // SLIPWAY_OPERATOR_LOG=1 shows what the operator says: for replays.
  const std::unique_ptr<Log> log = std::getenv("SLIPWAY_OPERATOR_LOG")
                                       ? makeStderrLog(LogLevel::Debug, LogFormat::Text)
                                       : std::make_unique<NullLog>();
  sim::World cluster(std::move(options), cli::simulatedOperator(), *log);
  world = &cluster;
  Stage stage(cluster, play, verdict.broken);
  staged = &stage;
  stage.podsBreak = [&] { oracles.brokenPods(); };
  faults.attach(stage);
  if (any(fault, &FaultKind::twoOperators)) stage.later(Duration{0}, [&] { cluster.startTwin(); });
  verdict.failures = sim::runPlay(play, cluster, tell).failures;
  finish(cluster, stage, play, idle, verdict);
  faults.finished();
  world = nullptr;
}

constexpr Duration kIdle = std::chrono::minutes(2);
// Longer than the operator's resync: it finds nothing.
constexpr Duration kLongIdle = std::chrono::minutes(75);

}  // namespace

std::string FaultCase::text() const {
  std::string text;
  for (const Strike& strike : strikes)
    text += (text.empty() ? "" : " ") + strike.kind->name + " " + std::to_string(strike.write);
  return text;
}

Verdict runUndisturbed(const sim::Play& play, const sim::StorySink& tell) {
  Verdict verdict;
  const FaultCase nothing;
  Injector faults(nothing, verdict, true);
  run(play, nothing, faults, {}, kLongIdle, verdict, tell);
  return verdict;
}

Verdict runWithFault(const sim::Play& play, const FaultCase& fault, const sim::StorySink& tell) {
  Verdict verdict;
  Injector faults(fault, verdict, false);
  run(play, fault, faults, {}, kIdle, verdict, tell);
  return verdict;
}

void runWithEachFault(const sim::Play& play, const std::vector<FaultCase>& faults,
                      const Verdict& reference, const CaseJudged& judged) {
  // Where two operators are at work, they are from the beginning.
  std::map<bool, std::vector<FaultCase>> byWay;
  for (const FaultCase& fault : faults)
    byWay[any(fault, &FaultKind::twoOperators)].push_back(fault);
  for (const auto& [twins, some] : byWay) {
    Verdict verdict;
    Crossroads crossroads(some, reference, verdict, judged);
    run(play, twins ? some.front() : FaultCase{}, crossroads, {}, kIdle, verdict, {});
  }
}

Verdict runWithSeed(const sim::Play& play, std::uint64_t seed, const sim::StorySink& tell) {
  Verdict verdict;
  const auto faults = randomFaults(seed);
  sim::WorldOptions options;
  options.seed = seed;
  options.textCodecs = seed % 10 == 0;
  run(play, {}, *faults, std::move(options), kIdle, verdict, tell);
  return verdict;
}

std::vector<std::string> differences(const Verdict& reference, const Verdict& disturbed,
                                     const FaultCase& fault) {
  auto found = disturbed.broken;
  const auto weakest =
      std::max_element(fault.strikes.begin(), fault.strikes.end(),
                       [](const Strike& a, const Strike& b) { return a.kind->end < b.kind->end; });
  End end = weakest == fault.strikes.end() ? End::Same : weakest->kind->end;
  const bool late = reference.editedMidway && any(fault, &FaultKind::hearsLate);
  if ((reference.timed || late) && end == End::Same) end = End::SameObjects;
  const bool contested = reference.objects.find("Contested\"") != std::string::npos;
  if (contested && any(fault, &FaultKind::absolves)) end = End::Settled;
  if (!disturbed.struck) found.emplace_back("that write was never sent");
  // Two without election tell by turns what each of them has seen and asked, twice a second each
  // and whenever something happens.
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(disturbed.took).count();
  const int budget = any(fault, &FaultKind::twoOperators)
                         ? 12 * reference.audited + 60 + static_cast<int>(5 * seconds)
                         : 3 * reference.audited + 60;
  if (disturbed.audited > budget)
    found.push_back("oracle: " + std::to_string(disturbed.audited) + " writes, more than " +
                    std::to_string(budget));
  // Of two faults, one may lose the answer to a write that then is sent again.
  if (!fault.strikes.empty() &&
      std::all_of(fault.strikes.begin(), fault.strikes.end(),
                  [](const Strike& s) { return s.kind->noneInVain; }) &&
      disturbed.inVain > reference.inVain)
    found.push_back("oracle: " + std::to_string(disturbed.inVain) +
                    " writes asked for what had been done before");
  if (end == End::Settled) {
    found.insert(found.end(), disturbed.unsettled.begin(), disturbed.unsettled.end());
    return found;
  }
  found.insert(found.end(), disturbed.failures.begin(), disturbed.failures.end());
  const bool same = end == End::Same ? reference.endState == disturbed.endState
                                     : reference.objects == disturbed.objects;
  if (!same)
    found.push_back("another end:" + (end == End::Same
                                          ? parting(disturbed.endState, reference.endState)
                                          : parting(disturbed.objects, reference.objects)));
  // What is created for a Release that is being deleted unseen is collected with the rest.
  const bool gone = reference.objects.find("\"kind\":\"Release\"") == std::string::npos;
  const auto churn = any(fault, &FaultKind::createsLate)
                         ? withoutLateCreates(disturbed.churn, reference.churn)
                         : disturbed.churn;
  if (end == End::Same && !gone && reference.churn != churn) {
    std::string text = "other creates and deletes:";
    for (const auto& [what, times] : churn)
      if (!reference.churn.contains(what) || reference.churn.at(what) != times)
        text += " " + what + " x " + std::to_string(times);
    for (const auto& [what, times] : reference.churn)
      if (!churn.contains(what)) text += " no " + what;
    found.push_back(std::move(text));
  }
  return found;
}

}  // namespace slipway::testing
