#include "tests/cluster/support/ports.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cstdint>
#include <netinet/in.h>
#include <random>
#include <sys/socket.h>
#include <unistd.h>

namespace slipway::testing {
namespace {

bool isFree(int port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool bound = ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(fd);
  return bound;
}

}  // namespace

std::vector<int> freePorts(std::size_t count) {
  std::random_device source;
  std::uniform_int_distribution<int> below(20000, 29999);
  std::vector<int> ports;
  while (ports.size() < count) {
    const int port = below(source);
    if (std::ranges::find(ports, port) == ports.end() && isFree(port)) ports.push_back(port);
  }
  return ports;
}

}  // namespace slipway::testing
