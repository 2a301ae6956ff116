#include "tests/net/support/scripted_server.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

namespace slipway::net::testing {
namespace {

constexpr auto deadline = std::chrono::seconds(60);

void must(bool ok) {
  if (!ok) std::abort();
}

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

// Bound to a free port of 127.0.0.1.
std::pair<int, std::uint16_t> bound() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  must(socket >= 0);
  sockaddr_in address = loopback(0);
  must(bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  socklen_t length = sizeof address;
  must(getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length) == 0);
  return {socket, ntohs(address.sin_port)};
}

BIO* readable(const std::string& pem) {
  return BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
}

std::shared_ptr<SSL_CTX> makeContext(const ServerTls& tls) {
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
  BIO* input = readable(tls.identity.certificatePem);
  X509* const certificate = PEM_read_bio_X509(input, nullptr, nullptr, nullptr);
  must(SSL_CTX_use_certificate(context.get(), certificate) == 1);
  X509_free(certificate);
  BIO_free(input);
  input = readable(tls.identity.keyPem);
  EVP_PKEY* const key = PEM_read_bio_PrivateKey(input, nullptr, nullptr, nullptr);
  must(SSL_CTX_use_PrivateKey(context.get(), key) == 1);
  EVP_PKEY_free(key);
  BIO_free(input);
  if (!tls.clientCaPem.empty()) {
    input = readable(tls.clientCaPem);
    X509* const ca = PEM_read_bio_X509(input, nullptr, nullptr, nullptr);
    must(X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), ca) == 1);
    X509_free(ca);
    BIO_free(input);
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
  return context;
}

std::string hex(std::size_t value) {
  std::array<char, 20> text{};
  const int n = std::snprintf(text.data(), text.size(), "%zx", value);
  return {text.data(), static_cast<std::size_t>(n)};
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

}  // namespace

void Gate::open() {
  const std::scoped_lock lock(mutex_);
  open_ = true;
  changed_.notify_all();
}

bool Gate::wait() {
  std::unique_lock lock(mutex_);
  return changed_.wait_until(lock, std::chrono::system_clock::now() + deadline,
                             [this] { return open_; });
}

std::string SeenRequest::header(std::string_view name) const {
  const std::string all = lower(head);
  const std::size_t at = all.find("\r\n" + lower(name) + ":");
  if (at == std::string::npos) return {};
  const std::size_t from = head.find_first_not_of(' ', at + name.size() + 3);
  return head.substr(from, head.find("\r\n", from) - from);
}

// --- WakeableSocket ------------------------------------------------------------------------------

void WakeableSocket::close() {
  const std::scoped_lock lock(mutex_);
  if (socket_ >= 0) ::close(std::exchange(socket_, -1));
}

void WakeableSocket::wake() {
  const std::scoped_lock lock(mutex_);
  if (socket_ >= 0) shutdown(socket_, SHUT_RDWR);
}

// --- Peer ----------------------------------------------------------------------------------------

Peer::~Peer() {
  if (socket_->get() >= 0) {
    shutdown(socket_->get(), SHUT_WR);
    std::array<char, 4096> sink{};
    while (recv(socket_->get(), sink.data(), sink.size(), 0) > 0) {
    }
  }
  if (ssl_ != nullptr) SSL_free(ssl_);
  socket_->close();
}

std::string Peer::serverName() const {
  const char* const name = ssl_ ? SSL_get_servername(ssl_, TLSEXT_NAMETYPE_host_name) : nullptr;
  return name != nullptr ? name : "";
}

bool Peer::fill() {
  if (socket_->get() < 0) return false;
  std::array<char, 16384> buffer{};
  ERR_clear_error();
  const ssize_t n = ssl_ != nullptr ? SSL_read(ssl_, buffer.data(), buffer.size())
                                    : recv(socket_->get(), buffer.data(), buffer.size(), 0);
  if (n <= 0) return false;
  input_.append(buffer.data(), static_cast<std::size_t>(n));
  return true;
}

