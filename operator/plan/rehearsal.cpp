#include "operator/plan/rehearsal.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "base/log.h"
#include "crds/embedded.h"
#include "crds/release.h"
#include "kube/types/resources.h"
#include "operator/client/words.h"
#include "operator/simulated_operator.h"
#include "sim/expected_answers.h"
#include "sim/world.h"

namespace slipway::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// What the built-in controllers need until the operator finds everything as in the cluster that the
// beginning comes from: EndpointSlices are theirs to make.
constexpr Duration kControllersBegin = milliseconds(50);
// Until somebody decides: whatever else belongs to the step happens before.
constexpr Duration kDeciding = seconds(5);

bool isTrue(const Value& release, std::string_view type) {
  for (const Value& condition : release["status"]["conditions"].elements()) {
    if (condition["type"].stringOr("") == type) return condition["status"].stringOr("") == "True";
  }
  return false;
}

// The operator has looked at it as it is.
bool isSeen(const Value& release) {
  return release["status"]["observedGeneration"].asInt() ==
         release["metadata"]["generation"].asInt();
}

// Nothing moves until somebody sets it otherwise.
bool isHeldUp(const Value& release) {
  return release["spec"]["paused"].asBool().value_or(false) && isTrue(release, "Paused");
}

// Old pods may stay for a while after everything else is done.
Duration afterwards(const std::vector<Change>& changes, const Live& live) {
  Duration longest{};
  const auto look = [&](const Value& object) {
    const auto release = crds::decodeRelease(object);
    if (!release.ok()) return;
    const auto* blueGreen = std::get_if<crds::BlueGreenStrategy>(&release->spec.strategy);
    const Duration delay = blueGreen ? blueGreen->scaleDownDelay : Duration{0};
    longest = std::max(longest, delay + release->spec.traffic.drain);
  };
  for (const Change& change : changes) look(change.after);
  for (const Value& object : live.beginning.objects) look(object);
  return longest;
}

class Stage {
 public:
  Stage(const Live& live, const std::vector<Change>& changes)
      : live_(live), changes_(changes), quiet_(seconds(20) + afterwards(changes, live)) {
    sim::WorldOptions options;
    options.crds = crds::embeddedCrds();
    options.elect = false;
    options.beginning = live.beginning;
    options.afterChange = [this] { look(); };
    for (const Value& object : live.beginning.objects) findWorkload(object);
    for (const Change& change : changes) findWorkload(change.after);
    world_ = std::make_unique<sim::World>(std::move(options), simulatedOperator(), log_);
  }

  Rehearsal run() {
    look();
    passTests();
    // Before anything moves: what happens from now on is a consequence.
    for (const Change& change : changes_) {
      if (change.changes()) make(change);
    }
    changed_ = true;
    world_->runFor(kControllersBegin);
    world_->startOperator();
    changedAt_ = world_->elapsed();
    if (result_.refusals.empty()) {
      result_.settled = world_->runUntilTrue([this] { return isOver(); }, kLongestRollout);
    }
    return std::move(result_);
  }

 private:
  void findWorkload(const Value& object) {
    const auto name = object["spec"]["workloadRef"]["name"].stringOr("");
    const Value& metadata = object["metadata"];
    if (name.empty()) return;
    workloads_[{std::string(metadata["namespace"].stringOr("")),
                std::string(metadata["name"].stringOr(""))}] = name;
  }

  // Whatever runs answers as the smoke tests expect.
  void passTests() {
    sim::PodScript script;
    std::set<std::string> images;
    const auto look = [&](const Value& object) {
      const auto release = crds::decodeRelease(object);
      if (release.ok()) script.http.merge(sim::passingAnswers(release->spec.smokeTests));
      const Value* containers = object.findPointer("/spec/template/spec/containers");
      if (!containers) return;
      for (const Value& container : containers->elements()) {
        images.emplace(container["image"].stringOr(""));
      }
    };
    for (const Value& object : live_.beginning.objects) look(object);
    for (const Change& change : changes_) look(change.after);
    for (const auto& image : images) world_->behave(image, script);
  }

