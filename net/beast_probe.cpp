// The only user of Boost.Beast besides beast_server.cpp.

#include "net/beast_probe.h"

#include <algorithm>
#include <deque>
#include <limits>
#include <optional>
#include <set>
#include <sys/resource.h>
#include <thread>
#include <utility>

#include <boost/asio/connect.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>

#include "base/text.h"
#include "net/probe_request.h"
#include "net/probe_tls.h"

namespace slipway::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using ErrorCode = boost::system::error_code;
using Kind = ProbeError::Kind;

constexpr std::uint32_t headerLimit = std::uint32_t{16} << 10;
constexpr auto shortagePause = std::chrono::milliseconds(50);
constexpr Duration longest = std::chrono::hours(24);
constexpr std::size_t pieceSize = 8192;
// Of one name; further addresses are checked but not tried.
constexpr std::size_t mostAddresses = 8;
// Interim answers (1xx) before the real one.
constexpr int mostInterim = 8;

using Stopwatch = std::chrono::steady_clock;

tcp::endpoint toEndpoint(const IpAddress& address, std::uint16_t port) {
  if (address.v4) {
    asio::ip::address_v4::bytes_type bytes;
    std::copy_n(address.bytes.begin(), bytes.size(), bytes.begin());
    return {asio::ip::address_v4(bytes), port};
  }
  asio::ip::address_v6::bytes_type bytes;
  std::copy_n(address.bytes.begin(), bytes.size(), bytes.begin());
  return {asio::ip::address_v6(bytes), port};
}

// Descriptors for everything else in the process come first.
std::size_t roomForSockets(std::size_t wanted) {
  constexpr rlim_t reserve = 256;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return wanted;
  const rlim_t room = limit.rlim_cur > 2 * reserve ? limit.rlim_cur - reserve : limit.rlim_cur / 2;
  return std::max<std::size_t>(1, std::min<std::size_t>(wanted, room));
}

// This machine's shortage and not an answer of the peer.
bool isOurShortage(ErrorCode error) {
  return error == asio::error::no_descriptors || error == asio::error::no_buffer_space ||
         error == asio::error::no_memory ||
         error == boost::system::errc::too_many_files_open_in_system ||
         error == boost::system::errc::address_not_available;
}

class Asking;

// What all probes of one client share. All of it runs on the IO thread.
class Core : public std::enable_shared_from_this<Core> {
 public:
  explicit Core(ProbeOptions options)
      : options_(std::move(options)), concurrent_(roomForSockets(options_.concurrent)) {}

  asio::io_context& io() { return io_; }
  const AddressPolicy& addresses() const { return options_.addresses; }
  Resolver& resolver() { return *options_.resolver; }
  Expected<SSL_CTX*, std::string> tls();

  void enqueue(std::shared_ptr<Asking> asking);
  void finished(const std::shared_ptr<Asking>& asking);
  void cancelAll();
  // After the IO thread has ended: waits for lookups that are running.
  void dropResolver() { options_.resolver.reset(); }

 private:
  void startNext();

  ProbeOptions options_;
  const std::size_t concurrent_;
  asio::io_context io_{1};
  std::optional<Expected<std::shared_ptr<SSL_CTX>, std::string>> tls_;
  std::deque<std::shared_ptr<Asking>> waiting_;
  std::set<std::shared_ptr<Asking>> running_;
};

// One probe, a chain of steps on the IO thread. Every step's completion looks at `finished_` first:
// the deadline or a cancel may have ended the probe while the step was under way.
class Asking final : public std::enable_shared_from_this<Asking> {
 public:
  Asking(Core& core, ProbeRequest request, ProbeCallback done)
      : core_(core),
        request_(std::move(request)),
        done_(std::move(done)),
        socket_(core.io()),
        deadline_(core.io()),
        attempt_(core.io()),
        buffer_(headerLimit) {}

  void start();
  void fail(Kind kind, std::string message);

 private:
  using Parser = http::response_parser<http::buffer_body>;

  void resolve();
  void onResolved(Resolver::Answer answer);
  void connectNext();
  void connectLater(ErrorCode shortage);
  void onConnected(ErrorCode error);
  void handshake();
  void onHandshake(ErrorCode error);
  void sendRequest();
  void awaitHeader();
  void onHeader(ErrorCode error);
  void readBody();
  void onBody(ErrorCode error);
  void failRead(ErrorCode error, bool headerComplete);
  void failTimeout();
  void succeed(bool cut);
  void finish(ProbeResult result);

