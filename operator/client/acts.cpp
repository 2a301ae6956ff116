#include "operator/client/acts.h"

namespace slipway::cli {
namespace {

using kube::ApiRequest;

std::string told(const crds::Release& release) {
  const auto& status = release.status;
  if (status.phase.empty()) return "Slipway has not looked at it yet; is it running?";
  return "it is " + status.phase + (status.message.empty() ? "" : ": " + status.message);
}

// An object beside the Release, named after it by the server.
ApiRequest creation(const crds::Release& release, const kube::Resource& resource,
                    const std::string& verb, Value spec) {
  ApiRequest request;
  request.verb = kube::Verb::Create;
  request.resource = resource;
  request.key = {release.meta.ns, ""};
  request.fieldManager = kFieldManager;
  request.body = Value::object(
      {{"apiVersion", resource.apiVersion()},
       {"kind", resource.kind},
       {"metadata", Value::object({{"namespace", release.meta.ns},
                                   {"generateName", release.meta.name + "-" + verb + "-"}})},
       {"spec", std::move(spec)}});
  return request;
}

bool rejected(const crds::Release& release) {
  return release.status.waiting && release.status.waiting->reason == "Rejected";
}

}  // namespace

std::optional<crds::RevisionRef> currentRevision(const crds::Release& release) {
  const auto& status = release.status;
  // What was taken back stands in status for as long as the spec asks for it.
  if (status.update && status.phase != "RolledBack") return status.update->ref;
  return status.stable;
}

Expected<ApiRequest, std::string> pauseRequest(const crds::Release& release, bool paused) {
  if (release.spec.paused == paused) {
    return Unexpected{release.meta.name + (paused ? " is paused already" : " is not paused")};
  }
  ApiRequest request;
  request.verb = kube::Verb::MergePatch;
  request.resource = crds::releases();
  request.key = release.meta.key();
  request.fieldManager = kFieldManager;
  request.body = Value::object({{"metadata", Value::object({{"uid", release.meta.uid}})},
                                {"spec", Value::object({{"paused", paused}})}});
  return request;
}

Expected<ApiRequest, std::string> decisionRequest(const crds::Release& release,
                                                  const std::string& decision,
                                                  const std::string& reason) {
  const auto& waiting = release.status.waiting;
  if (!waiting || waiting->token.empty()) {
    return Unexpected{release.meta.name + " waits for no decision: " + told(release)};
  }
  if (decision == "Retry" && !rejected(release)) {
    return Unexpected{release.meta.name +
                      " has nothing to retry, no revision was rejected: " + told(release)};
  }
  if (decision != "Retry" && rejected(release)) {
    return Unexpected{release.meta.name +
                      " was rejected, so it can only be retried: " + told(release)};
  }
  Value::Members spec{{"releaseRef", Value::object({{"name", release.meta.name}})},
                      {"token", waiting->token},
                      {"decision", decision}};
  if (!reason.empty()) spec.push_back({"reason", reason});
  return creation(release, crds::approvals(), crds::lowerAscii(decision),
                  Value::object(std::move(spec)));
}

Expected<ApiRequest, std::string> rollbackRequest(const crds::Release& release,
                                                  const WayBack& way) {
  const auto current = currentRevision(release);
  if (!current) {
    return Unexpected{release.meta.name + " has no revision to leave: " + told(release)};
  }
  const bool underWay = release.status.update && release.status.phase != "RolledBack";
  if (way.abort && !underWay) {
    return Unexpected{release.meta.name + " is not being rolled out, " + told(release) +
                      "; `slipway undo` goes back to an earlier revision"};
  }
  if (way.to && *way.to == current->revision) {
    return Unexpected{"revision " + std::to_string(*way.to) + " of " + release.meta.name +
                      " is the current one; `slipway history` shows the others"};
  }
  Value::Members spec{{"releaseRef", Value::object({{"name", release.meta.name}})},
                      {"from", Value::object({{"hash", current->hash}})}};
  if (way.to) spec.push_back({"to", Value::object({{"revision", *way.to}})});
  if (!way.reason.empty()) spec.push_back({"reason", way.reason});
  return creation(release, crds::rollbacks(), way.abort ? "abort" : "undo",
                  Value::object(std::move(spec)));
}

}  // namespace slipway::cli
