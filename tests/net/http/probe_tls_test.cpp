#include "tests/net/http/support/asked.h"
#include "tests/net/http/support/certificates.h"
#include "tests/net/http/support/scripted_server.h"

namespace slipway::nettest {
namespace {

constexpr const char* name = "web.test";

// https to `host`, where every name is loopback.
net::ProbeResult askTls(const std::string& trusted, std::uint16_t port, const std::string& host) {
  net::ProbeOptions options = onLoopback();
  options.caPem = trusted;
  options.resolver = std::make_unique<ScriptedResolver>(ScriptedResolver::Calls{{"127.0.0.1"}});
  const auto probe = net::makeProbe(std::move(options));
  net::ProbeRequest request = requestTo(port, host);
  request.scheme = "https";
  return ask(*probe, request);
}

CertificateWish wish(const std::string& alternativeNames, const std::string& commonName = "x") {
  CertificateWish wish;
  wish.alternativeNames = alternativeNames;
  wish.commonName = commonName;
  return wish;
}

TEST(ProbeTls, SendsTheOriginalNameAndVerifiesIt) {
  const Authority authority;
  std::string sni;
  std::string request;
  ScriptedServer server(
      [&](Peer& peer) {
        sni = peer.sni();
        request = peer.readRequest();
        peer.send(httpResponse("200 OK", "secret"));
      },
      authority.serverContext(wish("DNS:web.test")));
  const auto result = askTls(authority.pem(), server.port(), name);
  ASSERT_TRUE(result.ok) << result.error.message;
  EXPECT_EQ(result.response.body, "secret");
  EXPECT_EQ(sni, name);
  EXPECT_THAT(request, testing::HasSubstr("\r\nHost: web.test:" + std::to_string(server.port())));
}

TEST(ProbeTls, AbsoluteNamesLoseTheirFinalDot) {
  const Authority authority;
  std::string sni;
  ScriptedServer server(
      [&](Peer& peer) {
        sni = peer.sni();
        peer.readRequest();
        peer.send(httpResponse("200 OK", ""));
      },
      authority.serverContext(wish("DNS:web.test")));
  EXPECT_EQ(outcomeOf(askTls(authority.pem(), server.port(), "web.test.")), "200");
  EXPECT_EQ(sni, name);
}

TEST(ProbeTls, AddressesAreVerifiedAsAddressesWithoutSni) {
  const Authority authority;
  std::string sni = "unset";
  ScriptedServer server(
      [&](Peer& peer) {
        sni = peer.sni();
        peer.readRequest();
        peer.send(httpResponse("200 OK", ""));
      },
      authority.serverContext(wish("IP:127.0.0.1")));
  EXPECT_EQ(outcomeOf(askTls(authority.pem(), server.port(), "127.0.0.1")), "200");
  EXPECT_EQ(sni, "");
}

struct Row {
  const char* row;
  CertificateWish wish;
  const char* host;
  bool foreignAuthority;
  const char* message;
};
void PrintTo(const Row& row, std::ostream* out) {
  *out << row.row;
}

CertificateWish dated(long from, long to) {
  CertificateWish result = wish("DNS:web.test");
  result.validFromSeconds = from;
  result.validToSeconds = to;
  return result;
}

class ProbeTlsRefuses : public testing::TestWithParam<Row> {};

TEST_P(ProbeTlsRefuses, WithTheReason) {
  const Authority authority;
  const Authority foreign;
  const Row& row = GetParam();
  bool asked = false;
  {
    ScriptedServer server([&](Peer& peer) { asked = !peer.readRequest().empty(); },
                          (row.foreignAuthority ? foreign : authority).serverContext(row.wish));
    const auto result = askTls(authority.pem(), server.port(), row.host);
    EXPECT_EQ(outcomeOf(result), "tls");
    EXPECT_EQ(result.error.message, "TLS handshake with 127.0.0.1:" +
                                        std::to_string(server.port()) + " failed: " + row.message);
  }
  EXPECT_FALSE(asked) << "no byte of the request may leave";
}

INSTANTIATE_TEST_SUITE_P(
    Rows, ProbeTlsRefuses,
    testing::Values(
        Row{"expired", dated(-7200, -3600), name, false, "certificate has expired"},
        Row{"not_yet_valid", dated(3600, 7200), name, false, "certificate is not yet valid"},
        Row{"foreign_authority", wish("DNS:web.test"), name, true,
            "unable to get local issuer certificate"},
        Row{"other_name", wish("DNS:other.test"), name, false, "hostname mismatch"},
        Row{"common_name_only", wish("", name), name, false, "hostname mismatch"},
        Row{"common_name_beside_other_names", wish("DNS:other.test", name), name, false,
            "hostname mismatch"},
        Row{"other_address", wish("IP:10.0.0.7"), "127.0.0.1", false, "IP address mismatch"},
        Row{"name_for_an_address", wish("DNS:127.0.0.1"), "127.0.0.1", false,
            "IP address mismatch"},
        Row{"wildcard_over_two_labels", wish("DNS:*.test"), "a.web.test", false,
            "hostname mismatch"}),
    [](const auto& row) { return std::string(row.param.row); });

TEST(ProbeTls, AWildcardCoversOneLabel) {
  const Authority authority;
  ScriptedServer server(answering(httpResponse("200 OK", "")),
                        authority.serverContext(wish("DNS:*.shop.test")));
  EXPECT_EQ(outcomeOf(askTls(authority.pem(), server.port(), "web.shop.test")), "200");
}

TEST(ProbeTls, APlainServerIsATlsError) {
  const Authority authority;
  ScriptedServer server([](Peer& peer) {
    peer.send("HTTP/1.1 400 Bad Request\r\n\r\n");
    peer.waitUntilClosed();
  });
  EXPECT_EQ(outcomeOf(askTls(authority.pem(), server.port(), name)), "tls");
}

TEST(ProbeTls, AConnectionThatEndsInTheHandshakeIsATlsError) {
  const Authority authority;
  ScriptedServer server([](Peer&) {});
  const auto result = askTls(authority.pem(), server.port(), name);
  EXPECT_EQ(outcomeOf(result), "tls");
  EXPECT_THAT(result.error.message, testing::EndsWith("failed: the connection was closed"));
}

TEST(ProbeTls, ABodyThatEndsWithoutCloseNotifyIsCutShort) {
  const Authority authority;
  ScriptedServer server(
      [](Peer& peer) {
        peer.readRequest();
        peer.send("HTTP/1.0 200 OK\r\n\r\nhalf of it");
        peer.vanish();
      },
      authority.serverContext(wish("DNS:web.test")));
  const auto result = askTls(authority.pem(), server.port(), name);
  EXPECT_EQ(outcomeOf(result), "protocol");
  EXPECT_THAT(result.error.message, testing::EndsWith("was cut short"));
}

TEST(ProbeTls, ABodyUntilCloseNotifyIsWhole) {
  const Authority authority;
  ScriptedServer server(answering("HTTP/1.0 200 OK\r\n\r\nall of it"),
                        authority.serverContext(wish("DNS:web.test")));
  EXPECT_EQ(askTls(authority.pem(), server.port(), name).response.body, "all of it");
}

TEST(ProbeTls, TheSystemsBundleDoesNotTrustStrangers) {
  const Authority authority;
  ScriptedServer server(answering(httpResponse("200 OK", "")),
                        authority.serverContext(wish("DNS:web.test")));
  EXPECT_EQ(outcomeOf(askTls("", server.port(), name)), "tls");
}

TEST(ProbeTls, AuthoritiesThatAreNoPemAreToldAtTheFirstUse) {
  ScriptedServer server([](Peer& peer) { peer.waitUntilClosed(); });
  const auto result = askTls("not a certificate", server.port(), name);
  EXPECT_EQ(outcomeOf(result), "tls");
  EXPECT_EQ(result.error.message, "cannot use TLS: the configured authorities are not valid PEM");
}

}  // namespace
}  // namespace slipway::nettest
