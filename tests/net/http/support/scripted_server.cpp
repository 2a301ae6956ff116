#include "tests/net/http/support/scripted_server.h"

#include <array>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace slipway::nettest {

Peer::~Peer() {
  if (ssl_ == nullptr) return;
  SSL_shutdown(ssl_);
  SSL_free(ssl_);
}

bool Peer::waitReadable(int millis) {
  std::array<pollfd, 2> entries{{{fd_.get(), POLLIN, 0}, {stop_, POLLIN, 0}}};
  return poll(entries.data(), entries.size(), millis) > 0 && entries[1].revents == 0;
}

std::string Peer::readRequest() {
  std::string text;
  while (text.find("\r\n\r\n") == std::string::npos) {
    const bool buffered = ssl_ != nullptr && SSL_pending(ssl_) > 0;
    if (!buffered && !waitReadable(-1)) return text;
    std::array<char, 4096> piece{};
    const auto count = ssl_ != nullptr
                           ? SSL_read(ssl_, piece.data(), static_cast<int>(piece.size()))
                           : ::recv(fd_.get(), piece.data(), piece.size(), 0);
    if (count <= 0) return text;
    text.append(piece.data(), static_cast<std::size_t>(count));
  }
  return text;
}

bool Peer::send(const std::string& bytes) {
  if (ssl_ != nullptr) return SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size())) > 0;
  std::size_t done = 0;
  while (done < bytes.size()) {
    const auto count = ::send(fd_.get(), bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
    if (count <= 0) return false;
    done += static_cast<std::size_t>(count);
  }
  return true;
}

void Peer::sendForever(const std::string& piece) {
  while (send(piece)) {
  }
}

void Peer::drip(const std::string& bytes, int pauseMillis) {
  for (const char byte : bytes) {
    if (!send(std::string(1, byte))) return;
    // The client sends nothing more: readable means closed, or the server stops.
    std::array<pollfd, 2> entries{{{fd_.get(), POLLIN, 0}, {stop_, POLLIN, 0}}};
    if (poll(entries.data(), entries.size(), pauseMillis) != 0) return;
  }
}

void Peer::waitUntilClosed() {
  std::array<char, 4096> piece{};
  while (waitReadable(-1)) {
    if (::recv(fd_.get(), piece.data(), piece.size(), 0) <= 0) return;
  }
}

void Peer::reset() {
  const linger hard{1, 0};
  ::setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  vanish();
}

void Peer::vanish() {
  if (ssl_ != nullptr) SSL_set_quiet_shutdown(ssl_, 1);
  fd_.reset();
}

std::string Peer::sni() const {
  const char* const name = SSL_get_servername(ssl_, TLSEXT_NAMETYPE_host_name);
  return name == nullptr ? "" : name;
}

ScriptedServer::ScriptedServer(Script script, std::shared_ptr<SSL_CTX> tls, bool v6)
    : script_(std::move(script)), tls_(std::move(tls)), listening_(listenOnLoopback(v6)) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) std::abort();
  stopRead_ = Fd(ends[0]);
  stopWrite_ = Fd(ends[1]);
  thread_ = std::thread([this] { run(); });
}

ScriptedServer::~ScriptedServer() {
  stopWrite_.reset();
  thread_.join();
  for (std::thread& connection : connections_) connection.join();
}

void ScriptedServer::run() {
  std::array<pollfd, 2> entries{{{listening_.fd.get(), POLLIN, 0}, {stopRead_.get(), POLLIN, 0}}};
  while (poll(entries.data(), entries.size(), -1) >= 0 && entries[1].revents == 0) {
    Fd fd(::accept4(listening_.fd.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!fd) continue;
    ++accepted_;
    connections_.emplace_back(
        [this, connection = std::move(fd)]() mutable { serve(std::move(connection)); });
  }
}

void ScriptedServer::serve(Fd fd) {
  SSL* ssl = nullptr;
  if (tls_) {
    ssl = SSL_new(tls_.get());
    SSL_set_fd(ssl, fd.get());
    if (SSL_accept(ssl) != 1) {
      SSL_free(ssl);
      return;
    }
  }
  Peer peer(std::move(fd), ssl, stopRead_.get());
  script_(peer);
}

ScriptedServer::Script answering(std::string bytes) {
  return [bytes = std::move(bytes)](Peer& peer) {
    peer.readRequest();
    peer.send(bytes);
  };
}

std::string httpResponse(const std::string& statusLine, const std::string& body,
                         const std::string& moreHeaders) {
  return "HTTP/1.1 " + statusLine + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         moreHeaders + "\r\n" + body;
}

}  // namespace slipway::nettest
