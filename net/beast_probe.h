#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "net/address_policy.h"
#include "net/probe.h"
#include "net/resolver.h"

namespace slipway::net {

struct ProbeOptions {
  AddressPolicy addresses;  // which addresses may be reached; tests allow loopback
  // Probes that hold a socket at once, further ones wait in order; their time begins when they
  // start. Lowered to what the process's file descriptor limit leaves room for.
  std::size_t concurrent = 2000;
  // Certificate authorities as PEM that https trusts instead of the system's bundle.
  std::string caPem;
  std::unique_ptr<Resolver> resolver;  // empty: the system's
};

// The real probe, on one IO thread of its own. It resolves the name, checks every address of it,
// and connects to a checked one; SNI, certificate and Host go by the original name. Nothing from
// the environment is used: no proxies, no stored credentials. A redirect is an answer like any
// other. A response header beyond 16 KiB is an error, a body beyond the request's limit is cut.
//
// Callbacks run on the IO thread, never inside ask(), and must not throw. The destructor cancels
// what is running, waits for the callbacks, and must not be called from one.
std::unique_ptr<Probe> makeProbe(ProbeOptions options = {});

}  // namespace slipway::net
