#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/expected.h"
#include "kube/client/config.h"
#include "net/transport.h"

namespace slipway::cli {

// What a kubeconfig, or a pod's service account, leads to. Nothing has been sent yet.
struct Connection {
  kube::ClientConfig config;
  std::unique_ptr<net::Transport> transport;
};

// kubeconfig: empty as kubectl finds it, in a pod the service account. context: empty for the
// current one. Plugins are for people: what they print is used for as long as this process lives.
// Errors name the file, the entry and the field. Once per process.
enum class Plugins : std::uint8_t { Run, Refuse };
Expected<Connection, std::string> connect(const std::string& kubeconfig, const std::string& context,
                                          Plugins plugins);

}  // namespace slipway::cli
