#include "sim/world.h"

#include <stdexcept>
#include <utility>

#include "crds/release.h"
#include "kube/types/resources.h"

namespace slipway::sim {
namespace {

using std::chrono::seconds;

// 2026-01-01T00:00:00Z: virtual time starts on a whole second, as timestamps in the API are.
constexpr WallTime kBirth{std::chrono::seconds{1767225600}};

WallTime birthOf(const WorldOptions& options) {
  return options.beginning ? options.beginning->now : kBirth;
}

kube::fake::FakeApiOptions clientOf(const std::string& actor, bool textCodecs,
                                    kube::fake::Faults* faults = nullptr) {
  kube::fake::FakeApiOptions options;
  options.actor = actor;
  options.textCodecs = textCodecs;
  options.faults = faults;
  return options;
}

}  // namespace

World::World(WorldOptions options, StartOperator startOperator, Log& log)
    : options_(std::move(options)),
      start_(std::move(startOperator)),
      log_(log),
      random_(options_.seed + 1),
      clock_(std::make_unique<kube::SimClock>(birthOf(options_))),
      mailbox_(std::make_unique<kube::SimMailbox>(*clock_, options_.seed)),
      loop_(std::make_unique<kube::Loop>(*clock_, *mailbox_)),
      startedAt_(clock_->mono()),
      cluster_(std::make_unique<kube::fake::FakeCluster>(*loop_)) {
  for (const Value& crd : options_.crds) {
    kube::ApiRequest request;
    request.verb = kube::Verb::Create;
    request.resource = kube::resources::customResourceDefinitions();
    request.key = {"", std::string(crd["metadata"]["name"].stringOr(""))};
    request.body = crd;
    const auto result = cluster_->handleNow(request, "setup");
    if (!result.applied()) throw std::runtime_error("CRD refused: " + result.error.message);
  }
  const Beginning beginning = options_.beginning.value_or(Beginning{});
  restore(cluster_->mutableState(), beginning);
  cluster_->onWrite([this](const kube::fake::FakeCluster::WriteSeen& write) {
    if (write.entry.changed && write.entry.resource != kube::resources::leases().name()) {
      lastWrite_ = loop_->clock().mono();
      changed_ = true;
    }
  });
  controllersApi_ = std::make_unique<kube::fake::FakeApi>(
      *cluster_, clientOf("controllers", options_.textCodecs));
  kubeletApi_ =
      std::make_unique<kube::fake::FakeApi>(*cluster_, clientOf("kubelet", options_.textCodecs));
  observerApi_ = std::make_unique<kube::fake::FakeApi>(*cluster_, clientOf("observer", false));
  const ActorSeams controllers{*controllersApi_, *loop_, random_, log_, metrics_};
  const ActorSeams node{*kubeletApi_, *loop_, random_, log_, metrics_};
  kubelet_ = std::make_unique<Kubelet>(node);
  kubelet_->leave(podsThatStay(beginning));
  deployments_ = std::make_unique<DeploymentController>(controllers);
  replicaSets_ = std::make_unique<ReplicaSetController>(controllers);
  endpointSlices_ = std::make_unique<EndpointSliceController>(controllers);
  garbage_ = std::make_unique<GarbageCollector>(
      controllers,
      std::vector<kube::Resource>{crds::releases(), kube::resources::deployments(),
                                  kube::resources::replicaSets(), kube::resources::pods(),
                                  kube::resources::services(), kube::resources::endpointSlices()},
      ownersElsewhere(beginning));
  probe_ = std::make_unique<ScriptedProbe>(*kubelet_, *loop_);
  kubelet_->start();
  deployments_->start();
  replicaSets_->start();
  endpointSlices_->start();
  garbage_->start();
}

World::~World() {
  stopped_.reset();
  twin_.reset();
  operator_.reset();
}

std::unique_ptr<World::Instance> World::launch() {
  ++incarnation_;
  auto made = std::make_unique<Instance>();
  made->api = std::make_unique<kube::fake::FakeApi>(
      *cluster_, clientOf("operator", options_.textCodecs, options_.operatorFaults));
  made->process = std::make_unique<Process>(*made->api, *loop_, *mailbox_);
  made->process->setClockAhead(operatorClockAhead_);
  Process& process = *made->process;
  made->running = start_({process.api(), process.timers(), process.mailbox(), random_, log_,
                          operatorMetrics_, *probe_, "slipway-" + std::to_string(incarnation_),
                          [this, self = made.get()] { leadershipLost(self); }, options_.elect});
  return made;
}

// The process leaves, which is not done from inside its own call, and its pod starts another one;
// whoever was stopped has been replaced already.
void World::leadershipLost(const Instance* by) {
  if (by == operator_.get()) {
    restart_ = loop_->after(seconds(1), [this] { startOperator(); });
  } else if (by == stopped_.get()) {
    burial_ = loop_->after(Duration{0}, [this] { stopped_.reset(); });
  } else {
    burial_ = loop_->after(Duration{0}, [this] { twin_.reset(); });
  }
}

void World::startOperator() {
  restart_.reset();
  killOperator();
  operator_ = launch();
}

void World::killOperator() {
  operator_.reset();
}

kube::ApiResult World::ask(const kube::ApiRequest& request) {
  return cluster_->handleNow(request);
}

std::vector<Value> World::all(const kube::Resource& resource, const std::string& ns) const {
  return ns.empty() ? state().all(resource) : state().all(resource, ns);
}

void World::behave(const std::string& image, const PodScript& script) {
  kubelet_->behave(image, script);
}

void World::startTwin() {
  twin_ = launch();
}

void World::stopOperator() {
  if (!operator_) return;
  operator_->process->stop();
  stopped_ = std::move(operator_);
}

void World::letStoppedGoOn() {
  if (stopped_) stopped_->process->goOn();
}

int World::writesOfStopped() const {
  return stopped_ ? stopped_->api->writesSent() : -1;
}

void World::setOperatorClockAhead(Duration by) {
  operatorClockAhead_ = by;
  for (auto* instance : {operator_.get(), twin_.get(), stopped_.get()})
    if (instance) instance->process->setClockAhead(by);
}

Duration World::elapsed() const {
  return clock_->mono() - startedAt_;
}

const Clock& World::clock() const {
  return *clock_;
}

void World::step(MonoTime until) {
  const MonoTime before = clock_->mono();
  loop_->step(until);
  // A moment is over when time moves on: only then is the cluster looked at.
  if (changed_ && clock_->mono() != before) {
    changed_ = false;
    if (options_.afterChange) options_.afterChange();
  }
}

void World::runUntil(Duration sinceStart) {
  const MonoTime end = startedAt_ + sinceStart;
  while (clock_->mono() < end) step(end);
}

bool World::runUntilTrue(const std::function<bool()>& done, Duration limit) {
  const MonoTime end = clock_->mono() + limit;
  while (!done()) {
    if (clock_->mono() >= end) return false;
    step(end);
  }
  return true;
}

bool World::settle(Duration limit, Duration quiet) {
  // Quiet begins now at the earliest: what has just been asked for needs its chance to begin.
  MonoTime from = clock_->mono();
  return runUntilTrue(
      [&] {
        if (options_.busy && options_.busy()) from = clock_->mono();
        return clock_->mono() - std::max(lastWrite_, from) >= quiet && nothingInProgress(*this, {});
      },
      limit);
}

}  // namespace slipway::sim
