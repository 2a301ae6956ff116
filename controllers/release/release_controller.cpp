#include "controllers/release/release_controller.h"

#include <algorithm>
#include <utility>

#include "controllers/commands/reporter.h"
#include "controllers/release/gather.h"
#include "controllers/release/overlap.h"
#include "controllers/release/release_run.h"
#include "controllers/release/rollout_metrics.h"
#include "controllers/verification/smoke_tests.h"
#include "crds/names.h"
#include "kube/runtime/events.h"
#include "kube/runtime/informer.h"
#include "kube/runtime/own_writes.h"
#include "kube/types/resources.h"
#include "strategies/reports.h"

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
        runtime{seams.api, seams.timers, seams.random, seams.log, &ownWrites, [this] { poke(); }},
        releases(runtime, {crds::releases(), options.ns, {}}, crds::decodeRelease,
                 [](const crds::Release& r) { return labelIndex(r); }),
        replicaSets(runtime, ours(kube::resources::replicaSets(), options.ns),
                    decodeOwnedReplicaSet,
                    [](const kube::ReplicaSet& r) { return releaseIndex(r.meta); }),
        pods(runtime, ours(kube::resources::pods(), options.ns), kube::decodePod,
             [](const kube::Pod& p) { return controllerIndex(p.meta); }),
        rollbacks(runtime, {crds::rollbacks(), options.ns, {}}, crds::decodeRollback,
                  rollbackIndex),
        approvals(runtime, {crds::approvals(), options.ns, {}}, crds::decodeApproval,
                  approvalIndex),
        services(runtime, ours(kube::resources::services(), options.ns), kube::decodeService,
                 [](const kube::Service& s) { return releaseIndex(s.meta); }),
        // Slices bear the labels of their Service.
        slices(runtime, ours(kube::resources::endpointSlices(), options.ns),
               kube::decodeEndpointSlice, sliceIndex),
        workloads(runtime, ours(kube::resources::deployments(), options.ns), kube::decodeDeployment,
                  [](const kube::Deployment& d) { return releaseIndex(d.meta); }),
        recorder(seams.api, seams.timers, seams.random, seams.log, kReportingController,
                 options.instance),
        notes(recorder),
        rolloutMetrics(seams.metrics),
        tests(seams.probe, seams.timers, seams.mailbox, {options.probesInFlight},
              [this](const kube::ObjectKey& key) { controller->queue().add(key); }),
        floor{{releases.store(), replicaSets.store(), pods.store(), rollbacks.store(),
               approvals.store(), services.store(), slices.store(), workloads.store()},
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
    rollbackReporter = makeReporter("rollback", rollbacks);
    approvalReporter = makeReporter("approval", approvals);
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

  // What is said on an object of a kind that asks for something.
  template <typename T>
  std::optional<Report> report(const kube::Informer<T>& informer, const kube::ObjectKey& key) {
    const auto object = informer.store().get(key);
    if (!object) return std::nullopt;
    const auto release = releases.store().get({key.ns, object->spec.release});
    const auto now = std::chrono::floor<std::chrono::seconds>(seams.timers.clock().wall());
    Report made{object->meta, std::nullopt, strategies::expiryOf(*object)};
    auto status = strategies::reportOf(*object, release.get(), now);
    if (status != object->status) made.status = valueOf(status);
    return made;
  }
  static Value valueOf(const crds::RollbackStatus& status) {
    return crds::rollbackStatusValue(status);
  }
  static Value valueOf(const crds::ApprovalStatus& status) {
    return crds::approvalStatusValue(status);
  }

  template <typename T>
  std::unique_ptr<Reporter> makeReporter(const char* name, const kube::Informer<T>& informer) {
    Reporter::Options made;
    made.name = name;
    made.resource = informer.selection().resource;
    made.fieldManager = options.fieldManager;
    made.ready = [this] { return leading && synced(); };
    made.keys = [&informer] {
      std::vector<kube::ObjectKey> all;
      for (const auto& object : informer.store().all()) all.push_back(object->meta.key());
      return all;
    };
    made.report = [this, &informer](const kube::ObjectKey& key) { return report(informer, key); };
    return std::make_unique<Reporter>(std::move(made), seams.api, ownWrites, seams.timers,
                                      seams.random, seams.log, seams.metrics);
  }

  // A command concerns its Release, and itself.
  template <typename T>
  void mapCommands(kube::Informer<T>& informer, Reporter& reporter) {
    informer.onChanged([this, &reporter](const auto& key, const auto& before, const auto& after) {
      if (before) controller->queue().add({key.ns, before->spec.release});
      if (after) controller->queue().add({key.ns, after->spec.release});
      reporter.add(key);
    });
  }

  template <typename T>
  void tellCommands(const kube::ObjectKey& release, const kube::Informer<T>& informer,
                    Reporter& reporter) {
    for (const auto& command : informer.store().indexed(release.text())) {
      reporter.add(command->meta.key());
    }
  }

  std::vector<kube::ObjectKey> keys() const {
    std::vector<kube::ObjectKey> all;
    for (const auto& release : releases.store().all()) all.push_back(release->meta.key());
    for (const auto& [key, why] : releases.store().allInvalid()) all.push_back(key);
    return all;
  }

  std::vector<const kube::Reflector*> caches() const {
    return {&releases, &replicaSets, &pods, &rollbacks, &approvals, &services, &slices, &workloads};
  }
  bool synced() const {
    const auto all = caches();
    return std::all_of(all.begin(), all.end(), [](const auto* cache) { return cache->synced(); });
  }
  void poke() {
    controller->poke();
    rollbackReporter->poke();
    approvalReporter->poke();
  }

  template <typename T>
  void enqueueOwners(kube::Informer<T>& informer) {
    informer.onChanged([this](const auto& /*key*/, const auto& before, const auto& after) {
      if (before) enqueueOwner(before->meta);
      if (after) enqueueOwner(after->meta);
    });
  }

  // A Service or a Deployment that came or went: what the server said of it before does not count
  // any more.
  template <typename T, typename Forget>
  void forgetLooks(kube::Informer<T>& informer, Forget forget) {
    informer.onChanged([this, forget](const auto& key, const auto& before, const auto& after) {
      for (const auto& version : {before, after}) {
        const auto release = version ? releaseOf(version->meta) : std::nullopt;
        if (!release) continue;
        const auto known = floor.memory.find(*release);
        if (known != floor.memory.end()) forget(known->second, key.name);
        controller->queue().add(*release);
      }
    });
  }

  // Which Release a change concerns.
  void mapChanges() {
    releases.onChanged([this](const auto& key, const auto& before, const auto& after) {
      releaseChanged(key, before, after);
    });
    replicaSets.onChanged([this](const auto& /*key*/, const auto& before, const auto& after) {
      if (before && !after) vanished(before->meta);
    });
    enqueueOwners(replicaSets);
    mapCommands(rollbacks, *rollbackReporter);
    mapCommands(approvals, *approvalReporter);
    enqueueOwners(pods);
    enqueueOwners(slices);
    forgetLooks(services, [](ReleaseMemory& memory, const std::string& service) {
      memory.serviceLooks.erase(service);
    });
    forgetLooks(workloads,
                [](ReleaseMemory& memory, const std::string&) { memory.workloadLook.reset(); });
  }

  void releaseChanged(const kube::ObjectKey& key,
                      const std::shared_ptr<const crds::Release>& before,
                      const std::shared_ptr<const crds::Release>& after) {
    rolloutMetrics.changed(before.get(), after.get(), leading,
                           releases.store().allInvalid().size());
    controller->queue().add(key);
    tellCommands(key, rollbacks, *rollbackReporter);
    tellCommands(key, approvals, *approvalReporter);
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

  void enqueueOwner(const kube::ObjectMeta& meta) {
    if (const auto key = releaseOf(meta)) controller->queue().add(*key);
  }

  // Perhaps it was the stranger whose name we need, perhaps ours that has lost its labels.
  void vanished(const kube::ObjectMeta& set) {
    const auto key = releaseOf(set);
    ReleaseMemory* memory = key ? memoryOf(*key) : nullptr;
    if (!memory) return;
    memory->refusal.reset();
    const bool expected = memory->collected.erase(set.uid) > 0;
    if (!expected) memory->vanished.insert(set.name);
  }

  // What is remembered of it, perhaps nothing so far; nullptr: there is no such Release, or another
  // process leads: what its leader collects, a standby would only pile up.
  ReleaseMemory* memoryOf(const kube::ObjectKey& key) {
    const auto known = floor.memory.find(key);
    if (known != floor.memory.end()) return &known->second;
    if (!leading) return nullptr;
    const auto release = releases.store().get(key);
    const auto* invalid = releases.store().invalid(key);
    if (!release && !invalid) return nullptr;
    ReleaseMemory& begun = floor.memory[key];
    begun.uid = release ? release->meta.uid : invalid->meta.uid;
    return &begun;
  }

  ReleaseSeams seams;
  ReleaseOptions options;
  kube::OwnWrites ownWrites;
  kube::RuntimeSeams runtime;
  kube::Informer<crds::Release> releases;
  kube::Informer<kube::ReplicaSet> replicaSets;
  kube::Informer<kube::Pod> pods;
  kube::Informer<crds::Rollback> rollbacks;
  kube::Informer<crds::Approval> approvals;
  kube::Informer<kube::Service> services;
  kube::Informer<kube::EndpointSlice> slices;
  kube::Informer<kube::Deployment> workloads;
  kube::EventRecorder recorder;
  EventNotes notes;
  RolloutMetrics rolloutMetrics;
  SmokeTests tests;
  ReleaseFloor floor;
  ReleaseReconciler reconciler;
  std::unique_ptr<kube::Controller> controller;
  std::unique_ptr<Reporter> rollbackReporter;
  std::unique_ptr<Reporter> approvalReporter;
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
  state_->rollbacks.start();
  state_->approvals.start();
  state_->services.start();
  state_->slices.start();
  state_->workloads.start();
}

bool ReleaseController::synced() const {
  return state_->synced();
}

std::string ReleaseController::trouble() const {
  for (const auto* cache : state_->caches()) {
    if (auto text = nameTrouble(*cache); !text.empty()) return text;
  }
  return {};
}

void ReleaseController::setLeading(bool leading) {
  state_->leading = leading;
  if (leading) state_->poke();
}

bool ReleaseController::leading() const {
  return state_->leading;
}

void ReleaseController::drain(kube::Task done) {
  state_->tests.stop();
  const auto events = [this, done = std::move(done)]() mutable {
    if (state_->recorder.idle()) {
      done();
      return;
    }
    state_->eventTimer = state_->seams.timers.after(kEventGrace, std::move(done));
  };
  state_->controller->drain([this, events] {
    state_->rollbackReporter->drain([this, events] { state_->approvalReporter->drain(events); });
  });
}

const kube::Store<crds::Release>& ReleaseController::releases() const {
  return state_->releases.store();
}

std::size_t ReleaseController::running() const {
  return state_->controller->running() + state_->rollbackReporter->running() +
         state_->approvalReporter->running();
}

std::size_t ReleaseController::queueDepth() const {
  return state_->controller->queue().depth() + state_->rollbackReporter->queueDepth() +
         state_->approvalReporter->queueDepth();
}

std::size_t ReleaseController::probing() const {
  return state_->tests.unanswered();
}

bool ReleaseController::eventsIdle() const {
  return state_->recorder.idle();
}

}  // namespace slipway::controllers
