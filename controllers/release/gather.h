#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "controllers/verification/smoke_tests.h"
#include "crds/approval.h"
#include "crds/release.h"
#include "crds/rollback.h"
#include "kube/runtime/store.h"
#include "kube/types/deployment.h"
#include "kube/types/endpoint_slice.h"
#include "kube/types/service.h"
#include "kube/types/workloads.h"
#include "strategies/snapshot.h"

namespace slipway::controllers {

// The caches, each read only.
struct ReleaseStores {
  const kube::Store<crds::Release>& releases;
  const kube::Store<kube::ReplicaSet>& replicaSets;  // indexed by the label's Release
  const kube::Store<kube::Pod>& pods;                // indexed by the controller's UID
  const kube::Store<crds::Rollback>& rollbacks;      // indexed by the Release they name
  const kube::Store<crds::Approval>& approvals;      // likewise
  const kube::Store<kube::Service>& services;        // indexed by the label's Release
  const kube::Store<kube::EndpointSlice>& slices;    // indexed by their Service
  const kube::Store<kube::Deployment>& workloads;    // indexed by the label's Release
};

// How long ago a time in status was. How long that had been when we first saw it, and when we did:
// from then on the monotonic clock counts, and jumps of the wall clock don't.
class Stopwatch {
 public:
  Duration since(const std::optional<WallTime>& time, const Clock& clock);
  // Begins with a time that was just written, and what both clocks said then: the wall clock may
  // jump before the cache shows it.
  void start(const std::optional<WallTime>& time, WallTime wall, MonoTime mono);
  bool runs() const { return of_.has_value(); }

 private:
  std::optional<WallTime> of_;
  Duration before_{};
  MonoTime seenAt_{};
};

// What the server said of a Service that the cache does not show: it bears no label of ours.
struct ServiceLook {
  MonoTime at{};
  std::optional<kube::Service> service;  // absent: there is none
  std::string refusal;                   // why it could not be created
};

// Likewise of the Deployment.
struct WorkloadLook {
  std::string name;
  MonoTime at{};
  std::optional<kube::Deployment> workload;
};

// What is remembered of one Release between reconciles, and may be lost at any time.
struct ReleaseMemory {
  std::string uid;  // of the Release it is about
  std::optional<strategies::Refusal> refusal;
  MonoTime refusedAt{};
  Duration refusedFor{};  // until it is tried again; doubles
  // The version whose status the server did not take, since the Release is gone; and until when
  // nothing is done, unless the cache shows what the server has.
  std::string outdatedVersion;
  MonoTime outdatedUntil{};
  Duration outdatedFor{};  // doubles
  Stopwatch progress;
  Stopwatch stepPassed;
  Stopwatch promoted;
  Stopwatch down;
  Stopwatch traffic;
  std::map<std::string, ServiceLook> serviceLooks;   // by name
  std::shared_ptr<const WorkloadLook> workloadLook;  // hardly any Release has one
  // UIDs of pods that the server says are gone, or going, although the cache does not know it yet.
  std::set<std::string> gonePods;
  // Names of ReplicaSets that our selection no longer shows: deleted, or without their labels.
  std::set<std::string> vanished;
  // UIDs of those that we deleted ourselves: they need not be looked for.
  std::set<std::string> collected;

  // It says nothing that the caches don't: once its Release has settled, it can go. Of a fleet,
  // most Releases have none at any time.
  bool empty() const;
};

// The annotation with the declared template is only ever compared: its digest replaces it while
// decoding, so that the cache does not hold every template once per revision.
kube::Decoded<kube::ReplicaSet> decodeOwnedReplicaSet(const Value& object);

// The Release that its label names.
std::optional<kube::ObjectKey> releaseOf(const kube::ObjectMeta& meta);

// Index values.
std::vector<std::string> releaseIndex(const kube::ObjectMeta& meta);     // "ns/release", by label
std::vector<std::string> controllerIndex(const kube::ObjectMeta& meta);  // the controller's UID
std::vector<std::string> rollbackIndex(const crds::Rollback& rollback);  // "ns/release", by spec
std::vector<std::string> approvalIndex(const crds::Approval& approval);

std::vector<std::string> sliceIndex(const kube::EndpointSlice& slice);  // "ns/service"

// A Service of the spec that the cache does not show and nobody has looked at lately; empty: none.
std::string serviceToLookAt(const crds::Release& release, const ReleaseStores& stores,
                            const ReleaseMemory& memory, MonoTime now);

// Likewise, whether the Deployment is to be looked at.
bool workloadToLookAt(const crds::Release& release, const ReleaseStores& stores,
                      const ReleaseMemory& memory, MonoTime now);

// The last place that reads state. nullopt: there is no such Release.
std::optional<strategies::Snapshot> gatherRelease(const kube::ObjectKey& key,
                                                  const ReleaseStores& stores,
                                                  const SmokeTests& tests, const Clock& clock,
                                                  ReleaseMemory& memory);

}  // namespace slipway::controllers
