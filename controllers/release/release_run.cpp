#include "controllers/release/release_run.h"

#include <algorithm>
#include <utility>

#include "controllers/release/execute.h"
#include "controllers/release/invalid_release.h"
#include "crds/revision.h"
#include "kube/types/resources.h"
#include "strategies/release_plan.h"
#include "strategies/seeded_bugs.h"

namespace slipway::controllers {
namespace {

using kube::ApiResult;
using kube::Finish;
using kube::Outcome;
using kube::Step;

constexpr Duration kFirstRefusal = std::chrono::seconds(10);
constexpr Duration kLongestRefusal = std::chrono::minutes(10);
constexpr Duration kFirstOutdated = std::chrono::seconds(1);
constexpr Duration kLongestOutdated = std::chrono::minutes(1);

std::string describe(const kube::ApiRequest& request, const ApiResult& answer) {
  std::string text = request.resource.name() + " " + request.key.text() + ": ";
  switch (answer.outcome) {
    case Outcome::NotSent:
      text += "not sent";
      break;
    case Outcome::Unknown:
      text += "no answer";
      break;
    case Outcome::Rejected:
      text += std::to_string(answer.error.code);
      break;
    case Outcome::Applied:
      return text + "applied";
  }
  if (!answer.error.message.empty()) text += ": " + answer.error.message;
  return text;
}

bool isRecord(const strategies::Action& action) {
  return std::holds_alternative<strategies::CreateRollback>(action);
}

// Asking again would change nothing: it exists, is forbidden, or its kind is not there.
bool refusedForGood(const ApiResult& answer) {
  const int code = answer.error.code;
  return answer.outcome == Outcome::Rejected && code >= 400 && code < 500 && code != 429;
}

bool isNewer(const std::string& live, const std::string& cached) {
  if (cached.empty()) return true;
  const auto order = kube::compareVersions(live, cached);
  return order ? *order == std::strong_ordering::greater : live != cached;
}

}  // namespace

ReleaseRun::ReleaseRun(ReleaseFloor& floor, kube::ObjectKey key)
    : floor_(floor), key_(std::move(key)) {}

Step ReleaseRun::next(std::optional<ApiResult> answer) {
  if (stage_ == Stage::Start || !answer) return start();
  switch (stage_) {
    case Stage::Start:
      break;
    case Stage::LookingForVanished:
      return vanishedRead(*answer);
    case Stage::LookingAtWorkload:
      return workloadRead(*answer);
    case Stage::LookingAtService:
      return serviceRead(*answer);
    case Stage::Confirming:
      return confirmed(*answer);
    case Stage::Acting:
      return acted(*answer);
    case Stage::FindingOwner:
      return ownerFound(*answer);
    case Stage::Relabelling:
      if (!answer->applied()) return writeFailed(*answer);
      memory().vanished.erase(sent_.key.name);
      return Finish::settled();
    case Stage::ReadingBack:
      return readBack(*answer);
    case Stage::WritingStatus:
      return statusWritten(*answer);
    case Stage::ReadingInvalid:
      return invalidRead(*answer);
  }
  return Finish::settled();
}

Step ReleaseRun::send(kube::ApiRequest request, Stage stage) {
  stage_ = stage;
  sent_ = request;
  return request;
}

Step ReleaseRun::start() {
  if (SLIPWAY_SEEDED_BUG(OwnWriteGuardOff)) {
    floor_.ownWrites.sawVersion(kube::resources::replicaSets(), "9223372036854775807");
    floor_.ownWrites.sawVersion(crds::releases(), "9223372036854775807");
  }
  if (const auto* why = floor_.stores.releases.invalid(key_)) {
    meta_ = why->meta;
    failure_ = why->reason;
    return send(getRequest(crds::releases(), key_), Stage::ReadingInvalid);
  }
  if (!gather()) return forgotten();
  if (const auto wait = outdatedFor()) return Finish::requeueAfter(*wait);
  return lookForVanished();
}

// The server said that the Release is gone: what is created for it, only the garbage collector
// would see, and delete, and so on for as long as the watch says nothing.
std::optional<Duration> ReleaseRun::outdatedFor() {
  const ReleaseMemory& remembered = memory();
  if (remembered.outdatedVersion != meta_.resourceVersion) return std::nullopt;
  const Duration left = remembered.outdatedUntil - floor_.timers.clock().mono();
  return left > Duration{0} ? std::optional(left) : std::nullopt;
}

Step ReleaseRun::outdated(const ApiResult& answer) {
  ReleaseMemory& remembered = memory();
  remembered.outdatedVersion = meta_.resourceVersion;
  remembered.outdatedFor =
      std::clamp<Duration>(remembered.outdatedFor * 2, kFirstOutdated, kLongestOutdated);
  remembered.outdatedUntil = floor_.timers.clock().mono() + remembered.outdatedFor;
  floor_.log.info("the cache is behind: " + describe(sent_, answer), {{"release", key_.text()}});
  return Finish::requeueAfter(remembered.outdatedFor);
}

bool ReleaseRun::gather() {
  auto snapshot = gatherRelease(key_, floor_.stores, floor_.tests, floor_.timers.clock(), memory());
  if (!snapshot) return false;
  snapshot_ = std::move(*snapshot);
  wallThen_ = floor_.timers.clock().wall();
  monoThen_ = floor_.timers.clock().mono();
  meta_ = snapshot_.release.meta;
  return true;
}

// A ReplicaSet of ours that somebody stripped of its labels would keep its pods for ever: nobody
// else would scale it down.
Step ReleaseRun::lookForVanished() {
  auto& vanished = memory().vanished;
  if (vanished.empty() || meta_.deletionTimestamp) return lookAtWorkload();
  return send(getRequest(kube::resources::replicaSets(), {key_.ns, *vanished.begin()}),
              Stage::LookingForVanished);
}

Step ReleaseRun::vanishedRead(const ApiResult& answer) {
  if (!answer.applied() && !answer.error.notFound()) return writeFailed(answer);
  const auto lookForNext = [this] {
    memory().vanished.erase(sent_.key.name);
    return lookForVanished();
  };
  if (!answer.applied()) return lookForNext();
  FieldErrors ignored;
  const auto found = kube::readObjectMeta(Reader(answer.object, ignored)["metadata"]);
  const auto owner = found.controller();
  const std::string hash = crds::hashOfName(meta_.name, found.name);
  const bool labelled = found.labels.contains(crds::kReleaseLabel);
  if (!owner || owner->uid != meta_.uid || hash.empty() || labelled) return lookForNext();
  // Until it has its labels again: its own controller may write in between.
  return send(relabelRequest(answer.object, snapshot_.release, hash, floor_.fieldManager),
              Stage::Relabelling);
}

// The caches hold only Services and Deployments that bear our label.
Step ReleaseRun::lookAtWorkload() {
  const auto now = floor_.timers.clock().mono();
  if (!workloadToLookAt(snapshot_.release, floor_.stores, memory(), now)) return lookAtServices();
  return send(
      getRequest(kube::resources::deployments(), {key_.ns, snapshot_.release.spec.workload->name}),
      Stage::LookingAtWorkload);
}

Step ReleaseRun::workloadRead(const ApiResult& answer) {
  if (!answer.applied() && !answer.error.notFound()) return writeFailed(answer);
  WorkloadLook look{sent_.key.name, floor_.timers.clock().mono(), std::nullopt};
  if (answer.applied()) {
    auto decoded = kube::decodeDeployment(answer.object);
    if (!decoded.ok()) return Finish::failed(decoded.error().front().text());
    look.workload = std::move(*decoded);
  }
  memory().workloadLook = std::make_shared<const WorkloadLook>(std::move(look));
  return gather() ? lookAtWorkload() : forgotten();
}

Step ReleaseRun::lookAtServices() {
  const auto now = floor_.timers.clock().mono();
  std::string name = serviceToLookAt(snapshot_.release, floor_.stores, memory(), now);
  if (name.empty()) return planAndAct();
  return send(getRequest(kube::resources::services(), {key_.ns, std::move(name)}),
              Stage::LookingAtService);
}

Step ReleaseRun::serviceRead(const ApiResult& answer) {
  if (!answer.applied() && !answer.error.notFound()) return writeFailed(answer);
  ServiceLook look{floor_.timers.clock().mono(), std::nullopt, {}};
  if (answer.applied()) {
    auto decoded = kube::decodeService(answer.object);
    if (!decoded.ok()) return Finish::failed(decoded.error().front().text());
    look.service = std::move(*decoded);
  }
  memory().serviceLooks[sent_.key.name] = std::move(look);
  return gather() ? lookAtServices() : forgotten();
}

// Told in status, and tried again after a while.
Step ReleaseRun::serviceCreationFailed(const strategies::CreateService& create,
                                       const ApiResult& answer) {
  const bool known = answer.error.alreadyExists();
  const bool final = known || answer.error.invalid() || answer.error.code == 403;
  if (!final) return writeFailed(answer);
  auto& look = memory().serviceLooks[create.name];
  look = {floor_.timers.clock().mono(), std::nullopt, {}};
  if (known) {
    memory().serviceLooks.erase(create.name);
  } else {
    look.refusal = answer.error.message;
  }
  return gather() ? lookAtServices() : forgotten();
}

// Its children are the garbage collector's.
Step ReleaseRun::forgotten() {
  floor_.tests.retain(key_, {});
  floor_.memory.erase(key_);
  floor_.tellings.done(key_);
  return Finish::settled();
}

Step ReleaseRun::planAndAct() {
  plan_ = strategies::planRelease(snapshot_);
  nextIntent_ = 0;
  floor_.tests.retain(key_, plan_.checks);
  if (!plan_.witness) return act();
  return send(getRequest(kube::resources::pods(), {key_.ns, plan_.witness->name}),
              Stage::Confirming);
}

// Condemning a revision cannot be undone: a pod that is gone by now is no reason to.
Step ReleaseRun::confirmed(const ApiResult& answer) {
  if (!answer.applied() && !answer.error.notFound()) return writeFailed(answer);
  const Value& meta = answer.object["metadata"];
  const bool there = answer.applied() && meta["uid"].stringOr("") == plan_.witness->uid &&
                     meta["deletionTimestamp"].isNull();
  if (there) return act();
  memory().gonePods.insert(plan_.witness->uid);
  floor_.tests.forget(key_, plan_.witness->uid);
  return gather() ? planAndAct() : forgotten();
}

Step ReleaseRun::act() {
  while (nextIntent_ < plan_.intents.size()) {
    const strategies::Intent& intent = plan_.intents[nextIntent_];
    if (const auto* check = std::get_if<strategies::StartCheck>(&intent.action)) {
      floor_.tests.start(key_, *check);
      told(intent.note);
    } else if (auto request = requestFor(intent.action, snapshot_.release, floor_.fieldManager)) {
      return send(std::move(*request), Stage::Acting);
    }
    ++nextIntent_;
  }
  return writeStatus();
}

Step ReleaseRun::acted(const ApiResult& answer) {
  const strategies::Intent& intent = plan_.intents[nextIntent_];
  const bool lost = answer.outcome == Outcome::Unknown;
  if (answer.applied() || (lost && SLIPWAY_SEEDED_BUG(IgnoresUnknownOutcome))) {
    if (std::holds_alternative<strategies::CreateReplicaSet>(intent.action)) {
      memory().refusal.reset();
      memory().refusedFor = Duration{0};
    }
    if (const auto* old = std::get_if<strategies::DeleteReplicaSet>(&intent.action)) {
      collected(old->target);
    }
    told(intent.note);
    ++nextIntent_;
    return act();
  }
  const auto* service = std::get_if<strategies::CreateService>(&intent.action);
  if (service && answer.outcome == Outcome::Rejected) {
    return serviceCreationFailed(*service, answer);
  }
  const auto* create = std::get_if<strategies::CreateReplicaSet>(&intent.action);
  if (create && answer.outcome == Outcome::Rejected) return createFailed(*create, answer);
  if (isRecord(intent.action) && refusedForGood(answer)) {
    // The rollback itself must not wait for its record.
    floor_.log.warn("cannot record a rollback: " + answer.error.message,
                    {{"release", key_.text()}, {"object", intent.note.object}});
    ++nextIntent_;
    return act();
  }
  return writeFailed(answer);
}

// The watch may tell before the answer comes, or after it.
void ReleaseRun::collected(const strategies::Target& old) {
  const bool toldAlready = memory().vanished.erase(old.name) > 0;
  if (!toldAlready) memory().collected.insert(old.uid);
}

Step ReleaseRun::createFailed(const strategies::CreateReplicaSet& create, const ApiResult& answer) {
  if (answer.error.alreadyExists()) {
    const kube::ObjectKey key{key_.ns, create.name};
    return send(getRequest(kube::resources::replicaSets(), key), Stage::FindingOwner);
  }
  if (answer.error.invalid()) {
    return refused(
        "TemplateInvalid",
        crds::templateField(snapshot_.release.spec) + " is refused: " + answer.error.message, true);
  }
  if (answer.error.code == 403) {
    return refused("CreationForbidden",
                   "creating a ReplicaSet is forbidden: " + answer.error.message, true);
  }
  return writeFailed(answer);
}

// Remembered, so that it is tried again only after a while, and told in status at once.
Step ReleaseRun::refused(std::string reason, std::string message, bool stalls) {
  ReleaseMemory& remembered = memory();
  remembered.refusal = strategies::Refusal{snapshot_.release.spec.templateDigest, std::move(reason),
                                           std::move(message), stalls};
  remembered.refusedAt = floor_.timers.clock().mono();
  remembered.refusedFor =
      std::clamp<Duration>(remembered.refusedFor * 2, kFirstRefusal, kLongestRefusal);
  snapshot_.refusal = remembered.refusal;
  return planAndAct();
}

Step ReleaseRun::ownerFound(const ApiResult& answer) {
  if (!answer.applied()) return writeFailed(answer);
  FieldErrors ignored;
  const auto meta = kube::readObjectMeta(Reader(answer.object, ignored)["metadata"]);
  const auto owner = meta.controller();
  if (!owner || owner->uid != snapshot_.release.meta.uid) {
    const std::string who = owner ? owner->kind + " " + owner->name : "nobody";
    return refused(
        "NameTaken",
        "ReplicaSet " + meta.name + " exists and belongs to " + who + "; delete or rename it",
        true);
  }
  if (meta.labels.valueOr(crds::kReleaseLabel, "") != snapshot_.release.meta.name) {
    const std::string hash = crds::hashOfName(snapshot_.release.meta.name, meta.name);
    return send(relabelRequest(answer.object, snapshot_.release, hash, floor_.fieldManager),
                Stage::Relabelling);
  }
  // Ours: the cache has not seen it yet.
  const kube::WriteOwner writer{key_, floor_.controller};
  floor_.ownWrites.wrote(writer, kube::resources::replicaSets(), meta.key(), meta.resourceVersion);
  return Finish::failed("ReplicaSet " + meta.name + " is not in the cache yet");
}

Step ReleaseRun::writeFailed(const ApiResult& answer) {
  failure_ = describe(sent_, answer);
  retryAfter_ = answer.error.retryAfter;
  // A 5xx may come from a proxy, after the write was carried out.
  const bool unsure = answer.outcome == Outcome::Unknown ||
                      (answer.outcome == Outcome::Rejected && answer.error.code >= 500);
  if (unsure && sent_.isWrite()) {
    return send(getRequest(sent_.resource, sent_.key), Stage::ReadingBack);
  }
  return finish();
}

// The cache must have caught up with whatever the lost write did before anything is planned again.
Step ReleaseRun::readBack(const ApiResult& answer) {
  if (answer.applied()) {
    const auto version = answer.object["metadata"]["resourceVersion"].stringOr("");
    const auto cached =
        sent_.resource == crds::releases() ? meta_.resourceVersion : [&]() -> std::string {
      if (sent_.resource == kube::resources::services()) {
        const auto service = floor_.stores.services.get(sent_.key);
        return service ? service->meta.resourceVersion : std::string();
      }
      const auto set = floor_.stores.replicaSets.get(sent_.key);
      return set ? set->meta.resourceVersion : std::string();
    }();
    if (isNewer(std::string(version), cached)) {
      floor_.ownWrites.wrote({key_, floor_.controller}, sent_.resource, sent_.key,
                             std::string(version));
    }
  }
  return finish();
}

// A pod that starts is there, ready, available and tested within moments: a write each would tell
// what nobody can read, and cost more than all the rest.
std::optional<Duration> ReleaseRun::tellIn() {
  if (!plan_.statusMayWait) return std::nullopt;
  return floor_.tellings.wait(key_, floor_.timers.clock().mono());
}

Step ReleaseRun::writeStatus() {
  if (!plan_.status) {
    floor_.tellings.done(key_);
    return finish();
  }
  tellIn_ = tellIn();
  if (tellIn_) return finish();
  return send(statusRequest(meta_, *plan_.status, floor_.fieldManager), Stage::WritingStatus);
}

Step ReleaseRun::statusWritten(const ApiResult& answer) {
  if (answer.outcome == Outcome::Rejected && answer.error.notFound()) return outdated(answer);
  if (!answer.applied()) return writeFailed(answer);
  memory().outdatedFor = Duration{0};
  floor_.tellings.done(key_);
  for (const auto& note : plan_.statusNotes) told(note);
  measureProgress();
  return finish();
}

// Measured from here: the wall clock may jump before the cache shows what was written.
void ReleaseRun::measureProgress() {
  const auto& update = plan_.status->update;
  if (!update) return;
  const auto fresh = [this](const std::optional<WallTime>& time) {
    return time == snapshot_.now ? time : std::nullopt;
  };
  ReleaseMemory& measured = memory();
  measured.progress.start(fresh(update->progressedAt), wallThen_, monoThen_);
  measured.stepPassed.start(fresh(update->stepPassedAt), wallThen_, monoThen_);
  measured.promoted.start(fresh(update->promotedAt), wallThen_, monoThen_);
  measured.down.start(fresh(update->downSince), wallThen_, monoThen_);
}

Step ReleaseRun::invalidRead(const ApiResult& answer) {
  if (!answer.applied()) return writeFailed(answer);
  FieldErrors ignored;
  meta_ = kube::readObjectMeta(Reader(answer.object, ignored)["metadata"]);
  invalid_ = true;
  plan_.status = invalidStatus(answer.object, meta_, failure_, floor_.timers.clock().wall());
  plan_.statusNotes = {
      {strategies::Note::Level::Warning, "Release/" + meta_.name, "InvalidSpec", failure_}};
  return writeStatus();
}

Step ReleaseRun::finish() {
  if (invalid_) return Finish::terminal(failure_);
  if (!failure_.empty() && retryAfter_) return Finish::requeueAfter(*retryAfter_);
  if (!failure_.empty()) return Finish::failed(failure_);
  std::optional<Duration> after = plan_.requeueAfter;
  if (tellIn_) after = after ? std::min(*after, *tellIn_) : *tellIn_;
  if (snapshot_.refusal) {
    const Duration waited = floor_.timers.clock().mono() - memory().refusedAt;
    const Duration left = std::max<Duration>(memory().refusedFor - waited, std::chrono::seconds(1));
    after = after ? std::min(*after, left) : left;
  }
  if (after) return Finish::requeueAfter(*after);
  forgetWhatSettled();
  return Finish::settled();
}

void ReleaseRun::forgetWhatSettled() {
  const auto known = floor_.memory.find(key_);
  if (known != floor_.memory.end() && known->second.empty()) floor_.memory.erase(known);
}

void ReleaseRun::told(const strategies::Note& note) {
  floor_.log.info(note.message,
                  {{"release", key_.text()}, {"object", note.object}, {"reason", note.reason}});
  if (note.level != strategies::Note::Level::Log) floor_.notes.tell(meta_, note);
}

}  // namespace slipway::controllers
