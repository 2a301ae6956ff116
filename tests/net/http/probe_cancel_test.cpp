// Cancelling, waiting in line, many at once, and the end.

#include <thread>

#include "tests/net/http/support/asked.h"
#include "tests/net/http/support/certificates.h"
#include "tests/net/http/support/scripted_server.h"

namespace slipway::nettest {
namespace {

void expectCancelled(const Asked& asked) {
  asked.handle->cancel();
  const auto result = asked.answer->wait();
  EXPECT_EQ(outcomeOf(result), "cancelled");
  EXPECT_EQ(result.error.message, "cancelled");
}

TEST(ProbeCancel, WhileResolving) {
  auto resolver = std::make_unique<SilentResolver>();
  SilentResolver& silent = *resolver;
  net::ProbeOptions options = onLoopback();
  options.resolver = std::move(resolver);
  const auto probe = net::makeProbe(std::move(options));
  const Asked asked = start(*probe, requestTo(80, "slow.test"));
  EXPECT_TRUE(silent.waitUntilAsked());
  expectCancelled(asked);
}

TEST(ProbeCancel, WhileConnecting) {
  const BlackHole hole(0);
  const auto probe = net::makeProbe(onLoopback());
  expectCancelled(start(*probe, requestTo(hole.port(), "127.0.0.2")));
}

TEST(ProbeCancel, InTheTlsHandshake) {
  const Authority authority;
  const Listening server = listenOnLoopback();
  net::ProbeOptions options = onLoopback();
  options.caPem = authority.pem();
  const auto probe = net::makeProbe(std::move(options));
  net::ProbeRequest request = requestTo(server.port);
  request.scheme = "https";
  const Asked asked = start(*probe, request);
  RawSocket accepted(acceptOne(server.fd.get(), -1));
  EXPECT_EQ(accepted.readExactly(3).substr(0, 2), "\x16\x03");
  expectCancelled(asked);
  accepted.readAll();
  EXPECT_TRUE(accepted.ended());
}

TEST(ProbeCancel, WhileWaitingForTheAnswerAndWhileReadingIt) {
  for (const char* begun :
       {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"}) {
    const Listening server = listenOnLoopback();
    const auto probe = net::makeProbe(onLoopback());
    const Asked asked = start(*probe, requestTo(server.port));
    RawSocket accepted(acceptOne(server.fd.get(), -1));
    accepted.readUntil("\r\n\r\n");
    accepted.send(begun);
    expectCancelled(asked);
    accepted.readAll();
    EXPECT_TRUE(accepted.ended()) << "the connection ends with the probe";
  }
}

TEST(ProbeCancel, WhileSendingALargeBody) {
  const Listening server = listenOnLoopback();
  const auto probe = net::makeProbe(onLoopback());
  net::ProbeRequest request = requestTo(server.port);
  request.method = "POST";
  request.body = std::string(std::size_t{32} << 20, 'x');
  const Asked asked = start(*probe, request);
  RawSocket accepted(acceptOne(server.fd.get(), -1));
  accepted.readUntil("\r\n\r\n");
  expectCancelled(asked);
}

TEST(ProbeCancel, InTheQueueWithoutEverConnecting) {
  const Listening server = listenOnLoopback();
  net::ProbeOptions options = onLoopback();
  options.concurrent = 1;
  const auto probe = net::makeProbe(std::move(options));
  const Asked running = start(*probe, requestTo(server.port));
  RawSocket accepted(acceptOne(server.fd.get(), -1));
  const Asked queued = start(*probe, requestTo(server.port));
  const Asked last = start(*probe, requestTo(server.port));
  expectCancelled(queued);
  EXPECT_FALSE(last.answer->arrived());
  accepted.send(httpResponse("200 OK", "one"));
  EXPECT_EQ(running.answer->wait().response.body, "one");
  RawSocket next(acceptOne(server.fd.get(), -1));
  next.send(httpResponse("200 OK", "three"));
  EXPECT_EQ(last.answer->wait().response.body, "three");
}

TEST(ProbeCancel, AfterTheAnswerAndAfterTheProbeDoesNothing) {
  ScriptedServer server(answering(httpResponse("200 OK", "")));
  auto probe = net::makeProbe(onLoopback());
  const Asked asked = start(*probe, requestTo(server.port()));
  EXPECT_EQ(outcomeOf(asked.answer->wait()), "200");
  asked.handle->cancel();
  probe.reset();
  asked.handle->cancel();
  EXPECT_EQ(outcomeOf(asked.answer->wait()), "200");
}

TEST(ProbeQueue, TheBoundHoldsAndTimeBeginsWithTheStart) {
  const Listening server = listenOnLoopback();
  net::ProbeOptions options = onLoopback();
  options.concurrent = 3;
  const auto probe = net::makeProbe(std::move(options));
  std::vector<Asked> all;
  all.reserve(12);
  for (int i = 0; i < 12; ++i) all.push_back(start(*probe, requestTo(server.port)));
  for (int round = 0; round < 4; ++round) {
    std::vector<RawSocket> sockets;
    sockets.reserve(3);
    for (int i = 0; i < 3; ++i) sockets.emplace_back(acceptOne(server.fd.get(), -1));
    for (RawSocket& socket : sockets) socket.readUntil("\r\n\r\n");
    std::size_t arrived = 0;
    for (const Asked& each : all) arrived += each.answer->arrived() ? 1 : 0;
    EXPECT_EQ(arrived, static_cast<std::size_t>(round) * 3) << "three at a time, in order";
    for (RawSocket& socket : sockets) socket.send(httpResponse("200 OK", ""));
    for (int i = 0; i < 3; ++i) {
      EXPECT_EQ(outcomeOf(all[static_cast<std::size_t>(round * 3 + i)].answer->wait()), "200");
    }
  }
}

TEST(ProbeQueue, ManyThatFailAtOnceDoNotRecurse) {
  net::ProbeOptions options;  // loopback denied: each fails inside its start
  options.concurrent = 1;
  const auto probe = net::makeProbe(std::move(options));
  std::vector<Asked> all;
  all.reserve(20000);
  for (int i = 0; i < 20000; ++i) all.push_back(start(*probe, requestTo(80)));
  for (const Asked& each : all) EXPECT_EQ(outcomeOf(each.answer->wait()), "denied");
}

TEST(ProbeQueue, TwoThousandAreInFlightAtOnce) {
  constexpr std::size_t many = 2000;
  const DescriptorRoom room(2 * many + 300);
  if (!room.enough()) GTEST_SKIP() << "this process may not open enough descriptors";
  const std::size_t before = openDescriptors();
  {
    const Listening server = listenOnLoopback(false, 4096);
    const auto probe = net::makeProbe(onLoopback());
    std::vector<Asked> all;
    all.reserve(many);
    for (std::size_t i = 0; i < many; ++i) all.push_back(start(*probe, requestTo(server.port)));
    std::vector<RawSocket> sockets;
    sockets.reserve(many);
    for (std::size_t i = 0; i < many; ++i) sockets.emplace_back(acceptOne(server.fd.get(), -1));
    for (RawSocket& socket : sockets) {
      ASSERT_EQ(socket.readUntil("\r\n\r\n").substr(0, 5), "GET /");
    }
    // All of them are waiting now, none has been answered.
    for (RawSocket& socket : sockets) socket.send(httpResponse("200 OK", "yes"));
    for (const Asked& each : all) ASSERT_EQ(each.answer->wait().response.body, "yes");
  }
  EXPECT_EQ(openDescriptors(), before);
}

TEST(ProbeEnd, TheDestructorCancelsEverythingAndWaitsForTheCallbacks) {
  const Listening server = listenOnLoopback();
  const BlackHole hole(0);
  const std::size_t before = openDescriptors();
  std::vector<Asked> all;
  {
    net::ProbeOptions options = onLoopback();
    options.resolver = std::make_unique<SilentResolver>();
    options.concurrent = 12;
    const auto probe = net::makeProbe(std::move(options));
    for (int i = 0; i < 10; ++i) {
      all.push_back(start(*probe, requestTo(server.port)));
      all.push_back(start(*probe, requestTo(hole.port(), "127.0.0.2")));
      all.push_back(start(*probe, requestTo(80, "slow.test")));
    }
  }
  for (const Asked& each : all) {
    ASSERT_TRUE(each.answer->arrived());
    EXPECT_EQ(outcomeOf(each.answer->wait()), "cancelled");
  }
  EXPECT_EQ(openDescriptors(), before);
}

TEST(ProbeEnd, AskingAndCancellingFromManyThreadsIsSafe) {
  ScriptedServer server(answering(httpResponse("200 OK", "")));
  const auto probe = net::makeProbe(onLoopback());
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) {
        const Asked asked = start(*probe, requestTo(server.port()));
        if ((i + t) % 2 == 0) asked.handle->cancel();
        const std::string outcome = outcomeOf(asked.answer->wait());
        EXPECT_TRUE(outcome == "200" || outcome == "cancelled") << outcome;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace slipway::nettest
