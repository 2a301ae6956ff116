#include "crds/workload.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace slipway::crds {
namespace {

constexpr std::array<ScaleDown, 3> kScaleDowns{ScaleDown::Never, ScaleDown::OnSuccess,
                                               ScaleDown::Progressively};

}  // namespace

std::string_view text(ScaleDown scaleDown) {
  switch (scaleDown) {
    case ScaleDown::Never:
      return "Never";
    case ScaleDown::Progressively:
      return "Progressively";
    case ScaleDown::OnSuccess:
      break;
  }
  return "OnSuccess";
}

std::optional<WorkloadRef> readWorkloadRef(const Reader& reader) {
  if (!reader.present()) return std::nullopt;
  WorkloadRef ref;
  if (reader["name"].require()) ref.name = reader["name"].string();
  if (reader["apiVersion"].string() != "apps/v1") {
    reader["apiVersion"].fail("must be apps/v1, the Deployment's");
  }
  if (reader["kind"].string() != "Deployment") {
    reader["kind"].fail(
        "only a Deployment can be adopted; copy another kind's pod template into spec.template");
  }
  const std::string word = reader["scaleDown"].string("OnSuccess");
  const auto found = std::find_if(kScaleDowns.begin(), kScaleDowns.end(),
                                  [&](ScaleDown one) { return text(one) == word; });
  if (found == kScaleDowns.end()) {
    reader["scaleDown"].fail("must be Never, OnSuccess or Progressively");
  } else {
    ref.scaleDown = *found;
  }
  return ref;
}

std::optional<WorkloadStatus> readWorkloadStatus(const Reader& reader) {
  WorkloadStatus status;
  status.name = reader["name"].string();
  if (status.name.empty()) return std::nullopt;
  status.uid = reader["uid"].string();
  status.generation = reader["generation"].integer();
  status.digest = reader["digest"].string();
  status.retired = reader["retired"].boolean();
  status.resets = reader["resets"].int32();
  status.by = reader["by"].string();
  return status;
}

Value workloadStatusValue(const WorkloadStatus& status) {
  Value::Members members{{"name", status.name},
                         {"uid", status.uid},
                         {"generation", status.generation},
                         {"digest", status.digest}};
  if (status.retired) members.push_back({"retired", true});
  if (status.resets > 0) {
    members.push_back({"resets", status.resets});
    if (!status.by.empty()) members.push_back({"by", truncateUtf8(status.by, 128)});
  }
  return Value::object(std::move(members));
}

}  // namespace slipway::crds
