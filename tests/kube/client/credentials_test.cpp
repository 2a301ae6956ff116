#include "kube/client/credentials.h"

#include "tests/kube/client/support/api_fixture.h"

namespace slipway::kube {
namespace {

using std::chrono::seconds;

class CredentialsTest : public RestApiTest {
 protected:
  CredentialsTest() {
    config.ca.file = "/ca";
    config.certificate.file = "/crt";
    config.key.file = "/key";
    files.texts["/ca"] = "CA-1";
    files.texts["/crt"] = "CRT-1";
    files.texts["/key"] = "KEY-1";
  }
  Credentials& follow() {
    credentials_ = std::make_unique<Credentials>(config, files, transport, loop, log);
    return *credentials_;
  }

 private:
  std::unique_ptr<Credentials> credentials_;
};

TEST_F(CredentialsTest, UnchangedFilesChangeNothing) {
  follow();
  pass(seconds(200));
  EXPECT_TRUE(transport.tls.empty());
  EXPECT_TRUE(log.lines.empty());
}

TEST_F(CredentialsTest, ANewTokenIsUsedWithinAMinute) {
  auto& credentials = follow();
  files.texts["/token"] = "t-2";
  pass(seconds(59));
  EXPECT_EQ(credentials.token(), "t-1");
  pass(seconds(1));
  EXPECT_EQ(credentials.token(), "t-2");
  EXPECT_EQ(log.lines, std::vector<std::string>{"the bearer token has changed user=admin"});
}

TEST_F(CredentialsTest, ARefusedTokenIsReadAtOnce) {
  auto& credentials = follow();
  EXPECT_FALSE(credentials.refreshToken());
  files.texts["/token"] = "t-2";
  EXPECT_TRUE(credentials.refreshToken());
  EXPECT_EQ(credentials.token(), "t-2");
}

TEST_F(CredentialsTest, AnUnreadableTokenLeavesTheOldOne) {
  auto& credentials = follow();
  files.texts.erase("/token");
  pass(seconds(300));
  EXPECT_EQ(credentials.token(), "t-1");
  EXPECT_EQ(log.lines,
            std::vector<std::string>{
                "a credential cannot be used; the one before stays in use problem=/token: No such "
                "file or directory origin=kubeconfig /x, context a"});
}

TEST_F(CredentialsTest, NewTlsFilesReachTheTransport) {
  follow();
  files.texts["/ca"] = "CA-2";
  files.texts["/crt"] = "CRT-2";
  files.texts["/key"] = "KEY-2";
  pass(seconds(60));
  ASSERT_EQ(transport.tls.size(), 1U);
  EXPECT_EQ(transport.tls[0], (net::TlsMaterial{"CA-2", "CRT-2", "KEY-2", "", false}));
  pass(seconds(120));
  EXPECT_EQ(transport.tls.size(), 1U);
}

TEST_F(CredentialsTest, HalfARotationIsTriedAgain) {
  follow();
  files.texts["/crt"] = "CRT-2";
  transport.tlsProblem = "the client key does not belong to the client certificate";
  pass(seconds(120));
  EXPECT_TRUE(transport.tls.empty());
  EXPECT_EQ(log.lines, std::vector<std::string>{
                           "a credential cannot be used; the one before stays in use problem=/crt: "
                           "the client key does not belong to the client certificate "
                           "origin=kubeconfig /x, context a"});
  files.texts["/key"] = "KEY-2";
  transport.tlsProblem.clear();
  pass(seconds(60));
  ASSERT_EQ(transport.tls.size(), 1U);
  EXPECT_EQ(transport.tls[0].keyPem, "KEY-2");
}

TEST_F(CredentialsTest, AnUnreadableAuthorityLeavesTheOldOne) {
  follow();
  files.texts.erase("/ca");
  pass(seconds(60));
  EXPECT_TRUE(transport.tls.empty());
  ASSERT_EQ(log.lines.size(), 1U);
  EXPECT_NE(log.lines[0].find("/ca: No such file"), std::string::npos);
}

}  // namespace
}  // namespace slipway::kube
