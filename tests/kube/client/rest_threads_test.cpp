#include <atomic>
#include <thread>

#include "tests/kube/client/support/api_fixture.h"

namespace slipway::kube {
namespace {

// The two threads of the real program: exchanges are played on another thread than the loop's. What
// it proves it proves under ThreadSanitizer.
class RestThreads : public ::testing::Test {
 protected:
  RestThreads() {
    config_.endpoint = {"https", "api.test", 6443};
    api_ = makeRestApi({transport_, loop_, *mailbox_, files_, random_, log_}, config_);
  }

  SystemClock clock_;
  std::unique_ptr<Mailbox> mailbox_ = makeThreadMailbox(clock_);
  Loop loop_{clock_, *mailbox_};
  ScriptedTransport transport_;
  MemoryFiles files_;
  SeededRandom random_{7};
  NullLog log_;
  ClientConfig config_;
  std::unique_ptr<Api> api_;
};

TEST_F(RestThreads, AWatchFromAnotherThreadArrivesWholeAndInOrder) {
  constexpr int kEvents = 2000;
  int next = 0;
  WatchRequest request;
  request.resource = resources::pods();
  const auto pending = api_->watch(
      request,
      [&](const WatchEvent& event) {
        EXPECT_EQ(event.object["n"].asInt(), next);
        ++next;
      },
      [&](const WatchEnd& end) {
        EXPECT_EQ(end.error.message, "");
        loop_.stop();
      });
  std::thread io([exchange = transport_.exchanges.at(0)] {
    exchange->head(200);
    for (int n = 0; n < kEvents; ++n)
      exchange->data(R"({"type":"ADDED","object":{"n":)" + std::to_string(n) + "}}\n");
    exchange->end();
  });
  loop_.run();
  io.join();
  EXPECT_EQ(next, kEvents);
}

TEST_F(RestThreads, APendingMayGoAtAnyMoment) {
  for (int round = 0; round < 200; ++round) {
    ApiRequest request;
    request.resource = resources::pods();
    request.key = {"shop", "web"};
    std::atomic<bool> begun{false};
    int answers = 0;
    auto pending = api_->send(request, [&](const ApiResult&) { ++answers; });
    std::thread io([exchange = transport_.exchanges.back(), &begun] {
      begun = true;
      exchange->head(200);
      exchange->data("{}");
      exchange->end();
    });
    while (!begun) std::this_thread::yield();
    for (int i = 0; i < round % 3; ++i) loop_.step(clock_.mono());
    const int before = answers;
    pending.reset();
    io.join();
    while (loop_.step(clock_.mono())) {
    }
    EXPECT_EQ(answers, before) << "nobody listened any more";
  }
}

}  // namespace
}  // namespace slipway::kube
