#include "net/resolver.h"

#include <future>
#include <gtest/gtest.h>
#include <vector>

#include "tests/net/http/support/sockets.h"

namespace slipway::nettest {
namespace {

net::Resolver::Answer lookUp(net::Resolver& resolver, const std::string& name) {
  std::promise<net::Resolver::Answer> promise;
  auto future = promise.get_future();
  resolver.resolve(name,
                   [&](net::Resolver::Answer answer) { promise.set_value(std::move(answer)); });
  return future.get();
}

TEST(SystemResolver, KnowsLocalhostAndNumbers) {
  const auto resolver = net::makeSystemResolver();
  const auto localhost = lookUp(*resolver, "localhost");
  ASSERT_TRUE(localhost) << localhost.error();
  for (const net::IpAddress& address : *localhost) {
    EXPECT_TRUE(format(address) == "127.0.0.1" || format(address) == "::1") << format(address);
  }
  const auto number = lookUp(*resolver, "127.1");
  ASSERT_TRUE(number);
  EXPECT_EQ(format(number->front()), "127.0.0.1");
}

TEST(SystemResolver, NamesThatCannotBeAreErrors) {
  const auto resolver = net::makeSystemResolver();
  const auto answer = lookUp(*resolver, "not..a.name");
  ASSERT_FALSE(answer);
  EXPECT_FALSE(answer.error().empty());
}

TEST(SystemResolver, ManyOverlappingLookupsAreAllAnswered) {
  std::vector<std::promise<bool>> promises(500);
  const auto resolver = net::makeSystemResolver(3);
  for (std::size_t i = 0; i < promises.size(); ++i) {
    resolver->resolve(i % 2 == 0 ? "localhost" : "127.0.0." + std::to_string(i % 250),
                      [&promise = promises[i]](const net::Resolver::Answer& answer) {
                        promise.set_value(answer.ok());
                      });
  }
  for (auto& promise : promises) EXPECT_TRUE(promise.get_future().get());
}

TEST(SystemResolver, ThreadsStartOnlyWithLookupsAndEndWithTheResolver) {
  const std::size_t before = openDescriptors();
  {
    const auto unused = net::makeSystemResolver();
  }
  {
    const auto resolver = net::makeSystemResolver(2);
    for (int i = 0; i < 50; ++i) {
      resolver->resolve("127.0.0." + std::to_string(i), [](const net::Resolver::Answer&) {});
    }
  }  // unanswered ones are dropped
  EXPECT_EQ(openDescriptors(), before);
}

}  // namespace
}  // namespace slipway::nettest