  template <typename Operation>
  void onStream(Operation operation) {
    if (tls_) {
      operation(*tls_);
    } else {
      operation(socket_);
    }
  }
  std::string peer() const { return hostAndPort(format(peer_), request_.port); }
  Stopwatch::duration left() const { return deadline_.expiry() - Stopwatch::now(); }

  Core& core_;
  const ProbeRequest request_;
  ProbeCallback done_;
  std::string text_;  // the request on the wire
  tcp::socket socket_;
  std::optional<asio::ssl::context> tlsContext_;
  std::optional<asio::ssl::stream<tcp::socket&>> tls_;
  asio::steady_timer deadline_;
  asio::steady_timer attempt_;  // of one address, when there are several
  std::deque<IpAddress> addresses_;
  IpAddress peer_;
  beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  std::string piece_;
  ProbeResponse response_;
  std::string phase_ = "waiting for its turn";
  int interim_ = 0;
  Stopwatch::time_point startedAt_;
  bool finished_ = false;
};

// --- Asking -------------------------------------------------------------------------------------

void Asking::start() {
  startedAt_ = Stopwatch::now();
  deadline_.expires_after(std::min(request_.timeout, longest));
  deadline_.async_wait([self = shared_from_this()](ErrorCode cancelled) {
    if (!cancelled) self->failTimeout();
  });
  auto text = renderProbeRequest(request_);
  if (!text) return fail(Kind::Protocol, text.error());
  text_ = std::move(*text);
  resolve();
}

void Asking::resolve() {
  if (const auto literal = parseIpAddress(request_.host)) {
    return onResolved(std::vector{*literal});
  }
  phase_ = "resolving " + request_.host;
  core_.resolver().resolve(request_.host, [weak = weak_from_this(),
                                           core = core_.weak_from_this()](Resolver::Answer answer) {
    const auto alive = core.lock();
    if (!alive) return;
    asio::post(alive->io(), [weak, answer = std::move(answer)]() mutable {
      const auto self = weak.lock();
      if (self && !self->finished_) self->onResolved(std::move(answer));
    });
  });
}

void Asking::onResolved(Resolver::Answer answer) {
  if (!answer) {
    return fail(Kind::Name, "cannot resolve " + request_.host + ": " + answer.error());
  }
  for (const IpAddress& address : *answer) {
    const auto why = core_.addresses().refusal(address);
    if (!why) continue;
    const std::string text = format(address);
    return fail(Kind::Denied,
                "probes may not reach " + text + " (" + *why + ")" +
                    (text == request_.host ? "" : ", an address of " + request_.host));
  }
  addresses_.assign(answer->begin(), answer->end());
  if (addresses_.size() > mostAddresses) addresses_.resize(mostAddresses);
  if (addresses_.empty()) return fail(Kind::Name, request_.host + " has no address");
  connectNext();
}

// Each address gets an even share of the time left, so that a dead one does not use it all.
void Asking::connectNext() {
  peer_ = addresses_.front();
  const auto share = left() / static_cast<std::int64_t>(addresses_.size());
  addresses_.pop_front();
  phase_ = "connecting to " + peer();
  if (!addresses_.empty()) {
    attempt_.expires_after(share);
    attempt_.async_wait([self = shared_from_this()](ErrorCode cancelled) {
      ErrorCode ignored;
      if (!cancelled && !self->finished_) self->socket_.close(ignored);
    });
  }
  ErrorCode ignored;
  socket_.close(ignored);
  socket_.async_connect(toEndpoint(peer_, request_.port),
                        [self = shared_from_this()](ErrorCode error) {
                          if (!self->finished_) self->onConnected(error);
                        });
}

// A shortage must not look like a refusal; the deadline bounds the wait.
void Asking::connectLater(ErrorCode shortage) {
  addresses_.push_front(peer_);
  phase_ = "waiting for a socket (" + shortage.message() + ")";
  attempt_.expires_after(shortagePause);
  attempt_.async_wait([self = shared_from_this()](ErrorCode cancelled) {
    if (!cancelled && !self->finished_) self->connectNext();
  });
}

