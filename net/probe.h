#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace slipway::net {

// One HTTP question to an address that a tenant named: a smoke test, a webhook, a metric query.
struct ProbeRequest {
  std::string scheme = "http";
  std::string host;  // a name, an IPv4 or an IPv6 address without brackets
  std::uint16_t port = 80;
  std::string method = "GET";
  std::string target = "/";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  // Total, from resolve to the last byte. Time in the queue of a busy probe does not count.
  Duration timeout = std::chrono::seconds(5);
  std::size_t bodyLimit = std::size_t{64} << 10;
};

struct ProbeResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  bool bodyCut = false;  // the body went on past the limit
  Duration elapsed{};
};

struct ProbeError {
  enum class Kind : std::uint8_t {
    Refused,  // nobody listens, or reset
    Timeout,
    Name,    // the name has no address
    Denied,  // an address that probes may not reach (loopback, link-local, ...)
    Tls,
    Protocol,  // not HTTP, header too large
    Cancelled,
  } kind = Kind::Refused;
  std::string message;  // one line
};

struct ProbeResult {
  // Exactly one of both: `error` is empty when there is a response.
  ProbeResponse response;
  ProbeError error;
  bool ok = false;
};

// Called once per probe. From an IO thread in the real one: post to the loop.
using ProbeCallback = std::function<void(ProbeResult)>;

class ProbeHandle {
 public:
  virtual ~ProbeHandle() = default;
  virtual void cancel() = 0;  // the callback still comes, with Cancelled
};

// The seam of DNS, connect and HTTP for everything that is not the API server.
class Probe {
 public:
  virtual ~Probe() = default;
  virtual std::shared_ptr<ProbeHandle> ask(ProbeRequest request, ProbeCallback done) = 0;
};

}  // namespace slipway::net
