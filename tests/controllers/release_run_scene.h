#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "controllers/release/release_run.h"
#include "kube/types/resources.h"
#include "tests/controllers/caches.h"

// One reconcile of a Release, its caches filled by hand and its requests answered one by one.

namespace slipway::controllers::testing {

using kube::ApiRequest;
using kube::ApiResult;
using kube::Finish;
using kube::Outcome;
using kube::Verb;

class Told final : public Notes {
 public:
  void tell(const kube::ObjectMeta&, const strategies::Note& note) override {
    reasons.push_back(note.reason);
  }
  std::vector<std::string> reasons;
};

inline ApiResult applied(Value object = Value::object()) {
  return {Outcome::Applied, std::move(object), {}};
}
inline ApiResult rejected(int code, const std::string& reason, const std::string& message = "no") {
  ApiResult result{Outcome::Rejected, {}, {}};
  result.error.code = code;
  result.error.reason = reason;
  result.error.message = message;
  return result;
}
inline ApiResult unknown() {
  return {Outcome::Unknown, {}, {}};
}

class ReleaseRunTest : public CachesTest {
 protected:
  ReleaseRunTest() : CachesTest("2026-01-01T00:00:10Z") {
    ownWrites_.watch(kube::resources::replicaSets());
    ownWrites_.watch(crds::releases());
  }
  void start() {
    run_ = std::make_unique<ReleaseRun>(floor_, key_);
    step_ = run_->next(std::nullopt);
  }
  // The request that the run waits for.
  const ApiRequest& request() { return std::get<ApiRequest>(step_); }
  bool finished() const { return std::holds_alternative<Finish>(step_); }
  const Finish& finish() { return std::get<Finish>(step_); }
  void answer(ApiResult result) { step_ = run_->next(std::move(result)); }
  // The Stalled condition of a status request: "reason: message".
  std::string stalled() {
    for (const Value& c : request().body["status"]["conditions"].elements()) {
      if (c["type"].stringOr("") != "Stalled") continue;
      return std::string(c["reason"].stringOr("")) + ": " + std::string(c["message"].stringOr(""));
    }
    return "not stalled";
  }
  bool behind() const { return ownWrites_.behind({key_, "release"}); }

  kube::ObjectKey key_{"shop", "web"};
  Told told_;
  NullLog log_;
  kube::OwnWrites ownWrites_;
  ReleaseFloor floor_{stores_, tests_, told_, ownWrites_, loop_, log_, "slipway", "release"};
  std::unique_ptr<ReleaseRun> run_;
  kube::Step step_;
};

}  // namespace slipway::controllers::testing
