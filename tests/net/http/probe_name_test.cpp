// Which addresses a probe connects to.

#include "tests/net/http/support/asked.h"
#include "tests/net/http/support/scripted_server.h"

namespace slipway::nettest {
namespace {

using std::chrono::milliseconds;

net::ProbeOptions resolving(ScriptedResolver::Calls calls, bool loopback) {
  net::ProbeOptions options;
  if (loopback) options.addresses.allowLoopback();
  options.resolver = std::make_unique<ScriptedResolver>(std::move(calls));
  return options;
}

// The range that stands for "good" in tests that must refuse loopback: no packet leaves.
net::IpRange onlyOne(const std::string& address) {
  return *net::parseIpRange(address);
}

TEST(ProbeAddress, LoopbackIsDeniedWithoutConnecting) {
  ScriptedServer server(answering(httpResponse("200 OK", "")));
  const auto probe = net::makeProbe();
  const auto result = ask(*probe, requestTo(server.port()));
  EXPECT_EQ(outcomeOf(result), "denied");
  EXPECT_EQ(result.error.message, "probes may not reach 127.0.0.1 (loopback)");
  EXPECT_EQ(server.accepted(), 0);
}

TEST(ProbeAddress, OtherSpellingsOfLoopbackAreDenied) {
  ScriptedServer server(answering(httpResponse("200 OK", "")));
  const auto probe = net::makeProbe();
  for (const char* host : {"127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1", "0", "::1",
                           "::ffff:127.0.0.1", "localhost", "LOCALHOST"}) {
    EXPECT_EQ(outcomeOf(ask(*probe, requestTo(server.port(), host))), "denied") << host;
  }
  EXPECT_EQ(server.accepted(), 0);
}

TEST(ProbeAddress, ANameWithOneGoodAndOneDeniedAddressIsDenied) {
  ScriptedServer server(answering(httpResponse("200 OK", "")));
  for (const auto& order : {std::vector<std::string>{"127.0.0.1", "169.254.169.254"},
                            std::vector<std::string>{"169.254.169.254", "127.0.0.1"}}) {
    const auto probe = net::makeProbe(resolving({order}, true));
    const auto result = ask(*probe, requestTo(server.port(), "mixed.test"));
    EXPECT_EQ(outcomeOf(result), "denied");
    EXPECT_EQ(result.error.message,
              "probes may not reach 169.254.169.254 (link-local), an address of mixed.test");
  }
  EXPECT_EQ(server.accepted(), 0);
}

TEST(ProbeAddress, ADeniedAddressBeyondTheTriedOnesStillDenies) {
  std::vector<std::string> many(20, "10.0.0.1");
  many.emplace_back("127.0.0.1");
  const auto probe = net::makeProbe(resolving({many}, false));
  EXPECT_EQ(outcomeOf(ask(*probe, requestTo(1, "many.test"))), "denied");
}

// A name that answers well when it is looked at first and 127.0.0.1 when it is asked again.
TEST(ProbeAddress, AReboundNameIsRefusedAndNeverConnectedTo) {
  ScriptedServer good(answering(httpResponse("200 OK", "good")));
  net::ProbeOptions options = resolving({{"127.0.0.2"}, {"127.0.0.1"}}, false);
  options.addresses.allow(onlyOne("127.0.0.2"));
  const auto probe = net::makeProbe(std::move(options));
  // The first lookup is checked and is what is connected to, there is no second one behind it:
  // nobody listens on 127.0.0.2, so reaching the server would mean 127.0.0.1 was dialled.
  const auto first = ask(*probe, requestTo(good.port(), "rebind.test"));
  EXPECT_EQ(outcomeOf(first), "refused");
  EXPECT_THAT(first.error.message, testing::HasSubstr("127.0.0.2"));
  const auto second = ask(*probe, requestTo(good.port(), "rebind.test"));
  EXPECT_EQ(outcomeOf(second), "denied");
  EXPECT_EQ(good.accepted(), 0);
}

TEST(ProbeAddress, ADeadFirstAddressFallsBackToTheNext) {
  ScriptedServer server(answering(httpResponse("200 OK", "alive")));
  const auto probe = net::makeProbe(resolving({{"127.0.0.3", "::1", "127.0.0.1"}}, true));
  EXPECT_EQ(ask(*probe, requestTo(server.port(), "web.test")).response.body, "alive");
}

TEST(ProbeAddress, ASilentFirstAddressLeavesTimeForTheNext) {
  // 127.0.0.2 with a full backlog swallows connection attempts, as a dead node does.
  const Listening server = listenOnLoopback(false, 4096);
  const BlackHole hole(server.port);
  net::ProbeOptions options = resolving({{"127.0.0.2", "127.0.0.1"}}, true);
  const auto probe = net::makeProbe(std::move(options));
  net::ProbeRequest request = requestTo(server.port, "web.test");
  request.timeout = milliseconds(1500);
  const Asked asked = start(*probe, request);
  RawSocket accepted(acceptOne(server.fd.get(), -1));
  accepted.readUntil("\r\n\r\n");
  accepted.send(httpResponse("200 OK", "alive"));
  EXPECT_EQ(asked.answer->wait().response.body, "alive");
}

TEST(ProbeAddress, ASilentOnlyAddressTimesOutWhileConnecting) {
  const BlackHole hole(0);
  const auto probe = net::makeProbe(onLoopback());
  net::ProbeRequest request = requestTo(hole.port(), "127.0.0.2");
  request.timeout = milliseconds(150);
  const auto result = ask(*probe, request);
  EXPECT_EQ(outcomeOf(result), "timeout");
  EXPECT_THAT(result.error.message, testing::HasSubstr("while connecting to 127.0.0.2:"));
}

TEST(ProbeAddress, OwnShortageOfSocketsIsNoRefusal) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "UBSan's vptr check needs a free descriptor itself";
#endif
  ScriptedServer server(answering(httpResponse("200 OK", "")));
  const auto probe = net::makeProbe(onLoopback());
  EXPECT_EQ(outcomeOf(ask(*probe, requestTo(server.port()))), "200");
  net::ProbeRequest request = requestTo(server.port());
  request.timeout = milliseconds(150);
  Asked later;
  {
    const NoDescriptors shortage;
    const auto result = ask(*probe, request);
    EXPECT_EQ(outcomeOf(result), "timeout");
    EXPECT_THAT(result.error.message,
                testing::EndsWith("while waiting for a socket (Too many open files)"));
    later = start(*probe, requestTo(server.port()));
  }
  EXPECT_EQ(outcomeOf(later.answer->wait()), "200") << "goes on when the shortage is over";
}

TEST(ProbeAddress, AllAddressesDeadNamesTheLast) {
  std::uint16_t port = 0;
  {
    port = listenOnLoopback().port;
  }
  const auto probe = net::makeProbe(resolving({{"127.0.0.2", "127.0.0.3"}}, true));
  const auto result = ask(*probe, requestTo(port, "web.test"));
  EXPECT_EQ(outcomeOf(result), "refused");
  EXPECT_EQ(result.error.message, "connection refused by 127.0.0.3:" + std::to_string(port));
}

TEST(ProbeAddress, AnUnknownNameSaysSo) {
  const auto probe = net::makeProbe(resolving({{}}, true));
  const auto result = ask(*probe, requestTo(80, "nope.test"));
  EXPECT_EQ(outcomeOf(result), "name");
  EXPECT_EQ(result.error.message, "cannot resolve nope.test: no such name");
}

TEST(ProbeAddress, AResolverThatNeverAnswersHitsTheDeadline) {
  net::ProbeOptions options = onLoopback();
  options.resolver = std::make_unique<SilentResolver>();
  const auto probe = net::makeProbe(std::move(options));
  net::ProbeRequest request = requestTo(80, "slow.test");
  request.timeout = milliseconds(50);
  const auto result = ask(*probe, request);
  EXPECT_EQ(outcomeOf(result), "timeout");
  EXPECT_EQ(result.error.message, "no complete answer within 50ms, while resolving slow.test");
}

}  // namespace
}  // namespace slipway::nettest
