#include <fstream>
#include <gtest/gtest.h>

#include "kube/client/diagnose.h"
#include "kube/types/resources.h"
#include "tests/cluster/support/environment.h"
#include "tests/kube/client/real/live_client.h"

namespace slipway::kube {
namespace {

using slipway::testing::CertificateAuthority;
using slipway::testing::ControlPlane;
using slipway::testing::ControlPlaneEnvironment;

class RealServer : public ::testing::Test {
 protected:
  void SetUp() override {
    ns_ = "client-" + std::to_string(++namespaces);
    const auto made = plane_.kubectl({"create", "namespace", ns_});
    ASSERT_TRUE(made.ok()) << made.err;
  }

  ApiRequest one(Verb verb, const std::string& name, const std::string& body = "{}") const {
    ApiRequest request;
    request.verb = verb;
    request.resource = resources::configMaps();
    request.key = {ns_, name};
    request.body = *parseJson(body);
    request.fieldManager = "slipway-test";
    return request;
  }
  ApiResult create(LiveClient& client, const std::string& name) const {
    return client.ask(
        one(Verb::Create, name, R"({"metadata":{"name":")" + name + R"("},"data":{"a":"1"}})"));
  }
  ListRequest all() const {
    ListRequest request;
    request.resource = resources::configMaps();
    request.ns = ns_;
    request.labelSelector = "!nothing";
    return request;
  }
  std::string errorOf(const ClientConfig& config) const {
    LiveClient client(config);
    const auto page = client.list(all());
    EXPECT_FALSE(page.result.ok);
    return describeStartupProblem(page.result.error, resources::configMaps());
  }

  // The API server keeps recent versions of its own: it has to forget too.
  void forgetHistory() {
    ASSERT_TRUE(plane_.compactEtcd().ok());
    plane_.stopApiServer();
    const auto started = plane_.startApiServer();
    ASSERT_TRUE(started.ok()) << started.error();
  }

