#include "tests/cluster/support/netns.h"

#include <arpa/inet.h>
#include <cerrno>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace slipway::testing {
namespace {

sockaddr_in at(const char* address, in_port_t networkPort) {
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = networkPort;
  ::inet_pton(AF_INET, address, &where.sin_addr);
  return where;
}

int tcpSocket() {
  return ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

int connectTo(int fd, const sockaddr_in& where) {
  return ::connect(fd, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0 ? 0 : errno;
}

TEST(OwnNetwork, OneServerAnswersForEveryPodAndSeesWhichOneWasDialled) {
  const int server = tcpSocket();
  const auto any = at("0.0.0.0", 0);
  ASSERT_EQ(::bind(server, reinterpret_cast<const sockaddr*>(&any), sizeof any), 0);
  ASSERT_EQ(::listen(server, 1), 0);
  sockaddr_in local{};
  socklen_t size = sizeof local;
  ASSERT_EQ(::getsockname(server, reinterpret_cast<sockaddr*>(&local), &size), 0);

  const int client = tcpSocket();
  ASSERT_EQ(connectTo(client, at("10.99.7.21", local.sin_port)), 0);
  const int accepted = ::accept(server, nullptr, nullptr);
  ASSERT_EQ(::getsockname(accepted, reinterpret_cast<sockaddr*>(&local), &size), 0);
  EXPECT_EQ(local.sin_addr.s_addr, at("10.99.7.21", 0).sin_addr.s_addr);
  for (const int fd : {server, client, accepted}) ::close(fd);
}

TEST(OwnNetwork, NothingLeavesIt) {
  const int client = tcpSocket();
  EXPECT_EQ(connectTo(client, at("192.0.2.1", htons(80))), ENETUNREACH);
  ::close(client);
}

}  // namespace
}  // namespace slipway::testing
