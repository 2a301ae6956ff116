#include "tests/sim/support/fault_case.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "base/files.h"
#include "base/log.h"
#include "base/text.h"
#include "base/yaml.h"
#include "crds/embedded.h"
#include "crds/names.h"
#include "kube/types/resources.h"
#include "operator/simulated_operator.h"
#include "sim/play_runner.h"
#include "tests/sim/support/oracles.h"

namespace slipway::testing {
namespace {

using kube::fake::Fault;
using std::chrono::milliseconds;
using std::chrono::seconds;

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

bool isLease(const kube::ApiRequest& request) {
  return request.resource == kube::resources::leases();
}

// Kills the operator some time from now and starts another one a second later.
class Killer {
 public:
  void arm(sim::World& world, Duration in, std::function<void()> killed = {}) {
    kill_ = world.loop().after(in, [this, &world, killed = std::move(killed)] {
      world.killOperator();
      if (killed) killed();
      start_ = world.loop().after(seconds(1), [&world] { world.startOperator(); });
    });
  }

 private:
  kube::TimerPtr kill_;
  kube::TimerPtr start_;
};

// Injects one fault, and records every write on the way.
class OneFault final : public kube::fake::Faults {
 public:
  OneFault(FaultCase fault, Verdict& verdict) : fault_(fault), verdict_(verdict) {}
  void attach(sim::World& world) { world_ = &world; }

  Fault onRequest(const kube::ApiRequest& request, int writeIndex) override {
    if (writeIndex < 0 || isLease(request)) return Fault::none();
    const int index = writes_++;
    verdict_.writes.push_back({std::string(verbText(request.verb)) + " " + request.resource.name() +
                               (request.subresource.empty() ? "" : "/" + request.subresource) +
                               " " + request.key.text()});
    return index == fault_.write ? inject() : Fault::none();
  }

 private:
  void kill(Duration in) {
    killer_.arm(*world_, in,
                [this] { verdict_.killFingerprint = sha256Hex(normalisedState(world_->state())); });
  }

  Fault inject() {
    switch (fault_.kind) {
      case FaultKind::None:
        return Fault::none();
      case FaultKind::KillBefore:
        kill(Duration{0});
        return Fault::loseUnapplied();
      case FaultKind::KillAfter:
        // Carried out one millisecond after it was sent, answered one later: in between.
        kill(std::chrono::microseconds(1500));
        return Fault::applyThenLose();
      case FaultKind::LostApplied:
        return Fault::applyThenLose();
      case FaultKind::LostUnapplied:
        return Fault::loseUnapplied();
      case FaultKind::NotSent:
        return Fault::notSent();
      case FaultKind::Conflict409:
        return Fault::reject(409);
      case FaultKind::TooMany429:
        return Fault::reject(429, seconds(2));
      case FaultKind::Error500:
        return Fault::reject(500);
      case FaultKind::Unavailable503:
        return Fault::reject(503);
      case FaultKind::Timeout504AfterApply:
        return Fault::applyThenError(504);
    }
    return Fault::none();
  }

  FaultCase fault_;
  Verdict& verdict_;
  sim::World* world_ = nullptr;
  Killer killer_;
  int writes_ = 0;
};

// A bounded amount of everything, drawn from the seed.
class RandomFaults final : public kube::fake::Faults {
 public:
  explicit RandomFaults(std::uint64_t seed) : random_(seed * 2654435761U + 17) {}
  void attach(sim::World& world) { world_ = &world; }

  Fault onRequest(const kube::ApiRequest& request, int writeIndex) override {
    if (isLease(request) || !strikes()) return slowSometimes();
    if (writeIndex < 0) return Fault::reject(random_.below(2) == 0 ? 500 : 429, seconds(1));
    switch (random_.below(9)) {
      case 0:
        return Fault::reject(409);
      case 1:
        return Fault::reject(429, seconds(1 + static_cast<int>(random_.below(5))));
      case 2:
        return Fault::reject(500);
      case 3:
        return Fault::reject(503);
      case 4:
        return Fault::applyThenError(504);
      case 5:
        return Fault::applyThenLose();
      case 6:
        return Fault::loseUnapplied();
      case 7:
        return Fault::notSent();
      default:
        if (kills_ == 0) return Fault::none();
        --kills_;
        killer_.arm(*world_, milliseconds(random_.below(4)));
        return Fault::none();
    }
  }

  kube::fake::ListFault onList(const kube::ListRequest&) override {
    if (!strikes()) return kube::fake::ListFault::none();
    static const int codes[] = {410, 429, 500, 504};
    return kube::fake::ListFault::reject(codes[random_.below(4)]);
  }

  std::optional<kube::ApiError> onWatchOpen(const kube::WatchRequest&) override {
    if (!strikes()) return std::nullopt;
    return kube::fake::apiError(random_.below(2) == 0 ? 410 : 503);
  }

  kube::fake::WatchFault onWatchEvent(const kube::WatchRequest&, const kube::WatchEvent&) override {
    if (!strikes()) return kube::fake::WatchFault::deliver();
    switch (random_.below(4)) {
      case 0:
        return kube::fake::WatchFault::drop();
      case 1:
        return kube::fake::WatchFault::gone();
      default:
        return kube::fake::WatchFault::delayed(milliseconds(random_.below(8000)));
    }
  }