void Asking::onConnected(ErrorCode error) {
  attempt_.cancel();
  if (!error && !socket_.is_open()) error = asio::error::operation_aborted;
  if (isOurShortage(error)) return connectLater(error);
  if (error && !addresses_.empty()) return connectNext();
  if (error == asio::error::connection_refused) {
    return fail(Kind::Refused, "connection refused by " + peer());
  }
  if (error == asio::error::timed_out) return failTimeout();
  if (error) return fail(Kind::Refused, "cannot connect to " + peer() + ": " + error.message());
  ErrorCode ignored;
  socket_.set_option(tcp::no_delay(true), ignored);
  if (request_.scheme == "https") return handshake();
  sendRequest();
}

void Asking::handshake() {
  phase_ = "in the TLS handshake with " + peer();
  const auto context = core_.tls();
  if (!context) return fail(Kind::Tls, "cannot use TLS: " + context.error());
  SSL_CTX_up_ref(*context);
  tlsContext_.emplace(*context);
  tls_.emplace(socket_, *tlsContext_);
  if (!expectHost(*tls_->native_handle(), request_.host)) {
    return fail(Kind::Tls, "cannot use TLS: OpenSSL refuses the name " + request_.host);
  }
  tls_->async_handshake(asio::ssl::stream_base::client,
                        [self = shared_from_this()](ErrorCode error) {
                          if (!self->finished_) self->onHandshake(error);
                        });
}

void Asking::onHandshake(ErrorCode error) {
  if (!error) return sendRequest();
  const bool closed = error == asio::error::eof || error == asio::ssl::error::stream_truncated ||
                      error == asio::error::connection_reset;
  const std::string fallback = closed ? "the connection was closed" : error.message();
  fail(Kind::Tls, "TLS handshake with " + peer() +
                      " failed: " + handshakeProblem(*tls_->native_handle(), fallback));
}

void Asking::sendRequest() {
  phase_ = "sending the request to " + peer();
  onStream([this](auto& stream) {
    asio::async_write(stream, asio::buffer(text_),
                      [self = shared_from_this()](ErrorCode, std::size_t) {
                        // A server that answers early may stop reading: its answer counts.
                        if (!self->finished_) self->awaitHeader();
                      });
  });
}

void Asking::awaitHeader() {
  phase_ = "waiting for the answer of " + peer();
  parser_.emplace();
  parser_->header_limit(headerLimit);
  // Ours counts; boost::none is not "no limit" to every version.
  parser_->body_limit(std::numeric_limits<std::uint64_t>::max());
  parser_->skip(request_.method == "HEAD");
  onStream([this](auto& stream) {
    http::async_read_header(stream, buffer_, *parser_,
                            [self = shared_from_this()](ErrorCode error, std::size_t) {
                              if (!self->finished_) self->onHeader(error);
                            });
  });
}

void Asking::onHeader(ErrorCode error) {
  if (error) return failRead(error, false);
  const auto& head = parser_->get();
  if (head.result_int() < 200) {
    if (++interim_ > mostInterim || head.result_int() == 101) {
      return fail(Kind::Protocol, peer() + " sent no final answer");
    }
    return awaitHeader();
  }
  response_.status = static_cast<int>(head.result_int());
  for (const auto& field : head) {
    response_.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
  }
  phase_ = "reading the body from " + peer();
  readBody();
}

// One byte more than the limit tells a body that fits from one that goes on.
void Asking::readBody() {
  if (parser_->is_done()) return succeed(false);
  const std::size_t room = request_.bodyLimit - response_.body.size();
  piece_.resize(std::min(room, pieceSize - 1) + 1);
  auto& body = parser_->get().body();
  body.data = piece_.data();
  body.size = piece_.size();
  onStream([this](auto& stream) {
    http::async_read_some(stream, buffer_, *parser_,
                          [self = shared_from_this()](ErrorCode error, std::size_t) {
                            if (!self->finished_) self->onBody(error);
                          });
  });
}

void Asking::onBody(ErrorCode error) {
  const std::size_t got = piece_.size() - parser_->get().body().size;
  response_.body.append(piece_, 0, got);
  if (response_.body.size() > request_.bodyLimit) {
    response_.body.resize(request_.bodyLimit);
    return succeed(true);
  }
  if (error && error != http::error::need_buffer) return failRead(error, true);
  readBody();
}

void Asking::failRead(ErrorCode error, bool headerComplete) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return fail(Kind::Protocol, "the response header of " + peer() + " is larger than 16 KiB");
  }
  if (error == asio::error::connection_reset || error == asio::error::broken_pipe) {
    return fail(Kind::Refused, "connection reset by " + peer());
  }
  const bool ended = error == http::error::end_of_stream || error == http::error::partial_message ||
                     error == asio::error::eof || error == asio::ssl::error::stream_truncated;
  if (ended && !headerComplete && buffer_.size() == 0) {
    return fail(Kind::Refused, peer() + " closed the connection without an answer");
  }
  if (ended) return fail(Kind::Protocol, "the answer of " + peer() + " was cut short");
  fail(Kind::Protocol, "the answer of " + peer() + " is not valid HTTP: " + error.message());
}

