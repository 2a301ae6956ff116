// The only user of Boost.Beast besides beast_probe.cpp; everything in here but the constructor and
// stop() runs on the server's own thread.

#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <optional>
#include <string_view>
#include <sys/socket.h>
#include <thread>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>

#include "net/http_answer.h"
#include "net/server.h"

namespace slipway::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using ErrorCode = boost::system::error_code;

constexpr auto acceptBackOff = std::chrono::milliseconds(100);
// After an answer that ends the connection, what still arrives is read and dropped this long: a
// close with unread bytes is a reset, which can destroy the answer on its way.
constexpr auto lingerTime = std::chrono::seconds(1);
constexpr std::size_t lingerBytes = std::size_t{256} << 10;

std::string_view view(boost::string_view text) {
  return {text.data(), text.size()};
}

using Parser = http::request_parser<http::buffer_body>;

// Rules that Beast leaves to its user: framing that two readers could understand differently.
int statusOfBadFraming(const Parser::value_type& head) {
  const auto encodings = head.equal_range(http::field::transfer_encoding);
  if (encodings.first != encodings.second) {
    const bool plain = std::next(encodings.first) == encodings.second &&
                       beast::iequals(encodings.first->value(), "chunked");
    if (!plain || head.version() < 11) return 400;
  }
  const auto hosts = head.count(http::field::host);
  if (hosts > 1 || (hosts == 0 && head.version() >= 11)) return 400;
  return 0;
}

int statusOfReadError(const ErrorCode& error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) return 431;
  if (error == http::error::body_limit) return 413;
  if (error.category() == http::make_error_code(http::error::bad_method).category() &&
      error != http::error::end_of_stream && error != http::error::partial_message) {
    return 400;
  }
  return 0;  // the connection is gone or late: nobody to answer
}

// What a client never reads stays in the kernel after close(), for minutes; this bounds it.
void endWhenUnread(tcp::socket& socket, Duration patience) {
  const auto millis = std::chrono::ceil<std::chrono::milliseconds>(patience).count();
  const auto value = static_cast<unsigned>(std::clamp<std::int64_t>(millis, 1, 3'600'000));
  // Fails only on sockets that are gone already.
  ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &value, sizeof value);
}

class Listener;

// One connection. It owns itself through the operations that are outstanding; the listener knows it
// until close().
class Connection final : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Listener& listener, std::uint64_t id, tcp::socket socket, const ServerLimits& limits)
      : listener_(listener),
        id_(id),
        stream_(std::move(socket)),
        limits_(limits),
        buffer_(limits.headerBytes) {}

  void start() { awaitRequest(limits_.read); }
  void close();
  // Nothing of a request has arrived, not even in the socket's buffer; since when.
  bool idle() { return idle_ && !hasUnread(); }
  std::chrono::steady_clock::time_point idleSince() const { return idleSince_; }

 private:
  bool hasUnread() {
    ErrorCode ignored;
    return stream_.socket().available(ignored) > 0;
  }
  void awaitRequest(Duration patience);
  void readHeader();
  void onHeader(ErrorCode error);
  void readBody();
  void answerRequest();
  void refuse(int status);
  void send(const HttpAnswer& answer);
  void onSent(ErrorCode error, bool keepAlive);
  void linger(std::size_t dropped);

  Listener& listener_;
  const std::uint64_t id_;
  beast::tcp_stream stream_;
  const ServerLimits& limits_;
  beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  std::array<char, 4096> scrap_{};  // bodies and lingering bytes, never looked at
  std::string out_;
  bool idle_ = false;
  bool closed_ = false;
  std::chrono::steady_clock::time_point idleSince_;
};

class Listener {
 public:
  Listener(PageFunction pages, Log& log, const ServerLimits& limits)
      : pages_(std::move(pages)),
        log_(log),
        limits_(limits),
        acceptor_(io_),
        pause_(io_),
        hardStop_(io_) {}

  Expected<Done, std::string> open(const std::string& address, std::uint16_t port);
  std::uint16_t port() const { return port_; }
  void run() noexcept;
  // Any thread.
  void requestStop() {
    asio::post(io_, [this] { beginStop(); });
  }

  bool stopping() const { return stopping_; }
  Page page(const std::string& path);
  void forget(std::uint64_t id);
  void becameIdle() {
    if (full_) awaitConnection();
  }

 private:
  ErrorCode bind(const tcp::endpoint& endpoint, bool dualStack);
  void awaitConnection();
  void accept();
  void backOff(ErrorCode error);
  bool makeRoom();
  void beginStop();

  asio::io_context io_{1};
  PageFunction pages_;
  Log& log_;
  const ServerLimits limits_;
  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  asio::steady_timer hardStop_;
  std::map<std::uint64_t, std::shared_ptr<Connection>> connections_;
  std::uint64_t nextId_ = 0;
  std::uint16_t port_ = 0;
  bool full_ = false;     // no accept is outstanding because there is no room
  bool failing_ = false;  // the last accept failed, and that was logged
  bool stopping_ = false;
};

