#include "tests/cluster/operator/holding_proxy.h"

#include <arpa/inet.h>
#include <atomic>
#include <chrono>
#include <deque>
#include <list>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "tests/cluster/support/process.h"

namespace slipway::testing {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

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

  const int target_;
  int port_ = 0;
  std::atomic<bool> holding_ = false;
  std::atomic<std::size_t> held_ = 0;
  std::atomic<std::chrono::milliseconds> delay_ = std::chrono::milliseconds(0);
  std::atomic<std::size_t> delayed_ = 0;

 private:
  struct Late {
    SteadyTime due;
    std::string bytes;
  };
  struct Pair {
    int client;
    int server;
    std::string waiting;    // from the client
    std::deque<Late> late;  // from the server
    bool clientEnded = false;
    bool serverEnded = false;
    bool open = true;
  };

  void run() {
    while (!stopping_) {
      flush();
      std::vector<pollfd> fds{{listener_, POLLIN, 0}};
      for (const Pair& pair : pairs_) {
        // A negative descriptor is passed over: each end is told once.
        fds.push_back({pair.clientEnded ? -1 : pair.client, POLLIN, 0});
        fds.push_back({pair.serverEnded ? -1 : pair.server, POLLIN, 0});
      }
      // Wakes up by itself for what is late.
      if (poll(fds.data(), fds.size(), 20) < 0) continue;
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
    pairs_.push_back({client, server, {}, {}});
  }

  void fromClient(Pair& pair) {
    char buffer[16384];
    const auto got = read(pair.client, buffer, sizeof buffer);
    if (got <= 0) {
      pair.clientEnded = true;
      return;
    }
    pair.waiting.append(buffer, static_cast<std::size_t>(got));
    if (holding_) held_ += static_cast<std::size_t>(got);
  }

  void fromServer(Pair& pair) {
    char buffer[16384];
    const auto got = read(pair.server, buffer, sizeof buffer);
    if (got <= 0) {
      pair.serverEnded = true;
      return;
    }
    const auto size = static_cast<std::size_t>(got);
    const auto delay = delay_.load();
    if (delay.count() > 0) delayed_ += size;
    pair.late.push_back({std::chrono::steady_clock::now() + delay, {buffer, size}});
  }

  void flush() {
    const SteadyTime now = std::chrono::steady_clock::now();
    for (Pair& pair : pairs_) toClient(pair, now);
    if (!holding_) toServers();
  }

  void toClient(Pair& pair, SteadyTime now) {
    while (!pair.late.empty() && pair.late.front().due <= now) {
      const std::string& bytes = pair.late.front().bytes;
      if (!sendAll(pair.client, bytes.data(), bytes.size())) pair.open = false;
      pair.late.pop_front();
    }
    if (pair.serverEnded && pair.late.empty()) pair.open = false;
  }

  void toServers() {
    held_ = 0;
    for (Pair& pair : pairs_) {
      if (!sendAll(pair.server, pair.waiting.data(), pair.waiting.size())) pair.open = false;
      pair.waiting.clear();
      // Not before: the end of the client must not overtake bytes that were held.
      if (pair.clientEnded) pair.open = false;
    }
  }

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
std::string HoldingProxy::through(const std::string& kubeconfig) const {
  std::string text = readText(kubeconfig);
  const std::string from = "127.0.0.1:" + std::to_string(body_->target_);
  const std::string to = "127.0.0.1:" + std::to_string(port());
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  const std::string path = kubeconfig + ".proxied";
  writeText(path, text);
  return path;
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
void HoldingProxy::delayAnswers(std::chrono::milliseconds delay) {
  body_->delay_ = delay;
}
std::size_t HoldingProxy::delayed() const {
  return body_->delayed_;
}

}  // namespace slipway::testing
