// The parts of a transport that need no connection.
#include <cerrno>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "net/exchange_end.h"
#include "net/request_check.h"
#include "net/tls_context.h"
#include "tests/net/support/certificates.h"

namespace slipway::net::testing {
namespace {

// --- Requests ------------------------------------------------------------------------------------

Request valid() {
  Request request;
  request.method = "PATCH";
  request.target = "/api/v1/pods?limit=500";
  request.contentType = "application/json";
  request.body = "{}";
  request.headers = {{"Authorization", "Bearer x"}};
  return request;
}

TEST(RequestCheck, AnOrdinaryRequestPasses) {
  EXPECT_EQ(requestProblem(valid()), "");
}

TEST(RequestCheck, WhatCouldAddALineIsRefused) {
  const std::string evil = "a\r\nHost: b";
  for (const auto& spoil : std::vector<void (*)(Request&, const std::string&)>{
           [](Request& r, const std::string& e) { r.method = e; },
           [](Request& r, const std::string& e) { r.target = "/" + e; },
           [](Request& r, const std::string& e) { r.contentType = e; },
           [](Request& r, const std::string& e) { r.headers[0].first = e; },
           [](Request& r, const std::string& e) { r.headers[0].second = e; }}) {
    Request request = valid();
    spoil(request, evil);
    EXPECT_NE(requestProblem(request), "");
  }
}

TEST(RequestCheck, TargetsMustBeEncodedPaths) {
  for (const auto* target : {"", "pods", "//host/pods", "/a b", "/a#b", "/\xc3\xa9", "http://x/"}) {
    Request request = valid();
    request.target = target;
    EXPECT_NE(requestProblem(request), "") << target;
  }
}

TEST(RequestCheck, HeadersThatFrameTheMessageAreNotForCallers) {
  for (const auto* name : {"Host", "content-LENGTH", "Transfer-Encoding", "Connection", "Expect"}) {
    Request request = valid();
    request.headers = {{name, "1"}};
    EXPECT_NE(requestProblem(request), "") << name;
  }
}

TEST(RequestCheck, ABodyNeedsATypeAndAMethodThatCarriesOne) {
  Request untyped = valid();
  untyped.contentType.clear();
  EXPECT_NE(requestProblem(untyped), "");
  Request get = valid();
  get.method = "GET";
  EXPECT_NE(requestProblem(get), "");
}

// --- Ends ----------------------------------------------------------------------------------------

EndReason explain(int code, bool written, bool head = false) {
  return explainFailure({code, "library text", written, head}, "api:6443", nullptr);
}

TEST(ExchangeEnd, BeforeTheRequestIsWrittenEverythingIsNotSent) {
  for (const int code : {0, 1, 2, ETIMEDOUT, EHOSTUNREACH, ECONNRESET, EPIPE, ENETUNREACH}) {
    EXPECT_EQ(explain(code, false).end, End::NotSent) << code;
  }
}

TEST(ExchangeEnd, AfterwardsEverythingIsBroken) {
  for (const int code : {0, 1, 2, ETIMEDOUT, ECONNABORTED, ECONNRESET, EPIPE}) {
    EXPECT_EQ(explain(code, true).end, End::Broken) << code;
    EXPECT_EQ(explain(code, true, true).end, End::Broken) << code;
  }
}

TEST(ExchangeEnd, TheDetailNamesTheServerOnOneLine) {
  const EndReason end = explainFailure({0, "two\nlines \xff", true, false}, "api:6443", nullptr);
  EXPECT_TRUE(end.detail.starts_with("api:6443: ")) << end.detail;
  EXPECT_EQ(end.detail.find('\n'), std::string::npos) << end.detail;
  EXPECT_EQ(end.detail.find('\xff'), std::string::npos) << end.detail;
}

TEST(ExchangeEnd, ACertificateAlertWasNotSentUnlessAnAnswerCame) {
  const auto tls = makeTlsContext({}, "localhost");
  ASSERT_TRUE(tls.ok());
  constexpr int certificateRequired = 0x0A00045C;
  const Failure refused{certificateRequired, "", true, false};
  EXPECT_EQ(explainFailure(refused, "a", tls->get()).end, End::NotSent);
  const Failure later{certificateRequired, "", true, true};
  EXPECT_EQ(explainFailure(later, "a", tls->get()).end, End::Broken);
}

// --- TLS material --------------------------------------------------------------------------------

class TlsMaterialTest : public ::testing::Test {
 protected:
  static std::string problem(const TlsMaterial& material, const std::string& host = "localhost") {
    const auto made = makeTlsContext(material, host);
    return made.ok() ? std::string() : made.error();
  }
  const Authority authority{"material CA"};
  const Identity identity = authority.issue({});
};

TEST_F(TlsMaterialTest, AFullSetIsAccepted) {
  EXPECT_EQ(problem({.caPem = authority.pem() + Authority("second CA").pem(),
                     .certificatePem = identity.certificatePem + authority.pem(),
                     .keyPem = identity.keyPem}),
            "");
}

TEST_F(TlsMaterialTest, NothingIsAccepted) {
  EXPECT_EQ(problem({}), "");
}

TEST_F(TlsMaterialTest, TextAroundTheCertificatesIsIgnored) {
  EXPECT_EQ(problem({.caPem = "# our CA\n" + authority.pem() + "\n# end\n"}), "");
}

TEST_F(TlsMaterialTest, ABundleWithoutCertificateIsNamed) {
  EXPECT_EQ(problem({.caPem = "nothing here"}), "the CA bundle holds no certificate");
}

TEST_F(TlsMaterialTest, ASpoiltCertificateIsNamedByItsPlace) {
  std::string spoilt = authority.pem();
  spoilt.replace(60, 8, "AAAAAAAA");
  EXPECT_NE(problem({.caPem = authority.pem() + spoilt}).find("CA certificate 2"),
            std::string::npos);
}

TEST_F(TlsMaterialTest, ACertificateCutShortIsNamed) {
  const std::string cut = authority.pem().substr(0, authority.pem().size() / 2);
  EXPECT_NE(problem({.caPem = authority.pem() + cut}).find("CA certificate 2"), std::string::npos);
}

TEST_F(TlsMaterialTest, AKeyOfAnotherCertificateIsNamed) {
  EXPECT_EQ(
      problem({.certificatePem = identity.certificatePem, .keyPem = authority.issue({}).keyPem}),
      "the client key does not belong to the client certificate");
}

TEST_F(TlsMaterialTest, HalfAPairIsNamed) {
  EXPECT_NE(problem({.certificatePem = identity.certificatePem}), "");
  EXPECT_NE(problem({.keyPem = identity.keyPem}), "");
}

TEST_F(TlsMaterialTest, AKeyThatIsNoKeyIsNamed) {
  EXPECT_NE(problem({.certificatePem = identity.certificatePem, .keyPem = "x"}).find("client key"),
            std::string::npos);
}

TEST_F(TlsMaterialTest, AnEmptyHostIsRefused) {
  EXPECT_NE(problem({}, ""), "");
}

}  // namespace
}  // namespace slipway::net::testing
