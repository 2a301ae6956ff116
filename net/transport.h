#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/expected.h"
#include "net/tls.h"

namespace slipway::net {

// One HTTP/1.1 exchange to do. Nothing is retried below this interface.
struct Request {
  std::string method = "GET";
  std::string target = "/";   // origin form, already percent-encoded
  std::string contentType{};  // empty: no body
  std::string body{};         // sent byte for byte
  std::vector<std::pair<std::string, std::string>> headers{};
  // Silence between two pieces of IO; a paused sink's time does not count. Zero: none.
  Duration idleTimeout = std::chrono::seconds(30);
  // From send() to the last byte. Zero: none; such a request is a watch.
  Duration totalTimeout = std::chrono::seconds(60);
};

struct Head {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers{};
  // Case-insensitive; empty when absent.
  std::string_view header(std::string_view name) const;
};

// How an exchange ended. Whether the request can have reached the server is what a caller needs
// to know about a failed write: NotSent says that it cannot.
enum class End : std::uint8_t {
  Complete,   // the whole response was delivered
  NotSent,    // it never left as a whole: DNS, connect, TLS handshake, verification, also when a
              // timeout cut one of these short
  Timeout,    // idle or total, after the request may have been sent
  Cancelled,  // by Exchange::cancel() or Transport::stop()
  Broken,     // the connection ended, or spoke nonsense, after the request may have been sent
};
struct EndReason {
  End end = End::Complete;
  std::string detail{};  // one line for people, for example "certificate has expired"
};

// Receives one exchange, on an IO thread that all exchanges share: calls come one at a time, must
// not block and must not call Transport::stop(). onEnd comes exactly once and last.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual void onHead(Head head) noexcept = 0;
  // False pauses delivery until Exchange::resume(): back-pressure down to the socket.
  virtual bool onData(std::string_view chunk) noexcept = 0;
  virtual void onEnd(EndReason reason) noexcept = 0;
};

// Handle of a running exchange; dropping it neither cancels nor leaks. Any thread.
class Exchange {
 public:
  virtual ~Exchange() = default;
  virtual void cancel() = 0;
  virtual void resume() = 0;
};

// An HTTP client bound to one server. Thread-safe. Bounding the number of exchanges in flight is
// the caller's part.
class Transport {
 public:
  virtual ~Transport() = default;  // as stop()
  virtual std::shared_ptr<Exchange> send(Request request, std::shared_ptr<Sink> sink) = 0;
  // What is sent from now on uses these, on new connections; running exchanges finish on the old.
  // Material that cannot be used changes nothing.
  virtual Expected<Done, std::string> setTls(const TlsMaterial& material) = 0;
  // Cancels everything, waits until every sink had its onEnd or `timeout` is over (false). What
  // is sent afterwards ends NotSent.
  virtual bool stop(Duration timeout) = 0;
};

struct Endpoint {
  std::string scheme = "https";  // or "http"
  std::string host{};            // name or IPv4 address
  std::uint16_t port = 443;
};

// Must run once in main, before any other thread exists (environment and thread pool of the
// library behind makeTransport).
void initializeTransportProcess();

// The cpprestsdk backend. Calls and watches share it; it keeps a client for each.
Expected<std::unique_ptr<Transport>, std::string> makeTransport(const Endpoint& endpoint,
                                                                const TlsMaterial& material);

}  // namespace slipway::net
