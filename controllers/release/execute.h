#pragma once

#include <optional>
#include <string>

#include "kube/client/api.h"
#include "strategies/plan.h"

namespace slipway::controllers {

// One intent as one request; nullopt for what is no request to the API server (StartCheck).
// Creations are POSTs; edits are JSON patches that test the UID, those that take something away
// also carry the resourceVersion.
std::optional<kube::ApiRequest> requestFor(const strategies::Action& action,
                                           const crds::Release& release,
                                           const std::string& fieldManager);

// The whole of /status by server-side apply, for exactly the object that was observed.
kube::ApiRequest statusRequest(const kube::Resource& resource, const kube::ObjectMeta& meta,
                               Value status, const std::string& fieldManager);
kube::ApiRequest statusRequest(const kube::ObjectMeta& release, const crds::ReleaseStatus& status,
                               const std::string& fieldManager);

kube::ApiRequest getRequest(const kube::Resource& resource, const kube::ObjectKey& key);

// Puts our labels back on a ReplicaSet that is ours but lost them, so that the cache finds it.
kube::ApiRequest relabelRequest(const Value& replicaSet, const crds::Release& release,
                                const std::string& hash, const std::string& fieldManager);

}  // namespace slipway::controllers
