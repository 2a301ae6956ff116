// What hostile, broken and absent clients can do to the server: nothing that others notice.

#include <random>

#include "tests/net/http/support/served.h"

namespace slipway::nettest {
namespace {

using std::chrono::milliseconds;

// Deadlines short enough to wait for.
net::ServerLimits hasty() {
  net::ServerLimits limits;
  limits.read = milliseconds(400);
  limits.idle = milliseconds(400);
  limits.write = milliseconds(500);
  limits.stop = milliseconds(400);
  return limits;
}

struct Row {
  const char* name;
  std::string bytes;
  const char* status;  // of the only answer; "" = closed without one
};
void PrintTo(const Row& row, std::ostream* out) {
  *out << row.name;
}

std::string post(const std::string& headers) {
  return "POST /healthz HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n";
}

std::vector<Row> rows() {
  const std::string nul(1, '\0');
  std::string clientHello = "\x16\x03\x01\x02";
  clientHello += nul + "\x01" + nul + "\x01\xfc\x03\x03" + std::string(32, '\x42');
  return {
      {"chunk_size_minus_one", get("/healthz", "Transfer-Encoding: chunked\r\n") + "-1\r\n", "400"},
      {"chunk_size_minus_one_on_post", post("Transfer-Encoding: chunked\r\n") + "-1\r\n\r\n",
       "405"},
      {"chunk_size_beyond_64_bits",
       get("/healthz", "Transfer-Encoding: chunked\r\n") + "fffffffffffffffff\r\nx", "400"},
      {"chunk_size_of_64_bits",
       get("/healthz", "Transfer-Encoding: chunked\r\n") + "ffffffffffffffff\r\nx", "413"},
      {"chunk_size_that_is_no_number",
       get("/healthz", "Transfer-Encoding: chunked\r\n") + "zz\r\nx", "400"},
      {"chunk_without_its_end",
       get("/healthz", "Transfer-Encoding: chunked\r\n") + "3\r\nabcdef\r\n0\r\n\r\n", "400"},
      {"content_length_negative", get("/healthz", "Content-Length: -1\r\n"), "400"},
      {"content_length_signed", get("/healthz", "Content-Length: +5\r\n") + "12345", "400"},
      {"content_length_beyond_64_bits", get("/healthz", "Content-Length: 99999999999999999999\r\n"),
       "400"},
      {"content_length_huge", get("/healthz", "Content-Length: 9223372036854775807\r\n"), "413"},
      {"content_length_empty", get("/healthz", "Content-Length:\r\n"), "400"},
      {"content_length_conflicting",
       get("/healthz", "Content-Length: 5\r\nContent-Length: 6\r\n") + "12345", "400"},
      {"content_length_conflicting_in_one_field",
       get("/healthz", "Content-Length: 5, 6\r\n") + "12345", "400"},
      {"length_then_chunked",
       get("/healthz", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n", "400"},
      {"chunked_then_length",
       get("/healthz", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n") + "0\r\n\r\n", "400"},
      {"unknown_transfer_encoding",
       get("/healthz", "Transfer-Encoding: xchunked\r\n") + "0\r\n\r\n", "400"},
      {"chunked_is_not_last",
       get("/healthz", "Transfer-Encoding: chunked, identity\r\n") + "0\r\n\r\n", "400"},
      {"chunked_twice",
       get("/healthz", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n") +
           "0\r\n\r\n",
       "400"},
      {"chunked_in_http_1_0",
       "GET /healthz HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"},
      {"space_before_colon", get("/healthz", "Transfer-Encoding : chunked\r\n"), "400"},
      {"no_host", "GET /healthz HTTP/1.1\r\n\r\n", "400"},
      {"two_hosts", get("/healthz", "Host: other\r\n"), "400"},
      {"header_of_one_mebibyte", get("/healthz", "X: " + std::string(1U << 20U, 'a') + "\r\n"),
       "431"},
      {"url_of_one_mebibyte", get("/" + std::string(1U << 20U, 'a')), "431"},
      {"method_of_one_mebibyte", std::string(1U << 20U, 'A') + " / HTTP/1.1\r\n\r\n", "431"},
      {"ten_thousand_header_lines",
       [] {
         std::string lines;
         for (int i = 0; i < 10000; ++i) lines += "X" + std::to_string(i) + ": y\r\n";
         return get("/healthz", lines);
       }(),
       "431"},
      {"garbage", "\x01\x02\x03\x04 nonsense \xff\xfe\r\n\r\n", "400"},
      {"tls_to_the_plain_port", clientHello, "400"},
      {"http_2_preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "400"},
      {"http_0_9", "GET /healthz\r\n\r\n", "400"},
      {"unknown_version", "GET /healthz HTTP/3.7\r\nHost: x\r\n\r\n", "400"},
      {"nul_in_the_target", "GET /a" + nul + "b HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
      {"nul_in_a_header", get("/healthz", "X: a" + nul + "b\r\n"), "400"},
      {"nul_in_a_header_name", get("/healthz", "X" + nul + ": a\r\n"), "400"},
      {"asterisk_on_get", get("*"), "400"},
      {"asterisk_on_options", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", "405"},
      {"authority_form_on_get", get("example.com:80"), "400"},
      {"other_scheme", get("ftp://x/healthz"), "400"},
      {"path_traversal", getAndClose("/../../etc/passwd"), "404"},
      {"path_traversal_encoded", getAndClose("/%2e%2e/%2e%2e/etc/passwd"), "404"},
      {"bare_line_feeds", "GET /healthz HTTP/1.1\nHost: x\n\n", "400"},
      {"bare_line_feed_in_headers", "GET /healthz HTTP/1.1\r\nHost: x\nX: y\r\n\r\n", "400"},
      {"bare_carriage_return", "GET /healthz HTTP/1.1\r\nHost: x\rX: y\r\n\r\n", "400"},
      {"header_without_colon", get("/healthz", "nonsense\r\n"), "400"},
  };
}

class Attack : public testing::TestWithParam<Row> {};

TEST_P(Attack, IsAnsweredAndClosedAndOthersAreServed) {
  Served served;
  RawSocket socket = served.connect();
  socket.send(GetParam().bytes);
  const std::string response = socket.readAll();
  EXPECT_EQ(statusOf(response), GetParam().status) << response.substr(0, 500);
  EXPECT_EQ(countOf(response, "HTTP/1.1 "), 1U) << "one answer, nothing smuggled";
  EXPECT_TRUE(socket.ended());
  EXPECT_TRUE(served.healthy());
}

INSTANTIATE_TEST_SUITE_P(HttpServer, Attack, testing::ValuesIn(rows()),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(HttpServerAttack, FoldedHeaderLinesAreOneField) {
  Served served;
  EXPECT_EQ(statusOf(served.ask(get("/healthz", "X: a\r\n  b\r\nConnection: close\r\n"))), "200");
}

TEST(HttpServerAttack, DuplicateEqualLengthsAreOneLength) {
  Served served;
  const std::string responses =
      served.ask(get("/healthz", "Content-Length: 3\r\nContent-Length: 3\r\n") + "abc" +
                 getAndClose("/echo/n"));
  EXPECT_EQ(countOf(responses, "HTTP/1.1 200 OK"), 2U) << responses;
}

TEST(HttpServerAttack, DrippingAHeaderGainsNoTime) {
  Served served(hasty());
  RawSocket socket = served.connect();
  // Each byte comes well inside the deadline; all of them together do not.
  const std::string request = get("/healthz", "X: " + std::string(3000, 'a') + "\r\n");
  std::size_t sent = 0;
  while (sent < request.size() && socket.send(request.substr(sent, 1)) && !socket.endsWithin(5)) {
    ++sent;
  }
  EXPECT_LT(sent, request.size());
  EXPECT_EQ(socket.readAll(), "");
  EXPECT_TRUE(served.healthy());
}

TEST(HttpServerAttack, DrippingABodyGainsNoTime) {
  Served served(hasty());
  RawSocket socket = served.connect();
  socket.send(get("/healthz", "Content-Length: 3000\r\n"));
  int sent = 0;
  while (sent < 3000 && socket.send("x") && !socket.endsWithin(5)) ++sent;
  EXPECT_LT(sent, 3000);
  EXPECT_TRUE(served.healthy());
}

TEST(HttpServerAttack, ABodyThatNeverComesEndsTheConnection) {
  Served served(hasty());
  EXPECT_EQ(served.ask(get("/healthz", "Content-Length: 10\r\n") + "123"), "");
}

TEST(HttpServerAttack, EndlessChunkedBodyIs413) {
  net::ServerLimits limits = hasty();
  limits.read = patience;
  limits.bodyBytes = 100000;
  Served served(limits);
  RawSocket socket = served.connect();
  socket.send(get("/healthz", "Transfer-Encoding: chunked\r\n"));
  const std::string chunk = "400\r\n" + std::string(0x400, 'x') + "\r\n";
  int chunks = 0;
  while (chunks < 1000 && !socket.endsWithin(0) && socket.send(chunk)) ++chunks;
  EXPECT_EQ(statusOf(socket.readAll()), "413");
}

TEST(HttpServerAttack, EndlessChunkExtensionIsRefused) {
  net::ServerLimits limits = hasty();
  limits.read = patience;
  Served served(limits);
  RawSocket socket = served.connect();
  socket.send(get("/healthz", "Transfer-Encoding: chunked\r\n") + "1;" +
              std::string(1U << 20U, 'a'));
  EXPECT_EQ(statusOf(socket.readAll()), "431");
}

TEST(HttpServerAttack, SayingNothingEndsTheConnection) {
  Served served(hasty());
  EXPECT_EQ(served.ask(""), "");
}

TEST(HttpServerAttack, IdleKeptConnectionsEnd) {
  Served served(hasty());
  RawSocket socket = served.connect();
  socket.send(get("/healthz"));
  EXPECT_EQ(bodyOf(socket.readAll()), "ok\n");
}

TEST(HttpServerAttack, ResetsAreSurvived) {
  Served served;
  for (int i = 0; i < 60; ++i) {
    RawSocket socket = served.connect();
    if (i % 3 == 1) socket.send("GET /hea");
    if (i % 3 == 2) socket.send(get(i % 5 == 0 ? "/big" : "/healthz"));
    socket.abort();
  }
  EXPECT_TRUE(served.healthy());
}

TEST(HttpServerAttack, HalfClosedSilenceEndsTheConnection) {
  Served served;
  RawSocket socket = served.connect();
  socket.shutdownWrite();
  EXPECT_EQ(socket.readAll(), "");
  RawSocket partial = served.connect();
  partial.send("GET /healthz HTTP/1.1\r\nHo");
  partial.shutdownWrite();
  EXPECT_NE(statusOf(partial.readAll()), "200");
}

TEST(HttpServerAttack, AReaderThatNeverReadsIsCutOff) {
  Served served(hasty());
  RawSocket socket = served.connect(4096);
  socket.send(get("/big"));
  // The connection must end while nothing has been read: its end shows as a reset or as a cut body.
  ASSERT_TRUE(socket.waitUntilPeerGone());
  EXPECT_LT(socket.readAll().size(), bigPageBytes);
  EXPECT_TRUE(served.healthy());
}

TEST(HttpServerAttack, AClientThatVanishesMidResponseIsSurvived) {
  Served served;
  for (int i = 0; i < 5; ++i) {
    RawSocket socket = served.connect(4096);
    socket.send(get("/big"));
    EXPECT_EQ(socket.readExactly(1000).size(), 1000U);
    socket.abort();
  }
  EXPECT_TRUE(served.healthy());
}

TEST(HttpServerAttack, SilentConnectionsBeyondTheLimitMakeRoomOldestFirst) {
  net::ServerLimits limits;
  limits.connections = 4;
  Served served(limits);
  std::vector<RawSocket> silent;
  for (int i = 0; i < 4; ++i) {
    silent.push_back(served.connect());
    silent.back().send(get("/healthz"));
    EXPECT_EQ(statusOf(silent.back().readUntil("ok\n")), "200");
  }
  EXPECT_TRUE(served.healthy()) << "limits are minutes away, so only making room can serve this";
  EXPECT_EQ(silent[0].readAll(), "");
  EXPECT_TRUE(silent[0].ended());
  silent[3].send(getAndClose("/healthz"));
  EXPECT_EQ(bodyOf(silent[3].readAll()), "ok\n");
}

TEST(HttpServerAttack, BusyConnectionsAtTheLimitMakeOthersWaitNotFail) {
  net::ServerLimits limits;
  limits.connections = 2;
  Served served(limits);
  RawSocket slow1 = served.connect();
  RawSocket slow2 = served.connect();
  slow1.send("GET /healthz HTTP/1.1\r\n");
  slow2.send(get("/healthz") + "GET /healthz HTTP/1.1\r\n");
  slow2.readUntil("ok\n");
  RawSocket waiting = served.connect();
  waiting.send(getAndClose("/healthz"));
  EXPECT_FALSE(waiting.endsWithin(50));
  slow1.send("Host: x\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(bodyOf(slow1.readAll()), "ok\n");
  slow1.close();
  EXPECT_EQ(bodyOf(waiting.readAll()), "ok\n");
}

TEST(HttpServerAttack, FarMoreConnectionsThanTheLimitAreAllServedInTheEnd) {
  net::ServerLimits limits;
  limits.connections = 8;
  Served served(limits);
  std::vector<RawSocket> sockets;
  for (int i = 0; i < 100; ++i) {
    sockets.push_back(served.connect());
    sockets.back().send(getAndClose("/healthz"));
  }
  for (RawSocket& socket : sockets) {
    EXPECT_EQ(bodyOf(socket.readUntil("ok\n")), "ok\n");
    socket.close();
  }
}

TEST(HttpServerAttack, NoDescriptorIsLeft) {
  const std::size_t before = openDescriptors();
  auto server = std::make_unique<Served>(hasty());
  Served& served = *server;
  for (int i = 0; i < 50; ++i) {
    served.ask(getAndClose("/healthz"));
    served.ask("garbage\r\n\r\n");
    RawSocket gone = served.connect();
    gone.send("GET /hea");
    gone.abort();
    RawSocket half = served.connect();
    half.shutdownWrite();
    half.readAll();
    RawSocket cut = served.connect(4096);
    cut.send(get("/big"));
    cut.readExactly(10);
    cut.abort();
  }
  server.reset();
  EXPECT_EQ(openDescriptors(), before);
}

// Mutations of real requests and pure noise, from fixed seeds: no crash, no hang, no leak.
TEST(HttpServerAttack, SeededNoiseIsSurvived) {
  net::ServerLimits limits = hasty();
  limits.read = milliseconds(30);
  limits.idle = milliseconds(30);
  Served served(limits);
  const std::vector<std::string> seeds = {
      get("/healthz"), get("/echo/a", "Content-Length: 3\r\n") + "abc",
      get("/healthz", "Transfer-Encoding: chunked\r\n") + "3\r\nabc\r\n0\r\n\r\n",
      "HEAD / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", std::string(300, '\xff')};
  std::mt19937 random(20240601);
  const auto below = [&](std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
  };
  for (int round = 0; round < 400; ++round) {
    std::string bytes = seeds[below(seeds.size())];
    for (std::size_t edits = below(6); edits > 0; --edits) {
      const std::size_t at = below(bytes.size());
      switch (below(4)) {
        case 0:
          bytes[at] = static_cast<char>(below(256));
          break;
        case 1:
          bytes.erase(at, below(9));
          break;
        case 2:
          bytes.insert(at, below(5), static_cast<char>(below(256)));
          break;
        default:
          bytes.insert(at, seeds[below(seeds.size())]);
          break;
      }
      if (bytes.empty()) bytes = "\n";
    }
    RawSocket socket = served.connect();
    socket.send(bytes);
    if (below(2) == 0) socket.shutdownWrite();
    if (below(8) == 0) {
      socket.abort();
    } else {
      socket.readAll();
      EXPECT_TRUE(socket.ended()) << "seed round " << round;
    }
  }
  EXPECT_TRUE(served.healthy());
}

}  // namespace
}  // namespace slipway::nettest