// --- Connection ---------------------------------------------------------------------------------

void Connection::close() {
  if (std::exchange(closed_, true)) return;
  idle_ = false;
  stream_.close();
  listener_.forget(id_);
}

void Connection::awaitRequest(Duration patience) {
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(limits_.headerBytes));
  parser_->body_limit(limits_.bodyBytes);
  if (buffer_.size() > 0) return readHeader();  // pipelined
  idle_ = true;
  idleSince_ = std::chrono::steady_clock::now();
  stream_.expires_after(patience);
  stream_.async_read_some(buffer_.prepare(std::min<std::size_t>(limits_.headerBytes, 4096)),
                          [self = shared_from_this()](ErrorCode error, std::size_t count) {
                            if (self->closed_) return;
                            if (error) return self->close();
                            self->idle_ = false;
                            self->buffer_.commit(count);
                            self->readHeader();
                          });
  listener_.becameIdle();
}

void Connection::readHeader() {
  stream_.expires_after(limits_.read);
  http::async_read_header(stream_, buffer_, *parser_,
                          [self = shared_from_this()](ErrorCode error, std::size_t) {
                            if (!self->closed_) self->onHeader(error);
                          });
}

void Connection::onHeader(ErrorCode error) {
  if (error) return refuse(statusOfReadError(error));
  const auto& head = parser_->get();
  if (const int status = statusOfBadFraming(head)) return refuse(status);
  if (head.method() != http::verb::get && head.method() != http::verb::head) return refuse(405);
  if (parser_->is_done()) return answerRequest();
  readBody();
}

void Connection::readBody() {
  auto& body = parser_->get().body();
  body.data = scrap_.data();
  body.size = scrap_.size();
  http::async_read(stream_, buffer_, *parser_,
                   [self = shared_from_this()](ErrorCode error, std::size_t) {
                     if (self->closed_) return;
                     if (error == http::error::need_buffer) return self->readBody();
                     if (error) return self->refuse(statusOfReadError(error));
                     self->answerRequest();
                   });
}

void Connection::answerRequest() {
  const auto& head = parser_->get();
  const auto path = pathOfTarget(view(head.target()));
  if (!path) return refuse(400);
  HttpAnswer answer;
  answer.page = listener_.page(*path);
  answer.headOnly = head.method() == http::verb::head;
  answer.keepAlive = head.keep_alive() && !listener_.stopping();
  answer.http10 = head.version() < 11;
  send(answer);
}

void Connection::refuse(int status) {
  if (status == 0) return close();
  HttpAnswer answer;
  answer.page = plainPage(status);
  answer.headOnly = parser_->get().method() == http::verb::head;
  send(answer);
}

void Connection::send(const HttpAnswer& answer) {
  out_ = render(answer);
  stream_.expires_after(limits_.write);
  asio::async_write(
      stream_, asio::buffer(out_),
      [self = shared_from_this(), keepAlive = answer.keepAlive](ErrorCode error, std::size_t) {
        if (!self->closed_) self->onSent(error, keepAlive);
      });
}

void Connection::onSent(ErrorCode error, bool keepAlive) {
  out_ = {};
  if (error) return close();
  // Once keep-alive was promised, a next request that is here already belongs to what is in flight.
  if (keepAlive && (!listener_.stopping() || buffer_.size() > 0 || hasUnread())) {
    return awaitRequest(limits_.idle);
  }
  ErrorCode ignored;
  stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
  stream_.expires_after(lingerTime);
  linger(0);
}

void Connection::linger(std::size_t dropped) {
  stream_.async_read_some(asio::buffer(scrap_),
                          [self = shared_from_this(), dropped](ErrorCode error, std::size_t count) {
                            if (self->closed_) return;
                            if (error || dropped + count > lingerBytes) return self->close();
                            self->linger(dropped + count);
                          });
}

// --- Listener -----------------------------------------------------------------------------------

ErrorCode Listener::bind(const tcp::endpoint& endpoint, bool dualStack) {
  ErrorCode error;
  ErrorCode ignored;
  acceptor_.close(ignored);
  if (acceptor_.open(endpoint.protocol(), error)) return error;
  if (acceptor_.set_option(tcp::acceptor::reuse_address(true), error)) return error;
  if (dualStack && acceptor_.set_option(asio::ip::v6_only(false), error)) return error;
  if (acceptor_.bind(endpoint, error)) return error;
  if (acceptor_.listen(asio::socket_base::max_listen_connections, error)) return error;
  if (acceptor_.non_blocking(true, error)) return error;
  port_ = acceptor_.local_endpoint(error).port();
  return error;
}

