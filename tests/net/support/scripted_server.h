#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <openssl/types.h>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "tests/net/support/certificates.h"

namespace slipway::net::testing {

// Opened once; waiting ends with a test failure's `false` after a deadline no healthy run meets.
class Gate {
 public:
  void open();
  [[nodiscard]] bool wait();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
};

struct SeenRequest {
  std::string method;
  std::string target;
  std::string head;  // the raw head
  std::string body;
  std::string header(std::string_view name) const;  // empty when absent
};

// A socket that one thread uses and closes, and another may wake.
class WakeableSocket {
 public:
  explicit WakeableSocket(int socket) : socket_(socket) {}
  int get() const { return socket_; }  // only on the using thread
  void close();
  void wake();  // ends blocking calls, for good

 private:
  std::mutex mutex_;
  int socket_;
};

// The server's side of one accepted connection. Blocking; every wait ends when the server stops.
class Peer {
 public:
  Peer(std::shared_ptr<WakeableSocket> socket, SSL* ssl, int index)
      : socket_(std::move(socket)), ssl_(ssl), index_(index) {}
  // Sends FIN if nothing did, and waits until the client closes: closing with something unread
  // would send RST.
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  int index() const { return index_; }  // 0 for the first connection
  std::string serverName() const;       // SNI, empty without
  // The next request, head and body (Content-Length only); none when the client has gone.
  std::optional<SeenRequest> read();
  bool send(std::string_view bytes);
  bool sendChunk(std::string_view bytes);  // one HTTP chunk
  // Sends until the client has let nothing through for a while; how many bytes went.
  std::size_t sendUntilBlocked(std::size_t limit);
  void waitClosed();           // until the client closes
  void finish();               // orderly: close_notify, then FIN
  void finishWithoutNotify();  // FIN alone
  void reset();                // RST

 private:
  bool fill();

  const std::shared_ptr<WakeableSocket> socket_;
  SSL* ssl_;
  const int index_;
  std::string input_;
};

struct ServerTls {
  Identity identity;
  std::string clientCaPem{};  // set: a client certificate is required
};

// A TCP server on a free loopback port whose every connection runs a script on its own thread.
class ScriptedServer {
 public:
  using Script = std::function<void(Peer&)>;
  explicit ScriptedServer(Script script, std::optional<ServerTls> tls = {});
  ~ScriptedServer();  // ends all scripts' waits and joins them
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  std::uint16_t port() const { return port_; }
  int connections() const;
  // For connections accepted from now on.
  void useTls(const ServerTls& tls);

 private:
  void acceptLoop();
  void serve(const std::shared_ptr<WakeableSocket>& socket, int index, SSL_CTX* context);

  Script script_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  mutable std::mutex mutex_;
  std::shared_ptr<SSL_CTX> context_;
  std::vector<std::shared_ptr<WakeableSocket>> sockets_;
  std::vector<std::thread> threads_;
  bool stopping_ = false;
  std::thread acceptor_;
};

// "HTTP/1.1 200 OK" with a Content-Length.
std::string answer(std::string_view body, int status = 200, std::string_view headers = {});
std::string chunkedHead();  // 200, Transfer-Encoding: chunked

// A loopback port on which nobody listens.
std::uint16_t closedPort();

}  // namespace slipway::net::testing
