#include "tests/net/transport/transport_fixture.h"

namespace slipway::net::testing {
namespace {

constexpr auto localName = "IP:127.0.0.1,DNS:localhost";

class Tls : public TransportTest {
 protected:
  [[nodiscard]] Serving serveAs(const CertificateOptions& options,
                                const std::string& clientCaPem = {}) {
    return serve(
        [](Peer& peer) {
          while (const auto seen = peer.read()) {
            peer.send(answer("sni '" + peer.serverName() + "'"));
          }
        },
        ServerTls{authority.issue(options), clientCaPem});
  }

  void expectNotSent(const TlsMaterial& material, const std::string& detail) {
    connectTls(material);
    const EndReason end = ask(post("{}")).end();
    EXPECT_EQ(end.end, End::NotSent);
    EXPECT_NE(end.detail.find(detail), std::string::npos) << end.detail;
    EXPECT_EQ(end.detail.find('\n'), std::string::npos) << end.detail;
  }

  const Authority authority{"test CA"};
};

TEST_P(Tls, ATrustedCertificateForTheAddressIsAcceptedWithoutSni) {
  const auto serving = serveAs({.alternativeNames = localName});
  connectTls({.caPem = authority.pem()});
  const Asked asked = ask();
  EXPECT_EQ(asked.end().detail, "");
  EXPECT_EQ(asked.sink->body(), "sni ''");
}

TEST_P(Tls, ATrustedCertificateForTheNameIsAcceptedWithSni) {
  const auto serving = serveAs({.alternativeNames = localName});
  connectTls({.caPem = authority.pem()}, "localhost");
  const Asked asked = ask();
  EXPECT_EQ(asked.end().detail, "");
  EXPECT_EQ(asked.sink->body(), "sni 'localhost'");
}

TEST_P(Tls, AnUnknownAuthorityIsRefused) {
  const auto serving = serveAs({.alternativeNames = localName});
  expectNotSent({.caPem = Authority("other CA").pem()}, "authority that the CA bundle");
}

TEST_P(Tls, NoAuthorityMeansNobodyIsTrusted) {
  const auto serving = serveAs({.alternativeNames = localName});
  expectNotSent({}, "authority that the CA bundle");
}

TEST_P(Tls, ACertificateForAnotherAddressIsRefused) {
  const auto serving = serveAs({.alternativeNames = "IP:127.0.0.2,DNS:localhost"});
  expectNotSent({.caPem = authority.pem()}, "and not for 127.0.0.1");
}

TEST_P(Tls, ACommonNameAloneDoesNotCount) {
  const auto serving = serveAs({.commonName = "127.0.0.1"});
  expectNotSent({.caPem = authority.pem()}, "no subject alternative name");
}

TEST_P(Tls, ACommonNameDoesNotCountForNamesEither) {
  const auto serving = serveAs({.commonName = "localhost"});
  connectTls({.caPem = authority.pem()}, "localhost");
  EXPECT_EQ(ask().end().end, End::NotSent);
}

TEST_P(Tls, AnExpiredCertificateIsRefusedWithItsDate) {
  const auto serving =
      serveAs({.alternativeNames = localName, .validFromHours = -48, .validUntilHours = -24});
  expectNotSent({.caPem = authority.pem()}, "server certificate has expired on 20");
}

TEST_P(Tls, ACertificateOfTheFutureIsRefusedWithItsDate) {
  const auto serving =
      serveAs({.alternativeNames = localName, .validFromHours = 24, .validUntilHours = 48});
  expectNotSent({.caPem = authority.pem()}, "not valid before 20");
}

TEST_P(Tls, AnotherServerNameCanBeExpected) {
  const auto serving = serveAs({.alternativeNames = "DNS:kubernetes.default.svc"});
  connectTls({.caPem = authority.pem(), .serverName = "kubernetes.default.svc"});
  const Asked asked = ask();
  EXPECT_EQ(asked.end().detail, "");
  EXPECT_EQ(asked.sink->body(), "sni 'kubernetes.default.svc'");
}

TEST_P(Tls, AnotherServerNameReplacesTheHost) {
  const auto serving = serveAs({.alternativeNames = localName});
  expectNotSent({.caPem = authority.pem(), .serverName = "kubernetes.default.svc"},
                "and not for kubernetes.default.svc");
}

TEST_P(Tls, VerificationCanBeTurnedOff) {
  const auto serving = serveAs({.validUntilHours = -1});
  connectTls({.insecureSkipVerify = true});
  EXPECT_EQ(ask().end().end, End::Complete);
}

TEST_P(Tls, AClientCertificateIsShown) {
  const Authority clients("client CA");
  const auto serving = serveAs({.alternativeNames = localName}, clients.pem());
  const Identity identity = clients.issue({.commonName = "slipway"});
  connectTls({.caPem = authority.pem(),
              .certificatePem = identity.certificatePem,
              .keyPem = identity.keyPem});
  EXPECT_EQ(ask(post("{}")).end().detail, "");
}

TEST_P(Tls, AMissingClientCertificateIsNamed) {
  const auto serving = serveAs({.alternativeNames = localName}, Authority("client CA").pem());
  expectNotSent({.caPem = authority.pem()}, "wants a client certificate");
}

TEST_P(Tls, AnExpiredClientCertificateIsNamed) {
  const Authority clients("client CA");
  const auto serving = serveAs({.alternativeNames = localName}, clients.pem());
  const Identity identity = clients.issue({.validFromHours = -48, .validUntilHours = -24});
  expectNotSent({.caPem = authority.pem(),
                 .certificatePem = identity.certificatePem,
                 .keyPem = identity.keyPem},
                "refuses our client certificate");
}

TEST_P(Tls, AServerWithoutTlsWasNotSentAnything) {
  const auto serving = serve([](Peer& peer) { peer.send("HTTP/1.1 400 Bad Request\r\n\r\n"); });
  expectNotSent({.caPem = authority.pem()}, "127.0.0.1:");
}

TEST_P(Tls, AServerThatHangsUpInTheHandshakeWasNotSentAnything) {
  const auto serving = serve([](Peer& peer) { peer.finish(); });
  expectNotSent({.caPem = authority.pem()}, "127.0.0.1:");
}

TEST_P(Tls, AnEndWithoutCloseNotifyIsBrokenWhenOnlyItEndsTheBody) {
  const auto serving = serve(
      [](Peer& peer) {
        peer.read();
        peer.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nmay be cut");
        peer.finishWithoutNotify();
      },
      ServerTls{authority.issue({.alternativeNames = localName}), {}});
  connectTls({.caPem = authority.pem()});
  EXPECT_EQ(ask().end().end, End::Broken);
}

TEST_P(Tls, AnEndWithoutCloseNotifyBetweenChunksIsBroken) {
  const auto serving = serve(
      [](Peer& peer) {
        peer.read();
        peer.send(chunkedHead());
        peer.sendChunk("line\n");
        peer.finishWithoutNotify();
      },
      ServerTls{authority.issue({.alternativeNames = localName}), {}});
  connectTls({.caPem = authority.pem()});
  const Asked asked = ask(watch());
  EXPECT_EQ(asked.end().end, End::Broken);
  EXPECT_EQ(asked.sink->body(), "line\n");
}

// --- Rotation ------------------------------------------------------------------------------------

class Rotation : public Tls {};

TEST_P(Rotation, NewRequestsUseTheNewMaterialAndRunningOnesFinishOnTheOld) {
  const Authority next("next CA");
  Gate rotated;
  const auto serving = serve(
      [&](Peer& peer) {
        while (const auto seen = peer.read()) {
          if (seen->target != "/watch") {
            peer.send(answer("call"));
            continue;
          }
          peer.send(chunkedHead());
          peer.sendChunk("before\n");
          EXPECT_TRUE(rotated.wait());
          peer.sendChunk("after\n");
          peer.send("0\r\n\r\n");
        }
      },
      ServerTls{authority.issue({.alternativeNames = localName}), {}});
  connectTls({.caPem = authority.pem()});
  const Asked running = ask(watch());
  EXPECT_TRUE(running.sink->waitBytes(7));

  server().useTls({next.issue({.alternativeNames = localName}), {}});
  EXPECT_EQ(ask().end().end, End::NotSent) << "the old material does not know the new authority";
  const auto swapped = transport().setTls({.caPem = next.pem()});
  ASSERT_TRUE(swapped.ok()) << swapped.error();
  EXPECT_EQ(ask().end().detail, "");
  rotated.open();
  EXPECT_EQ(running.end().detail, "");
  EXPECT_EQ(running.sink->body(), "before\nafter\n");
}

TEST_P(Rotation, AKeptConnectionIsNotUsedWithNewMaterial) {
  const auto serving = serveAs({.alternativeNames = localName});
  connectTls({.caPem = authority.pem()});
  EXPECT_EQ(ask().end().end, End::Complete);
  const Authority other("other CA");
  ASSERT_TRUE(transport().setTls({.caPem = other.pem() + authority.pem()}).ok());
  EXPECT_EQ(ask().end().end, End::Complete);
  EXPECT_EQ(server().connections(), 2);
}

TEST_P(Rotation, EqualMaterialKeepsTheConnection) {
  const auto serving = serveAs({.alternativeNames = localName});
  connectTls({.caPem = authority.pem()});
  EXPECT_EQ(ask().end().end, End::Complete);
  ASSERT_TRUE(transport().setTls({.caPem = authority.pem()}).ok());
  EXPECT_EQ(ask().end().end, End::Complete);
  EXPECT_EQ(server().connections(), 1);
}

TEST_P(Rotation, UnusableMaterialChangesNothing) {
  const auto serving = serveAs({.alternativeNames = localName});
  connectTls({.caPem = authority.pem()});
  const auto refused = transport().setTls({.caPem = "half a file"});
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().find("CA"), std::string::npos) << refused.error();
  EXPECT_EQ(ask().end().end, End::Complete);
}

INSTANTIATE_TEST_SUITE_P(Backends, Tls, ::testing::ValuesIn(backends()),
                         ::testing::PrintToStringParamName());
INSTANTIATE_TEST_SUITE_P(Backends, Rotation, ::testing::ValuesIn(backends()),
                         ::testing::PrintToStringParamName());

}  // namespace
}  // namespace slipway::net::testing
