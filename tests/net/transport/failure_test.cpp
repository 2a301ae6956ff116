// Servers that close, reset, fall silent or speak nonsense.
#include "tests/net/transport/transport_fixture.h"

namespace slipway::net::testing {
namespace {

class Failing : public TransportTest {
 protected:
  EndReason endAfter(ScriptedServer::Script script) {
    const auto serving = serve(std::move(script));
    connect();
    return ask(watch()).end();
  }
};

TEST_P(Failing, ARefusedConnectionWasNotSent) {
  connectTo({.scheme = "http", .host = "127.0.0.1", .port = closedPort()});
  const EndReason end = ask(post("{}")).end();
  EXPECT_EQ(end.end, End::NotSent);
  EXPECT_NE(end.detail.find("nobody listens"), std::string::npos) << end.detail;
}

TEST_P(Failing, ANameWithoutAddressWasNotSent) {
  connectTo({.scheme = "http", .host = "no-such-name.invalid", .port = 80});
  const EndReason end = ask(post("{}")).end();
  EXPECT_EQ(end.end, End::NotSent);
  EXPECT_NE(end.detail.find("no-such-name.invalid"), std::string::npos) << end.detail;
}

TEST_P(Failing, FinBeforeTheHeadIsBroken) {
  const EndReason end = endAfter([](Peer& peer) {
    peer.read();
    peer.finish();
  });
  EXPECT_EQ(end.end, End::Broken);
  EXPECT_NE(end.detail.find("without an answer"), std::string::npos) << end.detail;
}

TEST_P(Failing, FinInTheMiddleOfTheHeadIsBroken) {
  EXPECT_EQ(endAfter([](Peer& peer) {
              peer.read();
              peer.send("HTTP/1.1 200 OK\r\nContent-Le");
              peer.finish();
            }).end,
            End::Broken);
}

TEST_P(Failing, FinBetweenChunksIsBrokenAndWhatCameIsDelivered) {
  const auto serving = serve([](Peer& peer) {
    peer.read();
    peer.send(chunkedHead());
    peer.sendChunk("whole line\n");
    peer.finish();
  });
  connect();
  const Asked asked = ask(watch());
  const EndReason end = asked.end();
  EXPECT_EQ(end.end, End::Broken);
  EXPECT_NE(end.detail.find("in the middle"), std::string::npos) << end.detail;
  EXPECT_EQ(asked.sink->body(), "whole line\n");
}

TEST_P(Failing, FinInsideAChunkIsBroken) {
  EXPECT_EQ(endAfter([](Peer& peer) {
              peer.read();
              peer.send(chunkedHead() + "ff\r\nonly a part");
              peer.finish();
            }).end,
            End::Broken);
}

TEST_P(Failing, FinBeforeTheKnownLengthIsBroken) {
  EXPECT_EQ(endAfter([](Peer& peer) {
              peer.read();
              peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nfifty");
              peer.finish();
            }).end,
            End::Broken);
}

TEST_P(Failing, ResetBeforeTheHeadIsBroken) {
  EXPECT_EQ(endAfter([](Peer& peer) {
              peer.read();
              peer.reset();
            }).end,
            End::Broken);
}

TEST_P(Failing, ResetInTheBodyIsBroken) {
  Gate seen;
  const auto serving = serve([&](Peer& peer) {
    peer.read();
    peer.send(chunkedHead());
    peer.sendChunk("x");
    EXPECT_TRUE(seen.wait());
    peer.reset();
  });
  connect();
  const Asked asked = ask(watch());
  EXPECT_TRUE(asked.sink->waitBytes(1));
  seen.open();
  EXPECT_EQ(asked.end().end, End::Broken);
}

TEST_P(Failing, NonsenseInsteadOfAHeadIsBroken) {
  EXPECT_EQ(endAfter([](Peer& peer) {
              peer.read();
              peer.send("SSH-2.0-OpenSSH_9.2\r\n\r\n");
              peer.waitClosed();
            }).end,
            End::Broken);
}

class BadChunkSize : public TransportTest {};

TEST_P(BadChunkSize, IsBrokenAndHarmless) {
  for (const auto* size : {"-1", "-2", "zz", "ffffffffffffffff", "", "80000000"}) {
    const auto serving = serve([size](Peer& peer) {
      peer.read();
      peer.send(chunkedHead() + size + "\r\nabc\r\n0\r\n\r\n");
      peer.waitClosed();
    });
    connect();
    const Asked asked = ask(watch());
    EXPECT_EQ(asked.end().end, End::Broken) << size;
    EXPECT_EQ(asked.sink->bytes(), 0U) << size;
    dropTransport();
  }
}

TEST_P(Failing, AnInterimAnswerIsBrokenAndDoesNotReachTheNextRequest) {
  Gate next;
  const auto serving = serve([&](Peer& peer) {
    while (const auto seen = peer.read()) {
      if (seen->target == "/hints") {
        peer.send("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n");
        EXPECT_TRUE(next.wait());
        peer.send(answer("late answer of /hints"));
      } else {
        peer.send(answer("own"));
      }
    }
  });
  connect();
  EXPECT_EQ(ask(post("{}", "/hints")).end().end, End::Broken);
  const Asked own = ask(get("/own"));
  next.open();
  EXPECT_EQ(own.end().end, End::Complete);
  EXPECT_EQ(own.sink->body(), "own");
}

TEST_P(Failing, BytesNobodyAskedForDoNotReachTheNextRequest) {
  Gate answered;
  Gate unasked;
  const auto serving = serve([&](Peer& peer) {
    while (const auto seen = peer.read()) {
      peer.send(answer("of " + seen->target));
      if (seen->target != "/first") continue;
      EXPECT_TRUE(answered.wait());
      peer.send(answer("unasked"));
      unasked.open();
    }
  });
  connect();
  EXPECT_EQ(ask(get("/first")).end().end, End::Complete);
  answered.open();
  ASSERT_TRUE(unasked.wait());
  const Asked second = ask(get("/second"));
  EXPECT_EQ(second.end().end, End::Complete);
  EXPECT_EQ(second.sink->body(), "of /second");
}

INSTANTIATE_TEST_SUITE_P(Backends, Failing, ::testing::ValuesIn(backends()),
                         ::testing::PrintToStringParamName());
INSTANTIATE_TEST_SUITE_P(Backends, BadChunkSize, ::testing::ValuesIn(backends()),
                         ::testing::PrintToStringParamName());

}  // namespace
}  // namespace slipway::net::testing
