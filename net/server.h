#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/expected.h"
#include "base/log.h"

namespace slipway::net {

struct Page {
  int status = 200;
  std::string contentType = "text/plain; charset=utf-8";
  std::string body;
};

// Answers GET and HEAD for a path (no query, not percent-decoded, always starting with '/'); runs
// on the server's IO thread and must not block. What it throws becomes a 500 and a log line.
using PageFunction = std::function<Page(const std::string& path)>;

// What one client may cost. Every deadline is for the whole step, not per piece of IO, so dripping
// bytes gains nothing.
struct ServerLimits {
  std::size_t headerBytes = std::size_t{16} << 10;  // request line and header fields; beyond: 431
  std::size_t bodyBytes = std::size_t{3} << 20;     // of a request, read and dropped; beyond: 413
  int connections = 256;  // at the limit the connection idle for longest makes room
  Duration read = std::chrono::seconds(10);   // first request after accept; header plus body
  Duration idle = std::chrono::seconds(90);   // between requests on one connection
  Duration write = std::chrono::seconds(30);  // one whole response
  Duration stop = std::chrono::seconds(5);    // what is in flight when stop() is called
};

// A small HTTP server for health and metrics on its own thread.
class Server {
 public:
  virtual ~Server() = default;  // stops
  virtual std::uint16_t port() const = 0;
  // Closes the acceptor, answers what is in flight, ends the rest hard after ServerLimits::stop.
  // Returns when the thread has ended. Any thread but the server's own; a second call waits too.
  virtual void stop() = 0;
};

// Listens on `address` ("" = all addresses, dual-stack where there is IPv6) and `port` (0 = any
// free one). The error names the address and the reason. `log` outlives the server.
Expected<std::unique_ptr<Server>, std::string> startServer(const std::string& address,
                                                           std::uint16_t port, PageFunction pages,
                                                           Log& log, ServerLimits limits = {});

}  // namespace slipway::net
