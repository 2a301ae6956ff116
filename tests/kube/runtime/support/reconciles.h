#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "kube/runtime/controller.h"
#include "tests/kube/runtime/support/world.h"

namespace slipway::kube::test {

// A reconciler that does what a test says: for each call of next(), `step` with the key, how often
// this run was asked, and the answer.
class ScriptedReconciler final : public Reconciler {
 public:
  using Body = std::function<Step(const ObjectKey&, int, const std::optional<ApiResult>&)>;
  Body step = [](const ObjectKey&, int, const std::optional<ApiResult>&) -> Step {
    return Finish::settled();
  };
  std::vector<std::string> started;

  std::unique_ptr<Run> start(const ObjectKey& key) override {
    started.push_back(key.name);
    return std::make_unique<ScriptedRun>(*this, key);
  }

 private:
  class ScriptedRun final : public Run {
   public:
    ScriptedRun(ScriptedReconciler& script, ObjectKey key)
        : script_(script), key_(std::move(key)) {}
    Step next(std::optional<ApiResult> answer) override {
      return script_.step(key_, asked_++, answer);
    }

   private:
    ScriptedReconciler& script_;
    ObjectKey key_;
    int asked_ = 0;
  };
};

// One controller over a scripted API.
struct ControllerWorld : World {
  ScriptedApi api{loop};
  OwnWrites guard;
  ScriptedReconciler reconciler;
  bool ready = true;
  std::vector<ObjectKey> resyncKeys;

  std::unique_ptr<Controller> makeController(int workers = 8) {
    ControllerOptions options;
    options.name = "release";
    options.workers = workers;
    options.ready = [this] { return ready; };
    options.keys = [this] { return resyncKeys; };
    return std::make_unique<Controller>(std::move(options), reconciler, api, guard, loop, random,
                                        log, metrics);
  }
};

ApiRequest request(Verb verb, const std::string& name);

// Sends this request, then settles.
ScriptedReconciler::Body sendOnce(const ApiRequest& request);

}  // namespace slipway::kube::test
