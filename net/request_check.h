#pragma once

#include <string>

#include "net/transport.h"

namespace slipway::net {

// Why `request` cannot be written as HTTP/1.1, in one line; empty when it can. Keeps foreign text
// from adding headers or requests of its own.
std::string requestProblem(const Request& request);

}  // namespace slipway::net
