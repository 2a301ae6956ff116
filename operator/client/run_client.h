#pragma once

#include <functional>
#include <string>

#include "operator/client/commands.h"
#include "operator/screen.h"

namespace slipway::cli {

struct ClientOptions {
  std::string kubeconfig;  // empty: as kubectl finds it
  std::string context;
  std::string ns;  // empty: the context's
  bool allNamespaces = false;
  Colour colour = Colour::Auto;
  bool bookkeeping = false;  // objects come with what kubectl applied last
};

// Connects, runs the command and ends the process with its exit code (static destructors of the
// HTTP library are not safe); returns only when it could not connect.
int runClient(const ClientOptions& options, const std::function<int(Client&)>& command);

}  // namespace slipway::cli
