// A stand-in for socket(2) in this test program, so that a machine without IPv6 can be played.

#include "tests/net/http/socket_faults.h"

#include <atomic>
#include <cerrno>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace slipway::nettest {
namespace {
std::atomic<bool> ipv6Missing{false};
}
WithoutIpv6::WithoutIpv6() {
  ipv6Missing = true;
}
WithoutIpv6::~WithoutIpv6() {
  ipv6Missing = false;
}
}  // namespace slipway::nettest

extern "C" int socket(int domain, int type, int protocol) noexcept {
  if (domain == AF_INET6 && slipway::nettest::ipv6Missing) {
    errno = EAFNOSUPPORT;
    return -1;
  }
  return static_cast<int>(syscall(SYS_socket, domain, type, protocol));
}
