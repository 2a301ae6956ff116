// What goes out and what comes in when nothing fails.
#include "tests/net/transport/transport_fixture.h"

namespace slipway::net::testing {
namespace {

class Delivery : public TransportTest {};

TEST_P(Delivery, ABodyOfKnownLengthArrivesWithItsHead) {
  const auto serving = serve([](Peer& peer) {
    while (peer.read()) peer.send(answer("hello", 200, "X-Flag: Yes\r\nRetry-After: 3\r\n"));
  });
  connect();
  const Asked asked = ask();
  EXPECT_EQ(asked.end().end, End::Complete);
  EXPECT_EQ(asked.sink->head().status, 200);
  EXPECT_EQ(asked.sink->head().header("x-FLAG"), "Yes");
  EXPECT_EQ(asked.sink->head().header("retry-after"), "3");
  EXPECT_EQ(asked.sink->head().header("absent"), "");
  EXPECT_EQ(asked.sink->body(), "hello");
}

TEST_P(Delivery, AnErrorStatusIsAnAnswerLikeAnyOther) {
  const auto serving = serve([](Peer& peer) {
    while (peer.read()) peer.send(answer(R"({"kind":"Status"})", 409));
  });
  connect();
  const Asked asked = ask();
  EXPECT_EQ(asked.end().end, End::Complete);
  EXPECT_EQ(asked.sink->head().status, 409);
  EXPECT_EQ(asked.sink->body(), R"({"kind":"Status"})");
}

TEST_P(Delivery, ALineSplitOverChunksArrivesWhole) {
  const auto serving = serve([](Peer& peer) {
    while (peer.read()) {
      peer.send(chunkedHead());
      for (const auto* part : {"{\"type\":\"ADD", "ED\"}", "\n{\"ty", "pe\":\"BOOKMARK\"}\n"}) {
        peer.sendChunk(part);
      }
      peer.send("0\r\n\r\n");
    }
  });
  connect();
  const Asked asked = ask(watch());
  EXPECT_EQ(asked.end().end, End::Complete);
  EXPECT_EQ(asked.sink->body(), "{\"type\":\"ADDED\"}\n{\"type\":\"BOOKMARK\"}\n");
}

TEST_P(Delivery, AChunkSplitOverSegmentsArrivesWhole) {
  const auto serving = serve([](Peer& peer) {
    while (peer.read()) {
      for (const char c : chunkedHead() + "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n") {
        peer.send(std::string_view(&c, 1));
      }
    }
  });
  connect();
  const Asked asked = ask();
  EXPECT_EQ(asked.end().end, End::Complete);
  EXPECT_EQ(asked.sink->body(), "hello world");
}

TEST_P(Delivery, AnEventIsDeliveredBeforeTheNextOneExists) {
  Gate seen;
  const auto serving = serve([&](Peer& peer) {
    peer.read();
    peer.send(chunkedHead());
    peer.sendChunk("first\n");
    EXPECT_TRUE(seen.wait());
    peer.sendChunk("second\n");
    peer.send("0\r\n\r\n");
    peer.waitClosed();
  });
  connect();
  const Asked asked = ask(watch());
  EXPECT_TRUE(asked.sink->waitBytes(6));
  EXPECT_EQ(asked.sink->body(), "first\n");
  seen.open();
  EXPECT_EQ(asked.end().end, End::Complete);
}

TEST_P(Delivery, TheRequestGoesOutByteForByte) {
  std::optional<SeenRequest> seen;
  Gate done;
  const auto serving = serve([&](Peer& peer) {
    seen = peer.read();
    done.open();
    peer.send(answer("{}"));
    peer.waitClosed();
  });
  connect();
  Request request =
      post("{\"a\": \"\xc3\xa9\\n\"}\n\n  ", "/apis/a%2Fb/x%20y?l=a%3Db,c+d&w=1&e=%C3%A9");
  request.method = "PATCH";
  request.contentType = "application/apply-patch+yaml";
  request.headers = {{"Authorization", "Bearer abc.def"}, {"Accept", "application/json"}};
  const std::string body = request.body;
  const std::string target = request.target;
  const Asked asked = ask(std::move(request));
  EXPECT_EQ(asked.end().end, End::Complete);
  ASSERT_TRUE(done.wait());
  ASSERT_TRUE(seen.has_value());
  EXPECT_EQ(seen->method, "PATCH");
  EXPECT_EQ(seen->target, target);
  EXPECT_EQ(seen->body, body);
  EXPECT_EQ(seen->header("content-type"), "application/apply-patch+yaml");
  EXPECT_EQ(seen->header("authorization"), "Bearer abc.def");
  EXPECT_EQ(seen->header("accept"), "application/json");
  EXPECT_EQ(seen->header("host"), "127.0.0.1:" + std::to_string(server().port()));
  EXPECT_EQ(seen->header("transfer-encoding"), "");
  EXPECT_EQ(seen->header("accept-encoding"), "");
}

TEST_P(Delivery, ABodyLargerThanAnyBufferGoesOutWhole) {
  std::string received;
  Gate done;
  const auto serving = serve([&](Peer& peer) {
    received = peer.read().value_or(SeenRequest{}).body;
    done.open();
    peer.send(answer("{}"));
    peer.waitClosed();
  });
  connect();
  std::string body(3 << 20, '.');
  for (std::size_t i = 0; i < body.size(); i += 997) body[i] = static_cast<char>('a' + i % 26);
  const Asked asked = ask(post(body));
  EXPECT_EQ(asked.end().end, End::Complete);
  ASSERT_TRUE(done.wait());
  EXPECT_TRUE(received == body);
}

TEST_P(Delivery, ADeleteWithoutABodySaysSo) {
  std::optional<SeenRequest> seen;
  Gate done;
  const auto serving = serve([&](Peer& peer) {
    seen = peer.read();
    done.open();
    peer.send(answer("{}"));
    peer.waitClosed();
  });
  connect();
  Request request = get("/x");
  request.method = "DELETE";
  EXPECT_EQ(ask(std::move(request)).end().end, End::Complete);
  ASSERT_TRUE(done.wait());
  ASSERT_TRUE(seen.has_value());
  EXPECT_EQ(seen->header("content-length"), "0");
  EXPECT_EQ(seen->header("content-type"), "");
}

TEST_P(Delivery, AnswersWithoutABodyAreComplete) {
  const auto serving = serve([](Peer& peer) {
    while (const auto seen = peer.read()) {
      if (seen->target == "/204") peer.send("HTTP/1.1 204 No Content\r\n\r\n");
      if (seen->target == "/304") peer.send("HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n");
      if (seen->target == "/0") peer.send(answer(""));
      if (seen->target == "/chunked") peer.send(chunkedHead() + "0\r\n\r\n");
    }
  });
  connect();
  for (const auto* target : {"/204", "/304", "/0", "/chunked", "/204"}) {
    const Asked asked = ask(get(target));
    EXPECT_EQ(asked.end().end, End::Complete) << target;
    EXPECT_NE(asked.sink->head().status, 0) << target;
    EXPECT_EQ(asked.sink->bytes(), 0U) << target;
  }
}

TEST_P(Delivery, AnAnswerThatEndsWithTheConnectionIsComplete) {
  const auto serving = serve([](Peer& peer) {
    peer.read();
    peer.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nuntil the end");
    peer.finish();
  });
  connect();
  const Asked asked = ask();
  EXPECT_EQ(asked.end().end, End::Complete);
  EXPECT_EQ(asked.sink->body(), "until the end");
}

TEST_P(Delivery, BigHeadersPassInBothDirections) {
  const std::string big(48 << 10, 'h');
  const auto serving = serve([&](Peer& peer) {
    while (const auto seen = peer.read()) {
      peer.send(answer("ok", 200, "X-Big: " + seen->header("x-big") + "\r\n"));
    }
  });
  connect();
  Request request = get();
  request.headers = {{"X-Big", big}};
  const Asked asked = ask(std::move(request));
  EXPECT_EQ(asked.end().end, End::Complete);
  EXPECT_TRUE(asked.sink->head().header("x-big") == big);
}

TEST_P(Delivery, ARedirectIsDeliveredAndNotFollowed) {
  std::atomic<int> requests = 0;
  const auto serving = serve([&](Peer& peer) {
    while (peer.read()) {
      ++requests;
      peer.send(answer("moved", 302, "Location: /elsewhere\r\n"));
    }
  });
  connect();
  const Asked asked = ask();
  EXPECT_EQ(asked.end().end, End::Complete);
  EXPECT_EQ(asked.sink->head().status, 302);
  EXPECT_EQ(asked.sink->head().header("location"), "/elsewhere");
  EXPECT_EQ(requests, 1);
}

TEST_P(Delivery, CompressedBytesAreNeitherAskedForNorTouched) {
  const auto serving = serve([](Peer& peer) {
    while (const auto seen = peer.read()) {
      peer.send(answer(seen->header("accept-encoding") + "\x1f\x8b raw", 200,
                       "Content-Encoding: gzip\r\n"));
    }
  });
  connect();
  const Asked asked = ask();
  EXPECT_EQ(asked.end().end, End::Complete);
  EXPECT_EQ(asked.sink->body(), "\x1f\x8b raw");
}

TEST_P(Delivery, ManyAtOnceEachGetTheirOwnAnswer) {
  const auto serving = serve([](Peer& peer) {
    while (const auto seen = peer.read()) peer.send(answer("for " + seen->target));
  });
  connect();
  std::vector<Asked> all;
  all.reserve(100);
  for (int i = 0; i < 100; ++i) all.push_back(ask(get("/" + std::to_string(i))));
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(all[static_cast<std::size_t>(i)].end().end, End::Complete);
    EXPECT_EQ(all[static_cast<std::size_t>(i)].sink->body(), "for /" + std::to_string(i));
  }
}

TEST_P(Delivery, WhatIsNotHttpIsRefusedBeforeSending) {
  const auto serving = serve([](Peer& peer) { peer.waitClosed(); });
  connect();
  Request request = get();
  request.headers = {{"X-Injected", "a\r\nX-Other: b"}};
  const EndReason end = ask(std::move(request)).end();
  EXPECT_EQ(end.end, End::NotSent);
  EXPECT_NE(end.detail.find("X-Injected"), std::string::npos) << end.detail;
  EXPECT_EQ(server().connections(), 0);
}

INSTANTIATE_TEST_SUITE_P(Backends, Delivery, ::testing::ValuesIn(backends()),
                         ::testing::PrintToStringParamName());

}  // namespace
}  // namespace slipway::net::testing
