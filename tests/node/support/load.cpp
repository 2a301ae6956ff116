#include "tests/node/support/load.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

namespace slipway::testing {
namespace {

namespace http = boost::beast::http;
using boost::system::error_code;

// Where connections come from. No port comes again soon, as it would among so many users: for ten
// seconds after a reset the node's NAT (conntrack's state CLOSE) still sends whoever comes from
// that port to the pod that has gone. Below the ports that the kernel gives to others.
std::uint16_t nextSourcePort() {
  constexpr unsigned kFirst = 10000, kCount = 22000;
  static std::atomic<unsigned> next = 0;
  return static_cast<std::uint16_t>(kFirst + next++ % kCount);
}

// A blocking socket with the kernel's own time limits, as Beast's synchronous streams want it:
// Asio's have none.
class TimedSocket {
 public:
  TimedSocket() = default;
  ~TimedSocket() { close(); }
  TimedSocket(const TimedSocket&) = delete;
  TimedSocket& operator=(const TimedSocket&) = delete;

  bool open() const { return file_ >= 0; }

  void close() {
    if (file_ >= 0) ::close(file_);
    file_ = -1;
  }

  // True, or errno says why not.
  bool connect(const std::string& address, int port, std::chrono::milliseconds timeout) {
    close();
    file_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (file_ < 0) return false;
    const timeval limit{timeout.count() / 1000, (timeout.count() % 1000) * 1000};
    const int on = 1;
    ::setsockopt(file_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);  // one that waits its time out
    ::setsockopt(file_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(file_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);  // connect's, too
    ::setsockopt(file_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    if (::inet_pton(AF_INET, address.c_str(), &to.sin_addr) != 1) {
      throw std::invalid_argument("not an IPv4 address: " + address);
    }
    sockaddr_in from{};
    from.sin_family = AF_INET;
    do {
      from.sin_port = htons(nextSourcePort());
      if (::bind(file_, reinterpret_cast<const sockaddr*>(&from), sizeof from) == 0) {
        return ::connect(file_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
      }
    } while (errno == EADDRINUSE);
    return false;
  }

  template <class Buffers>
  std::size_t read_some(const Buffers& buffers, error_code& error) {
    const auto into = boost::asio::mutable_buffer(*boost::asio::buffer_sequence_begin(buffers));
    const auto got = ::recv(file_, into.data(), into.size(), 0);
    error = got > 0 ? error_code() : got == 0 ? error_code(boost::asio::error::eof) : last();
    return got > 0 ? static_cast<std::size_t>(got) : 0;
  }
  template <class Buffers>
  std::size_t write_some(const Buffers& buffers, error_code& error) {
    for (auto it = boost::asio::buffer_sequence_begin(buffers);
         it != boost::asio::buffer_sequence_end(buffers); ++it) {
      const boost::asio::const_buffer from(*it);
      if (from.size() == 0) continue;
      const auto sent = ::send(file_, from.data(), from.size(), MSG_NOSIGNAL);
      error = sent >= 0 ? error_code() : last();
      return sent >= 0 ? static_cast<std::size_t>(sent) : 0;
    }
    error = {};
    return 0;
  }
  template <class Buffers>
  std::size_t read_some(const Buffers& buffers) {
    return orThrow([&](error_code& error) { return read_some(buffers, error); });
  }
  template <class Buffers>
  std::size_t write_some(const Buffers& buffers) {
    return orThrow([&](error_code& error) { return write_some(buffers, error); });
  }

 private:
  static error_code last() { return {errno, boost::system::system_category()}; }
  template <class Work>
  static std::size_t orThrow(Work work) {
    error_code error;
    const auto result = work(error);
    if (error) throw boost::system::system_error(error);
    return result;
  }

  int file_ = -1;
};

std::string words(int number) {
  if (number == EAGAIN || number == EINPROGRESS) return "timeout";
  return std::strerror(number);
}

std::string words(const error_code& error) {
  if (error == http::error::end_of_stream || error == boost::asio::error::eof) return "closed";
  return error.category() == boost::system::system_category() ? words(error.value())
                                                              : error.message();
}

void ask(TimedSocket& socket, const LoadOptions& options, Sample& sample) {
  if (!socket.open() && !socket.connect(options.address, options.port, options.timeout)) {
    sample.failure = "connect: " + words(errno);
    socket.close();
    return;
  }
  http::request<http::string_body> request(http::verb::post, "/work", 11);
  request.set(http::field::host, options.address);
  request.set("X-Request-Id", sample.id);
  request.keep_alive(options.connections == Connections::KeptAlive);
  request.body() = "work";
  request.prepare_payload();
  error_code error;
  http::write(socket, request, error);
  if (error) {
    sample.failure = "send: " + words(error);
    socket.close();
    return;
  }
  boost::beast::flat_buffer buffer;
  http::response<http::string_body> response;
  http::read(socket, buffer, response, error);
  if (error) {
    sample.failure = "receive: " + words(error);
    socket.close();
    return;
  }
  sample.status = static_cast<int>(response.result_int());
  sample.version = std::string(response["X-Version"]);
  if (!response.keep_alive() || options.connections == Connections::New) socket.close();
}

}  // namespace

Load::Load(LoadOptions options) : options_(std::move(options)) {
  samples_.resize(static_cast<std::size_t>(options_.clients));
  for (int client = 0; client < options_.clients; ++client) {
    threads_.emplace_back([this, client] { run(client); });
  }
}

Load::~Load() {
  stopping_ = true;
  for (auto& thread : threads_) thread.join();
}

void Load::run(int client) {
  auto& samples = samples_[static_cast<std::size_t>(client)];
  const auto pause =
      std::chrono::nanoseconds(std::chrono::seconds(1)) * options_.clients / options_.perSecond;
  auto next = LoadClock::now() + pause * client / options_.clients;
  TimedSocket socket;
  for (int number = 0; !stopping_; ++number) {
    std::this_thread::sleep_until(next);
    Sample sample{.id =
                      options_.name + "-" + std::to_string(client) + "-" + std::to_string(number)};
    sample.begun = LoadClock::now();
    ask(socket, options_, sample);
    sample.ended = LoadClock::now();
    // Never more than it is meant to be after a stall.
    next = std::max(next + pause, sample.ended);
    samples.push_back(std::move(sample));
  }
}

LoadReport Load::stop() {
  stopping_ = true;
  for (auto& thread : threads_) thread.join();
  threads_.clear();
  LoadReport report;
  for (auto& samples : samples_) {
    std::ranges::move(samples, std::back_inserter(report.samples));
    samples.clear();
  }
  std::ranges::sort(report.samples, {}, &Sample::ended);
  return report;
}

std::size_t LoadReport::failed() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(samples, [](const Sample& sample) { return !sample.good(); }));
}

std::map<std::string, std::size_t> LoadReport::failures() const {
  std::map<std::string, std::size_t> all;
  for (const auto& sample : samples) {
    if (sample.good()) continue;
    ++all[sample.failure.empty() ? "status " + std::to_string(sample.status) : sample.failure];
  }
  return all;
}

std::chrono::milliseconds LoadReport::longestWithoutSuccess() const {
  if (samples.empty()) return {};
  auto last = samples.front().begun;
  LoadClock::duration longest{};
  for (const auto& sample : samples) {
    if (!sample.good()) continue;
    longest = std::max(longest, sample.ended - last);
    last = sample.ended;
  }
  longest = std::max(longest, samples.back().ended - last);
  return std::chrono::duration_cast<std::chrono::milliseconds>(longest);
}

std::map<std::string, double> LoadReport::shares(LoadClock::time_point from,
                                                 LoadClock::time_point to) const {
  std::map<std::string, double> all;
  double total = 0;
  for (const auto& sample : samples) {
    if (sample.begun < from || sample.begun >= to || sample.status == 0) continue;
    ++all[sample.version];
    ++total;
  }
  for (auto& [version, share] : all) share = 100 * share / total;
  return all;
}

std::chrono::milliseconds LoadReport::badFor() const {
  const auto bad = [](const Sample& sample) { return !sample.good(); };
  const auto first = std::ranges::find_if(samples, bad);
  if (first == samples.end()) return {};
  const auto last = std::find_if(samples.rbegin(), samples.rend(), bad);
  return std::chrono::duration_cast<std::chrono::milliseconds>(last->ended - first->ended);
}

std::set<std::string> LoadReport::answered() const {
  std::set<std::string> ids;
  for (const auto& sample : samples) {
    if (sample.status != 0) ids.insert(sample.id);
  }
  return ids;
}

}  // namespace slipway::testing
