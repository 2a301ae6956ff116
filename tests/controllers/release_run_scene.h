#pragma once

#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "controllers/release/release_run.h"
#include "kube/loop/sim_mailbox.h"
#include "kube/types/resources.h"
#include "tests/controllers/manual_probe.h"
#include "tests/controllers/scene.h"

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

class ReleaseRunTest : public ::testing::Test {
 protected:
  ReleaseRunTest() {
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
  kube::SimClock clock_{*parseTime("2026-01-01T00:00:10Z")};
  kube::SimMailbox mailbox_{clock_};
  kube::Loop loop_{clock_, mailbox_};
  ManualProbe probe_;
  SmokeTests tests_{probe_, loop_, mailbox_, {}, [](const kube::ObjectKey&) {}};
  Told told_;
  NullLog log_;
  kube::OwnWrites ownWrites_;
  kube::Store<crds::Release> releases_{[](const auto&) { return std::vector<std::string>{}; }};
  kube::Store<kube::ReplicaSet> sets_{[](const auto& r) { return releaseIndex(r.meta); }};
  kube::Store<kube::Pod> pods_{[](const auto& p) { return controllerIndex(p.meta); }};
  kube::Store<crds::Rollback> rollbacks_{rollbackIndex};
  kube::Store<crds::Approval> approvals_{approvalIndex};
  kube::Store<kube::Service> services_{[](const auto& s) { return releaseIndex(s.meta); }};
  kube::Store<kube::EndpointSlice> slices_{sliceIndex};
  kube::Store<kube::Deployment> workloads_{[](const auto& d) { return releaseIndex(d.meta); }};
  ReleaseFloor floor_{
      {releases_, sets_, pods_, rollbacks_, approvals_, services_, slices_, workloads_},
      tests_,
      told_,
      ownWrites_,
      loop_,
      log_,
      "slipway",
      "release",
      {}};
  std::unique_ptr<ReleaseRun> run_;
  kube::Step step_;
};

}  // namespace slipway::controllers::testing