Expected<Done, std::string> Listener::open(const std::string& address, std::uint16_t port) {
  ErrorCode error;
  if (address.empty()) {
    error = bind({tcp::v6(), port}, true);
    // No IPv6 on this machine. A port in use must not hide behind the other family.
    if (error && error != asio::error::address_in_use && error != asio::error::access_denied) {
      error = bind({tcp::v4(), port}, false);
    }
  } else {
    const auto parsed = asio::ip::make_address(address, error);
    if (error) return Unexpected{"cannot listen on \"" + address + "\": not an IP address"};
    error = bind({parsed, port}, false);
  }
  if (error) {
    const std::string where =
        address.find(':') == std::string::npos ? address : "[" + address + "]";
    return Unexpected{"cannot listen on " + where + ":" + std::to_string(port) + ": " +
                      error.message()};
  }
  awaitConnection();
  return Done{};
}

void Listener::run() noexcept {
  while (true) {
    try {
      io_.run();
      return;
    } catch (const std::exception& error) {
      log_.error("HTTP server: an operation failed", {{"error", error.what()}});
    }
  }
}

Page Listener::page(const std::string& path) {
  try {
    return pages_(path);
  } catch (const std::exception& error) {
    log_.error("HTTP server: page failed", {{"path", path}, {"error", error.what()}});
  } catch (...) {
    log_.error("HTTP server: page failed", {{"path", path}});
  }
  return plainPage(500);
}

void Listener::forget(std::uint64_t id) {
  connections_.erase(id);
  if (stopping_ && connections_.empty()) hardStop_.cancel();
  if (full_) awaitConnection();
}

void Listener::awaitConnection() {
  full_ = false;
  if (stopping_) return;
  acceptor_.async_wait(tcp::acceptor::wait_read, [this](ErrorCode error) {
    if (stopping_) return;
    if (error) return backOff(error);
    if (makeRoom()) {
      accept();
    } else {
      full_ = true;
    }
  });
}

// One waiting connection; the next wait follows.
void Listener::accept() {
  ErrorCode error;
  tcp::socket socket(io_);
  acceptor_.accept(socket, error);
  if (!error) {
    failing_ = false;
    endWhenUnread(socket, limits_.write);
    const std::uint64_t id = nextId_++;
    auto connection = std::make_shared<Connection>(*this, id, std::move(socket), limits_);
    connections_.emplace(id, connection);
    connection->start();
  } else if (error != asio::error::would_block && error != asio::error::try_again &&
             error != asio::error::connection_aborted) {
    return backOff(error);
  }
  awaitConnection();
}

// Out of descriptors or memory: the connection that still waits would wake us again at once.
void Listener::backOff(ErrorCode error) {
  if (!std::exchange(failing_, true)) {
    log_.warn("HTTP server: cannot accept", {{"error", error.message()}});
  }
  pause_.expires_after(acceptBackOff);
  pause_.async_wait([this](ErrorCode cancelled) {
    if (!cancelled) awaitConnection();
  });
}

// Under the limit, or by closing the connection that has been waiting for a request for longest.
bool Listener::makeRoom() {
  if (connections_.size() < static_cast<std::size_t>(std::max(limits_.connections, 1))) return true;
  std::shared_ptr<Connection> oldest;
  for (const auto& [id, connection] : connections_) {
    if (connection->idle() && (!oldest || connection->idleSince() < oldest->idleSince())) {
      oldest = connection;
    }
  }
  if (!oldest) return false;
  oldest->close();
  return true;
}

void Listener::beginStop() {
  if (std::exchange(stopping_, true)) return;
  ErrorCode ignored;
  acceptor_.close(ignored);
  pause_.cancel();
  const auto closeAll = [this](bool all) {
    const auto copy = connections_;
    for (const auto& [id, connection] : copy) {
      if (all || connection->idle()) connection->close();
    }
  };
  closeAll(false);
  if (connections_.empty()) return;
  hardStop_.expires_after(limits_.stop);
  hardStop_.async_wait([closeAll](ErrorCode cancelled) {
    if (!cancelled) closeAll(true);
  });
}

class BeastServer final : public Server {
 public:
  BeastServer(PageFunction pages, Log& log, const ServerLimits& limits)
      : listener_(std::move(pages), log, limits) {}
  ~BeastServer() override { stop(); }
  BeastServer(const BeastServer&) = delete;
  BeastServer& operator=(const BeastServer&) = delete;

  Expected<Done, std::string> start(const std::string& address, std::uint16_t port) {
    auto opened = listener_.open(address, port);
    if (opened) thread_ = std::thread([this] { listener_.run(); });
    return opened;
  }

  std::uint16_t port() const override { return listener_.port(); }

  void stop() override {
    const std::lock_guard lock(stopping_);
    if (!thread_.joinable()) return;
    listener_.requestStop();
    thread_.join();
  }

 private:
  Listener listener_;
  std::mutex stopping_;
  std::thread thread_;
};

}  // namespace

Expected<std::unique_ptr<Server>, std::string> startServer(const std::string& address,
                                                           std::uint16_t port, PageFunction pages,
                                                           Log& log, ServerLimits limits) {
  auto server = std::make_unique<BeastServer>(std::move(pages), log, limits);
  if (const auto started = server->start(address, port); !started) {
    return Unexpected{started.error()};
  }
  return std::unique_ptr<Server>(std::move(server));
}

}  // namespace slipway::net
