#include "tests/cluster/support/etcd_compaction.h"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/value.h"

namespace slipway::testing {
namespace {

// One POST to etcd's JSON gateway, answered until it closes the connection. Small enough not to
// need an HTTP client, and so the tests' own set-up does not rest on the one under test.
Expected<std::string, std::string> post(int port, const std::string& path,
                                        const std::string& body) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval patience{.tv_sec = 20, .tv_usec = 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const std::string request = "POST " + path + " HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Length: " +
                              std::to_string(body.size()) + "\r\n\r\n" + body;
  std::string answer;
  bool sent = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
              ::send(fd, request.data(), request.size(), MSG_NOSIGNAL) ==
                  static_cast<ssize_t>(request.size());
  std::array<char, 4096> buffer{};
  for (ssize_t n = 0; sent && (n = ::recv(fd, buffer.data(), buffer.size(), 0)) != 0;) {
    sent = n > 0;
    if (sent) answer.append(buffer.data(), static_cast<std::size_t>(n));
  }
  const int failure = errno;
  ::close(fd);
  if (!sent) return Unexpected{"etcd " + path + ": " + std::strerror(failure)};
  const auto head = answer.find("\r\n\r\n");
  if (answer.find(" 200 ") > answer.find("\r\n") || head == std::string::npos) {
    return Unexpected{"etcd " + path + " answered: " + answer};
  }
  return answer.substr(head + 4);
}

}  // namespace

Expected<Done, std::string> compactEtcdHistory(int clientPort) {
  // Any read tells the current revision; the key is base64 of "/".
  auto answer = post(clientPort, "/v3/kv/range", R"({"key":"Lw=="})");
  if (!answer.ok()) return Unexpected{answer.error()};
  auto parsed = parseJson(*answer);
  if (!parsed.ok()) return Unexpected{"etcd: " + parsed.error().message};
  const std::string revision((*parsed)["header"]["revision"].stringOr(""));
  if (revision.empty()) return Unexpected{"etcd told no revision: " + *answer};
  auto done = post(clientPort, "/v3/kv/compaction",
                   R"({"revision":")" + revision + R"(","physical":true})");
  if (!done.ok()) return Unexpected{done.error()};
  return Done{};
}

}  // namespace slipway::testing
