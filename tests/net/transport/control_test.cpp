// Timeouts, cancelling, back-pressure and stopping.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

#include "tests/net/transport/transport_fixture.h"

namespace slipway::net::testing {
namespace {

using namespace std::chrono_literals;

// A loopback port whose connection attempts get no answer: its accept queue is full.
class UnansweredPort {
 public:
  UnansweredPort() {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    socklen_t length = sizeof address_;
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address_), length);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address_), &length);
    ::listen(listener_, 0);
    while (fill()) {
    }
  }
  ~UnansweredPort() {
    for (const int socket : fillers_) ::close(socket);
    ::close(listener_);
  }
  UnansweredPort(const UnansweredPort&) = delete;
  UnansweredPort& operator=(const UnansweredPort&) = delete;
  std::uint16_t port() const { return ntohs(address_.sin_port); }

 private:
  bool fill() {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    fillers_.push_back(socket);
    ::connect(socket, reinterpret_cast<sockaddr*>(&address_), sizeof address_);
    pollfd state{socket, POLLOUT, 0};
    return ::poll(&state, 1, 300) > 0 && fillers_.size() < 16;
  }

  sockaddr_in address_{};
  int listener_ = -1;
  std::vector<int> fillers_;
};

class Control : public TransportTest {
 protected:
  static void silent(Peer& peer) {
    peer.read();
    peer.waitClosed();
  }
};

// --- Timeouts ------------------------------------------------------------------------------------

TEST_P(Control, SilenceBeforeTheHeadEndsByTheIdleTimeout) {
  const auto serving = serve(silent);
  connect();
  Request request = watch();
  request.idleTimeout = 100ms;
  const EndReason end = ask(std::move(request)).end();
  EXPECT_EQ(end.end, End::Timeout);
  EXPECT_NE(end.detail.find("silence"), std::string::npos) << end.detail;
}

TEST_P(Control, SilenceInTheBodyEndsByTheIdleTimeout) {
  const auto serving = serve([](Peer& peer) {
    peer.read();
    peer.send(chunkedHead());
    peer.sendChunk("event\n");
    peer.waitClosed();
  });
  connect();
  Request request = watch();
  request.idleTimeout = 300ms;
  const Asked asked = ask(std::move(request));
  EXPECT_EQ(asked.end().end, End::Timeout);
  EXPECT_EQ(asked.sink->body(), "event\n");
}

TEST_P(Control, ATrickleEndsByTheTotalTimeout) {
  Gate stop;
  const auto serving = serve([](Peer& peer) {
    peer.read();
    peer.send(chunkedHead());
    while (peer.sendChunk("drop ")) {
    }
  });
  connect();
  Request request = get();
  request.totalTimeout = 300ms;
  const EndReason end = ask(std::move(request)).end();
  EXPECT_EQ(end.end, End::Timeout);
  EXPECT_NE(end.detail.find("no complete answer"), std::string::npos) << end.detail;
}

TEST_P(Control, AnUnansweredConnectionAttemptTimesOutAsNotSent) {
  const UnansweredPort unanswered;
  connectTo({.scheme = "http", .host = "127.0.0.1", .port = unanswered.port()});
  Request request = post("{}");
  request.totalTimeout = 300ms;
  EXPECT_EQ(ask(std::move(request)).end().end, End::NotSent);
}

TEST_P(Control, AnUnansweredHandshakeTimesOutAsNotSent) {
  const auto serving =
      serve([](Peer& peer) { peer.waitClosed(); });  // plain TCP: the ClientHello meets silence
  connectTls({.insecureSkipVerify = true});
  Request request = post("{}");
  request.idleTimeout = 300ms;
  EXPECT_EQ(ask(std::move(request)).end().end, End::NotSent);
}

TEST_P(Control, APausedSinkIsNotSilence) {
  const auto serving = serve([](Peer& peer) {
    peer.read();
    peer.send(chunkedHead());
    peer.sendChunk("one");
    peer.sendChunk("two");
    peer.send("0\r\n\r\n");
    peer.waitClosed();
  });
  connect();
  Request request = watch();
  request.idleTimeout = 600ms;
  const Asked asked = ask(std::move(request), 1);
  EXPECT_TRUE(asked.sink->waitBytes(1));
  letPass(1500ms);
  EXPECT_FALSE(asked.sink->hasEnded());
  asked.exchange->resume();
  EXPECT_EQ(asked.end().end, End::Complete);
  EXPECT_EQ(asked.sink->body(), "onetwo");
}