std::optional<SeenRequest> Peer::read() {
  std::size_t end = std::string::npos;
  while ((end = input_.find("\r\n\r\n")) == std::string::npos) {
    if (!fill()) return std::nullopt;
  }
  SeenRequest seen;
  seen.head = input_.substr(0, end + 2);
  input_.erase(0, end + 4);
  const std::size_t method = seen.head.find(' ');
  seen.method = seen.head.substr(0, method);
  seen.target = seen.head.substr(method + 1, seen.head.find(' ', method + 1) - method - 1);
  const std::string length = seen.header("content-length");
  const std::size_t size = length.empty() ? 0 : std::strtoul(length.c_str(), nullptr, 10);
  while (input_.size() < size) {
    if (!fill()) return std::nullopt;
  }
  seen.body = input_.substr(0, size);
  input_.erase(0, size);
  return seen;
}

bool Peer::send(std::string_view bytes) {
  while (!bytes.empty()) {
    if (socket_->get() < 0) return false;
    ERR_clear_error();
    const ssize_t n = ssl_ != nullptr
                          ? SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()))
                          : ::send(socket_->get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

bool Peer::sendChunk(std::string_view bytes) {
  std::string chunk = hex(bytes.size()) + "\r\n";
  chunk.append(bytes).append("\r\n");
  return send(chunk);
}

std::size_t Peer::sendUntilBlocked(std::size_t limit) {
  const std::string block(16384, 'x');
  std::size_t sent = 0;
  while (sent < limit) {
    pollfd state{socket_->get(), POLLOUT, 0};
    if (poll(&state, 1, 500) == 0) break;
    const ssize_t n = ::send(socket_->get(), block.data(), std::min(block.size(), limit - sent),
                             MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n < 0 && errno != EAGAIN) break;
    if (n > 0) sent += static_cast<std::size_t>(n);
  }
  return sent;
}

void Peer::waitClosed() {
  while (fill()) input_.clear();
}

void Peer::finish() {
  if (ssl_ != nullptr) SSL_shutdown(ssl_);
  finishWithoutNotify();
}

void Peer::finishWithoutNotify() {
  shutdown(socket_->get(), SHUT_WR);
}

void Peer::reset() {
  const linger hard{1, 0};
  setsockopt(socket_->get(), SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  socket_->close();
}

// --- ScriptedServer ------------------------------------------------------------------------------

ScriptedServer::ScriptedServer(Script script, std::optional<ServerTls> tls)
    : script_(std::move(script)) {
  if (tls) context_ = makeContext(*tls);
  std::tie(listener_, port_) = bound();
  must(listen(listener_, 64) == 0);
  acceptor_ = std::thread([this] { acceptLoop(); });
}

ScriptedServer::~ScriptedServer() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
    for (const auto& socket : sockets_) socket->wake();
  }
  shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  for (std::thread& thread : threads_) thread.join();
  close(listener_);
}

int ScriptedServer::connections() const {
  const std::scoped_lock lock(mutex_);
  return static_cast<int>(threads_.size());
}

void ScriptedServer::useTls(const ServerTls& tls) {
  auto fresh = makeContext(tls);
  const std::scoped_lock lock(mutex_);
  context_ = std::move(fresh);
}

void ScriptedServer::acceptLoop() {
  while (true) {
    const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    const std::scoped_lock lock(mutex_);
    if (stopping_) {
      close(socket);
      return;
    }
    const int index = static_cast<int>(threads_.size());
    const auto& wakeable = sockets_.emplace_back(std::make_shared<WakeableSocket>(socket));
    threads_.emplace_back(
        [this, wakeable, index, context = context_] { serve(wakeable, index, context.get()); });
  }
}

void ScriptedServer::serve(const std::shared_ptr<WakeableSocket>& socket, int index,
                           SSL_CTX* context) {
  // OpenSSL writes to sockets without MSG_NOSIGNAL; the signal goes to the writing thread.
  sigset_t pipe;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
  SSL* ssl = nullptr;
  if (context != nullptr) {
    ssl = SSL_new(context);
    SSL_set_fd(ssl, socket->get());
  }
  Peer peer(socket, ssl, index);
  if (ssl != nullptr && SSL_accept(ssl) != 1) return;
  script_(peer);
}

std::string answer(std::string_view body, int status, std::string_view headers) {
  std::string text = "HTTP/1.1 " + std::to_string(status) + " Some Reason\r\n";
  text.append("Content-Type: application/json\r\n").append(headers);
  text.append("Content-Length: " + std::to_string(body.size()) + "\r\n\r\n").append(body);
  return text;
}

std::string chunkedHead() {
  return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
}

std::uint16_t closedPort() {
  const auto [socket, port] = bound();
  close(socket);
  return port;
}

}  // namespace slipway::net::testing
