#include "kube/client/config.h"
#include "tests/fuzz/targets.h"
#include "tests/kube/client/support/memory_files.h"

namespace slipway::fuzz {
namespace {

using kube::ClientConfig;

constexpr const char* kPath = "/home/u/.kube/config";

void urlLeadsBack(const ClientConfig& config) {
  const auto address = kube::parseServerUrl(config.url());
  hold(address.ok(), "the URL of a config is a server URL", config.url());
  hold(address->endpoint.scheme == config.endpoint.scheme &&
           address->endpoint.host == config.endpoint.host &&
           address->endpoint.port == config.endpoint.port && address->prefix == config.pathPrefix,
       "the URL of a config leads where the config leads", config.url());
}

void sameButForOrigin(const ClientConfig& a, const ClientConfig& b) {
  hold(a.url() == b.url() && a.ca == b.ca && a.certificate == b.certificate && a.key == b.key &&
           a.token == b.token && a.serverName == b.serverName &&
           a.insecureSkipVerify == b.insecureSkipVerify && a.ns == b.ns && a.user == b.user,
       "of entries with one name the first counts");
}

void sourceIsClear(const kube::CredentialSource& source) {
  hold(source.file.empty() || source.file.starts_with('/'), "paths are absolute", source.file);
}

}  // namespace

int fuzzKubeconfig(const std::uint8_t* data, std::size_t size) {
  const std::string text(textOf(data, size));
  kube::subjectOfToken(text);
  if (const auto address = kube::parseServerUrl(text); address)
    hold(!address->endpoint.host.empty() && address->endpoint.port != 0, "an address is one", text);

  kube::MemoryFiles files({{kPath, text}, {"/home/u/.kube/ca.crt", "ca"}});
  const auto config = kube::loadKubeconfig(files, {kPath}, "");
  const auto twice = kube::loadKubeconfig(files, {kPath, kPath}, "");
  hold(config.ok() == twice.ok(), "a file merged with itself says the same");
  if (!config) {
    holdsAsMessage(config.error());
    return 0;
  }
  sameButForOrigin(*config, *twice);
  urlLeadsBack(*config);
  holdsAsMessage(config->origin);
  holdsAsMessage(config->user);
  for (const auto* source : {&config->ca, &config->certificate, &config->key, &config->token})
    sourceIsClear(*source);
  hold(config->certificate.empty() == config->key.empty(), "a certificate comes with its key");
  if (const auto token = kube::loadToken(files, *config); !token) holdsAsMessage(token.error());
  if (const auto tls = kube::loadTls(files, *config); !tls) holdsAsMessage(tls.error());
  return 0;
}

}  // namespace slipway::fuzz
