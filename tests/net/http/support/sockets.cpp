#include "tests/net/http/support/sockets.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace slipway::nettest {
namespace {

constexpr int patienceMillis =
    static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(patience).count());

bool waitFor(int fd, short events) {
  pollfd entry{fd, events, 0};
  int ready = 0;
  do {
    ready = poll(&entry, 1, patienceMillis);
  } while (ready < 0 && errno == EINTR);
  if (ready == 0) ADD_FAILURE() << "waited too long for a socket";
  return ready > 0;
}

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

Address loopback(std::uint16_t port, bool v6) {
  Address address;
  if (v6) {
    sockaddr_in6 in6{};
    in6.sin6_family = AF_INET6;
    in6.sin6_port = htons(port);
    in6.sin6_addr = in6addr_loopback;
    std::memcpy(&address.storage, &in6, sizeof in6);
    address.size = sizeof in6;
  } else {
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_port = htons(port);
    in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    std::memcpy(&address.storage, &in, sizeof in);
    address.size = sizeof in;
  }
  return address;
}

void must(bool good, const char* what) {
  if (good) return;
  std::perror(what);
  std::abort();
}

}  // namespace

void Fd::reset(int fd) {
  if (fd_ >= 0) ::close(fd_);
  fd_ = fd;
}

RawSocket RawSocket::connect(std::uint16_t port, bool v6, int receiveBuffer) {
  Fd fd(::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  must(static_cast<bool>(fd), "socket");
  if (receiveBuffer > 0) {
    ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof receiveBuffer);
  }
  Address address = loopback(port, v6);
  must(::connect(fd.get(), address.get(), address.size) == 0, "connect");
  return RawSocket(std::move(fd));
}

RawSocket RawSocket::connect(Fd fd, std::uint16_t port) {
  Address address = loopback(port, false);
  must(::connect(fd.get(), address.get(), address.size) == 0, "connect");
  return RawSocket(std::move(fd));
}

std::optional<Fd> tryConnect(std::uint16_t port) {
  Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  must(static_cast<bool>(fd), "socket");
  Address address = loopback(port, false);
  if (::connect(fd.get(), address.get(), address.size) != 0) return std::nullopt;
  return fd;
}

bool RawSocket::send(const std::string& bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const auto count =
        ::send(fd_.get(), bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count > 0) {
      done += static_cast<std::size_t>(count);
    } else if (errno == EAGAIN) {
      if (!waitFor(fd_.get(), POLLOUT)) return false;
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

void RawSocket::receive() {
  std::array<char, 65536> piece{};
  const auto count = ::recv(fd_.get(), piece.data(), piece.size(), 0);
  if (count <= 0) {
    ended_ = true;
    reset_ = count < 0;
    return;
  }
  pending_.append(piece.data(), static_cast<std::size_t>(count));
}

bool RawSocket::readMore() {
  if (ended_ || !waitFor(fd_.get(), POLLIN)) return false;
  receive();
  return !ended_;
}

bool RawSocket::endsWithin(int millis) {
  pollfd entry{fd_.get(), POLLIN, 0};
  if (!ended_ && poll(&entry, 1, millis) > 0) receive();
  return ended_;
}

bool RawSocket::waitUntilPeerGone() {
  // Unread data hides the end from poll. Bytes sent to a socket that is gone come back as a reset.
  for (int i = 0; i < patienceMillis / 10; ++i) {
    if (::send(fd_.get(), "?", 1, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 && errno != EAGAIN) return true;
    poll(nullptr, 0, 10);
  }
  return false;
}

std::string RawSocket::readAll() {
  while (readMore()) {
  }
  return std::exchange(pending_, {});
}

std::string RawSocket::readUntil(const std::string& mark) {
  while (pending_.find(mark) == std::string::npos && readMore()) {
  }
  const auto at = pending_.find(mark);
  if (at == std::string::npos) return std::exchange(pending_, {});
  std::string text = pending_.substr(0, at + mark.size());
  pending_.erase(0, at + mark.size());
  return text;
}

std::string RawSocket::readExactly(std::size_t count) {
  while (pending_.size() < count && readMore()) {
  }
  std::string text = pending_.substr(0, count);
  pending_.erase(0, text.size());
  return text;
}

void RawSocket::shutdownWrite() {
  ::shutdown(fd_.get(), SHUT_WR);
}

void RawSocket::abort() {
  const linger hard{1, 0};
  ::setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  fd_.reset();
}

Listening listenOnLoopback(bool v6, int backlog) {
  Listening listening;
  listening.fd = Fd(::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  must(static_cast<bool>(listening.fd), "socket");
  Address address = loopback(0, v6);
  must(::bind(listening.fd.get(), address.get(), address.size) == 0, "bind");
  must(::listen(listening.fd.get(), backlog) == 0, "listen");
  must(::getsockname(listening.fd.get(), address.get(), &address.size) == 0, "getsockname");
  sockaddr_in bound{};  // the port lies at the same place in both families
  std::memcpy(&bound, &address.storage, sizeof bound);
  listening.port = ntohs(bound.sin_port);
  return listening;
}

Fd acceptOne(int listening, int stop) {
  std::array<pollfd, 2> entries{{{listening, POLLIN, 0}, {stop, POLLIN, 0}}};
  if (poll(entries.data(), entries.size(), patienceMillis) <= 0) return {};
  if (entries[1].revents != 0) return {};
  return Fd(::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC));
}

BlackHole::BlackHole(std::uint16_t port)
    : listening_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in in{};
  in.sin_family = AF_INET;
  in.sin_port = htons(port);
  in.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1);
  must(::bind(listening_.get(), reinterpret_cast<sockaddr*>(&in), sizeof in) == 0, "bind");
  must(::listen(listening_.get(), 0) == 0, "listen");
  socklen_t size = sizeof in;
  must(::getsockname(listening_.get(), reinterpret_cast<sockaddr*>(&in), &size) == 0, "name");
  port_ = ntohs(in.sin_port);
  // Attempts until one stays unanswered.
  while (filling_.size() < 16) {
    Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    ::connect(fd.get(), reinterpret_cast<sockaddr*>(&in), sizeof in);
    pollfd entry{fd.get(), POLLOUT, 0};
    filling_.push_back(std::move(fd));
    if (poll(&entry, 1, 20) == 0) return;
  }
  must(false, "a queue that fills");
}

namespace {

std::uint64_t setDescriptorLimit(std::uint64_t wanted) {
  rlimit limit{};
  must(getrlimit(RLIMIT_NOFILE, &limit) == 0, "getrlimit");
  const std::uint64_t before = limit.rlim_cur;
  limit.rlim_cur = std::min<rlim_t>(wanted, limit.rlim_max);
  must(setrlimit(RLIMIT_NOFILE, &limit) == 0, "setrlimit");
  return before;
}

}  // namespace

NoDescriptors::NoDescriptors() : before_(setDescriptorLimit(3)) {}
NoDescriptors::~NoDescriptors() {
  setDescriptorLimit(before_);
}

DescriptorRoom::DescriptorRoom(std::size_t wanted) {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  enough_ = limit.rlim_max >= wanted;
  before_ = setDescriptorLimit(std::max<std::uint64_t>(limit.rlim_cur, wanted));
}

DescriptorRoom::~DescriptorRoom() {
  setDescriptorLimit(before_);
}

std::size_t openDescriptors() {
  DIR* const folder = opendir("/proc/self/fd");
  must(folder != nullptr, "opendir");
  std::size_t count = 0;
  while (readdir(folder) != nullptr) ++count;
  closedir(folder);
  return count;
}

}  // namespace slipway::nettest
