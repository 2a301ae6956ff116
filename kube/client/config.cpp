#include "kube/client/config.h"

#include <algorithm>

#include "base/text.h"
#include "base/value.h"
#include "kube/client/decode.h"

namespace slipway::kube {
namespace {

const std::string kAccount = "/var/run/secrets/kubernetes.io/serviceaccount/";

// Where distributions keep the certificates that everybody trusts.
constexpr std::string_view kSystemBundles[] = {
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/cert.pem",
};

std::vector<std::string> splitPaths(std::string_view list) {
  std::vector<std::string> paths;
  while (!list.empty()) {
    const auto end = std::min(list.find(':'), list.size());
    if (end > 0) paths.emplace_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return paths;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

Expected<std::string, std::string> read(const Files& files, const CredentialSource& source) {
  if (source.file.empty()) return source.text;
  return files.read(source.file);
}

Expected<std::string, std::string> readCa(const Files& files, const ClientConfig& config) {
  if (!config.ca.empty()) return read(files, config.ca);
  if (config.insecureSkipVerify || config.endpoint.scheme != "https") return std::string();
  for (const auto path : kSystemBundles)
    if (auto bundle = files.read(std::string(path))) return bundle;
  return Unexpected{config.origin +
                    ": names no certificate authority, and the system's certificates are not in "
                    "any known place: set certificate-authority"};
}

}  // namespace

Expected<ClientConfig, std::string> loadInCluster(const Files& files,
                                                  const ClientEnvironment& environment) {
  const std::string port = environment.servicePort.empty() ? "443" : environment.servicePort;
  // The transport dials no IPv6 literals; the name is in every API server's certificate.
  const bool ipv6 = environment.serviceHost.find(':') != std::string::npos;
  const std::string host = ipv6 ? "kubernetes.default.svc" : environment.serviceHost;
  if (host.empty())
    return Unexpected{std::string("not in a pod: KUBERNETES_SERVICE_HOST is not set")};
  const auto address = parseServerUrl("https://" + host + ":" + port);
  if (!address)
    return Unexpected{"KUBERNETES_SERVICE_HOST \"" + messageText(environment.serviceHost) +
                      "\" and KUBERNETES_SERVICE_PORT \"" + messageText(port) +
                      "\": " + address.error()};
  ClientConfig config;
  config.endpoint = address->endpoint;
  config.ca.file = kAccount + "ca.crt";
  config.token.file = kAccount + "token";
  config.origin = "service account of the pod";
  const auto token = loadToken(files, config);
  if (!token)
    return Unexpected{token.error() +
                      ": does the pod have a service account and automountServiceAccountToken?"};
  config.user = subjectOfToken(*token);
  if (config.user.empty()) config.user = "service account";
  if (const auto ns = files.read(kAccount + "namespace"); ns && !trimmed(*ns).empty())
    config.ns = trimmed(*ns);
  return config;
}

Expected<ClientConfig, std::string> loadClientConfig(const Files& files,
                                                     const ClientEnvironment& environment,
                                                     const std::string& path,
                                                     const std::string& context) {
  if (!path.empty()) return loadKubeconfig(files, {path}, context);
  if (const auto paths = splitPaths(environment.kubeconfig); !paths.empty())
    return loadKubeconfig(files, paths, context);
  if (!environment.serviceHost.empty()) return loadInCluster(files, environment);
  if (environment.home.empty())
    return Unexpected{std::string("no API server is named: set KUBECONFIG or pass --kubeconfig")};
  return loadKubeconfig(files, {environment.home + "/.kube/config"}, context);
}

Expected<net::TlsMaterial, std::string> loadTls(const Files& files, const ClientConfig& config) {
  net::TlsMaterial material;
  material.serverName = config.serverName;
  material.insecureSkipVerify = config.insecureSkipVerify;
  auto ca = readCa(files, config);
  if (!ca) return Unexpected{std::move(ca).error()};
  auto certificate = read(files, config.certificate);
  if (!certificate) return Unexpected{std::move(certificate).error()};
  auto key = read(files, config.key);
  if (!key) return Unexpected{std::move(key).error()};
  material.caPem = *std::move(ca);
  material.certificatePem = *std::move(certificate);
  material.keyPem = *std::move(key);
  return material;
}

Expected<std::string, std::string> loadToken(const Files& files, const ClientConfig& config) {
  if (config.token.empty()) return std::string();
  const auto text = read(files, config.token);
  if (!text) return Unexpected{text.error()};
  const std::string_view token = trimmed(*text);
  const bool visible =
      std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < 0x7f; });
  if (token.empty() || !visible)
    return Unexpected{(config.token.file.empty() ? config.origin : config.token.file) +
                      ": holds no bearer token (one word of visible ASCII)"};
  return std::string(token);
}

std::string subjectOfToken(std::string_view token) {
  const auto first = token.find('.');
  if (first == std::string_view::npos) return {};
  const auto second = token.find('.', first + 1);
  if (second == std::string_view::npos) return {};
  std::string payload(token.substr(first + 1, second - first - 1));
  std::replace(payload.begin(), payload.end(), '-', '+');
  std::replace(payload.begin(), payload.end(), '_', '/');
  payload.append((4 - payload.size() % 4) % 4, '=');
  const auto text = base64Decode(payload);
  if (!text) return {};
  const auto claims = parseJson(*text);
  return claims ? truncateUtf8(sanitizeUtf8((*claims)["sub"].stringOr("")), 256) : std::string();
}

}  // namespace slipway::kube
