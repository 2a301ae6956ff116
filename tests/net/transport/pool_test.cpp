// Kept connections: reused, and what happens when the server has closed one meanwhile.
#include <atomic>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "tests/net/transport/transport_fixture.h"

namespace slipway::net::testing {
namespace {

class Pool : public TransportTest {
 protected:
  // Answers the first request, then closes by `close`; later connections answer everything.
  [[nodiscard]] Serving serveAndClose(void (*close)(Peer&), std::optional<ServerTls> tls = {}) {
    return serve(
        [this, close](Peer& peer) {
          while (const auto seen = peer.read()) {
            ++requests;
            peer.send(answer("from " + std::to_string(peer.index())));
            if (peer.index() > 0) continue;
            if (!answered.wait()) return;
            close(peer);
            closed.open();
            return;
          }
        },
        std::move(tls));
  }

  // The second request meets a connection that was closed while it lay idle.
  Asked askOnClosed(Request second) {
    EXPECT_EQ(ask().end().end, End::Complete);
    answered.open();
    EXPECT_TRUE(closed.wait());
    return ask(std::move(second));
  }

  std::atomic<int> requests = 0;
  Gate answered;
  Gate closed;
};

TEST_P(Pool, AConnectionIsUsedAgain) {
  const auto serving = serve([](Peer& peer) {
    while (peer.read()) peer.send(answer(std::to_string(peer.index())));
  });
  connect();
  for (int i = 0; i < 5; ++i) {
    const Asked asked = ask(i % 2 == 0 ? get() : post("{}"));
    EXPECT_EQ(asked.end().end, End::Complete);
    EXPECT_EQ(asked.sink->body(), "0");
  }
  EXPECT_EQ(server().connections(), 1);
}

TEST_P(Pool, AnAnswerThatSaysCloseIsObeyed) {
  const auto serving = serve([](Peer& peer) {
    peer.read();
    peer.send(answer("x", 200, "Connection: close\r\n"));
  });
  connect();
  EXPECT_EQ(ask().end().end, End::Complete);
  EXPECT_EQ(ask(post("{}")).end().end, End::Complete);
  EXPECT_EQ(server().connections(), 2);
}

TEST_P(Pool, AGetOnAConnectionClosedByFinGoesToANewOne) {
  const auto serving = serveAndClose([](Peer& peer) { peer.finish(); });
  connect();
  const Asked asked = askOnClosed(get());
  EXPECT_EQ(asked.end().end, End::Complete);
  EXPECT_EQ(asked.sink->body(), "from 1");
}

TEST_P(Pool, AGetOnAConnectionClosedByResetGoesToANewOne) {
  const auto serving = serveAndClose([](Peer& peer) { peer.reset(); });
  connect();
  const Asked asked = askOnClosed(get());
  EXPECT_EQ(asked.end().end, End::Complete);
  EXPECT_EQ(asked.sink->body(), "from 1");
}

TEST_P(Pool, APostOnAConnectionClosedByFinArrivesOnce) {
  const auto serving = serveAndClose([](Peer& peer) { peer.finish(); });
  connect();
  const Asked asked = askOnClosed(post("{}"));
  EXPECT_EQ(asked.end().end, End::Complete);
  EXPECT_EQ(requests, 2);
}

TEST_P(Pool, APostOnAConnectionClosedByResetArrivesOnce) {
  const auto serving = serveAndClose([](Peer& peer) { peer.reset(); });
  connect();
  const Asked asked = askOnClosed(post("{}"));
  EXPECT_EQ(asked.end().end, End::Complete);
  EXPECT_EQ(requests, 2);
}

TEST_P(Pool, APostOnAClosedTlsConnectionArrivesOnce) {
  const Authority authority("pool CA");
  const auto serving =
      serveAndClose([](Peer& peer) { peer.finish(); },
                    ServerTls{authority.issue({.alternativeNames = "IP:127.0.0.1"}), {}});
  connectTls({.caPem = authority.pem()});
  const Asked asked = askOnClosed(post("{}"));
  EXPECT_EQ(asked.end().end, End::Complete);
  EXPECT_EQ(requests, 2);
}

// The server closes a kept connection just when the request comes: whether it acted is unknown.
class ClosedOnReading : public TransportTest {
 protected:
  EndReason second(Request request) {
    const auto serving = serve([this](Peer& peer) {
      for (int i = 0; peer.read(); ++i) {
        ++requests;
        if (peer.index() == 0 && i == 1) return;
        peer.send(answer("x"));
      }
    });
    connect();
    EXPECT_EQ(ask().end().end, End::Complete);
    return ask(std::move(request)).end();
  }
  std::atomic<int> requests = 0;
};

TEST_P(ClosedOnReading, APostIsBrokenAndNotRepeated) {
  EXPECT_EQ(second(post(R"({"kind":"Pod"})")).end, End::Broken);
  EXPECT_EQ(requests, 2);
}

TEST_P(ClosedOnReading, APostWithoutBodyIsNotRepeated) {
  Request request = get();
  request.method = "POST";
  EXPECT_EQ(second(std::move(request)).end, End::Broken);
  EXPECT_EQ(requests, 2);
}

TEST_P(ClosedOnReading, ADeleteWithoutBodyIsNotRepeated) {
  Request request = get();
  request.method = "DELETE";
  EXPECT_EQ(second(std::move(request)).end, End::Broken);
  EXPECT_EQ(requests, 2);
}

TEST_P(ClosedOnReading, AGetIsAnsweredOrBroken) {
  const End end = second(get()).end;
  EXPECT_TRUE(end == End::Complete || end == End::Broken);
}

// --- Dead peers ----------------------------------------------------------------------------------

class DeadPeers : public TransportTest {
 protected:
  // An option of our side of the connection to the server; -1 when there is none.
  int option(int level, int name) {
    for (int socket = 3; socket < 1024; ++socket) {
      sockaddr_in peer{};
      socklen_t length = sizeof peer;
      if (getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &length) != 0) continue;
      if (peer.sin_family != AF_INET || ntohs(peer.sin_port) != server().port()) continue;
      int value = 0;
      length = sizeof value;
      return getsockopt(socket, level, name, &value, &length) == 0 ? value : -1;
    }
    return -1;
  }

