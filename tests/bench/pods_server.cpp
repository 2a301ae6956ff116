#include "tests/bench/pods_server.h"

#include <algorithm>
#include <array>
#include <netinet/in.h>
#include <stdexcept>
#include <string_view>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace slipway::bench {
namespace {

constexpr std::uint16_t kPort = 8080;
constexpr std::string_view kAnswer =
    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok";

void watch(int epoll, int fd) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = fd;
  epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

}  // namespace

PodsServer::PodsServer()
    : listening_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)),
      epoll_(epoll_create1(EPOLL_CLOEXEC)) {
  const int one = 1;
  setsockopt(listening_, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  sockaddr_in any{};
  any.sin_family = AF_INET;
  any.sin_port = htons(kPort);
  if (bind(listening_, reinterpret_cast<sockaddr*>(&any), sizeof any) != 0 ||
      listen(listening_, 4096) != 0)
    throw std::runtime_error("cannot listen on the pods' port");
  watch(epoll_, listening_);
  thread_ = std::thread([this] { serve(); });
}

PodsServer::~PodsServer() {
  stopping_ = true;
  thread_.join();
  for (const Waiting& waiting : waiting_) close(waiting.fd);
  close(epoll_);
  close(listening_);
}

void PodsServer::serve() {
  std::array<epoll_event, 64> events{};
  while (!stopping_) {
    const int patience = waiting_.empty() ? 100 : 5;
    const int got = epoll_wait(epoll_, events.data(), events.size(), patience);
    for (int i = 0; i < got; ++i) {
      const int fd = events[static_cast<std::size_t>(i)].data.fd;
      if (fd == listening_) {
        accept();
      } else {
        read(fd);
      }
    }
    sendDue();
  }
}

void PodsServer::accept() {
  while (true) {
    const int fd = accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0) return;
    watch(epoll_, fd);
  }
}

// A probe's question fits one segment of loopback.
void PodsServer::read(int fd) {
  std::array<char, 4096> buffer{};
  const bool asked = ::read(fd, buffer.data(), buffer.size()) > 0;
  epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
  if (!asked) {
    close(fd);
    return;
  }
  waiting_.push_back(
      {fd, std::chrono::steady_clock::now() + std::chrono::milliseconds(delay_.load())});
  most_ = std::max(most_.load(), static_cast<int>(waiting_.size()));
}

void PodsServer::sendDue() {
  const auto now = std::chrono::steady_clock::now();
  std::erase_if(waiting_, [&](const Waiting& waiting) {
    if (waiting.due > now) return false;
    [[maybe_unused]] const auto sent =
        send(waiting.fd, kAnswer.data(), kAnswer.size(), MSG_NOSIGNAL);
    close(waiting.fd);
    ++answered_;
    return true;
  });
}

}  // namespace slipway::bench