// --- Cancelling ----------------------------------------------------------------------------------

TEST_P(Control, CancelRightAfterSending) {
  const auto serving = serve(silent);
  connect();
  for (int i = 0; i < 50; ++i) {
    const Asked asked = ask(post("{}"));
    asked.exchange->cancel();
    EXPECT_EQ(asked.end().end, End::Cancelled);
  }
}

TEST_P(Control, CancelDuringAnUnansweredConnectionAttempt) {
  const UnansweredPort unanswered;
  connectTo({.scheme = "http", .host = "127.0.0.1", .port = unanswered.port()});
  const Asked asked = ask();
  letPass(50ms);
  asked.exchange->cancel();
  EXPECT_EQ(asked.end().end, End::Cancelled);
}

TEST_P(Control, CancelDuringTheHandshake) {
  Gate accepted;
  const auto serving = serve([&](Peer& peer) {
    accepted.open();
    peer.waitClosed();
  });
  connectTls({.insecureSkipVerify = true});
  const Asked asked = ask();
  ASSERT_TRUE(accepted.wait());
  asked.exchange->cancel();
  EXPECT_EQ(asked.end().end, End::Cancelled);
}

TEST_P(Control, CancelBeforeTheHead) {
  Gate received;
  const auto serving = serve([&](Peer& peer) {
    peer.read();
    received.open();
    peer.waitClosed();
  });
  connect();
  const Asked asked = ask();
  ASSERT_TRUE(received.wait());
  asked.exchange->cancel();
  EXPECT_EQ(asked.end().end, End::Cancelled);
}

TEST_P(Control, CancelInTheBodyClosesTheConnection) {
  Gate closed;
  const auto serving = serve([&](Peer& peer) {
    peer.read();
    peer.send(chunkedHead());
    peer.sendChunk("event\n");
    peer.waitClosed();
    closed.open();
  });
  connect();
  const Asked asked = ask(watch());
  EXPECT_TRUE(asked.sink->waitBytes(6));
  asked.exchange->cancel();
  EXPECT_EQ(asked.end().end, End::Cancelled);
  EXPECT_TRUE(closed.wait());
}

TEST_P(Control, CancelWhilePaused) {
  Gate closed;
  const auto serving = serve([&](Peer& peer) {
    peer.read();
    peer.send(chunkedHead());
    peer.sendChunk("event\n");
    peer.waitClosed();
    closed.open();
  });
  connect();
  const Asked asked = ask(watch(), 1);
  EXPECT_TRUE(asked.sink->waitBytes(6));
  asked.exchange->cancel();
  EXPECT_EQ(asked.end().end, End::Cancelled);
  EXPECT_TRUE(closed.wait());
  asked.exchange->resume();
  asked.exchange->cancel();
}

TEST_P(Control, CancelAfterTheEndChangesNothing) {
  const auto serving = serve([](Peer& peer) {
    while (peer.read()) peer.send(answer("x"));
  });
  connect();
  const Asked first = ask();
  EXPECT_EQ(first.end().end, End::Complete);
  first.exchange->cancel();
  first.exchange->resume();
  EXPECT_EQ(ask().end().end, End::Complete);
  EXPECT_EQ(first.end().end, End::Complete);
}

TEST_P(Control, ADroppedHandleDoesNotCancel) {
  Gate received;
  Gate dropped;
  const auto serving = serve([&](Peer& peer) {
    peer.read();
    received.open();
    EXPECT_TRUE(dropped.wait());
    peer.send(answer("still here"));
    peer.waitClosed();
  });
  connect();
  Asked asked = ask();
  ASSERT_TRUE(received.wait());
  asked.exchange.reset();
  dropped.open();
  EXPECT_EQ(asked.end().end, End::Complete);
  EXPECT_EQ(asked.sink->body(), "still here");
}

// --- Back-pressure -------------------------------------------------------------------------------

