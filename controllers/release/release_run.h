#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/log.h"
#include "controllers/release/gather.h"
#include "controllers/release/tellings.h"
#include "controllers/verification/smoke_tests.h"
#include "kube/loop/loop.h"
#include "kube/runtime/own_writes.h"
#include "kube/runtime/reconcile.h"
#include "strategies/plan.h"

namespace slipway::controllers {

// Where notes of what was done go; Events in the operator.
class Notes {
 public:
  virtual ~Notes() = default;
  virtual void tell(const kube::ObjectMeta& release, const strategies::Note& note) = 0;
};

// What the reconciles of Releases share.
struct ReleaseFloor {
  ReleaseStores stores;
  SmokeTests& tests;
  Notes& notes;
  kube::OwnWrites& ownWrites;
  kube::Timers& timers;
  Log& log;
  std::string fieldManager;
  std::string controller;  // its name, as the own-write guard knows it
  std::map<kube::ObjectKey, ReleaseMemory> memory = {};
  Tellings tellings = {};
};

// One reconcile: gather, plan, execute in order and stop at the first write that is not applied,
// then one write of status when it differs.
class ReleaseRun final : public kube::Run {
 public:
  ReleaseRun(ReleaseFloor& floor, kube::ObjectKey key);
  kube::Step next(std::optional<kube::ApiResult> answer) override;

 private:
  enum class Stage : std::uint8_t {
    Start,
    LookingForVanished,  // whether a ReplicaSet that is no longer shown still exists
    LookingAtWorkload,   // one that the cache does not show
    LookingAtService,    // likewise
    Confirming,          // whether the pod on whose answer a revision is condemned still exists
    Acting,              // an intent's request is out
    FindingOwner,        // of a ReplicaSet that exists although the cache does not have it
    Relabelling,         // which turned out to be ours
    ReadingBack,         // what became of a write without an answer
    WritingStatus,
    ReadingInvalid,  // the live object of a Release that could not be decoded
  };

  kube::Step start();
  bool gather();
  std::optional<Duration> outdatedFor();
  kube::Step forgotten();
  kube::Step lookForVanished();
  kube::Step vanishedRead(const kube::ApiResult& answer);
  kube::Step lookAtWorkload();
  kube::Step workloadRead(const kube::ApiResult& answer);
  kube::Step lookAtServices();
  kube::Step serviceRead(const kube::ApiResult& answer);
  kube::Step serviceCreationFailed(const strategies::CreateService& create,
                                   const kube::ApiResult& answer);
  kube::Step planAndAct();
  kube::Step confirmed(const kube::ApiResult& answer);
  kube::Step act();
  kube::Step acted(const kube::ApiResult& answer);
  void collected(const strategies::Target& old);
  kube::Step createFailed(const strategies::CreateReplicaSet& create,
                          const kube::ApiResult& answer);
  kube::Step refused(std::string reason, std::string message, bool stalls);
  kube::Step ownerFound(const kube::ApiResult& answer);
  kube::Step writeFailed(const kube::ApiResult& answer);
  kube::Step readBack(const kube::ApiResult& answer);
  std::optional<Duration> tellIn();
  kube::Step writeStatus();
  kube::Step statusWritten(const kube::ApiResult& answer);
  kube::Step outdated(const kube::ApiResult& answer);
  void measureProgress();
  kube::Step invalidRead(const kube::ApiResult& answer);
  kube::Step finish();
  void forgetWhatSettled();
  kube::Step send(kube::ApiRequest request, Stage stage);
  ReleaseMemory& memory() { return floor_.memory[key_]; }
  void told(const strategies::Note& note);

  ReleaseFloor& floor_;
  kube::ObjectKey key_;
  Stage stage_ = Stage::Start;
  strategies::Snapshot snapshot_;
  strategies::Plan plan_;
  std::size_t nextIntent_ = 0;
  kube::ObjectMeta meta_;  // of the Release, for the status write
  kube::ApiRequest sent_;
  std::string failure_;  // why the run ends as failed, after status
  std::optional<Duration> retryAfter_;
  std::optional<Duration> tellIn_;  // status waits so long, to tell more at once
  bool invalid_ = false;
  WallTime wallThen_{};  // when the snapshot was taken
  MonoTime monoThen_{};
};

}  // namespace slipway::controllers
