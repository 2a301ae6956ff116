// The only file that knows cpprestsdk. The rules it is used under are in docs/http.md.
#include <algorithm>
#include <arpa/inet.h>
#include <atomic>
#include <condition_variable>
#include <cpprest/http_client.h>
#include <cstdlib>
#include <limits>
#include <mutex>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <pplx/threadpool.h>
#include <sys/socket.h>
#include <unordered_map>

#include <boost/asio/steady_timer.hpp>

#include "base/text.h"
#include "net/exchange_end.h"
#include "net/request_check.h"
#include "net/tls_context.h"
#include "net/transport.h"

namespace slipway::net {
namespace {

using web::http::http_request;
using web::http::http_response;
using web::http::client::http_client;
using web::http::client::http_client_config;
using Socket = boost::asio::ip::tcp::socket;
using TlsStream = boost::asio::ssl::stream<Socket&>;
using SteadyClock = std::chrono::steady_clock;

// Everything below runs on the library's one thread, except where said otherwise: that is what
// makes the library free of data races, and what spares the exchanges their locks.
boost::asio::io_service& pool() {
  return crossplat::threadpool::shared_instance().service();
}

// The library's own timeout counts each IO step and a paused sink's time too; ours decide.
constexpr auto backstop = std::chrono::hours(24);
// A name server that does not answer keeps the library from ending an exchange.
constexpr auto cancelGrace = std::chrono::milliseconds(250);

// Thrown into the library, or failing one of its tasks, to make it drop a connection.
struct StaleConnection {};    // before use: the server has closed it or left something unread
struct AnswerWithoutBody {};  // see PooledExchange::onProgress
struct Unwanted {};           // the exchange has ended
struct BadChunk {};           // a negative chunk size

// --- Connections ---------------------------------------------------------------------------------

void setOption(int socket, int level, int name, int value) {
  // A kernel without one of these options loses the detection of dead peers, not the connection.
  setsockopt(socket, level, name, &value, sizeof value);
}

void detectDeadPeer(int socket) {
  setOption(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
  setOption(socket, IPPROTO_TCP, TCP_KEEPIDLE, 15);
  setOption(socket, IPPROTO_TCP, TCP_KEEPINTVL, 5);
  setOption(socket, IPPROTO_TCP, TCP_KEEPCNT, 3);
  setOption(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, 30'000);
}

// An idle connection has nothing to say: what is readable is the end, or the rest of an answer
// that belongs to somebody else. Noticed here, nothing of the request has been sent.
void checkReused(Socket& socket) {
  pollfd state{socket.native_handle(), POLLIN | POLLRDHUP, 0};
  if (poll(&state, 1, 0) != 0) throw StaleConnection{};
}

int socketIndex() {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

// The handshake's start is the first moment at which the socket surely exists, whatever the
// address family that the name led to.
void onTlsState(const SSL* ssl, int type, int value) {
  if ((type & SSL_CB_HANDSHAKE_START) != 0) {
    auto* const socket = static_cast<Socket*>(SSL_get_ex_data(ssl, socketIndex()));
    if (socket != nullptr && socket->is_open()) detectDeadPeer(socket->native_handle());
  }
  const auto next = SSL_CTX_get_info_callback(SSL_get_SSL_CTX(ssl));
  if (next != nullptr) next(ssl, type, value);
}

void prepareTls(TlsStream& stream) {
  Socket& socket = stream.next_layer();
  if (socket.is_open()) return checkReused(socket);
  SSL_set_ex_data(stream.native_handle(), socketIndex(), &socket);
  SSL_set_info_callback(stream.native_handle(), onTlsState);
}

void preparePlain(Socket& socket, bool isAddress) {
  if (socket.is_open()) return checkReused(socket);
  if (!isAddress) return;  // a name may lead to either family; the socket would fit only one
  socket.open(boost::asio::ip::tcp::v4());
  detectDeadPeer(socket.native_handle());
}

bool isIpv4(const std::string& host) {
  in_addr buffer{};
  return inet_pton(AF_INET, host.c_str(), &buffer) == 1;
}

// --- Clients -------------------------------------------------------------------------------------

http_client_config makeConfig(const Endpoint& endpoint, bool verify,
                              const std::shared_ptr<SSL_CTX>& tls) {
  http_client_config config;
  config.set_timeout(backstop);
  config.set_max_redirects(0);  // the library would copy Authorization to the target
  config.set_proxy(web::web_proxy(web::web_proxy::disabled));
  if (endpoint.scheme == "https") {
    config.set_validate_certificates(verify);
    config.set_tlsext_sni_enabled(false);  // the context does it, for the name that it expects
    config.set_ssl_context_callback([tls](boost::asio::ssl::context& context) {
      SSL_CTX_up_ref(tls.get());
      context = boost::asio::ssl::context(tls.get());
    });
    config.set_nativehandle_options([](web::http::client::native_handle handle) {
      prepareTls(*static_cast<TlsStream*>(handle));
    });
  } else {
    const bool isAddress = isIpv4(endpoint.host);
    config.set_nativehandle_options([isAddress](web::http::client::native_handle handle) {
      preparePlain(*static_cast<Socket*>(handle), isAddress);
    });
  }
  return config;
}

// Replaced as a whole when the TLS material changes. Watches have their own connection pool, so
// that calls cannot find themselves behind the end of a watch.
struct Clients {
  Clients(const Endpoint& endpoint, bool verify, std::shared_ptr<SSL_CTX> context)
      : tls(std::move(context)),
        calls(address(endpoint), makeConfig(endpoint, verify, tls)),
        watches(address(endpoint), makeConfig(endpoint, verify, tls)) {}

  static web::uri address(const Endpoint& e) {
    return web::uri(e.scheme + "://" + e.host + ":" + std::to_string(e.port));
  }

  std::shared_ptr<SSL_CTX> tls;
  http_client calls;
  http_client watches;
};

class PooledExchange;

// What a transport shares with its exchanges, which may outlive it.
struct Core {
  std::string address;  // for messages

  // On the pool.
  std::shared_ptr<Clients> clients;
  std::unordered_map<const PooledExchange*, std::shared_ptr<PooledExchange>> running;

  // Any thread.
  std::mutex mutex;
  std::condition_variable changed;
  std::size_t live = 0;   // sent and without onEnd
  bool stopping = false;  // what is sent is refused
  bool closed = false;    // the clients and their kept connections are gone

  void close() {
    clients.reset();
    const std::scoped_lock lock(mutex);
    closed = true;
    changed.notify_all();
  }
};

// --- One exchange --------------------------------------------------------------------------------

class PooledExchange final : public Exchange, public std::enable_shared_from_this<PooledExchange> {
 public:
  PooledExchange(std::shared_ptr<Core> core, Request request, std::shared_ptr<Sink> sink)
      : core_(std::move(core)),
        request_(std::move(request)),
        sink_(std::move(sink)),
        sentAt_(SteadyClock::now()),
        timer_(std::make_unique<boost::asio::steady_timer>(pool())) {}

  void cancel() override {
    pool().post([self = shared_from_this()] { self->cancelNow(); });
  }
  void resume() override {
    pool().post([self = shared_from_this()] { self->resumeNow(); });
  }

  // The rest on the pool only.
  void start(bool refused);
  void cancelNow() { endEarly({End::Cancelled, core_->address + ": cancelled"}); }
  pplx::task<std::size_t> onChunk(const std::uint8_t* bytes, std::size_t count);
  const std::string& body() const { return request_.body; }

 private:
  void begin();
  http_request compose();
  void onProgress(web::http::message_direction::direction direction);
  void onHead(const http_response& response);
  void settle(const pplx::task<http_response>& whole);
  void settleFailed(int code, const std::string& text);

  void touch() { lastIo_ = SteadyClock::now(); }
  void arm();
  void onTimer();
  void resumeNow();
  void endEarly(EndReason reason);
  void finishEarly();
  void finish(EndReason reason);

  const std::shared_ptr<Core> core_;
  const Request request_;
  std::shared_ptr<Sink> sink_;
  std::shared_ptr<Clients> clients_;
  const SteadyClock::time_point sentAt_;
  SteadyClock::time_point lastIo_;
  std::unique_ptr<boost::asio::steady_timer> timer_;
  pplx::cancellation_token_source cancellation_;
  pplx::task_completion_event<std::size_t> gate_;  // completes a chunk after a pause
  std::size_t gateBytes_ = 0;
  bool paused_ = false;
  bool requestWritten_ = false;
  bool headSeen_ = false;
  bool interim_ = false;  // a 1xx answer came
  bool ending_ = false;   // endsWith_ is decided, the library has yet to let go
  bool ended_ = false;
  EndReason endsWith_;
};

// --- The library's streams -----------------------------------------------------------------------

using ByteBuffer = Concurrency::streams::details::basic_streambuf<std::uint8_t>;

// The library's stream interface, refusing everything. It cannot seek: a body that can be rewound
// is sent a second time when a connection from the pool turns out to be closed.
class RefusingBuffer : public ByteBuffer {
 public:
  using openmode = std::ios_base::openmode;
  bool can_read() const override { return false; }
  bool can_write() const override { return false; }
  bool can_seek() const override { return false; }
  bool has_size() const override { return false; }
  bool is_eof() const override { return false; }
  std::size_t buffer_size(openmode) const override { return 0; }
  void set_buffer_size(std::size_t, openmode) override {}
  std::size_t in_avail() const override { return 0; }
  bool is_open() const override { return true; }
  pplx::task<void> close(openmode) override { return pplx::task_from_result(); }
  pplx::task<void> close(openmode, std::exception_ptr) override { return pplx::task_from_result(); }
  pplx::task<int_type> putc(std::uint8_t) override { return refuse<int_type>(); }
  pplx::task<std::size_t> putn(const std::uint8_t*, std::size_t) override {
    return refuse<std::size_t>();
  }
  pplx::task<std::size_t> putn_nocopy(const std::uint8_t*, std::size_t) override {
    return refuse<std::size_t>();
  }
  pplx::task<int_type> bumpc() override { return refuse<int_type>(); }
  int_type sbumpc() override { return traits::eof(); }
  pplx::task<int_type> getc() override { return refuse<int_type>(); }
  int_type sgetc() override { return traits::eof(); }
  pplx::task<int_type> nextc() override { return refuse<int_type>(); }
  pplx::task<int_type> ungetc() override { return refuse<int_type>(); }
  pplx::task<std::size_t> getn(std::uint8_t*, std::size_t) override {
    return refuse<std::size_t>();
  }
  std::size_t scopy(std::uint8_t*, std::size_t) override { return 0; }
  pos_type getpos(openmode) const override { return traits::eof(); }
  utility::size64_t size() const override { return 0; }
  pos_type seekpos(pos_type, openmode) override { return traits::eof(); }
  pos_type seekoff(off_type, std::ios_base::seekdir, openmode) override { return traits::eof(); }
  pplx::task<void> sync() override { return pplx::task_from_result(); }
  std::uint8_t* alloc(std::size_t) override { return nullptr; }
  void commit(std::size_t) override {}
  bool acquire(std::uint8_t*&, std::size_t&) override { return false; }
  void release(std::uint8_t*, std::size_t) override {}
  std::exception_ptr exception() const override { return nullptr; }

 private:
  template <typename T>
  static pplx::task<T> refuse() {
    return pplx::task_from_exception<T>(Unwanted{});
  }
};

class BodySource final : public RefusingBuffer {
 public:
  explicit BodySource(std::shared_ptr<const PooledExchange> exchange)
      : exchange_(std::move(exchange)) {}
  bool can_read() const override { return true; }
  pplx::task<std::size_t> getn(std::uint8_t* to, std::size_t count) override {
    const std::string_view rest = std::string_view(exchange_->body()).substr(read_);
    const std::size_t n = std::min(count, rest.size());
    std::copy_n(rest.begin(), n, to);
    read_ += n;
    return pplx::task_from_result(n);
  }

 private:
  std::shared_ptr<const PooledExchange> exchange_;
  std::size_t read_ = 0;
};

// A chunk's task completes when the sink has taken it: until then the library reads nothing more.
class ChunkSink final : public RefusingBuffer {
 public:
  explicit ChunkSink(std::shared_ptr<PooledExchange> exchange) : exchange_(std::move(exchange)) {}
  bool can_write() const override { return true; }
  pplx::task<std::size_t> putn_nocopy(const std::uint8_t* bytes, std::size_t count) override {
    return exchange_->onChunk(bytes, count);
  }

 private:
  std::shared_ptr<PooledExchange> exchange_;
};

// --- One exchange: sending -----------------------------------------------------------------------

void PooledExchange::start(bool refused) {
  core_->running.emplace(this, shared_from_this());
  if (refused) return finish({End::NotSent, core_->address + ": the transport has stopped"});
  if (const std::string problem = requestProblem(request_); !problem.empty()) {
    return finish({End::NotSent, problem});
  }
  touch();
  arm();
  begin();
}

void PooledExchange::begin() {
  clients_ = core_->clients;
  const bool isWatch = request_.totalTimeout == Duration::zero();
  try {
    (isWatch ? clients_->watches : clients_->calls)
        .request(compose(), cancellation_.get_token())
        .then([self = shared_from_this()](const http_response& response) {
          self->onHead(response);
          return response.content_ready();
        })
        .then([self = shared_from_this()](const pplx::task<http_response>& whole) {
          self->settle(whole);
        });
  } catch (const std::exception& e) {
    finish({End::NotSent, core_->address + ": " + sanitizeUtf8(e.what())});
  }
}

http_request PooledExchange::compose() {
  http_request message(request_.method);
  message.set_request_uri(web::uri(request_.target));
  for (const auto& [name, value] : request_.headers) message.headers().add(name, value);
  if (!message.headers().has("User-Agent")) message.headers().add("User-Agent", "slipway");
  // Also an empty body is one that cannot be rewound: only GET and HEAD may be sent twice.
  if (request_.method != "GET" && request_.method != "HEAD") {
    const auto source = std::make_shared<BodySource>(shared_from_this());
    message.set_body(Concurrency::streams::streambuf<std::uint8_t>(source).create_istream(),
                     request_.body.size(), request_.contentType);
    if (request_.contentType.empty()) message.headers().remove("Content-Type");
  }
  const auto sink = std::make_shared<ChunkSink>(shared_from_this());
  message.set_response_stream(Concurrency::streams::streambuf<std::uint8_t>(sink).create_ostream());
  message.set_progress_handler(
      [self = shared_from_this()](web::http::message_direction::direction direction,
                                  utility::size64_t) { self->onProgress(direction); });
  return message;
}

// The library calls this once the request's head is written, and before each piece of the body.
void PooledExchange::onProgress(web::http::message_direction::direction direction) {
  touch();
  if (direction == web::http::message_direction::upload) {
    requestWritten_ = true;
  } else if (!headSeen_) {
    // Only an answer without a body gets here before onHead. The library takes a 1xx for one and
    // would keep the connection, on which the real answer then meets the next request.
    throw AnswerWithoutBody{};
  }
}

// --- One exchange: receiving ---------------------------------------------------------------------

void PooledExchange::onHead(const http_response& response) {
  headSeen_ = true;
  interim_ = response.status_code() < 200;
  if (ended_ || ending_ || interim_) return;
  Head head;
  head.status = response.status_code();
  for (const auto& [name, value] : response.headers()) head.headers.emplace_back(name, value);
  sink_->onHead(std::move(head));
}

pplx::task<std::size_t> PooledExchange::onChunk(const std::uint8_t* bytes, std::size_t count) {
  touch();
  if (ended_ || ending_) return pplx::task_from_exception<std::size_t>(Unwanted{});
  if (count > std::numeric_limits<std::int32_t>::max()) {
    return pplx::task_from_exception<std::size_t>(BadChunk{});
  }
  if (sink_->onData({reinterpret_cast<const char*>(bytes), count})) {
    return pplx::task_from_result(count);
  }
  paused_ = true;
  gate_ = {};
  gateBytes_ = count;
  return pplx::create_task(gate_);
}

void PooledExchange::resumeNow() {
  if (!paused_) return;
  paused_ = false;
  touch();
  gate_.set(gateBytes_);
}

void PooledExchange::settle(const pplx::task<http_response>& whole) {
  try {
    whole.get();
    finish({End::Complete, {}});
  } catch (const AnswerWithoutBody&) {
    if (!interim_) return finish({End::Complete, {}});
    settleFailed(0, "an interim answer (1xx) instead of a final one");
  } catch (const StaleConnection&) {
    // Until now nothing was sent; or the library itself was about to repeat a GET.
    ending_ ? finishEarly() : begin();
  } catch (const BadChunk&) {
    settleFailed(0, "a chunk of negative size");
  } catch (const web::http::http_exception& e) {
    settleFailed(e.error_code().value(), e.what());
  } catch (const std::exception& e) {
    settleFailed(0, e.what());
  } catch (...) {
    settleFailed(0, "the exchange was given up");
  }
}

void PooledExchange::settleFailed(int code, const std::string& text) {
  if (ending_) return finishEarly();
  finish(explainFailure({code, text, requestWritten_, headSeen_}, core_->address,
                        clients_ ? clients_->tls.get() : nullptr));
}

// --- One exchange: ending ------------------------------------------------------------------------

void PooledExchange::arm() {
  auto due = SteadyClock::time_point::max();
  if (request_.totalTimeout > Duration::zero()) due = sentAt_ + request_.totalTimeout;
  if (request_.idleTimeout > Duration::zero()) due = std::min(due, lastIo_ + request_.idleTimeout);
  if (due == SteadyClock::time_point::max()) return;
  timer_->expires_at(due);
  timer_->async_wait([self = shared_from_this()](const boost::system::error_code& e) {
    if (!e) self->onTimer();
  });
}

// IO only notes the time, so that 100 000 events do not move a timer 100 000 times.
void PooledExchange::onTimer() {
  if (ended_ || ending_) return;
  const auto now = SteadyClock::now();
  if (request_.totalTimeout > Duration::zero() && now >= sentAt_ + request_.totalTimeout) {
    return endEarly({End::Timeout, core_->address + ": no complete answer within " +
                                       humanDuration(request_.totalTimeout)});
  }
  if (paused_) touch();
  if (request_.idleTimeout > Duration::zero() && now >= lastIo_ + request_.idleTimeout) {
    return endEarly(
        {End::Timeout, core_->address + ": silence for " + humanDuration(request_.idleTimeout)});
  }
  arm();
}

void PooledExchange::endEarly(EndReason reason) {
  if (ended_ || ending_) return;
  ending_ = true;
  endsWith_ = std::move(reason);
  timer_->expires_after(cancelGrace);
  timer_->async_wait([self = shared_from_this()](const boost::system::error_code& e) {
    if (!e && !self->ended_) self->finishEarly();
  });
  if (std::exchange(paused_, false)) gate_.set_exception(Unwanted{});
  cancellation_.cancel();
}

// By now the library has said whether the request went out.
void PooledExchange::finishEarly() {
  if (endsWith_.end == End::Timeout && !requestWritten_) endsWith_.end = End::NotSent;
  finish(std::move(endsWith_));
}

void PooledExchange::finish(EndReason reason) {
  if (ended_) return;
  if (ending_ && reason.end == End::Complete) return finishEarly();
  ended_ = true;
  timer_.reset();
  std::exchange(sink_, nullptr)->onEnd(std::move(reason));
  clients_.reset();
  const auto self = shared_from_this();
  core_->running.erase(this);
  const std::scoped_lock lock(core_->mutex);
  --core_->live;
  core_->changed.notify_all();
}

// --- The transport -------------------------------------------------------------------------------

class CpprestTransport final : public Transport {
 public:
  CpprestTransport(Endpoint endpoint, TlsMaterial material, std::shared_ptr<SSL_CTX> tls)
      : endpoint_(std::move(endpoint)), material_(std::move(material)) {
    core_->address = endpoint_.host + ":" + std::to_string(endpoint_.port);
    core_->clients = makeClients(material_, std::move(tls));
  }
  ~CpprestTransport() override { stop(std::chrono::seconds(5)); }

  std::shared_ptr<Exchange> send(Request request, std::shared_ptr<Sink> sink) override {
    auto exchange = std::make_shared<PooledExchange>(core_, std::move(request), std::move(sink));
    const std::scoped_lock lock(core_->mutex);
    ++core_->live;
    // Posted under the lock, so that stop() finds on the pool whatever it has not refused.
    pool().post([exchange, refused = core_->stopping] { exchange->start(refused); });
    return exchange;
  }

  Expected<Done, std::string> setTls(const TlsMaterial& material) override {
    const std::scoped_lock lock(materialMutex_);
    if (endpoint_.scheme != "https" || material == material_) return Done{};
    auto tls = makeTlsContext(material, endpoint_.host);
    if (!tls) return Unexpected{tls.error()};
    pool().post([core = core_, fresh = makeClients(material, *tls)] {
      if (core->clients) core->clients = fresh;
    });
    material_ = material;
    return Done{};
  }

  bool stop(Duration timeout) override {
    const auto deadline = SteadyClock::now() + timeout;
    std::unique_lock lock(core_->mutex);
    core_->stopping = true;
    pool().post([core = core_] {
      const auto running = core->running;
      for (const auto& [key, exchange] : running) exchange->cancelNow();
    });
    const bool ended =
        core_->changed.wait_until(lock, deadline, [this] { return core_->live == 0; });
    pool().post([core = core_] { core->close(); });
    return core_->changed.wait_until(lock, deadline, [this] { return core_->closed; }) && ended;
  }

 private:
  std::shared_ptr<Clients> makeClients(const TlsMaterial& material,
                                       std::shared_ptr<SSL_CTX> tls) const {
    return std::make_shared<Clients>(endpoint_, !material.insecureSkipVerify, std::move(tls));
  }

  const Endpoint endpoint_;
  const std::shared_ptr<Core> core_ = std::make_shared<Core>();
  std::mutex materialMutex_;
  TlsMaterial material_;
};

std::string endpointProblem(const Endpoint& endpoint) {
  if (endpoint.scheme != "http" && endpoint.scheme != "https") {
    return "scheme '" + endpoint.scheme + "' is neither http nor https";
  }
  if (endpoint.host.empty()) return "no host";
  if (endpoint.port == 0) return "no port";
  if (endpoint.host.find(':') != std::string::npos) {
    return "IPv6 addresses cannot be dialled directly: use a DNS name for " + endpoint.host;
  }
  return {};
}

}  // namespace

void initializeTransportProcess() {
  // Otherwise the library parses the system's whole certificate bundle for every TLS connection,
  // only to have the context replaced by ours.
  setenv("SSL_CERT_FILE", "/nonexistent", 1);
  setenv("SSL_CERT_DIR", "/nonexistent", 1);
  // First, so that OpenSSL's clean-up at exit comes after the end of the library's thread.
  OPENSSL_init_ssl(0, nullptr);
  crossplat::threadpool::initialize_with_threads(1);
}

Expected<std::unique_ptr<Transport>, std::string> makeTransport(const Endpoint& endpoint,
                                                                const TlsMaterial& material) {
  std::string problem = endpointProblem(endpoint);
  if (!problem.empty()) return Unexpected{std::move(problem)};
  std::shared_ptr<SSL_CTX> tls;
  if (endpoint.scheme == "https") {
    auto made = makeTlsContext(material, endpoint.host);
    if (!made) return Unexpected{made.error()};
    tls = *made;
  }
  try {
    return std::unique_ptr<Transport>(
        std::make_unique<CpprestTransport>(endpoint, material, std::move(tls)));
  } catch (const std::exception& e) {
    return Unexpected{endpoint.host + ": " + e.what()};
  }
}

}  // namespace slipway::net