  void make(const Change& change) {
    const Manifest& manifest = change.manifest;
    kube::ApiRequest request;
    request.resource = manifest.resource;
    request.key = manifest.key;
    request.fieldManager = "kubectl";
    if (change.before.isNull()) {
      request.verb = kube::Verb::Create;
      request.body = asNew(change.after);
    } else {
      request.verb = kube::Verb::JsonPatch;
      request.body = difference(change);
    }
    const auto answer = world_->ask(request);
    if (answer.applied()) return;
    for (const auto& cause : refusalsOf(answer.error)) {
      result_.refusals.push_back({manifest.name(), cause});
    }
  }

  static Value asNew(const Value& object) {
    const Value& metadata = object["metadata"];
    Value kept = Value::object();
    for (const char* field : {"name", "namespace", "labels", "annotations", "finalizers"}) {
      if (const Value* value = metadata.find(field)) kept = kept.with(field, *value);
    }
    return object.without("status").with("metadata", kept);
  }

  static Value difference(const Change& change) {
    Value::Elements operations;
    for (const char* path : {"/spec", "/metadata/labels", "/metadata/annotations"}) {
      const Value* after = change.after.findPointer(path);
      const Value* before = change.before.findPointer(path);
      if (!after && !before) continue;
      if (!after) {
        operations.push_back(Value::object({{"op", "remove"}, {"path", path}}));
      } else if (!before || *before != *after) {
        operations.push_back(Value::object({{"op", "add"}, {"path", path}, {"value", *after}}));
      }
    }
    return Value::array(std::move(operations));
  }

  // At the end of each moment in which the cluster changed.
  void look() {
    if (!world_) return;
    changedAt_ = world_->elapsed();
    for (const auto& key : live_.releases) {
      Moment moment = momentOf(*world_, key, workloads_[key], world_->clock().wall());
      if (changed_ && moment.release && isSeen(moment.release->object)) {
        promote(moment.release->object);
      }
      result_.moments[key].push_back(std::move(moment));
    }
  }

  void promote(const Value& release) {
    const Value& waiting = release["status"]["waiting"];
    const std::string token(waiting["token"].stringOr(""));
    if (waiting["reason"].stringOr("") != "Promotion" || !promoted_.insert(token).second) return;
    const Value& metadata = release["metadata"];
    const Value spec = Value::object({{"releaseRef", Value::object({{"name", metadata["name"]}})},
                                      {"token", token},
                                      {"decision", "Promote"}});
    kube::ApiRequest request;
    request.verb = kube::Verb::Create;
    request.resource = crds::approvals();
    request.key = {std::string(metadata["namespace"].stringOr("")),
                   "rehearsal-" + std::to_string(promoted_.size())};
    request.body = Value::object({{"apiVersion", crds::approvals().apiVersion()},
                                  {"kind", crds::approvals().kind},
                                  {"metadata", Value::object({{"name", request.key.name}})},
                                  {"spec", spec}});
    decisions_.push_back(
        world_->loop().after(kDeciding, [this, request] { world_->ask(request); }));
  }

  bool isOver() const {
    if (world_->elapsed() - changedAt_ < quiet_) return false;
    for (const auto& key : live_.releases) {
      for (const Value& release : world_->all(crds::releases(), key.ns)) {
        const bool meant = release["metadata"]["name"].stringOr("") == key.name;
        const bool over = isSeen(release) && (!isTrue(release, "Reconciling") || isHeldUp(release));
        if (meant && !over) return false;
      }
    }
    return true;
  }

  const Live& live_;
  const std::vector<Change>& changes_;
  Duration quiet_;
  NullLog log_;
  std::map<kube::ObjectKey, std::string> workloads_;
  std::set<std::string> promoted_;  // tokens
  bool changed_ = false;            // as asked for
  Duration changedAt_{};
  Rehearsal result_;
  std::unique_ptr<sim::World> world_;
  std::vector<kube::TimerPtr> decisions_;
};

}  // namespace

Rehearsal rehearse(const Live& live, const std::vector<Change>& changes) {
  return Stage(live, changes).run();
}

}  // namespace slipway::cli
