#pragma once

#include <gtest/gtest.h>
#include <memory>
#include <poll.h>
#include <stdexcept>
#include <string>

#include "net/server.h"
#include "tests/net/http/support/recording_log.h"
#include "tests/net/http/support/sockets.h"

namespace slipway::nettest {

inline constexpr std::size_t bigPageBytes = std::size_t{8} << 20;

// /healthz, /echo/..., /big (far beyond what socket buffers hold), /throws, /throws-odd.
inline net::Page testPage(const std::string& path) {
  if (path == "/healthz") return {200, "text/plain", "ok\n"};
  if (path.starts_with("/echo/")) return {200, "text/plain", path};
  if (path == "/big") return {200, "text/plain", std::string(bigPageBytes, 'x')};
  if (path == "/throws") throw std::runtime_error("page is broken");
  if (path == "/throws-odd") throw 7;
  return {404, "text/plain", "not found\n"};
}

// A server on 127.0.0.1 with these limits.
struct Served {
  explicit Served(net::ServerLimits limits = {}, const std::string& address = "127.0.0.1") {
    auto started = net::startServer(address, 0, testPage, log, limits);
    if (!started) {
      ADD_FAILURE() << started.error();
      std::abort();
    }
    server = std::move(*started);
  }
  RawSocket connect(int receiveBuffer = 0) {
    return RawSocket::connect(server->port(), false, receiveBuffer);
  }
  // One request on a fresh connection and everything that comes back until the server closes.
  std::string ask(const std::string& bytes) {
    RawSocket socket = connect();
    socket.send(bytes);
    return socket.readAll();
  }
  // Others are served. A few attempts, since tests with short deadlines may miss one under load.
  bool healthy() {
    for (int attempt = 0; attempt < 5; ++attempt) {
      const std::string response =
          ask("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      if (response.starts_with("HTTP/1.1 200 OK\r\n")) return true;
    }
    return false;
  }
  // Until nobody accepts any more: stop() has begun.
  bool waitUntilRefusing() {
    for (int i = 0; i < 3000; ++i) {
      if (!tryConnect(server->port())) return true;
      poll(nullptr, 0, 10);
    }
    return false;
  }

  RecordingLog log;
  std::unique_ptr<net::Server> server;
};

inline std::string get(const std::string& path, const std::string& moreHeaders = "") {
  return "GET " + path + " HTTP/1.1\r\nHost: test\r\n" + moreHeaders + "\r\n";
}
inline std::string getAndClose(const std::string& path) {
  return get(path, "Connection: close\r\n");
}

// "200" of "HTTP/1.1 200 OK..."; empty when this is no response.
inline std::string statusOf(const std::string& response) {
  return response.starts_with("HTTP/1.1 ") && response.size() > 12 ? response.substr(9, 3) : "";
}
inline std::string bodyOf(const std::string& response) {
  const auto at = response.find("\r\n\r\n");
  return at == std::string::npos ? "" : response.substr(at + 4);
}
inline std::size_t countOf(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) {
    ++count;
  }
  return count;
}

}  // namespace slipway::nettest
