#include "kube/runtime/controller.h"

#include <algorithm>
#include <exception>

#include "base/text.h"
#include "kube/runtime/metrics.h"

namespace slipway::kube {

namespace {

// A requeue "now" must let time pass, or a mistaken reconcile would never give the loop back.
constexpr Duration shortestRequeue = std::chrono::milliseconds(1);

ReconcileOutcome outcomeOf(Finish::Kind kind) {
  switch (kind) {
    case Finish::Kind::Settled:
      return ReconcileOutcome::Success;
    case Finish::Kind::RequeueAfter:
      return ReconcileOutcome::RequeueAfter;
    case Finish::Kind::Failed:
      return ReconcileOutcome::Error;
    case Finish::Kind::Terminal:
      return ReconcileOutcome::Terminal;
  }
  return ReconcileOutcome::Error;
}

// Whether the object of a delete's answer is still there, waiting for finalizers or its grace
// period: then it has a new version. Otherwise the answer is a Status or what was taken away.
bool lingers(const Value& answer) {
  const Value& meta = answer["metadata"];
  return !meta["deletionTimestamp"].isNull() &&
         (!meta["finalizers"].elements().empty() ||
          meta["deletionGracePeriodSeconds"].asInt().value_or(0) > 0);
}

}  // namespace

struct Controller::Active {
  std::unique_ptr<Run> run;
  MonoTime startedAt{};
  bool resync = false;
  ApiRequest sent;                 // the request in flight
  OwnWrites::Ticket deletion = 0;  // of `sent`
  PendingPtr pending;
};

Controller::Controller(ControllerOptions options, Reconciler& reconciler, Api& api,
                       OwnWrites& ownWrites, Timers& timers, Random& random, Log& log,
                       Metrics& metrics)
    : options_(std::move(options)),
      reconciler_(reconciler),
      api_(api),
      ownWrites_(ownWrites),
      timers_(timers),
      random_(random),
      log_(log),
      metrics_(metrics),
      queue_(options_.name, timers, random, metrics) {
  options_.workers = std::max(options_.workers, 1);
  metrics_.maxWorkers(options_.name, static_cast<std::size_t>(options_.workers));
  queue_.onReady([this] { poke(); });
  ownWrites_.onReleased([this](const ObjectKey& key) { released(key); }, options_.name);
  scheduleResync();
}

Controller::~Controller() {
  ownWrites_.onReleased({}, options_.name);
}

// Starts at most as many as there are workers, then lets the loop look at other things first.
void Controller::poke() {
  if (poking_ || draining_ || !options_.ready()) return;
  struct Reset {
    bool& flag;
    ~Reset() { flag = false; }
  };
  poking_ = true;
  const Reset reset{poking_};
  const auto workers = static_cast<std::size_t>(options_.workers);
  for (std::size_t taken = 0; runs_.size() < workers; ++taken) {
    if (taken == workers) {
      pokeTimer_ = timers_.after(Duration{0}, [this] { poke(); });
      return;
    }
    const auto key = queue_.take();
    if (!key) return;
    if (ownWrites_.behind(owner(*key))) {
      hold(*key);
    } else {
      begin(*key);
    }
  }
}

void Controller::begin(const ObjectKey& key) {
  auto active = std::make_unique<Active>();
  active->startedAt = timers_.clock().mono();
  active->resync = queue_.takenForResync(key);
  runs_[key] = std::move(active);
  metrics_.activeWorkers(options_.name, runs_.size());
  advance(key, std::nullopt);
}

// The catch-all of a reconcile: whatever it throws ends this one only.
void Controller::advance(const ObjectKey& key, std::optional<ApiResult> answer) {
  Finish end;
  try {
    Active& active = *runs_.at(key);
    if (!active.run) active.run = reconciler_.start(key);
    if (active.run) {
      Step step = active.run->next(std::move(answer));
      if (auto* request = std::get_if<ApiRequest>(&step)) {
        send(key, std::move(*request));
        return;
      }
      end = std::get<Finish>(std::move(step));
    }
  } catch (const std::exception& e) {
    end = threw(key, e.what());
  } catch (...) {
    end = threw(key, "an exception of unknown type");
  }
  finish(key, end);
}

Finish Controller::threw(const ObjectKey& key, const char* what) {
  log_.error("reconcile threw",
             {{"controller", options_.name}, {"object", key.text()}, {"what", what}});
  metrics_.reconcileThrew(options_.name);
  return Finish::failed(what);
}

void Controller::send(const ObjectKey& key, ApiRequest request) {
  Active& active = *runs_.at(key);
  active.sent = request;
  if (request.verb == Verb::Delete && !request.dryRun)
    active.deletion = ownWrites_.deleting(owner(key), request.resource, request.key);
  active.pending = api_.send(std::move(request),
                             [this, key](ApiResult result) { onAnswer(key, std::move(result)); });
}

void Controller::onAnswer(const ObjectKey& key, ApiResult result) {
  Active& active = *runs_.at(key);
  const PendingPtr answered = std::move(active.pending);
  remember(key, active, result);
  advance(key, std::move(result));
}

// What the caches must have seen before this key is looked at again.
void Controller::remember(const ObjectKey& key, Active& active, const ApiResult& result) {
  const ApiRequest sent = std::exchange(active.sent, {});
  const auto deletion = std::exchange(active.deletion, 0);
  const bool applied = result.applied() && sent.isWrite() && !sent.dryRun;
  const bool takenAway = applied && sent.verb == Verb::Delete && !lingers(result.object);
  if (deletion != 0 && !takenAway) ownWrites_.notDeleted(deletion);
  if (!applied) return;
  if (std::exchange(active.resync, false)) {
    log_.warn("a resync found work that no event had announced",
              {{"controller", options_.name}, {"object", key.text()}});
    metrics_.resyncFind(options_.name);
  }
  if (takenAway) return;
  const Value& meta = result.object["metadata"];
  ObjectKey object = sent.key;
  if (object.name.empty()) object.name = meta["name"].stringOr({});
  ownWrites_.wrote(owner(key), sent.resource, object,
                   std::string(meta["resourceVersion"].stringOr({})));
}

void Controller::finish(const ObjectKey& key, const Finish& finish) {
  const auto ended = runs_.extract(key);
  metrics_.activeWorkers(options_.name, runs_.size());
  metrics_.reconcileDone(options_.name, outcomeOf(finish.kind),
                         timers_.clock().mono() - ended.mapped()->startedAt);
  if (ended.mapped()->deletion != 0) ownWrites_.notDeleted(ended.mapped()->deletion);
  requeue(key, finish);
  queue_.done(key);
  tellIdle();
  poke();
}

void Controller::requeue(const ObjectKey& key, const Finish& finish) {
  switch (finish.kind) {
    case Finish::Kind::Settled:
      queue_.forget(key);
      return;
    case Finish::Kind::RequeueAfter:
      queue_.forget(key);
      queue_.addAfter(key, std::max(finish.after, shortestRequeue));
      return;
    case Finish::Kind::Failed:
      log_.warn("reconcile failed", {{"controller", options_.name},
                                     {"object", key.text()},
                                     {"why", finish.message},
                                     {"failures", queue_.failures(key) + 1}});
      queue_.addBackedOff(key);
      return;
    case Finish::Kind::Terminal:
      log_.warn("reconcile gave up until the spec changes",
                {{"controller", options_.name}, {"object", key.text()}, {"why", finish.message}});
      queue_.forget(key);
      return;
  }
}

void Controller::hold(const ObjectKey& key) {
  queue_.done(key);
  if (!held_.contains(key)) armGuardTimer(key);
}

void Controller::armGuardTimer(const ObjectKey& key) {
  held_[key] = timers_.after(options_.guardTimeout, [this, key] {
    log_.warn("the cache does not show own writes, reading it again",
              {{"controller", options_.name},
               {"object", key.text()},
               {"missing", ownWrites_.missing(owner(key))}});
    metrics_.guardStuck(options_.name);
    ownWrites_.reread(owner(key));
    if (held_.contains(key)) armGuardTimer(key);
  });
}

void Controller::released(const ObjectKey& key) {
  if (held_.erase(key) != 0) queue_.add(key);
}

void Controller::scheduleResync() {
  resyncTimer_ = timers_.after(options_.resync, [this] {
    resync();
    scheduleResync();
  });
}

void Controller::resync() {
  if (!options_.keys || !options_.ready()) return;
  for (const auto& key : options_.keys()) queue_.addForResync(key, upToTenth(options_.resync));
}

Duration Controller::upToTenth(Duration of) {
  const auto bound = static_cast<std::uint64_t>(std::max<Duration::rep>(of.count() / 10, 0)) + 1;
  return Duration{static_cast<Duration::rep>(random_.below(bound))};
}

void Controller::drain(Task idle) {
  draining_ = true;
  idle_ = std::move(idle);
  queue_.stop();
  held_.clear();
  resyncTimer_.reset();
  pokeTimer_.reset();
  tellIdle();
}

void Controller::tellIdle() {
  if (!draining_ || !idle_ || !runs_.empty()) return;
  idleTimer_ = timers_.after(Duration{0}, std::exchange(idle_, nullptr));
}

void Controller::cancelRuns() {
  auto cancelled = std::exchange(runs_, {});
  for (const auto& [key, active] : cancelled) {
    if (active->deletion != 0) ownWrites_.notDeleted(active->deletion);
    queue_.done(key);
  }
  metrics_.activeWorkers(options_.name, 0);
  tellIdle();
}

}  // namespace slipway::kube
