// Many threads on one transport: mostly food for ThreadSanitizer.
#include <atomic>
#include <thread>

#include "tests/net/transport/transport_fixture.h"

namespace slipway::net::testing {
namespace {

class Threads : public TransportTest {
 protected:
  void SetUp() override {
    serving_ = serve(
        [](Peer& peer) {
          while (const auto seen = peer.read()) {
            peer.send(chunkedHead());
            peer.sendChunk("for ");
            peer.sendChunk(seen->target);
            peer.send("0\r\n\r\n");
          }
        },
        ServerTls{authority.issue({.alternativeNames = "IP:127.0.0.1"}), {}});
    connectTls({.caPem = authority.pem()});
  }

  // One thread's share: plain, cancelled, paused and resumed, posted.
  void mix(int thread) {
    for (int i = 0; i < 40; ++i) {
      const std::string target = "/" + std::to_string(thread) + "/" + std::to_string(i);
      const bool pauses = i % 4 == 2;
      const Asked asked =
          ask(i % 4 == 3 ? post("{}", target) : get(target), pauses ? 1 : RecordingSink::never);
      if (i % 4 == 1) asked.exchange->cancel();
      if (pauses && asked.sink->waitBytes(1)) asked.exchange->resume();
      const EndReason end = asked.end();
      if (end.end == End::Cancelled && i % 4 == 1) continue;
      EXPECT_EQ(end.end, End::Complete) << end.detail;
      EXPECT_EQ(asked.sink->body(), "for " + target);
      ++completed;
    }
  }

  void TearDown() override { serving_.reset(); }

  Serving serving_;
  const Authority authority{"threads CA"};
  std::atomic<int> completed = 0;
};

TEST_P(Threads, SendCancelResumeAndRotateAtOnce) {
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int i = 0; i < 4; ++i) threads.emplace_back([this, i] { mix(i); });
  for (int i = 0; i < 10; ++i) {
    const std::string other = Authority("other CA " + std::to_string(i)).pem();
    EXPECT_TRUE(transport().setTls({.caPem = other + authority.pem()}).ok());
    EXPECT_EQ(ask(get("/rotated")).end().detail, "");
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GE(completed, 4 * 30);
}

TEST_P(Threads, StopWhileOthersSend) {
  std::atomic<int> ended = 0;
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 40; ++n) {
        if (ask(get("/x")).sink->waitEnd()) ++ended;
      }
    });
  }
  EXPECT_EQ(ask(get("/first")).end().detail, "");
  EXPECT_TRUE(transport().stop(std::chrono::seconds(30)));
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(ended, 4 * 40);
}

INSTANTIATE_TEST_SUITE_P(Backends, Threads, ::testing::ValuesIn(backends()),
                         ::testing::PrintToStringParamName());

}  // namespace
}  // namespace slipway::net::testing