 private:
  // One in sixteen, until the budget is used up: trouble ends, or nothing could ever settle.
  bool strikes() {
    if (budget_ == 0 || random_.below(16) != 0) return false;
    --budget_;
    return true;
  }
  Fault slowSometimes() {
    return random_.below(8) == 0 ? Fault::slow(milliseconds(random_.below(500))) : Fault::none();
  }

  SeededRandom random_;
  sim::World* world_ = nullptr;
  Killer killer_;
  int budget_ = 40;
  int kills_ = 3;
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

template <typename FaultsType>
void run(const sim::Play& play, FaultsType& faults, sim::WorldOptions options, Verdict& verdict,
         const sim::StorySink& tell) {
  Oracles oracles(verdict.failures);
  for (const auto& behave : play.pods)
    if (failsItsChecks(behave.script)) oracles.badImages.insert(behave.image);
  for (const auto& event : play.events) {
    if (takesPods(event.action)) oracles.brokenPods();
    // An image that changes is not bad for good.
    if (const auto* behave = std::get_if<sim::Behave>(&event.action)) {
      oracles.badImages.erase(behave->image);
    }
  }

  sim::World* world = nullptr;
  options.crds = crds::embeddedCrds();
  options.operatorFaults = &faults;
  options.afterChange = [&] {
    if (world) oracles.look(*world);
  };
  // SLIPWAY_OPERATOR_LOG=1 shows what the operator says: for replays.
  const std::unique_ptr<Log> log = std::getenv("SLIPWAY_OPERATOR_LOG")
                                       ? makeStderrLog(LogLevel::Debug, LogFormat::Text)
                                       : std::make_unique<NullLog>();
  sim::World cluster(std::move(options), cli::simulatedOperator(), *log);
  world = &cluster;
  faults.attach(cluster);
  auto result = sim::runPlay(play, cluster, tell);
  for (auto& failure : result.failures) verdict.failures.push_back(std::move(failure));

  const int before = Oracles::operatorWrites(cluster.state());
  cluster.runFor(std::chrono::minutes(2));
  if (const int writes = Oracles::operatorWrites(cluster.state()) - before; writes != 0)
    verdict.failures.push_back("oracle: " + std::to_string(writes) +
                               " writes within two minutes after everything had settled");
  verdict.endState = normalisedState(cluster.state());
  verdict.churn = churnOf(cluster.state());
  world = nullptr;
}

}  // namespace

std::string_view text(FaultKind kind) {
  switch (kind) {
    case FaultKind::None:
      return "none";
    case FaultKind::KillBefore:
      return "kill-before";
    case FaultKind::KillAfter:
      return "kill-after";
    case FaultKind::LostApplied:
      return "lost-applied";
    case FaultKind::LostUnapplied:
      return "lost-unapplied";
    case FaultKind::NotSent:
      return "not-sent";
    case FaultKind::Conflict409:
      return "conflict-409";
    case FaultKind::TooMany429:
      return "too-many-429";
    case FaultKind::Error500:
      return "error-500";
    case FaultKind::Unavailable503:
      return "unavailable-503";
    case FaultKind::Timeout504AfterApply:
      return "timeout-504-applied";
  }
  return "?";
}

std::string FaultCase::text() const {
  return std::string(testing::text(kind)) + " at write " + std::to_string(write);
}

const std::vector<FaultKind>& killKinds() {
  static const std::vector<FaultKind> kinds{FaultKind::KillBefore, FaultKind::KillAfter};
  return kinds;
}

const std::vector<FaultKind>& answerKinds() {
  static const std::vector<FaultKind> kinds{
      FaultKind::LostApplied,    FaultKind::LostUnapplied,       FaultKind::NotSent,
      FaultKind::Conflict409,    FaultKind::TooMany429,          FaultKind::Error500,
      FaultKind::Unavailable503, FaultKind::Timeout504AfterApply};
  return kinds;
}

Verdict runWithFault(const sim::Play& play, const FaultCase& fault, const sim::StorySink& tell) {
  Verdict verdict;
  OneFault faults(fault, verdict);
  run(play, faults, {}, verdict, tell);
  return verdict;
}

Verdict runWithSeed(const sim::Play& play, std::uint64_t seed, const sim::StorySink& tell) {
  Verdict verdict;
  RandomFaults faults(seed);
  sim::WorldOptions options;
  options.seed = seed;
  options.textCodecs = seed % 10 == 0;
  run(play, faults, std::move(options), verdict, tell);
  return verdict;
}

sim::Play loadPlay(const std::string& name) {
  const std::string path = std::string(SLIPWAY_SOURCE_DIR) + "/tests/sim/plays/" + name + ".yaml";
  const auto text = SystemFiles{}.read(path);
  if (!text.ok()) throw std::runtime_error(text.error());
  const auto documents = parseYaml(*text);
  if (!documents.ok()) throw std::runtime_error(path + ": " + documents.error().message);
  auto play = sim::playOfDocuments(*documents);
  if (!play.ok()) throw std::runtime_error(path + ": " + play.error().front().text());
  return std::move(*play);
}

std::vector<std::string> allPlays() {
  std::vector<std::string> names;
  const std::string folder = std::string(SLIPWAY_SOURCE_DIR) + "/tests/sim/plays";
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace slipway::testing
