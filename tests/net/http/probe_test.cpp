// What a probe makes of answers, good and bad.

#include "net/beast_probe.h"
#include "tests/net/http/support/asked.h"
#include "tests/net/http/support/scripted_server.h"

namespace slipway::nettest {
namespace {

using std::chrono::milliseconds;

class ProbeTest : public testing::Test {
 protected:
  net::ProbeResult askServer(const ScriptedServer& server) {
    return ask(*probe, requestTo(server.port()));
  }
  std::unique_ptr<net::Probe> probe = net::makeProbe(onLoopback());
};

TEST_F(ProbeTest, DeliversStatusHeadersAndBody) {
  ScriptedServer server(answering(httpResponse("200 OK", "fine", "X-Build: 7\r\n")));
  const auto result = askServer(server);
  ASSERT_TRUE(result.ok) << result.error.message;
  EXPECT_EQ(result.response.status, 200);
  EXPECT_EQ(result.response.body, "fine");
  EXPECT_FALSE(result.response.bodyCut);
  EXPECT_GT(result.response.elapsed.count(), 0);
  const std::pair<std::string, std::string> wanted{"X-Build", "7"};
  EXPECT_THAT(result.response.headers, testing::Contains(wanted));
}

TEST_F(ProbeTest, SendsExactlyTheRenderedRequest) {
  std::string seen;
  {
    ScriptedServer server([&](Peer& peer) {
      seen = peer.readRequest();
      peer.send(httpResponse("204 No Content", ""));
    });
    net::ProbeRequest request = requestTo(server.port());
    request.target = "/a?b=c";
    request.headers = {{"X-Check", "smoke"}};
    EXPECT_EQ(outcomeOf(ask(*probe, request)), "204");
    EXPECT_EQ(seen, "GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
                        "\r\nUser-Agent: slipway\r\nAccept: */*\r\nX-Check: smoke\r\n"
                        "Connection: close\r\n\r\n");
  }
}

TEST_F(ProbeTest, ReachesIPv6Literals) {
  ScriptedServer server(answering(httpResponse("200 OK", "six")), nullptr, true);
  EXPECT_EQ(ask(*probe, requestTo(server.port(), "::1")).response.body, "six");
}

TEST_F(ProbeTest, RedirectsAreAnswersAndNotFollowed) {
  ScriptedServer server(answering(httpResponse("302 Found", "", "Location: /again\r\n")));
  EXPECT_EQ(outcomeOf(askServer(server)), "302");
  EXPECT_EQ(server.accepted(), 1);
}

TEST_F(ProbeTest, ErrorStatusesAreAnswers) {
  ScriptedServer server(answering(httpResponse("503 Unavailable", "starting")));
  const auto result = askServer(server);
  EXPECT_EQ(outcomeOf(result), "503");
  EXPECT_EQ(result.response.body, "starting");
}

TEST_F(ProbeTest, InterimAnswersAreSkipped) {
  ScriptedServer server(
      answering("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n"
                "Link: </x>\r\n\r\n" +
                httpResponse("200 OK", "real")));
  EXPECT_EQ(askServer(server).response.body, "real");
}

TEST_F(ProbeTest, EndlessInterimAnswersEnd) {
  ScriptedServer server([](Peer& peer) {
    peer.readRequest();
    peer.sendForever("HTTP/1.1 100 Continue\r\n\r\n");
  });
  EXPECT_EQ(outcomeOf(askServer(server)), "protocol");
}

TEST_F(ProbeTest, HeadHasNoBody) {
  ScriptedServer server(answering("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"));
  net::ProbeRequest request = requestTo(server.port());
  request.method = "HEAD";
  EXPECT_EQ(outcomeOf(ask(*probe, request)), "200");
}

TEST_F(ProbeTest, ChunkedBodiesAreJoined) {
  ScriptedServer server(
      answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                "3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n"));
  EXPECT_EQ(askServer(server).response.body, "abcdefg");
}

TEST_F(ProbeTest, BodyUntilTheEndOfTheConnectionIsWhole) {
  ScriptedServer server(answering("HTTP/1.0 200 OK\r\n\r\n" + std::string(50000, 'x')));
  const auto result = askServer(server);
  EXPECT_EQ(result.response.body, std::string(50000, 'x'));
  EXPECT_FALSE(result.response.bodyCut);
}

TEST_F(ProbeTest, ABodyOfExactlyTheLimitIsNotCut) {
  for (const std::size_t extra : {0U, 1U, 100000U}) {
    ScriptedServer server(answering(httpResponse("200 OK", std::string(65536 + extra, 'x'))));
    const auto result = askServer(server);
    EXPECT_EQ(outcomeOf(result), "200");
    EXPECT_EQ(result.response.body.size(), 65536U);
    EXPECT_EQ(result.response.bodyCut, extra > 0) << extra;
  }
}

TEST_F(ProbeTest, ANewLimitOfZeroStillTellsWhetherThereIsABody) {
  ScriptedServer server(answering(httpResponse("200 OK", "x")));
  net::ProbeRequest request = requestTo(server.port());
  request.bodyLimit = 0;
  const auto result = ask(*probe, request);
  EXPECT_EQ(result.response.body, "");
  EXPECT_TRUE(result.response.bodyCut);
}

TEST_F(ProbeTest, AnEndlessBodyIsCutAndTheConnectionClosed) {
  // The script only ends when the client is gone, and the server only when its scripts have.
  ScriptedServer server([](Peer& peer) {
    peer.readRequest();
    peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    peer.sendForever("400\r\n" + std::string(0x400, 'x') + "\r\n");
  });
  const auto result = askServer(server);
  EXPECT_EQ(outcomeOf(result), "200");
  EXPECT_EQ(result.response.body.size(), 65536U);
  EXPECT_TRUE(result.response.bodyCut);
}

TEST_F(ProbeTest, ANameThatIsNoHeaderEndsAtSixteenKibibytes) {
  ScriptedServer server(
      answering("HTTP/1.1 200 OK\r\nX: " + std::string(17000, 'a') + "\r\n\r\nbody"));
  const auto result = askServer(server);
  EXPECT_EQ(outcomeOf(result), "protocol");
  EXPECT_EQ(result.error.message, "the response header of 127.0.0.1:" +
                                      std::to_string(server.port()) + " is larger than 16 KiB");
}

TEST_F(ProbeTest, EndlessHeadersEnd) {
  ScriptedServer server([](Peer& peer) {
    peer.readRequest();
    peer.send("HTTP/1.1 200 OK\r\n");
    peer.sendForever("X: y\r\n");
  });
  EXPECT_EQ(outcomeOf(askServer(server)), "protocol");
}

struct BadAnswer {
  const char* name;
  std::string bytes;
  const char* outcome;
  const char* message;  // with %s for the address
};
void PrintTo(const BadAnswer& row, std::ostream* out) {
  *out << row.name;
}

class ProbeBadAnswer : public testing::TestWithParam<BadAnswer> {};

TEST_P(ProbeBadAnswer, HasItsKindAndOneLine) {
  const auto probe = net::makeProbe(onLoopback());
  ScriptedServer server(answering(GetParam().bytes));
  const auto result = ask(*probe, requestTo(server.port()));
  EXPECT_EQ(outcomeOf(result), GetParam().outcome);
  std::string message = GetParam().message;
  message.replace(message.find("%s"), 2, "127.0.0.1:" + std::to_string(server.port()));
  EXPECT_THAT(result.error.message, testing::StartsWith(message));
  EXPECT_EQ(result.error.message.find('\n'), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, ProbeBadAnswer,
    testing::Values(
        BadAnswer{"closes_at_once", "", "refused", "%s closed the connection without an answer"},
        BadAnswer{"not_http", "SSH-2.0-OpenSSH_9.2\r\n\r\n", "protocol",
                  "the answer of %s is not valid HTTP: "},
        BadAnswer{"binary", std::string("\x15\x03\x01\x00\x02\x02\x46\r\n\r\n", 11), "protocol",
                  "the answer of %s is not valid HTTP: "},
        BadAnswer{"cut_in_the_header", "HTTP/1.1 200 OK\r\nX: ", "protocol",
                  "the answer of %s was cut short"},
        BadAnswer{"cut_in_the_body", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", "protocol",
                  "the answer of %s was cut short"},
        BadAnswer{"cut_in_a_chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
                  "protocol", "the answer of %s was cut short"},
        BadAnswer{"chunk_size_minus_one",
                  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nabc", "protocol",
                  "the answer of %s is not valid HTTP: "},
        BadAnswer{"switching_protocols", "HTTP/1.1 101 Switching\r\n\r\n", "protocol",
                  "%s sent no final answer"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST_F(ProbeTest, NobodyListeningIsRefusedByName) {
  std::uint16_t port = 0;
  {
    port = listenOnLoopback().port;
  }
  const auto result = ask(*probe, requestTo(port));
  EXPECT_EQ(outcomeOf(result), "refused");
  EXPECT_EQ(result.error.message, "connection refused by 127.0.0.1:" + std::to_string(port));
}

TEST_F(ProbeTest, AResetIsRefused) {
  ScriptedServer server([](Peer& peer) {
    peer.readRequest();
    peer.reset();
  });
  const auto result = askServer(server);
  EXPECT_EQ(outcomeOf(result), "refused");
  EXPECT_EQ(result.error.message, "connection reset by 127.0.0.1:" + std::to_string(server.port()));
}

TEST_F(ProbeTest, SilenceEndsAtTheDeadline) {
  ScriptedServer server([](Peer& peer) { peer.waitUntilClosed(); });
  net::ProbeRequest request = requestTo(server.port());
  request.timeout = milliseconds(100);
  const auto result = ask(*probe, request);
  EXPECT_EQ(outcomeOf(result), "timeout");
  EXPECT_EQ(result.error.message,
            "no complete answer within 100ms, while waiting for the answer of "
            "127.0.0.1:" +
                std::to_string(server.port()));
}

TEST_F(ProbeTest, ASlowDripHitsTheTotalDeadline) {
  // Each byte comes in time, all of them would take a minute.
  ScriptedServer server([](Peer& peer) {
    peer.readRequest();
    peer.drip("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + std::string(5000, 'x'), 10);
  });
  net::ProbeRequest request = requestTo(server.port());
  request.timeout = milliseconds(300);
  EXPECT_EQ(outcomeOf(ask(*probe, request)), "timeout");
}

TEST_F(ProbeTest, ABodyTheServerNeverReadsHitsTheDeadline) {
  const Listening listening = listenOnLoopback();  // accepted by the kernel only
  net::ProbeRequest request = requestTo(listening.port);
  request.method = "POST";
  request.body = std::string(std::size_t{32} << 20, 'x');
  request.timeout = milliseconds(200);
  const auto result = ask(*probe, request);
  EXPECT_EQ(outcomeOf(result), "timeout");
  EXPECT_THAT(result.error.message, testing::HasSubstr("while sending the request to"));
}

TEST_F(ProbeTest, AnEarlyAnswerToALargeBodyCounts) {
  ScriptedServer server([](Peer& peer) {
    peer.readRequest();
    peer.send(httpResponse("413 Too Large", "no"));
    peer.waitUntilClosed();  // drops the rest
  });
  net::ProbeRequest request = requestTo(server.port());
  request.method = "POST";
  request.body = std::string(std::size_t{1} << 20, 'x');
  EXPECT_EQ(outcomeOf(ask(*probe, request)), "413");
}

TEST_F(ProbeTest, AnInvalidRequestIsToldAndNotSent) {
  ScriptedServer server(answering(httpResponse("200 OK", "")));
  net::ProbeRequest request = requestTo(server.port());
  request.headers = {{"X", "a\r\nY: b"}};
  const auto result = ask(*probe, request);
  EXPECT_EQ(outcomeOf(result), "protocol");
  EXPECT_EQ(result.error.message, "invalid request: header X holds control characters");
  EXPECT_EQ(server.accepted(), 0);
}

TEST_F(ProbeTest, NothingIsKeptBetweenProbes) {
  std::string seen;
  {
    ScriptedServer server([&](Peer& peer) {
      seen = peer.readRequest();
      peer.send(httpResponse("200 OK", "", "Set-Cookie: a=b\r\n"));
    });
    askServer(server);
    askServer(server);
    EXPECT_EQ(server.accepted(), 2);
  }
  EXPECT_EQ(seen.find("Cookie"), std::string::npos);
}

}  // namespace
}  // namespace slipway::nettest
