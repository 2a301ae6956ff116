// What a well-behaved client sees of the health and metrics server.

#include "net/server.h"

#include <sys/socket.h>

#include "tests/net/http/socket_faults.h"
#include "tests/net/http/support/served.h"

namespace slipway::nettest {
namespace {

TEST(HttpServer, AnswersAPageWithItsTypeAndLength) {
  Served served;
  const std::string response = served.ask(getAndClose("/healthz"));
  EXPECT_TRUE(response.starts_with("HTTP/1.1 200 OK\r\n")) << response;
  EXPECT_NE(response.find("\r\nContent-Type: text/plain\r\n"), std::string::npos);
  EXPECT_NE(response.find("\r\nContent-Length: 3\r\n"), std::string::npos);
  EXPECT_NE(response.find("\r\nConnection: close\r\n"), std::string::npos);
  EXPECT_EQ(bodyOf(response), "ok\n");
}

TEST(HttpServer, HeadHasTheLengthAndNoBody) {
  Served served;
  const std::string response =
      served.ask("HEAD /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(statusOf(response), "200");
  EXPECT_NE(response.find("\r\nContent-Length: 3\r\n"), std::string::npos);
  EXPECT_EQ(bodyOf(response), "");
}

TEST(HttpServer, UnknownPathsAre404) {
  Served served;
  EXPECT_EQ(statusOf(served.ask(getAndClose("/nothing"))), "404");
}

TEST(HttpServer, OtherMethodsAre405AndSayWhatIsAllowed) {
  Served served;
  for (const char* method : {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"}) {
    const std::string response =
        served.ask(std::string(method) + " /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(statusOf(response), "405") << method;
    EXPECT_NE(response.find("\r\nAllow: GET, HEAD\r\n"), std::string::npos) << method;
  }
}

TEST(HttpServer, TheQueryIsNotPartOfThePath) {
  Served served;
  EXPECT_EQ(statusOf(served.ask(getAndClose("/healthz?verbose=1"))), "200");
}

TEST(HttpServer, OneConnectionCarriesManyRequests) {
  Served served;
  RawSocket socket = served.connect();
  for (int i = 0; i < 20; ++i) {
    socket.send(get("/echo/" + std::to_string(i)));
    EXPECT_EQ(statusOf(socket.readUntil("\r\n\r\n")), "200");
    const std::string body = "/echo/" + std::to_string(i);
    EXPECT_EQ(socket.readExactly(body.size()), body);
  }
  EXPECT_FALSE(socket.ended());
}

TEST(HttpServer, AThousandPipelinedRequestsAreAnsweredInOrder) {
  Served served;
  RawSocket socket = served.connect();
  std::string requests;
  for (int i = 0; i < 999; ++i) requests += get("/echo/" + std::to_string(i));
  requests += getAndClose("/echo/999");
  socket.send(requests);
  const std::string responses = socket.readAll();
  EXPECT_EQ(countOf(responses, "HTTP/1.1 200 OK\r\n"), 1000U);
  std::size_t at = 0;
  for (int i = 0; i < 1000; ++i) {
    at = responses.find("\r\n\r\n/echo/" + std::to_string(i), at);
    ASSERT_NE(at, std::string::npos) << i;
  }
}

TEST(HttpServer, Http10ClosesUnlessAskedToKeepAlive) {
  Served served;
  EXPECT_EQ(bodyOf(served.ask("GET /healthz HTTP/1.0\r\n\r\n")), "ok\n");
  RawSocket socket = served.connect();
  socket.send("GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_NE(socket.readUntil("ok\n").find("\r\nConnection: keep-alive\r\n"), std::string::npos);
  socket.send("GET /healthz HTTP/1.0\r\n\r\n");
  EXPECT_EQ(bodyOf(socket.readAll()), "ok\n");
}

TEST(HttpServer, AClientThatEndsItsSideStillGetsTheAnswer) {
  Served served;
  RawSocket socket = served.connect();
  socket.send(get("/healthz"));
  socket.shutdownWrite();
  EXPECT_EQ(bodyOf(socket.readAll()), "ok\n");
}

TEST(HttpServer, ABodyOnGetIsReadAndDropped) {
  Served served;
  RawSocket socket = served.connect();
  socket.send(get("/healthz", "Content-Length: 5\r\n") + "GET /" + getAndClose("/echo/next"));
  const std::string responses = socket.readAll();
  EXPECT_EQ(countOf(responses, "HTTP/1.1 200 OK"), 2U) << responses;
  EXPECT_TRUE(responses.ends_with("/echo/next"));
}

TEST(HttpServer, AChunkedBodyOnGetIsReadAndDropped) {
  Served served;
  RawSocket socket = served.connect();
  socket.send(get("/healthz", "Transfer-Encoding: chunked\r\n") +
              "3;ext=1\r\nabc\r\n0\r\nT: x\r\n\r\n" + getAndClose("/echo/next"));
  EXPECT_TRUE(socket.readAll().ends_with("/echo/next"));
}

TEST(HttpServer, AThrowingPageIs500AndTheServerGoesOn) {
  Served served;
  EXPECT_EQ(statusOf(served.ask(getAndClose("/throws"))), "500");
  EXPECT_EQ(statusOf(served.ask(getAndClose("/throws-odd"))), "500");
  EXPECT_TRUE(served.healthy());
  EXPECT_EQ(served.log.count("page failed path=/throws error=page is broken"), 1U);
}

TEST(HttpServer, AbsoluteFormNamesThePath) {
  Served served;
  EXPECT_EQ(bodyOf(served.ask(getAndClose("http://test/healthz"))), "ok\n");
  EXPECT_EQ(bodyOf(served.ask(getAndClose("http://test:80/echo/a?b"))), "/echo/a");
  EXPECT_EQ(statusOf(served.ask(getAndClose("http://test"))), "404");
  EXPECT_EQ(statusOf(served.ask(getAndClose("http://test?x=/healthz"))), "404");
}

TEST(HttpServer, ListensOnBothFamiliesByDefault) {
  Served served({}, "");
  for (const bool v6 : {false, true}) {
    RawSocket socket = RawSocket::connect(served.server->port(), v6);
    socket.send(getAndClose("/healthz"));
    EXPECT_EQ(bodyOf(socket.readAll()), "ok\n") << (v6 ? "IPv6" : "IPv4");
  }
}

TEST(HttpServer, FallsBackToIPv4WhereThereIsNoIPv6) {
  const WithoutIpv6 machine;
  ASSERT_FALSE(Fd(::socket(AF_INET6, SOCK_STREAM, 0))) << "the stand-in is not in use";
  Served served({}, "");
  EXPECT_TRUE(served.healthy());
}

TEST(HttpServer, APortInUseIsAClearError) {
  Served served;
  NullLog log;
  const auto port = served.server->port();
  const auto second = net::startServer("127.0.0.1", port, testPage, log);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error(),
            "cannot listen on 127.0.0.1:" + std::to_string(port) + ": Address already in use");
}

TEST(HttpServer, APortInUseIsAnErrorForAllAddressesToo) {
  Served served({}, "");
  NullLog log;
  EXPECT_FALSE(net::startServer("", served.server->port(), testPage, log));
}

TEST(HttpServer, AnAddressThatIsNoneIsAClearError) {
  NullLog log;
  const auto server = net::startServer("localhost", 0, testPage, log);
  ASSERT_FALSE(server);
  EXPECT_EQ(server.error(), "cannot listen on \"localhost\": not an IP address");
}

TEST(HttpServer, TheSamePortCanBeUsedAgainAfterStop) {
  auto first = std::make_unique<Served>();
  const auto port = first->server->port();
  EXPECT_TRUE(first->healthy());
  first.reset();
  NullLog log;
  EXPECT_TRUE(net::startServer("127.0.0.1", port, testPage, log));
}

TEST(HttpServer, RunningOutOfDescriptorsIsSurvived) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "UBSan's vptr check needs a free descriptor itself";
#endif
  Served served;
  Fd client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  RawSocket socket;
  bool refused = false;
  {
    const NoDescriptors shortage;
    socket = RawSocket::connect(std::move(client), served.server->port());
    socket.send(getAndClose("/healthz"));
    refused = served.log.waitFor("cannot accept error=Too many open files");
  }
  EXPECT_TRUE(refused);
  EXPECT_EQ(bodyOf(socket.readAll()), "ok\n");
  EXPECT_EQ(served.log.count("cannot accept"), 1U) << "one line, not one per attempt";
}

}  // namespace
}  // namespace slipway::nettest
