#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/texts.h"
#include "crds/release.h"
#include "crds/rollback.h"
#include "kube/types/object.h"
#include "kube/types/workloads.h"

namespace slipway::strategies {

// Everything a plan may depend on, as it was observed. Values only; gathered once per reconcile.

// A pod of one revision.
struct PodView {
  std::string name;
  std::string uid;
  std::string ip;  // empty until it has one
  std::vector<kube::ContainerPort> ports;
  bool terminating = false;  // being deleted, or ended
  bool ready = false;
  bool available = false;  // ready for at least minReadySeconds
  Duration availableIn{};  // when ready and not available yet: how long until it is
  std::vector<kube::ContainerState> troubled;
  Texts images;
};

// A ReplicaSet of ours and its pods.
struct RevisionView {
  std::string name;
  std::string uid;
  std::string resourceVersion;
  std::int64_t generation = 0;  // of its spec
  std::string hash;             // from its name
  std::string digest;           // of the declared template it stores; empty when it stores none
  std::int64_t number = 0;
  std::int32_t attempt = 1;
  std::string version;
  std::optional<crds::Rejection> rejected;
  std::optional<WallTime> lastActive;
  std::int32_t sizedFor = 0;  // 0: unknown
  bool annotated = true;      // has annotations at all
  bool deleting = false;
  std::int32_t desired = 0;  // spec.replicas
  std::int32_t current = 0;  // pods that are not terminating
  std::int32_t ready = 0;
  std::int32_t available = 0;
  std::int32_t leaving = 0;  // pods that still exist, whatever `current` says of them
  std::int32_t minReadySeconds = 0;
  std::string failure;  // why it cannot create pods
  kube::Labels selector;
  std::vector<PodView> pods;
};

// Names one question to one pod, and its answer's place in memory.
struct CheckId {
  std::string hash;  // of the revision
  std::int32_t attempt = 1;
  std::string check;       // the smoke test's name
  std::string definition;  // SmokeTest::definition()
  std::string podUid;      // empty: the question is to one pod of the revision
  crds::CheckPhase phase = crds::CheckPhase::BeforePromotion;
  std::int32_t round = 0;  // of a bake
  friend auto operator<=>(const CheckId&, const CheckId&) = default;
};
// A pod that a question may go to.
struct CheckTarget {
  std::string name;
  std::string uid;
  std::string host;  // its address
  std::uint16_t port = 0;
  bool available = true;
  friend bool operator==(const CheckTarget&, const CheckTarget&) = default;
};
struct CheckResult {
  CheckId id;
  crds::Verdict verdict = crds::Verdict::Running;
  std::string reason{};             // of Passed and Failed: what was seen
  WallTime at{};                    // of Passed and Failed: when; whole seconds
  std::vector<CheckTarget> pods{};  // of Running, to one pod of several: those it knows of
  std::string podName{};            // of Failed: who gave the last answer
  std::string podUid{};
};

// Why the revision's ReplicaSet could not be created, remembered until it is tried again.
struct Refusal {
  std::string digest;  // of the template that was tried
  std::string reason;  // CamelCase
  std::string message;
  bool stalls = true;  // false: it will go away by itself
};

// A ReplicaSet that has the name we need and is not ours.
struct Stranger {
  std::string name;
  std::string owner;          // "Deployment api", or empty
  bool ofFormerSelf = false;  // of an earlier Release of this name: garbage collection takes it
};

// A Rollback object of this Release.
struct RollbackView {
  std::string name;
  std::string uid;
  crds::RollbackSpec spec;
  WallTime createdAt{};
  bool finished = false;  // its own status says so
  bool foreign = false;   // of another Release, with a name that a record of ours should have
};

// An Approval of this Release, or the annotation that stands for one.
struct CommandView {
  std::string name;  // empty: the annotation
  std::string token;
  std::string decision;
  WallTime createdAt{};
};

// How an object that the spec names, and that is not ours by birth, stands to us.
enum class Standing : std::uint8_t {
  Missing,    // there is none of that name
  Unclaimed,  // it exists and bears nobody's label
  Ours,       // it bears our label
  Taken,      // it bears another Release's, or belongs to somebody although we should create it
};

// A Service that the spec names, or that we once made or took over.
struct ServiceView {
  std::string name;
  Standing standing = Standing::Missing;
  bool asked = true;  // the spec names it
  crds::ServiceRole role = crds::ServiceRole::Stable;
  bool created = false;  // by us: it goes with its Release
  std::string uid;
  std::string resourceVersion;
  std::string type;
  bool hasSelector = false;
  kube::Labels selector;
  std::optional<kube::Labels> before;  // the selector it had when we took it over
  std::string manager;                 // who set the selector last
  std::string taker;                   // of Taken: whose it is
  std::string refusal;                 // why it could not be created; empty: it was not tried
  std::vector<std::string> endpoints;  // UIDs of pods that it still leads to; sorted
};

// The Deployment that the spec names, or one that we once adopted.
struct WorkloadView {
  // What of it we change.
  struct Held {
    std::int32_t replicas = 1;
    bool paused = false;
    friend bool operator==(const Held&, const Held&) = default;
  };
  std::string name;
  Standing standing = Standing::Missing;
  bool asked = true;  // the spec names it
  std::string uid;
  std::string resourceVersion;
  std::int64_t generation = 0;
  Held now;
  std::optional<Held> before;  // what it was when we adopted it
  std::string digest;          // of its template: see WorkloadStatus
  bool whole = false;          // as many as it asks for are available, and of its template
  std::string manager;         // who scaled, paused or resumed it last
  std::string taker;           // of Taken: whose it is
};

// How long ago something was that status holds as a time; measured so that jumps of the wall clock
// do not count.
struct Elapsed {
  Duration sinceProgress{};    // status.update.progressedAt
  Duration sinceStepPassed{};  // status.update.stepPassedAt
  Duration sincePromoted{};    // status.update.promotedAt
  Duration sinceDown{};        // status.update.downSince
  Duration sinceTraffic{};     // the latest status.traffic[].since of a Stable Service
};

struct Snapshot {
  WallTime now{};  // whole seconds
  crds::Release release;
  std::vector<RevisionView> revisions;  // any order
  std::vector<CheckResult> results;
  std::optional<Refusal> refusal;
  std::vector<Stranger> strangers;
  std::optional<kube::ObjectKey> olderTwin;  // an older Release whose selector overlaps
  std::vector<RollbackView> rollbacks;       // any order
  std::vector<CommandView> commands;         // any order
  std::vector<ServiceView> services;         // those of the spec first, in its order
  std::vector<WorkloadView> workloads;       // the one of the spec first
  Elapsed elapsed;
};

}  // namespace slipway::strategies