  static int namespaces;
  ControlPlane& plane_ = ControlPlaneEnvironment::controlPlane();
  std::string ns_;
};
int RealServer::namespaces = 0;

void expectPart(const std::string& text, const std::string& part) {
  EXPECT_NE(text.find(part), std::string::npos) << text;
}

TEST_F(RealServer, EveryVerb) {
  LiveClient client(plane_.adminKubeconfig());
  const auto created = create(client, "one");
  ASSERT_TRUE(created.applied()) << created.error.message;
  EXPECT_EQ(created.object["kind"].stringOr(""), "ConfigMap");
  EXPECT_EQ(created.object["metadata"].find("managedFields"), nullptr);
  EXPECT_TRUE(create(client, "one").error.alreadyExists());

  const auto patched =
      client.ask(one(Verb::JsonPatch, "one", R"([{"op":"test","path":"/data/a","value":"1"},
                                  {"op":"replace","path":"/data/a","value":"2"}])"));
  ASSERT_TRUE(patched.applied()) << patched.error.message;
  EXPECT_EQ(patched.object["data"]["a"].stringOr(""), "2");
  const auto failedTest =
      client.ask(one(Verb::JsonPatch, "one", R"([{"op":"test","path":"/data/a","value":"1"}])"));
  EXPECT_EQ(failedTest.outcome, Outcome::Rejected);
  EXPECT_TRUE(failedTest.error.invalid()) << failedTest.error.code;
  const auto merged = client.ask(one(Verb::MergePatch, "one", R"({"data":{"b":"3"}})"));
  EXPECT_EQ(merged.object["data"]["b"].stringOr(""), "3");
  ApiRequest apply =
      one(Verb::Apply, "one", R"({"apiVersion":"v1","kind":"ConfigMap","data":{"b":"4"}})");
  apply.fieldManager = "other";
  const auto refused = client.ask(apply);
  EXPECT_TRUE(refused.error.conflict()) << refused.error.message;
  EXPECT_FALSE(refused.error.causes.empty());
  apply.force = true;
  EXPECT_EQ(client.ask(apply).object["data"]["b"].stringOr(""), "4");

  ApiRequest remove = one(Verb::Delete, "one");
  remove.uidPrecondition = "00000000-0000-0000-0000-000000000000";
  EXPECT_TRUE(client.ask(remove).error.conflict());
  remove.uidPrecondition = created.object["metadata"]["uid"].stringOr("");
  remove.dryRun = true;
  EXPECT_TRUE(client.ask(remove).applied());
  remove.dryRun = false;
  EXPECT_TRUE(client.ask(remove).applied()) << "the dry run must have removed nothing";
  EXPECT_TRUE(client.ask(one(Verb::Get, "one")).error.notFound());
}

TEST_F(RealServer, UnknownFieldsAreRefused) {
  LiveClient client(plane_.adminKubeconfig());
  const auto result =
      client.ask(one(Verb::Create, "two", R"({"metadata":{"name":"two"},"dato":{"a":"1"}})"));
  EXPECT_EQ(result.outcome, Outcome::Rejected);
  EXPECT_EQ(result.error.code, 400);
  expectPart(result.error.message, "unknown field \"dato\"");
}

TEST_F(RealServer, ListsPageByPage) {
  LiveClient client(plane_.adminKubeconfig());
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(create(client, "m" + std::to_string(i)).applied());
  ListRequest request = all();
  request.limit = 2;
  std::vector<std::string> names;
  do {
    const auto page = client.list(request);
    ASSERT_TRUE(page.result.ok) << page.result.error.message;
    EXPECT_FALSE(page.result.resourceVersion.empty());
    EXPECT_LE(page.items.size(), 2U);
    for (const auto& item : page.items) {
      EXPECT_EQ(item["kind"].stringOr(""), "ConfigMap");
      if (item["data"]["a"].stringOr("") == "1")
        names.emplace_back(item["metadata"]["name"].stringOr(""));
    }
    request.continueToken = page.result.continueToken;
  } while (!request.continueToken.empty());
  EXPECT_EQ(names, (std::vector<std::string>{"m0", "m1", "m2", "m3", "m4"}));
}

TEST_F(RealServer, AContinueTokenFromBeforeACompactionIsGone) {
  LiveClient client(plane_.adminKubeconfig());
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(create(client, "m" + std::to_string(i)).applied());
  ListRequest request = all();
  request.limit = 1;
  request.continueToken = client.list(request).result.continueToken;
  ASSERT_TRUE(create(client, "later").applied());
  forgetHistory();
  const auto page = client.list(request);
  EXPECT_TRUE(page.result.error.gone()) << page.result.error.message;
}

TEST_F(RealServer, AWatchTellsOfEveryChange) {
  LiveClient client(plane_.adminKubeconfig());
  WatchRequest request;
  request.resource = resources::configMaps();
  request.ns = ns_;
  request.resourceVersion = client.list(all()).result.resourceVersion;
  std::vector<std::string> seen;
  const auto pending = client.api().watch(
      request,
      [&](const WatchEvent& event) {
        const std::string name(event.object["metadata"]["name"].stringOr(""));
        if (name != "w") return;
        seen.emplace_back(event.type == WatchEventType::Added      ? "added"
                          : event.type == WatchEventType::Modified ? "modified"
                                                                   : "deleted");
      },
      [&](const WatchEnd& end) { ADD_FAILURE() << end.error.message; });
  ASSERT_TRUE(create(client, "w").applied());
  ASSERT_TRUE(client.ask(one(Verb::MergePatch, "w", R"({"data":{"a":"2"}})")).applied());
  ASSERT_TRUE(client.ask(one(Verb::Delete, "w")).applied());
  EXPECT_TRUE(client.until([&] { return seen.size() == 3; }));
  EXPECT_EQ(seen, (std::vector<std::string>{"added", "modified", "deleted"}));
}

TEST_F(RealServer, AWatchFromAVersionThatNeverWasEnds) {
  LiveClient client(plane_.adminKubeconfig());
  WatchRequest request;
  request.resource = resources::configMaps();
  request.ns = ns_;
  request.resourceVersion = "1";
  forgetHistory();
  std::vector<WatchEnd> ends;
  const auto pending = client.api().watch(
      request, [](const WatchEvent&) {}, [&](WatchEnd end) { ends.push_back(std::move(end)); });
  ASSERT_TRUE(client.until([&] { return !ends.empty(); }));
  EXPECT_TRUE(ends[0].error.gone()) << ends[0].error.code << " " << ends[0].error.message;
}

TEST_F(RealServer, AMissingDefinitionIsNamed) {
  LiveClient client(plane_.adminKubeconfig());
  ListRequest request;
  request.resource = {"none.slipway.dev", "v1alpha1", "releases", "Release", true};
  const auto page = client.list(request);
  EXPECT_EQ(page.result.error.code, 404);
  EXPECT_EQ(describeStartupProblem(page.result.error, request.resource),
            "the API server does not serve releases.none.slipway.dev (none.slipway.dev/v1alpha1): "
            "install Slipway's CustomResourceDefinitions (kubectl apply -f crds/)");
}

TEST_F(RealServer, AMissingPermissionSaysWhatToGrant) {
  const auto config = LiveClient::load(plane_.userKubeconfig("nobody", {}));
  const std::string error = errorOf(config);
  expectPart(error, "User \"nobody\" cannot list resource \"configmaps\"");
  expectPart(error, "; grant verb list on configmaps in API group \"\"");
}

TEST_F(RealServer, AnExpiredClientCertificateIsNamed) {
  const auto config = LiveClient::load(plane_.userKubeconfig("late", {}, -std::chrono::hours(1)));
  const std::string error = errorOf(config);
  expectPart(error, config.user);
  expectPart(error, "renew");
}

TEST_F(RealServer, AnotherAuthorityIsNotTrusted) {
  auto config = LiveClient::load(plane_.adminKubeconfig());
  config.ca = {CertificateAuthority("another").certificate(), ""};
  const std::string error = errorOf(config);
  expectPart(error, "cannot reach " + config.url());
  expectPart(error, "signed by an authority");
  expectPart(error, "does the certificate authority in the kubeconfig");
}

TEST_F(RealServer, ANameThatTheCertificateLacksIsRefused) {
  auto config = LiveClient::load(plane_.adminKubeconfig());
  config.serverName = "elsewhere.test";
  expectPart(errorOf(config), "elsewhere.test");
}

TEST_F(RealServer, APortWhereNobodyListens) {
  auto config = LiveClient::load(plane_.adminKubeconfig());
  config.endpoint.port = 1;
  const std::string error = errorOf(config);
  expectPart(error, "cannot reach https://127.0.0.1:1");
  expectPart(error, "is the API server up");
}

TEST_F(RealServer, ATokenThatIsReplacedAfterARefusalIsUsed) {
  ASSERT_TRUE(plane_.kubectl({"create", "serviceaccount", "robot", "--namespace=" + ns_}).ok());
  const auto token = plane_.serviceAccountToken(ns_, "robot");
  ASSERT_TRUE(token.ok()) << token.error();
  const std::string file = plane_.folder() + "/token-of-" + ns_;
  std::ofstream(file) << "e30.e30.stale";
  auto config = LiveClient::load(plane_.adminKubeconfig());
  config.certificate = {};
  config.key = {};
  config.token.file = file;
  LiveClient client(config);
  EXPECT_EQ(client.ask(one(Verb::Get, "x")).error.code, 401);
  std::ofstream(file, std::ios::trunc) << *token;
  const auto result = client.ask(one(Verb::Get, "x"));
  EXPECT_EQ(result.error.code, 403) << result.error.message;
  expectPart(result.error.message, "system:serviceaccount:" + ns_ + ":robot");
}

}  // namespace
}  // namespace slipway::kube
