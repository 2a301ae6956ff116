#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <thread>

#include "tests/net/http/support/sockets.h"

typedef struct ssl_ctx_st SSL_CTX;
typedef struct ssl_st SSL;

namespace slipway::nettest {

// The server's side of one connection, plain or TLS.
class Peer {
 public:
  Peer(Fd fd, SSL* ssl, int stop) : fd_(std::move(fd)), ssl_(ssl), stop_(stop) {}
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  std::string readRequest();            // until the empty line; less at the end
  bool send(const std::string& bytes);  // false when the client is gone
  // Sends `piece` again and again, as fast as it goes, until the client is gone.
  void sendForever(const std::string& piece);
  // One byte per pause until the client is gone or the server stops.
  void drip(const std::string& bytes, int pauseMillis);
  void waitUntilClosed();
  void reset();
  void vanish();  // closes the connection without TLS's goodbye
  std::string sni() const;

 private:
  bool waitReadable(int millis);

  Fd fd_;
  SSL* ssl_;
  int stop_;
};

// A server on loopback that plays a script to each connection, one after another connection on a
// thread of its own. The destructor ends every script that waits and joins.
class ScriptedServer {
 public:
  using Script = std::function<void(Peer&)>;
  explicit ScriptedServer(Script script, std::shared_ptr<SSL_CTX> tls = nullptr, bool v6 = false);
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  std::uint16_t port() const { return listening_.port; }
  int accepted() const { return accepted_; }

 private:
  void run();
  void serve(Fd fd);

  Script script_;
  std::shared_ptr<SSL_CTX> tls_;
  Listening listening_;
  Fd stopRead_;
  Fd stopWrite_;
  std::atomic<int> accepted_{0};
  std::list<std::thread> connections_;
  std::thread thread_;
};

// Answers every request with these bytes and closes.
ScriptedServer::Script answering(std::string bytes);
// A complete response with a Content-Length.
std::string httpResponse(const std::string& statusLine, const std::string& body,
                         const std::string& moreHeaders = "");

}  // namespace slipway::nettest
