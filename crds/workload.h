#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/reader.h"
#include "base/value.h"

namespace slipway::crds {

// spec.workloadRef and status.workload, decoded: a Deployment whose template is rolled out instead
// of one in the Release.

// What becomes of the Deployment's own pods.
enum class ScaleDown : std::uint8_t {
  Never,
  OnSuccess,      // they go once the first revision is stable
  Progressively,  // one goes for each pod of the first revision that passed
};
std::string_view text(ScaleDown scaleDown);

struct WorkloadRef {
  std::string name;
  ScaleDown scaleDown = ScaleDown::OnSuccess;
  friend bool operator==(const WorkloadRef&, const WorkloadRef&) = default;
};
std::optional<WorkloadRef> readWorkloadRef(const Reader& reader);

// The Deployment as it was when last looked at, while it is ours.
struct WorkloadStatus {
  std::string name;
  std::string uid;
  // At this generation the template was that one: defaults that another version of Kubernetes adds
  // to it make no new revision.
  std::int64_t generation = 0;
  std::string digest;       // see crds/revision.h
  bool retired = false;     // its own pods were scaled away
  std::int32_t resets = 0;  // how often somebody else has scaled or resumed it since
  std::string by;           // who did; empty: unknown
  friend bool operator==(const WorkloadStatus&, const WorkloadStatus&) = default;
};
// Reading never fails: what can't be read counts as absent.
std::optional<WorkloadStatus> readWorkloadStatus(const Reader& reader);
Value workloadStatusValue(const WorkloadStatus& status);

}  // namespace slipway::crds
