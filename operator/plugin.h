#pragma once

#include <string>

#include "base/expected.h"
#include "kube/client/config.h"

namespace slipway::cli {

// Runs the command and answers what it printed; what it says to people goes to stderr, and it may
// ask them where it wants to. Errors name the command, and say how to get it.
Expected<std::string, std::string> runPlugin(const kube::ExecPlugin& plugin);

}  // namespace slipway::cli
