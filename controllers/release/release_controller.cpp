#include "controllers/release/release_controller.h"

#include <utility>

#include "controllers/release/gather.h"
#include "controllers/release/overlap.h"
#include "controllers/release/release_run.h"
#include "controllers/verification/smoke_tests.h"
#include "crds/names.h"
#include "kube/runtime/events.h"
#include "kube/runtime/informer.h"
#include "kube/runtime/own_writes.h"
#include "kube/types/resources.h"
#include "strategies/seeded_bugs.h"

namespace slipway::controllers {
namespace {

constexpr const char* kController = "release";
constexpr const char* kReportingController = "slipway.dev/release";
constexpr Duration kEventGrace = std::chrono::seconds(2);  // at shutdown

// Notes as Events about their Release.
class EventNotes final : public Notes {
 public:
  explicit EventNotes(kube::EventRecorder& recorder) : recorder_(recorder) {}
  void tell(const kube::ObjectMeta& release, const strategies::Note& note) override {
    kube::EventNote event;
    event.resource = crds::releases();
    event.object = release.key();
    event.uid = release.uid;
    event.resourceVersion = release.resourceVersion;
    event.type = note.level == strategies::Note::Level::Warning ? kube::EventType::Warning
                                                                : kube::EventType::Normal;
    event.reason = note.reason;
    event.action = note.reason;
    event.note =
        note.object == "Release/" + release.name ? note.message : note.object + ": " + note.message;
    recorder_.record(std::move(event));
  }

 private:
  kube::EventRecorder& recorder_;
};

class ReleaseReconciler final : public kube::Reconciler {
 public:
  explicit ReleaseReconciler(ReleaseFloor& floor) : floor_(floor) {}
  std::unique_ptr<kube::Run> start(const kube::ObjectKey& key) override {
    return std::make_unique<ReleaseRun>(floor_, key);
  }

 private:
  ReleaseFloor& floor_;
};

kube::Selection ours(const kube::Resource& resource, const std::string& ns) {
  return {resource, ns, std::string(crds::kReleaseLabel)};
}

std::string nameTrouble(const kube::Reflector& reflector) {
  if (!reflector.trouble().empty()) {
    return reflector.selection().resource.name() + ": " + reflector.trouble();
  }
  if (!reflector.synced()) return reflector.selection().resource.name() + ": not listed yet";
  return {};
}

}  // namespace

struct ReleaseController::State {
  State(ReleaseSeams given, ReleaseOptions chosen)
      : seams(given),
        options(std::move(chosen)),
        // A list may be the one that work was waiting for.
        runtime{seams.api, seams.timers, seams.random,
                seams.log, &ownWrites,   [this] { controller->poke(); }},
        releases(runtime, {crds::releases(), options.ns, {}}, crds::decodeRelease,
                 [](const crds::Release& r) { return labelIndex(r); }),
        replicaSets(runtime, ours(kube::resources::replicaSets(), options.ns),
                    decodeOwnedReplicaSet,
                    [](const kube::ReplicaSet& r) { return releaseIndex(r.meta); }),
        pods(runtime, ours(kube::resources::pods(), options.ns), kube::decodePod,
             [](const kube::Pod& p) { return controllerIndex(p.meta); }),
        recorder(seams.api, seams.timers, seams.random, seams.log, kReportingController,
                 options.instance),
        notes(recorder),
        tests(seams.probe, seams.timers, seams.mailbox, {options.probesInFlight},
              [this](const kube::ObjectKey& key) { controller->queue().add(key); }),
        floor{{releases.store(), replicaSets.store(), pods.store()},
              tests,
              notes,
              ownWrites,
              seams.timers,
              seams.log,
              options.fieldManager,
              kController,
              {}},
        reconciler(floor) {
    controller =
        std::make_unique<kube::Controller>(controllerOptions(), reconciler, seams.api, ownWrites,
                                           seams.timers, seams.random, seams.log, seams.metrics);
    mapChanges();
  }

  kube::ControllerOptions controllerOptions() {
    kube::ControllerOptions made;
    made.name = kController;
    made.workers = options.workers;
    made.ready = [this] { return leading && synced(); };
    made.keys = [this] { return keys(); };
    return made;
  }

  std::vector<kube::ObjectKey> keys() const {
    std::vector<kube::ObjectKey> all;
    for (const auto& [key, release] : releases.store().all()) all.push_back(key);
    for (const auto& [key, why] : releases.store().allInvalid()) all.push_back(key);
    return all;
  }

  bool synced() const { return releases.synced() && replicaSets.synced() && pods.synced(); }

