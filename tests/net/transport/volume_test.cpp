// Large lists and long watches in constant memory.
#include <fstream>

#include "tests/net/transport/transport_fixture.h"

namespace slipway::net::testing {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool measuresMemory = false;  // shadow memory and quarantine grow with everything
#else
constexpr bool measuresMemory = true;
#endif

// "VmRSS" or "VmHWM" of this process, in KiB.
long memory(const std::string& member) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(member + ":")) return std::stol(line.substr(member.size() + 1));
  }
  return 0;
}

class Volume : public TransportTest {
 protected:
  std::shared_ptr<RecordingSink> countAll(const std::string& target) {
    auto sink = std::make_shared<RecordingSink>();
    sink->keepBody = false;
    transport().send(watch(target), sink);
    return sink;
  }

  [[nodiscard]] Serving serveBlocks() {
    const auto play = [](Peer& peer) {
      const std::string block(16 << 10, 'i');
      while (const auto seen = peer.read()) {
        const int blocks = std::stoi(seen->target.substr(1));
        peer.send(chunkedHead());
        for (int i = 0; i < blocks; ++i) peer.sendChunk(block);
        peer.send("0\r\n\r\n");
      }
    };
    return serve(play, ServerTls{authority.issue({.alternativeNames = "IP:127.0.0.1"}), {}});
  }

  const Authority authority{"volume CA"};
};

TEST_P(Volume, AListOfFiveMebibytesStaysFarBelowItsSizeInMemory) {
  const auto serving = serveBlocks();
  connectTls({.caPem = authority.pem()});
  const auto warm = countAll("/20");
  ASSERT_TRUE(warm->waitEnd().has_value());
  const long before = memory("VmHWM");
  const auto list = countAll("/320");
  const auto end = list->waitEnd();
  ASSERT_TRUE(end.has_value());
  EXPECT_EQ(end->end, End::Complete) << end->detail;
  EXPECT_EQ(list->bytes(), std::size_t{5} << 20);
  if (measuresMemory) {
    EXPECT_LT(memory("VmHWM") - before, 1024) << "KiB";
  }
}

TEST_P(Volume, AHundredThousandEventsLeaveMemoryAsItWas) {
  Gate warm;
  const auto serving = serve([&](Peer& peer) {
    const std::string event(300, 'e');
    peer.read();
    peer.send(chunkedHead());
    for (int i = 0; i < 10'000; ++i) peer.sendChunk(event);
    EXPECT_TRUE(warm.wait());
    for (int i = 10'000; i < 100'000; ++i) peer.sendChunk(event);
    peer.send("0\r\n\r\n");
    peer.waitClosed();
  });
  connect();
  const auto events = countAll("/");
  ASSERT_TRUE(events->waitBytes(std::size_t{10'000} * 300));
  const long before = memory("VmRSS");
  warm.open();
  const auto end = events->waitEnd();
  ASSERT_TRUE(end.has_value());
  EXPECT_EQ(end->end, End::Complete) << end->detail;
  EXPECT_EQ(events->bytes(), std::size_t{100'000} * 300);
  if (measuresMemory) {
    EXPECT_LT(memory("VmRSS") - before, 1024) << "KiB";
  }
}

INSTANTIATE_TEST_SUITE_P(Backends, Volume, ::testing::ValuesIn(backends()),
                         ::testing::PrintToStringParamName());

}  // namespace
}  // namespace slipway::net::testing
