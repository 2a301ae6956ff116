#include <thread>

#include "tests/net/http/support/served.h"

namespace slipway::nettest {
namespace {

// A stop deadline that slow machines do not reach.
net::ServerLimits patient() {
  net::ServerLimits limits;
  limits.read = limits.write = limits.stop = patience;
  return limits;
}

TEST(HttpServerStop, WhatIsBeingReadIsStillAnswered) {
  Served served(patient());
  RawSocket socket = served.connect();
  socket.send(get("/healthz") + "GET /echo/late HTTP/1.1\r\n");
  EXPECT_EQ(statusOf(socket.readUntil("ok\n")), "200");
  std::thread stopping([&] { served.server->stop(); });
  EXPECT_TRUE(served.waitUntilRefusing());
  socket.send("Host: x\r\n\r\n");
  const std::string response = socket.readAll();
  EXPECT_EQ(bodyOf(response), "/echo/late");
  EXPECT_NE(response.find("\r\nConnection: close\r\n"), std::string::npos);
  socket.close();
  stopping.join();
}

TEST(HttpServerStop, WhatIsBeingWrittenIsFinished) {
  Served served(patient());
  RawSocket socket = served.connect(4096);
  socket.send(get("/big"));
  EXPECT_NE(socket.readUntil("\r\n\r\n"), "");
  std::thread stopping([&] { served.server->stop(); });
  EXPECT_TRUE(served.waitUntilRefusing());
  EXPECT_EQ(socket.readExactly(bigPageBytes).size(), bigPageBytes);
  EXPECT_EQ(socket.readAll(), "");
  socket.close();
  stopping.join();
}

TEST(HttpServerStop, WhatTakesTooLongIsEndedHard) {
  net::ServerLimits limits;
  limits.stop = std::chrono::milliseconds(100);
  Served served(limits);
  RawSocket reading = served.connect();
  reading.send(get("/healthz") + "GET /echo/never HTTP/1.1\r\n");
  reading.readUntil("ok\n");
  RawSocket writing = served.connect(4096);
  writing.send(get("/big"));
  writing.readUntil("\r\n\r\n");
  served.server->stop();  // would take minutes otherwise
  EXPECT_EQ(reading.readAll(), "");
  EXPECT_LT(writing.readAll().size(), bigPageBytes);
}

TEST(HttpServerStop, IdleConnectionsEndAtOnce) {
  Served served;
  RawSocket silent = served.connect();
  RawSocket kept = served.connect();
  kept.send(get("/healthz"));
  kept.readUntil("ok\n");
  served.server->stop();
  EXPECT_EQ(silent.readAll(), "");
  EXPECT_EQ(kept.readAll(), "");
}

TEST(HttpServerStop, StoppingTwiceAndFromTwoThreadsIsFine) {
  Served served;
  EXPECT_TRUE(served.healthy());
  std::thread other([&] { served.server->stop(); });
  served.server->stop();
  other.join();
  served.server->stop();
}

TEST(HttpServerStop, StoppingUnderLoadLosesNoAnswerThatHasBegun) {
  for (int round = 0; round < 10; ++round) {
    Served served(patient());
    std::vector<std::thread> clients;
    clients.reserve(4);
    for (int i = 0; i < 4; ++i) {
      clients.emplace_back([port = served.server->port(), round] {
        auto connection = tryConnect(port);
        if (!connection) return;
        RawSocket socket(std::move(*connection));
        std::string requests;
        for (int n = 0; n < 50 + 20 * round; ++n) requests += get("/healthz");
        socket.send(requests);
        const std::string responses = socket.readAll();
        // Every answer that begins is whole.
        EXPECT_EQ(countOf(responses, "HTTP/1.1 200"), countOf(responses, "ok\n"));
      });
    }
    served.server->stop();
    for (std::thread& client : clients) client.join();
  }
}

}  // namespace
}  // namespace slipway::nettest