void Asking::failTimeout() {
  fail(Kind::Timeout,
       "no complete answer within " + humanDuration(request_.timeout) + ", while " + phase_);
}

void Asking::succeed(bool cut) {
  response_.bodyCut = cut;
  response_.elapsed = std::chrono::duration_cast<Duration>(Stopwatch::now() - startedAt_);
  ProbeResult result;
  result.ok = true;
  result.response = std::move(response_);
  finish(std::move(result));
}

void Asking::fail(Kind kind, std::string message) {
  ProbeResult result;
  result.error = {kind, std::move(message)};
  finish(std::move(result));
}

void Asking::finish(ProbeResult result) {
  if (std::exchange(finished_, true)) return;
  ErrorCode ignored;
  deadline_.cancel();
  attempt_.cancel();
  socket_.close(ignored);
  core_.finished(shared_from_this());
  const auto done = std::exchange(done_, nullptr);
  done(std::move(result));
}

// --- Core ---------------------------------------------------------------------------------------

Expected<SSL_CTX*, std::string> Core::tls() {
  if (!tls_) tls_ = makeProbeTls(options_.caPem);
  if (!*tls_) return Unexpected{tls_->error()};
  return tls_->value().get();
}

void Core::enqueue(std::shared_ptr<Asking> asking) {
  waiting_.push_back(std::move(asking));
  startNext();
}

void Core::startNext() {
  while (!waiting_.empty() && running_.size() < concurrent_) {
    const auto next = std::move(waiting_.front());
    waiting_.pop_front();
    running_.insert(next);
    next->start();
  }
}

void Core::finished(const std::shared_ptr<Asking>& asking) {
  if (running_.erase(asking) == 0) {
    waiting_.erase(std::remove(waiting_.begin(), waiting_.end(), asking), waiting_.end());
  }
  // Not from here: a row of probes that fail at once would recurse.
  asio::post(io_, [self = shared_from_this()] { self->startNext(); });
}

void Core::cancelAll() {
  const auto waiting = waiting_;
  const auto running = running_;
  for (const auto& each : waiting) each->fail(Kind::Cancelled, "cancelled: shutting down");
  for (const auto& each : running) each->fail(Kind::Cancelled, "cancelled: shutting down");
}

class BeastHandle final : public ProbeHandle {
 public:
  BeastHandle(std::weak_ptr<Core> core, std::weak_ptr<Asking> asking)
      : core_(std::move(core)), asking_(std::move(asking)) {}
  void cancel() override {
    const auto core = core_.lock();
    if (!core) return;
    asio::post(core->io(), [asking = asking_] {
      if (const auto alive = asking.lock()) alive->fail(Kind::Cancelled, "cancelled");
    });
  }

 private:
  std::weak_ptr<Core> core_;
  std::weak_ptr<Asking> asking_;
};

class BeastProbe final : public Probe {
 public:
  explicit BeastProbe(ProbeOptions options)
      : core_(std::make_shared<Core>(std::move(options))),
        work_(asio::make_work_guard(core_->io())),
        thread_([core = core_.get()] { core->io().run(); }) {}

  ~BeastProbe() override {
    asio::post(core_->io(), [this] {
      core_->cancelAll();
      work_.reset();
    });
    thread_.join();
    core_->dropResolver();
  }
  BeastProbe(const BeastProbe&) = delete;
  BeastProbe& operator=(const BeastProbe&) = delete;

  std::shared_ptr<ProbeHandle> ask(ProbeRequest request, ProbeCallback done) override {
    auto asking = std::make_shared<Asking>(*core_, std::move(request), std::move(done));
    auto handle = std::make_shared<BeastHandle>(core_, asking);
    asio::post(core_->io(), [core = core_.get(), asking] { core->enqueue(asking); });
    return handle;
  }

 private:
  std::shared_ptr<Core> core_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<Probe> makeProbe(ProbeOptions options) {
  if (!options.resolver) options.resolver = makeSystemResolver();
  return std::make_unique<BeastProbe>(std::move(options));
}

}  // namespace slipway::net
