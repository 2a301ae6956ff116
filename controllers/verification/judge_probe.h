#pragma once

#include <string>

#include "crds/smoke_test.h"
#include "net/probe.h"

namespace slipway::controllers {

// What one answer is worth. `reason` is one short line that never quotes the body or a header of
// the answer: "200", "500 instead of 200", "200, but the body does not contain \"ok\"".
struct ProbeVerdict {
  bool passed = false;
  std::string reason;
};

// Looks at status, latency, headers and body, in this order, and tells the first thing that is not
// as expected.
ProbeVerdict judgeProbe(const net::ProbeResult& result, const crds::HttpExpectation& expect);

// The request that asks a pod.
net::ProbeRequest probeRequest(const crds::SmokeTest& test, const std::string& host,
                               std::uint16_t port);

}  // namespace slipway::controllers