TEST_P(Control, APausedSinkStopsTheServerAndResumeDeliversEverything) {
  constexpr std::size_t total = std::size_t{64} << 20;
  std::size_t blockedAt = 0;
  Gate blocked;
  const auto serving = serve([&](Peer& peer) {
    peer.read();
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(total) + "\r\n\r\n");
    blockedAt = peer.sendUntilBlocked(total);
    blocked.open();
    const std::string block(65536, 'y');
    for (std::size_t left = total - blockedAt; left > 0;) {
      const std::size_t n = std::min(left, block.size());
      if (!peer.send(std::string_view(block).substr(0, n))) break;
      left -= n;
    }
    peer.waitClosed();
  });
  connect();
  auto sink = std::make_shared<RecordingSink>();
  sink->pauseAfter = 1;
  sink->keepBody = false;
  const auto exchange = transport().send(watch(), sink);
  ASSERT_TRUE(blocked.wait());
  EXPECT_LT(blockedAt, total / 2);  // what socket buffers hold
  EXPECT_LE(sink->bytes(), 65536U);
  exchange->resume();
  const auto end = sink->waitEnd();
  ASSERT_TRUE(end.has_value());
  EXPECT_EQ(end->end, End::Complete);
  EXPECT_EQ(sink->bytes(), total);
}

TEST_P(Control, APausedExchangeDoesNotHoldUpOthers) {
  const auto serving = serve([](Peer& peer) {
    while (const auto seen = peer.read()) {
      peer.send(chunkedHead());
      peer.sendChunk(seen->target);
      peer.send("0\r\n\r\n");
    }
  });
  connect();
  const Asked paused = ask(watch("/paused"), 1);
  EXPECT_TRUE(paused.sink->waitBytes(7));
  for (int i = 0; i < 10; ++i) EXPECT_EQ(ask().end().end, End::Complete);
  EXPECT_FALSE(paused.sink->hasEnded());
  paused.exchange->resume();
  EXPECT_EQ(paused.end().end, End::Complete);
}

// --- Stopping ------------------------------------------------------------------------------------

TEST_P(Control, StopEndsEveryExchangeWhateverItsPhase) {
  Gate received;
  const auto serving = serve([&](Peer& peer) {
    const auto seen = peer.read();
    if (seen && seen->target == "/head") received.open();
    if (seen && seen->target == "/body") {
      peer.send(chunkedHead());
      peer.sendChunk("event\n");
    }
    peer.waitClosed();
  });
  connect();
  std::vector<Asked> all = {ask(get("/head")), ask(watch("/body")), ask(watch("/body"), 1)};
  ASSERT_TRUE(received.wait());
  EXPECT_TRUE(all[1].sink->waitBytes(6));
  EXPECT_TRUE(all[2].sink->waitBytes(6));
  for (int i = 0; i < 20; ++i) all.push_back(ask(post("{}")));
  EXPECT_TRUE(transport().stop(30s));
  for (const Asked& asked : all) {
    EXPECT_TRUE(asked.sink->hasEnded());
    EXPECT_EQ(asked.end().end, End::Cancelled);
  }
  const EndReason late = ask().end();
  EXPECT_EQ(late.end, End::NotSent);
  EXPECT_NE(late.detail.find("stopped"), std::string::npos) << late.detail;
  EXPECT_TRUE(transport().stop(30s));
}

TEST_P(Control, DestructionEndsWhatIsInFlight) {
  const auto serving = serve(silent);
  connect();
  const Asked asked = ask(watch());
  dropTransport();
  EXPECT_TRUE(asked.sink->hasEnded());
  EXPECT_EQ(asked.end().end, End::Cancelled);
  asked.exchange->cancel();
}

TEST_P(Control, AnEndpointThatCannotBeDialledIsAnErrorAtOnce) {
  for (const Endpoint& endpoint : {Endpoint{"ftp", "localhost", 21}, Endpoint{"http", "", 80},
                                   Endpoint{"http", "::1", 80}, Endpoint{"http", "localhost", 0}}) {
    EXPECT_FALSE(GetParam().make(endpoint, {}).ok());
  }
}

INSTANTIATE_TEST_SUITE_P(Backends, Control, ::testing::ValuesIn(backends()),
                         ::testing::PrintToStringParamName());

}  // namespace
}  // namespace slipway::net::testing
