#include "tests/cluster/operator/holding_proxy.h"

#include <arpa/inet.h>
#include <atomic>
#include <list>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace slipway::testing {
namespace {

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

bool sendAll(int fd, const char* data, std::size_t size) {
  while (size > 0) {
    const auto sent = send(fd, data, size, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    data += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

}  // namespace

class HoldingProxy::Body {
 public:
  explicit Body(int targetPort) : target_(targetPort) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        listen(listener_, 64) != 0)
      throw std::runtime_error("the proxy cannot listen");
    socklen_t size = sizeof address;
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
  }
  ~Body() {
    stopping_ = true;
    thread_.join();
    close(listener_);
  }

  int port_ = 0;
  std::atomic<bool> holding_ = false;
  std::atomic<std::size_t> held_ = 0;

 private:
  struct Pair {
    int client;
    int server;
    std::string waiting;  // from the client
    bool open = true;
  };

  void run() {
    while (!stopping_) {
      flush();
      std::vector<pollfd> fds{{listener_, POLLIN, 0}};
      for (const Pair& pair : pairs_) {
        fds.push_back({pair.client, POLLIN, 0});
        fds.push_back({pair.server, POLLIN, 0});
      }
      if (poll(fds.data(), fds.size(), 20) <= 0) continue;
      std::size_t at = 1;
      for (Pair& pair : pairs_) {
        if (fds[at].revents != 0) fromClient(pair);
        if (fds[at + 1].revents != 0) fromServer(pair);
        at += 2;
      }
      if (fds[0].revents != 0) accept();
      pairs_.remove_if([](const Pair& pair) {
        if (pair.open) return false;
        close(pair.client);
        close(pair.server);
        return true;
      });
    }
    for (const Pair& pair : pairs_) {
      close(pair.client);
      close(pair.server);
    }
  }

  void accept() {
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) return;
    const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(target_);
    if (connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      close(client);
      close(server);
      return;
    }
    pairs_.push_back({client, server, {}, true});
  }

  void fromClient(Pair& pair) {
    char buffer[16384];
    const auto got = read(pair.client, buffer, sizeof buffer);
    // While bytes are held, the end of the client must not overtake them.
    if (got <= 0) {
      pair.open = !pair.waiting.empty();
      return;
    }
    pair.waiting.append(buffer, static_cast<std::size_t>(got));
    if (holding_) held_ += static_cast<std::size_t>(got);
  }

  void fromServer(Pair& pair) {
    char buffer[16384];
    const auto got = read(pair.server, buffer, sizeof buffer);
    if (got <= 0 || !sendAll(pair.client, buffer, static_cast<std::size_t>(got))) pair.open = false;
  }

  void flush() {
    if (holding_) return;
    held_ = 0;
    for (Pair& pair : pairs_) {
      if (pair.waiting.empty()) continue;
      if (!sendAll(pair.server, pair.waiting.data(), pair.waiting.size())) pair.open = false;
      pair.waiting.clear();
    }
  }

  int target_;
  int listener_ = -1;
  std::list<Pair> pairs_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

HoldingProxy::HoldingProxy(int targetPort) : body_(std::make_unique<Body>(targetPort)) {}
HoldingProxy::~HoldingProxy() = default;
int HoldingProxy::port() const {
  return body_->port_;
}
void HoldingProxy::hold() {
  body_->holding_ = true;
}
void HoldingProxy::release() {
  body_->holding_ = false;
}
std::size_t HoldingProxy::held() const {
  return body_->held_;
}

}  // namespace slipway::testing
