#include "kube/client/diagnose.h"

#include <algorithm>

#include "base/text.h"
#include "kube/client/config.h"
#include "kube/client/decode.h"
#include "net/transport.h"

namespace slipway::kube {
namespace {

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// The transport's words about TLS; certificates first, since every failed handshake is also
// "cannot reach".
std::string_view reasonOfUnsent(std::string_view detail) {
  if (has(detail, "client certificate")) return reasons::kClientCertificate;
  if (has(detail, "certificate is for") || has(detail, "no subject alternative name"))
    return reasons::kCertificateName;
  if (has(detail, "has expired") || has(detail, "not valid before"))
    return reasons::kCertificateExpired;
  if (has(detail, "certificate") || has(detail, "self-signed") || has(detail, "self signed"))
    return reasons::kCertificateUntrusted;
  return reasons::kUnreachable;
}

std::string adviceOn(std::string_view reason, const ClientConfig& config) {
  if (reason == reasons::kUnreachable)
    return "; is the API server up, and is its address in the " + config.origin + " right?";
  if (reason == reasons::kCertificateUntrusted)
    return "; does the certificate authority in the " + config.origin + " belong to this server?";
  if (reason == reasons::kClientCertificate)
    return "; renew the client certificate of user " + config.user + " in the " + config.origin;
  return "";  // the transport says it already
}

// The transport begins with host and port, which the URL says already.
std::string_view withoutAddress(std::string_view detail, const ClientConfig& config) {
  const std::string address =
      config.endpoint.host + ":" + std::to_string(config.endpoint.port) + ": ";
  if (detail.starts_with(address)) detail.remove_prefix(address.size());
  return detail;
}

std::string_view reasonOf(const net::EndReason& end) {
  switch (end.end) {
    case net::End::NotSent:
      return reasonOfUnsent(end.detail);
    case net::End::Timeout:
      return reasons::kTimeout;
    case net::End::Cancelled:
      return reasons::kCancelled;
    case net::End::Complete:
    case net::End::Broken:
      break;
  }
  return reasons::kDisconnected;
}

bool isBuiltIn(const Resource& resource) {
  return resource.group.empty() || !has(resource.group, ".") || resource.group.ends_with(".k8s.io");
}

}  // namespace

ApiError explainEnd(const net::EndReason& end, const ClientConfig& config) {
  const std::string_view reason = reasonOf(end);
  const std::string detail(withoutAddress(end.detail, config));
  if (reason == reasons::kTimeout)
    return localError(reason, "no answer from " + config.url() + " in time: " + detail);
  if (reason == reasons::kCancelled) return localError(reason, "the request was cancelled");
  if (reason == reasons::kDisconnected)
    return localError(reason, "the connection to " + config.url() + " broke: " + detail);
  return localError(reason,
                    "cannot reach " + config.url() + ": " + detail + adviceOn(reason, config));
}

ApiError explainRefusal(ApiError error, const ClientConfig& config, const Access& access) {
  if (error.code == 401) {
    error.message = messageText("the API server at " + config.url() +
                                " does not accept the credentials of user " + config.user + " (" +
                                config.origin + "): " + error.message +
                                "; renew its token or client certificate");
  } else if (error.code == 403 && has(error.message, "User \"") && has(error.message, " cannot ")) {
    const std::string subresource = access.subresource.empty() ? "" : "/" + access.subresource;
    const std::string& group = access.resource.group;
    error.message = messageText(error.message + "; grant verb " + access.verb + " on " +
                                access.resource.plural + subresource + " in API group \"" + group +
                                "\" by a Role or ClusterRole");
  }
  return error;
}

std::string describeStartupProblem(const ApiError& error, const Resource& resource) {
  const std::string what = resource.name() + " (" + resource.apiVersion() + ")";
  if (error.code == 0) return error.message;
  if (error.code == 401) return error.message;
  if (error.code == 404 && isBuiltIn(resource))
    return "the API server does not serve " + what + ": it is older than Slipway supports";
  if (error.code == 404)
    return "the API server does not serve " + what +
           ": install Slipway's CustomResourceDefinitions (kubectl apply -f crds/)";
  if (error.code == 403) return "may not read " + what + ": " + error.message;
  return "cannot read " + what + ": " + error.message;
}

}  // namespace slipway::kube
