#include "operator/connection.h"

#include <cstdlib>
#include <utility>

#include "base/files.h"
#include "operator/plugin.h"

namespace slipway::cli {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

}  // namespace

Expected<Connection, std::string> connect(const std::string& kubeconfig, const std::string& context,
                                          Plugins plugins) {
  net::initializeTransportProcess();
  const SystemFiles files;
  const kube::ClientEnvironment env{environment("KUBECONFIG"), environment("HOME"),
                                    environment("KUBERNETES_SERVICE_HOST"),
                                    environment("KUBERNETES_SERVICE_PORT")};
  auto config = kube::loadClientConfig(files, env, kubeconfig, context);
  if (!config.ok()) return Unexpected{config.error()};
  if (config->plugin && plugins == Plugins::Refuse) {
    return Unexpected{
        config->origin + ": its user gets credentials from " + config->plugin->argv.front() +
        ", which expire: give the operator a service account or a client certificate"};
  }
  if (config->plugin) {
    const auto printed = runPlugin(*config->plugin);
    if (!printed.ok()) return Unexpected{printed.error()};
    const auto read = kube::readExecCredential(*printed, *config);
    if (!read.ok()) return Unexpected{read.error()};
  }
  const auto tls = kube::loadTls(files, *config);
  if (!tls.ok()) return Unexpected{tls.error()};
  auto transport = net::makeTransport(config->endpoint, *tls);
  if (!transport.ok()) return Unexpected{transport.error()};
  return Connection{std::move(*config), std::move(*transport)};
}

}  // namespace slipway::cli
