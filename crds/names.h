#pragma once

#include <string_view>

#include "kube/types/object.h"

namespace slipway::crds {

// The group's label and annotation keys. Labels select; annotations on a ReplicaSet decide.
inline constexpr std::string_view kReleaseLabel = "slipway.dev/release";
inline constexpr std::string_view kRevisionLabel = "slipway.dev/revision";

inline constexpr std::string_view kRevisionNumber = "slipway.dev/revision-number";
inline constexpr std::string_view kTemplate = "slipway.dev/template";  // the declared one
inline constexpr std::string_view kAttempt = "slipway.dev/attempt";
inline constexpr std::string_view kRejected = "slipway.dev/rejected";  // JSON: reason, message, at
inline constexpr std::string_view kLastActive = "slipway.dev/last-active";  // when it went to 0
// The Release's replicas at the time this ReplicaSet was last sized: a share can be told from it.
inline constexpr std::string_view kSizedFor = "slipway.dev/sized-for";
inline constexpr std::string_view kVersion = "slipway.dev/version";  // for people

// On a Service that existed before: the selector it had, as JSON, to be given back.
inline constexpr std::string_view kSelectorBefore = "slipway.dev/selector-before";
// On a Deployment that was adopted: what of it was changed, as JSON, to be given back.
inline constexpr std::string_view kWorkloadBefore = "slipway.dev/workload-before";
// On a Release: some Service, or its Deployment, is to be given back before it goes.
inline constexpr std::string_view kTrafficFinalizer = "slipway.dev/traffic";

// On a Release: the token of a Retry, as an Approval would carry it.
inline constexpr std::string_view kRetry = "slipway.dev/retry";

inline const kube::Resource& releases() {
  static const kube::Resource r{"slipway.dev", "v1alpha1", "releases", "Release", true};
  return r;
}

inline const kube::Resource& rollbacks() {
  static const kube::Resource r{"slipway.dev", "v1alpha1", "rollbacks", "Rollback", true};
  return r;
}

inline const kube::Resource& approvals() {
  static const kube::Resource r{"slipway.dev", "v1alpha1", "approvals", "Approval", true};
  return r;
}

}  // namespace slipway::crds