  void expectDetection() {
    EXPECT_EQ(ask().end().end, End::Complete);
    EXPECT_EQ(option(SOL_SOCKET, SO_KEEPALIVE), 1);
    EXPECT_EQ(option(IPPROTO_TCP, TCP_KEEPIDLE), 15);
    EXPECT_EQ(option(IPPROTO_TCP, TCP_KEEPINTVL), 5);
    EXPECT_EQ(option(IPPROTO_TCP, TCP_KEEPCNT), 3);
    EXPECT_EQ(option(IPPROTO_TCP, TCP_USER_TIMEOUT), 30'000);
  }

  static void answerAll(Peer& peer) {
    while (peer.read()) peer.send(answer("x"));
  }
};

TEST_P(DeadPeers, AreDetectedByTheKernel) {
  const auto serving = serve(answerAll);
  connect();
  expectDetection();
}

TEST_P(DeadPeers, AreDetectedByTheKernelUnderTlsToo) {
  const Authority authority("pool CA");
  const auto serving =
      serve(answerAll, ServerTls{authority.issue({.alternativeNames = "IP:127.0.0.1"}), {}});
  connectTls({.caPem = authority.pem()});
  expectDetection();
}

INSTANTIATE_TEST_SUITE_P(Backends, DeadPeers, ::testing::ValuesIn(backends()),
                         ::testing::PrintToStringParamName());
INSTANTIATE_TEST_SUITE_P(Backends, Pool, ::testing::ValuesIn(backends()),
                         ::testing::PrintToStringParamName());
INSTANTIATE_TEST_SUITE_P(Backends, ClosedOnReading, ::testing::ValuesIn(backends()),
                         ::testing::PrintToStringParamName());

}  // namespace
}  // namespace slipway::net::testing