  // Which Release a change concerns.
  void mapChanges() {
    releases.onChanged([this](const auto& key, const auto& before, const auto& after) {
      releaseChanged(key, before, after);
    });
    replicaSets.onChanged([this](const auto& key, const auto& before, const auto& after) {
      if (before && !after) vanished(key, before->meta);
      if (before) enqueueOwner(key.ns, before->meta);
      if (after) enqueueOwner(key.ns, after->meta);
    });
    pods.onChanged([this](const auto& key, const auto& before, const auto& after) {
      if (before) enqueueOwner(key.ns, before->meta);
      if (after) enqueueOwner(key.ns, after->meta);
    });
  }

  void releaseChanged(const kube::ObjectKey& key,
                      const std::shared_ptr<const crds::Release>& before,
                      const std::shared_ptr<const crds::Release>& after) {
    controller->queue().add(key);
    const bool sameSpec = before && after && before->spec == after->spec &&
                          before->meta.uid == after->meta.uid &&
                          before->meta.deletionTimestamp == after->meta.deletionTimestamp;
    if (sameSpec) return;
    // A twin may be free to go on now, or must stop.
    for (const auto& version : {before, after}) {
      if (!version) continue;
      for (const auto& twin : overlapping(releases.store(), *version)) {
        controller->queue().add(twin);
      }
    }
  }

  std::optional<kube::ObjectKey> releaseOf(const std::string& ns, const kube::ObjectMeta& meta) {
    const auto label = meta.labels.find(std::string(crds::kReleaseLabel));
    if (label == meta.labels.end()) return std::nullopt;
    return kube::ObjectKey{ns, label->second};
  }

  void enqueueOwner(const std::string& ns, const kube::ObjectMeta& meta) {
    if (const auto key = releaseOf(ns, meta)) controller->queue().add(*key);
  }

  // Perhaps it was the stranger whose name we need, perhaps ours that has lost its labels.
  void vanished(const kube::ObjectKey& set, const kube::ObjectMeta& meta) {
    const auto key = releaseOf(set.ns, meta);
    const auto known = key ? floor.memory.find(*key) : floor.memory.end();
    if (known == floor.memory.end()) return;
    known->second.refusal.reset();
    known->second.vanished.insert(set.name);
  }

  ReleaseSeams seams;
  ReleaseOptions options;
  kube::OwnWrites ownWrites;
  kube::RuntimeSeams runtime;
  kube::Informer<crds::Release> releases;
  kube::Informer<kube::ReplicaSet> replicaSets;
  kube::Informer<kube::Pod> pods;
  kube::EventRecorder recorder;
  EventNotes notes;
  SmokeTests tests;
  ReleaseFloor floor;
  ReleaseReconciler reconciler;
  std::unique_ptr<kube::Controller> controller;
  kube::TimerPtr eventTimer;
  bool leading = false;
};

ReleaseController::ReleaseController(ReleaseSeams seams, ReleaseOptions options)
    : state_(std::make_unique<State>(seams, std::move(options))) {}

ReleaseController::~ReleaseController() = default;

void ReleaseController::start() {
  state_->releases.start();
  state_->replicaSets.start();
  state_->pods.start();
}

bool ReleaseController::synced() const {
  return state_->synced();
}

std::string ReleaseController::trouble() const {
  const kube::Reflector* const caches[] = {&state_->releases, &state_->replicaSets, &state_->pods};
  for (const auto* cache : caches) {
    if (auto text = nameTrouble(*cache); !text.empty()) return text;
  }
  return {};
}

void ReleaseController::setLeading(bool leading) {
  state_->leading = leading;
  if (leading) state_->controller->poke();
}

bool ReleaseController::leading() const {
  return state_->leading;
}

void ReleaseController::drain(kube::Task done) {
  state_->tests.stop();
  state_->controller->drain([this, done = std::move(done)]() mutable {
    if (state_->recorder.idle()) {
      done();
      return;
    }
    state_->eventTimer = state_->seams.timers.after(kEventGrace, std::move(done));
  });
}

const kube::Store<crds::Release>& ReleaseController::releases() const {
  return state_->releases.store();
}

std::size_t ReleaseController::running() const {
  return state_->controller->running();
}

std::size_t ReleaseController::queueDepth() const {
  return state_->controller->queue().depth();
}

std::size_t ReleaseController::probing() const {
  return state_->tests.unanswered();
}

bool ReleaseController::eventsIdle() const {
  return state_->recorder.idle();
}

}  // namespace slipway::controllers
