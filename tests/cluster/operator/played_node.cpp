#include "tests/cluster/operator/played_node.h"

#include <algorithm>
#include <arpa/inet.h>
#include <atomic>
#include <netinet/in.h>
#include <optional>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include "kube/runtime/metrics.h"
#include "kube/types/resources.h"
#include "sim/kubelet.h"
#include "tests/cluster/support/client_thread.h"

namespace slipway::testing {
namespace {

constexpr std::uint16_t kPort = 8080;

int listenOn(std::uint16_t port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int one = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  sockaddr_in any{};
  any.sin_family = AF_INET;
  any.sin_port = htons(port);
  if (bind(fd, reinterpret_cast<sockaddr*>(&any), sizeof any) != 0 || listen(fd, 128) != 0)
    throw std::runtime_error("cannot listen on the pods' port");
  return fd;
}

struct Request {
  std::string method;
  std::string path;
};

// Answers false at the end, or when nothing comes.
bool readMore(int fd, std::string& text) {
  char buffer[4096];
  pollfd wait{fd, POLLIN, 0};
  if (poll(&wait, 1, 2000) <= 0) return false;
  const auto got = read(fd, buffer, sizeof buffer);
  if (got <= 0) return false;
  text.append(buffer, static_cast<std::size_t>(got));
  return true;
}

// A whole request: closing on an unread body would reset the connection.
Request readRequest(int fd) {
  std::string text;
  while (text.find("\r\n\r\n") == std::string::npos && text.size() < 65536) {
    if (!readMore(fd, text)) break;
  }
  const std::string name = "Content-Length: ";
  const auto head = text.find("\r\n\r\n");
  const auto length = text.find(name);
  if (head != std::string::npos && length < head) {
    const std::size_t body = std::stoul(text.substr(length + name.size()));
    while (text.size() < head + 4 + body && readMore(fd, text)) continue;
  }
  const auto from = text.find(' ');
  const auto to = text.find(' ', from + 1);
  if (from == std::string::npos || to == std::string::npos) return {};
  return {text.substr(0, from), text.substr(from + 1, to - from - 1)};
}

std::string dialledAddress(int fd) {
  sockaddr_in local{};
  socklen_t size = sizeof local;
  getsockname(fd, reinterpret_cast<sockaddr*>(&local), &size);
  char text[INET_ADDRSTRLEN] = {};
  inet_ntop(AF_INET, &local.sin_addr, text, sizeof text);
  return text;
}

}  // namespace

class PlayedNode::Body {
 public:
  explicit Body(const std::string& kubeconfig)
      : client_(kubeconfig),
        kubelet_(std::make_unique<sim::Kubelet>(sim::ActorSeams{
            client_.api(), client_.loop(), client_.random(), client_.log(), metrics_})),
        socket_(listenOn(kPort)) {
    makeNode(client_, sim::Kubelet::Options{}.node);  // another test may have made it
    kubelet_->start();
    loop_.emplace(client_);
    httpThread_ = std::thread([this] { serve(); });
  }

  ~Body() {
    stopping_ = true;
    httpThread_.join();
    close(socket_);
    onLoop([this] { kubelet_.reset(); });
  }

  // Runs on the loop's thread, and waits for it.
  void onLoop(const std::function<void()>& task) { loop_->run(task); }
  sim::Kubelet& kubelet() { return *kubelet_; }

 private:
  void serve() {
    while (!stopping_) {
      pollfd wait{socket_, POLLIN, 0};
      const bool came = poll(&wait, 1, sendDue()) > 0;
      if (!came) continue;
      const int fd = accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd >= 0) answer(fd);
    }
    for (const Late& late : late_) close(late.fd);
  }

  // Sends the answers whose time has come; until the next one, in ms.
  int sendDue() {
    Duration next = std::chrono::milliseconds(100);
    for (auto late = late_.begin(); late != late_.end();) {
      const Duration left = late->due - client_.clock().mono();
      if (left > Duration{0}) {
        next = std::min(next, left);
        ++late;
        continue;
      }
      sendAndClose(late->fd, late->text);
      late = late_.erase(late);
    }
    return static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(next).count());
  }

  static void sendAndClose(int fd, const std::string& text) {
    [[maybe_unused]] const auto sent = send(fd, text.data(), text.size(), MSG_NOSIGNAL);
    close(fd);
  }

  void answer(int fd) {
    const std::string ip = dialledAddress(fd);
    const Request request = readRequest(fd);
    std::optional<sim::HttpAnswer> reply;
    onLoop([&] { reply = kubelet_->answer(ip, kPort, request.path, request.method); });
    if (!reply) {  // nobody there: a reset instead of an orderly end
      const linger hard{1, 0};
      setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
      close(fd);
      return;
    }
    std::string text =
        "HTTP/1.1 " + std::to_string(reply->status) +
        " Played\r\nConnection: close\r\nContent-Length: " + std::to_string(reply->body.size()) +
        "\r\n";
    for (const auto& [name, value] : reply->headers) text.append(name + ": " + value + "\r\n");
    text.append("\r\n" + reply->body);
    if (reply->delay > Duration{0}) {
      late_.push_back({fd, client_.clock().mono() + reply->delay, std::move(text)});
    } else {
      sendAndClose(fd, text);
    }
  }

  struct Late {
    int fd;
    MonoTime due;
    std::string text;
  };
  std::vector<Late> late_;  // of the serving thread
  kube::NullMetrics metrics_;
  RealClient client_;
  std::unique_ptr<sim::Kubelet> kubelet_;
  int socket_;
  std::atomic<bool> stopping_ = false;
  std::optional<ClientThread> loop_;
  std::thread httpThread_;
};

PlayedNode::PlayedNode(const std::string& adminKubeconfig)
    : body_(std::make_unique<Body>(adminKubeconfig)) {}
PlayedNode::~PlayedNode() = default;

void PlayedNode::behave(const std::string& image, sim::PodScript script, const std::string& ns) {
  body_->onLoop([&] { body_->kubelet().behave(image, std::move(script), ns); });
}

}  // namespace slipway::testing
