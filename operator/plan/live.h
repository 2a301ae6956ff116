#pragma once

#include <string>
#include <vector>

#include "base/expected.h"
#include "operator/client/session.h"
#include "operator/plan/manifests.h"
#include "sim/beginning.h"

namespace slipway::cli {

// What a cluster holds of the Releases that some manifests are about.
struct Live {
  std::vector<kube::ObjectKey> releases;  // that are planned; some may not exist yet
  sim::Beginning beginning;

  // Null when there is none.
  Value find(const kube::Resource& resource, const kube::ObjectKey& key) const;
};

// Reads these Releases (those in the manifests, those that the Rollbacks and Approvals name, and
// those that use the Services and Deployments), whatever belongs to them, and other Releases on the
// same pods. The error says what could not be read, and which right is missing.
Expected<Live, std::string> readLive(Session& session, const std::vector<Manifest>& manifests);

}  // namespace slipway::cli
