#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/expected.h"
#include "base/texts.h"
#include "kube/types/object.h"

namespace slipway::kube {

// What Slipway reads of built-in kinds: decoded straight into small structs, the rest is dropped.

struct ContainerPort {
  std::string name;
  std::int32_t port = 0;
  friend bool operator==(const ContainerPort&, const ContainerPort&) = default;
};

// Why a container is not (or no longer) running; for terminal states.
struct ContainerState {
  std::string container;
  std::string waitingReason;  // ImagePullBackOff, CrashLoopBackOff, ...
  std::string waitingMessage;
  std::string terminatedReason;  // of the last termination: OOMKilled, Error, ...
  std::int32_t exitCode = 0;     // of the last termination
  std::int32_t restarts = 0;
  friend bool operator==(const ContainerState&, const ContainerState&) = default;
};

struct Pod {
  ObjectMeta meta;  // without annotations
  std::string ip;
  bool ended = false;  // phase Succeeded or Failed
  bool ready = false;
  std::optional<WallTime> readySince;
  std::vector<ContainerPort> ports;      // TCP ones, of containers and sidecars
  std::vector<ContainerState> troubled;  // only containers (init first) with a reason or restart
  Texts images;                          // that run, with their digests where those are known
  friend bool operator==(const Pod&, const Pod&) = default;
};

struct ReplicaSet {
  ObjectMeta meta;            // only the annotations below slipway.dev/
  std::int32_t replicas = 0;  // spec
  std::int32_t minReadySeconds = 0;
  LabelSelector selector;
  std::int64_t observedGeneration = 0;
  std::int32_t currentReplicas = 0;  // status.replicas
  std::int32_t readyReplicas = 0;
  std::int32_t availableReplicas = 0;
  std::int32_t terminatingReplicas = 0;  // absent before Kubernetes 1.33: 0
  std::string failure;  // message of a ReplicaFailure condition (quota, admission); empty: none
  friend bool operator==(const ReplicaSet&, const ReplicaSet&) = default;
};

struct Lease {
  ObjectMeta meta;
  std::string holder;
  std::int32_t durationSeconds = 0;
  std::optional<WallTime> acquireTime;
  std::optional<WallTime> renewTime;
  std::int32_t transitions = 0;
  friend bool operator==(const Lease&, const Lease&) = default;
};

// Decoding names every wrong field; an object with errors is not used.
template <typename T>
using Decoded = Expected<T, FieldErrors>;

Decoded<Pod> decodePod(const Value& object);
Decoded<ReplicaSet> decodeReplicaSet(const Value& object);
Decoded<Lease> decodeLease(const Value& object);
// The spec part that LeaderElector writes. What is empty, zero or absent is
// null: an empty holder releases the Lease.
Value leaseSpecValue(const Lease& lease);

}  // namespace slipway::kube
