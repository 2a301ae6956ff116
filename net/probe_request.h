#pragma once

#include <string>

#include "base/expected.h"
#include "net/probe.h"

namespace slipway::net {

// The request as bytes for the wire (HTTP/1.1, `Connection: close`, `Host` of the original name
// unless the request brings its own). Everything in it comes from tenants: what could break out of
// its place (line breaks, spaces in a target, a second Content-Length) is refused with a reason.
Expected<std::string, std::string> renderProbeRequest(const ProbeRequest& request);

// "10.0.0.7:8080", "[fd00::7]:8080".
std::string hostAndPort(const std::string& host, std::uint16_t port);

}  // namespace slipway::net
