#pragma once

#include <string>
#include <string_view>

#include "kube/client/api.h"

namespace slipway::net {
struct EndReason;
}  // namespace slipway::net

namespace slipway::kube {

struct ClientConfig;

// ApiError::reason of requests that got no answer; their code is 0. `kUndecodable` is another.
namespace reasons {
constexpr std::string_view kUnreachable = "Unreachable";
constexpr std::string_view kTimeout = "Timeout";
constexpr std::string_view kDisconnected = "Disconnected";
constexpr std::string_view kCancelled = "Cancelled";
constexpr std::string_view kNotARequest = "NotARequest";  // refused before it was sent
constexpr std::string_view kCertificateExpired = "CertificateExpired";
constexpr std::string_view kCertificateUntrusted = "CertificateUntrusted";
constexpr std::string_view kCertificateName = "CertificateName";
constexpr std::string_view kClientCertificate = "ClientCertificate";
}  // namespace reasons

// What an exchange without an answer means: the server's URL, what happened, and what to do.
ApiError explainEnd(const net::EndReason& end, const ClientConfig& config);

// What a request asked for, as RBAC sees it.
struct Access {
  std::string verb;  // "list"
  Resource resource;
  std::string subresource;
};
// Adds to a 401 who is not accepted and to a 403 of RBAC what to grant. Others stay as they are.
ApiError explainRefusal(ApiError error, const ClientConfig& config, const Access& access);

// One line for people about the first list of a resource failing: what is missing and what to do.
std::string describeStartupProblem(const ApiError& error, const Resource& resource);

}  // namespace slipway::kube
