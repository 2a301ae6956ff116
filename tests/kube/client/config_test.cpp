#include "kube/client/config.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "base/text.h"
#include "base/value.h"
#include "tests/kube/client/support/memory_files.h"

namespace slipway::kube {
namespace {

const char* const kConfig = R"(
apiVersion: v1
kind: Config
current-context: a
clusters:
- name: c1
  cluster: {server: "https://api.test:6443", certificate-authority: ca.crt}
- name: c2
  cluster:
    server: https://proxy.test/k8s/c-1/
    certificate-authority-data: Q0EtUEVN
    tls-server-name: api.internal
- name: c3
  cluster: {server: "http://127.0.0.1:8001", insecure-skip-tls-verify: true}
users:
- name: u1
  user: {client-certificate: /abs/u.crt, client-key: keys/u.key}
- name: u2
  user: {token: abc}
- name: u3
  user: {tokenFile: token, token: ignored}
- name: u4
  user: {client-certificate-data: Q0VSVA==, client-key-data: S0VZ}
contexts:
- name: a
  context: {cluster: c1, user: u1, namespace: shop}
- name: b
  context: {cluster: c2, user: u2}
- name: c
  context: {cluster: c3, user: u3}
- name: d
  context: {cluster: c1, user: u4}
- name: e
  context: {cluster: c3}
)";

TEST(Kubeconfig, FilesAreRelativeToItsFolder) {
  const MemoryFiles files = {{"/home/me/.kube/config", kConfig}};
  const auto config = loadKubeconfig(files, {"/home/me/.kube/config"}, "");
  ASSERT_TRUE(config.ok()) << config.error();
  EXPECT_EQ(config->url(), "https://api.test:6443");
  EXPECT_EQ(config->ca.file, "/home/me/.kube/ca.crt");
  EXPECT_EQ(config->certificate.file, "/abs/u.crt");
  EXPECT_EQ(config->key.file, "/home/me/.kube/keys/u.key");
  EXPECT_EQ(config->ns, "shop");
  EXPECT_EQ(config->user, "u1");
  EXPECT_EQ(config->origin, "kubeconfig /home/me/.kube/config, context a");
  EXPECT_FALSE(config->insecureSkipVerify);
}

TEST(Kubeconfig, AContextByName) {
  const MemoryFiles files = {{"config", kConfig}};
  const auto config = loadKubeconfig(files, {"config"}, "b");
  ASSERT_TRUE(config.ok()) << config.error();
  EXPECT_EQ(config->endpoint.host, "proxy.test");
  EXPECT_EQ(config->endpoint.port, 443);
  EXPECT_EQ(config->pathPrefix, "/k8s/c-1");
  EXPECT_EQ(config->ca.text, "CA-PEM");
  EXPECT_EQ(config->serverName, "api.internal");
  EXPECT_EQ(config->token.text, "abc");
  EXPECT_EQ(config->ns, "default");
}

TEST(Kubeconfig, ATokenFileWinsOverAToken) {
  const MemoryFiles files = {{"config", kConfig}, {"token", " from-file\n"}};
  const auto config = loadKubeconfig(files, {"config"}, "c");
  ASSERT_TRUE(config.ok()) << config.error();
  EXPECT_EQ(config->token.file, "token");
  EXPECT_EQ(loadToken(files, *config).value(), "from-file");
  EXPECT_TRUE(config->insecureSkipVerify);
  EXPECT_EQ(config->endpoint.scheme, "http");
}

TEST(Kubeconfig, InlineClientCertificate) {
  const MemoryFiles files = {{"config", kConfig}, {"ca.crt", "CA"}};
  const auto config = loadKubeconfig(files, {"config"}, "d");
  ASSERT_TRUE(config.ok()) << config.error();
  const auto tls = loadTls(files, *config);
  ASSERT_TRUE(tls.ok()) << tls.error();
  EXPECT_EQ(*tls, (net::TlsMaterial{"CA", "CERT", "KEY", "", false}));
}

TEST(Kubeconfig, AContextWithoutAUserIsAnonymous) {
  const MemoryFiles files = {{"config", kConfig}};
  const auto config = loadKubeconfig(files, {"config"}, "e");
  ASSERT_TRUE(config.ok()) << config.error();
  EXPECT_EQ(config->user, "anonymous");
  EXPECT_EQ(loadToken(files, *config).value(), "");
}

TEST(Kubeconfig, MergesFilesAndTheFirstCounts) {
  const MemoryFiles files = {
      {"/1/config", "current-context: x\nusers: [{name: u, user: {tokenFile: t}}]\n"},
      {"/2/config",
       "current-context: y\n"
       "users: [{name: u, user: {token: second}}]\n"
       "clusters: [{name: c, cluster: {server: 'https://two.test', certificate-authority: ca}}]\n"
       "contexts: [{name: x, context: {cluster: c, user: u}}]\n"}};
  const auto config = loadKubeconfig(files, {"/1/config", "/missing", "/2/config"}, "");
  ASSERT_TRUE(config.ok()) << config.error();
  EXPECT_EQ(config->token.file, "/1/t");
  EXPECT_EQ(config->token.text, "");
  EXPECT_EQ(config->ca.file, "/2/ca");
}

TEST(Kubeconfig, ErrorsNameFileEntryAndField) {
  struct Row {
    const char* name;
    std::string text;
    const char* context;
    const char* expected;
  };
  const std::string cluster =
      "clusters: [{name: c, cluster: {server: 'https://api.test', certificate-authority: ca}}]\n";
  const std::string context = "contexts: [{name: a, context: {cluster: c, user: u}}]\n";
  const auto withUser = [&](const std::string& user) {
    return cluster + context + "users: [{name: u, user: " + user + "}]\n";
  };
  const auto withCluster = [&](const std::string& body) {
    return "clusters: [{name: c, cluster: " + body + "}]\n" +
           "contexts: [{name: a, context: {cluster: c}}]\n";
  };
  const Row rows[] = {
      {"an unknown context", kConfig, "z",
       "kubeconfig /x: context \"z\" is not in contexts; known contexts: "
       "\"a\", \"b\", \"c\", \"d\", \"e\""},
      {"an unknown current context", "current-context: z", "",
       "kubeconfig /x: current-context \"z\" is not in contexts; known contexts: none"},
      {"no current context", cluster + context, "",
       "kubeconfig /x: has no current-context: pass --context, one of: \"a\""},
      {"an unknown user", cluster + context + "users: [{name: v, user: {}}, {name: w, user: {}}]",
       "a",
       "kubeconfig /x: context \"a\" names user \"u\", which is not in users; known users: "
       "\"v\", \"w\""},
      {"an unknown cluster", context, "a",
       "kubeconfig /x: context \"a\" names cluster \"c\", which is not in clusters; known "
       "clusters: none"},
      {"a plugin of another time",
       withUser("{exec: {apiVersion: client.authentication.io/v1, command: aws}}"), "a",
       "kubeconfig /x: users[0].user.exec.apiVersion: must be client.authentication.k8s.io/v1 (or "
       "v1beta1)"},
      {"a plugin without a command",
       withUser("{exec: {apiVersion: client.authentication.k8s.io/v1}}"), "a", nullptr},
      {"an auth provider", withUser("{auth-provider: {name: gcp}}"), "a",
       "kubeconfig /x: users[0].user.auth-provider: not supported yet: use a token (kubectl "
       "create token), a tokenFile or a client certificate"},
      {"a certificate without its key", withUser("{client-certificate: a}"), "a",
       "kubeconfig /x: users[0].user.client-key: is missing beside client-certificate"},
      {"a key without its certificate", withUser("{client-key: a}"), "a",
       "kubeconfig /x: users[0].user.client-certificate: is missing beside client-key"},
      {"a token that is a number", withUser("{token: 12}"), "a", nullptr},
      {"data that is not base64", withUser("{client-certificate-data: '%%%', client-key: k}"), "a",
       "kubeconfig /x: users[0].user.client-certificate-data: is not base64"},
      {"a proxy", withCluster("{server: 'https://api.test', proxy-url: 'http://p'}"), "a",
       "kubeconfig /x: clusters[0].cluster.proxy-url: proxies are not supported yet"},
      {"no server", withCluster("{}"), "a",
       "kubeconfig /x: clusters[0].cluster.server: \"\" must begin with https:// or http://"},
      {"an IPv6 server", withCluster("{server: 'https://[::1]:6443'}"), "a",
       "kubeconfig /x: clusters[0].cluster.server: \"https://[::1]:6443\" IPv6 addresses are not "
       "supported here: use a host name"},
      {"insecure with an authority",
       withCluster("{server: 'https://a', certificate-authority: x, insecure-skip-tls-verify: "
                   "true}"),
       "a",
       "kubeconfig /x: clusters[0].cluster.insecure-skip-tls-verify: contradicts the "
       "certificate-authority beside it: remove one of them"},
      {"users as a map", "users: {u: {}}", "a", nullptr},
      {"not YAML", "a: [", "a", nullptr},
      {"two documents", "a: 1\n---\nb: 2\n", "a",
       "kubeconfig /x: holds more than one YAML document"},
      {"empty", "", "", "kubeconfig /x: has no current-context: pass --context, one of: none"},
  };
  for (const Row& row : rows) {
    const MemoryFiles files = {{"/x", row.text}};
    const auto config = loadKubeconfig(files, {"/x"}, row.context);
    ASSERT_FALSE(config.ok()) << row.name;
    EXPECT_EQ(config.error(), row.expected ? row.expected : config.error()) << row.name;
    EXPECT_TRUE(config.error().starts_with("kubeconfig /x: ")) << config.error();
    EXPECT_EQ(config.error().find('\n'), std::string::npos) << row.name;
  }
}

TEST(Kubeconfig, APluginIsReadAsItWillBeRun) {
  const MemoryFiles files = {
      {"/home/me/.kube/x",
       "users:\n- name: u\n  user:\n    exec:\n"
       "      apiVersion: client.authentication.k8s.io/v1\n      command: bin/login\n"
       "      args: [--cluster, prod]\n      env: [{name: PROFILE, value: ops}]\n"
       "      interactiveMode: Never\n      installHint: get it from your cloud\n"
       "clusters: [{name: c, cluster: {server: 'https://api.test'}}]\n"
       "contexts: [{name: a, context: {cluster: c, user: u}}]\n"}};
  const auto config = loadKubeconfig(files, {"/home/me/.kube/x"}, "a");
  ASSERT_TRUE(config.ok()) << config.error();
  EXPECT_EQ(config->plugin, (ExecPlugin{"client.authentication.k8s.io/v1",
                                        {"/home/me/.kube/bin/login", "--cluster", "prod"},
                                        {{"PROFILE", "ops"}},
                                        false,
                                        "get it from your cloud"}));
}

TEST(ExecCredential, GivesATokenOrACertificate) {
  ClientConfig config;
  config.plugin = ExecPlugin{"client.authentication.k8s.io/v1", {"login"}, {}, false, ""};
  const std::string head =
      R"({"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": )";
  ASSERT_TRUE(readExecCredential(head + R"({"token": "t"}})", config).ok());
  EXPECT_EQ(config.token.text, "t");
  ASSERT_TRUE(
      readExecCredential(head + R"({"clientCertificateData": "C", "clientKeyData": "K"}})", config)
          .ok());
  EXPECT_EQ(config.certificate.text, "C");
  EXPECT_EQ(config.key.text, "K");
}

TEST(ExecCredential, WhatIsNoneIsNamed) {
  ClientConfig config;
  config.plugin = ExecPlugin{"client.authentication.k8s.io/v1", {"login"}, {}, false, ""};
  const auto error = [&](const std::string& text) {
    const auto read = readExecCredential(text, config);
    return read.ok() ? std::string() : read.error();
  };
  EXPECT_NE(error("please log in").find("login printed no ExecCredential: "), std::string::npos);
  EXPECT_NE(error("{}").find("kind"), std::string::npos);
  const std::string head =
      R"({"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": )";
  EXPECT_NE(error(head + "{}}").find("neither a token nor a client certificate"),
            std::string::npos);
  EXPECT_NE(error(R"({"apiVersion": "client.authentication.k8s.io/v1beta1", "kind":)"
                  R"( "ExecCredential", "status": {"token": "t"}})")
                .find("apiVersion"),
            std::string::npos);
}

TEST(ExecCredential, ThePluginIsToldWhatIsWanted) {
  const ExecPlugin plugin{"client.authentication.k8s.io/v1", {"login"}, {}, true, ""};
  const auto info = parseJson(execInfo(plugin, true));
  EXPECT_EQ((*info)["apiVersion"].stringOr(""), "client.authentication.k8s.io/v1");
  EXPECT_EQ((*info)["kind"].stringOr(""), "ExecCredential");
  EXPECT_EQ((*info)["spec"]["interactive"].asBool(), true);
}

TEST(Kubeconfig, ProblemsOfOtherUsersDoNotMatter) {
  const MemoryFiles files = {
      {"/x",
       "users: [{name: bad, user: {exec: {command: aws}}}, {name: u, user: {token: t}}]\n"
       "clusters: [{name: c, cluster: {server: 'https://api.test'}}]\n"
       "contexts: [{name: a, context: {cluster: c, user: u}}]\n"}};
  EXPECT_TRUE(loadKubeconfig(files, {"/x"}, "a").ok());
}

TEST(Kubeconfig, NoReadableFileNamesThemAll) {
  const auto config = loadKubeconfig(MemoryFiles(), {"/a", "/b"}, "");
  ASSERT_FALSE(config.ok());
  EXPECT_EQ(config.error(),
            "no kubeconfig can be read: /a: No such file or directory; "
            "/b: No such file or directory");
}

TEST(Kubeconfig, DamagedFilesAreAnsweredInOneLine) {
  for (std::uint64_t seed = 1; seed <= 600; ++seed) {
    SeededRandom random(seed);
    std::string text = kConfig;
    for (std::uint64_t edits = 1 + random.below(8); edits > 0 && !text.empty(); --edits) {
      const auto at = static_cast<std::size_t>(random.below(text.size()));
      if (random.below(8) == 0)
        text.resize(at);
      else
        text[at] = static_cast<char>(random.below(256));
    }
    const MemoryFiles files = {{"/x", text}};
    const auto config = loadKubeconfig(files, {"/x"}, "b");
    if (config) continue;
    EXPECT_EQ(config.error().find('\n'), std::string::npos) << "seed " << seed;
    EXPECT_TRUE(isValidUtf8(config.error())) << "seed " << seed;
  }
}

TEST(ServerUrls, Rows) {
  struct Row {
    const char* url;
    const char* expected;  // host port prefix, or the error
  };
  const Row rows[] = {
      {"https://api.test", "https api.test 443 "},
      {"http://10.0.0.1:8080/", "http 10.0.0.1 8080 "},
      {"https://api.test:6443/k8s//c-1/", "https api.test 6443 /k8s//c-1"},
      {"api.test:6443", "must begin with https:// or http://"},
      {"ftp://api.test", "must begin with https:// or http://"},
      {"https://", "has no usable host name"},
      {"https://:6443", "has no usable host name"},
      {"https://a b", "has no usable host name"},
      {"https://api.test:0", "\"0\" is not a port"},
      {"https://api.test:65536", "\"65536\" is not a port"},
      {"https://api.test:", "\"\" is not a port"},
      {"https://me@api.test", "must be scheme, host, port and path only"},
      {"https://api.test/?x=1", "must be scheme, host, port and path only"},
      {"https://api.test/a b", "has a path that is not percent-encoded"},
      {"https://api.test//x", "has a path that is not percent-encoded"},
      {"https://[fd00::1]", "IPv6 addresses are not supported here: use a host name"},
  };
  for (const Row& row : rows) {
    const auto address = parseServerUrl(row.url);
    const std::string text = address ? address->endpoint.scheme + " " + address->endpoint.host +
                                           " " + std::to_string(address->endpoint.port) + " " +
                                           address->prefix
                                     : address.error();
    EXPECT_EQ(text, row.expected) << row.url;
  }
}

const std::string kAccount = "/var/run/secrets/kubernetes.io/serviceaccount/";

MemoryFiles accountFiles() {
  // {"sub":"system:serviceaccount:ops:slipway"}
  return {
      {kAccount + "token", "e30.eyJzdWIiOiJzeXN0ZW06c2VydmljZWFjY291bnQ6b3BzOnNsaXB3YXkifQ.c2ln"},
      {kAccount + "namespace", "ops\n"},
      {kAccount + "ca.crt", "CA"}};
}

TEST(InCluster, FromTheServiceAccount) {
  const auto files = accountFiles();
  const auto config = loadInCluster(files, {"", "", "10.96.0.1", "6443"});
  ASSERT_TRUE(config.ok()) << config.error();
  EXPECT_EQ(config->url(), "https://10.96.0.1:6443");
  EXPECT_EQ(config->ns, "ops");
  EXPECT_EQ(config->user, "system:serviceaccount:ops:slipway");
  EXPECT_EQ(loadTls(files, *config)->caPem, "CA");
}

TEST(InCluster, AnIpv6ServiceIsReachedByName) {
  const auto config = loadInCluster(accountFiles(), {"", "", "fd00:10:96::1", "443"});
  ASSERT_TRUE(config.ok()) << config.error();
  EXPECT_EQ(config->url(), "https://kubernetes.default.svc:443");
}

TEST(InCluster, ErrorsSayWhatIsMissing) {
  EXPECT_EQ(loadInCluster(accountFiles(), {}).error(),
            "not in a pod: KUBERNETES_SERVICE_HOST is not set");
  EXPECT_EQ(loadInCluster(MemoryFiles(), {"", "", "10.96.0.1", "443"}).error(),
            kAccount +
                "token: No such file or directory: does the pod have a service account and "
                "automountServiceAccountToken?");
  EXPECT_EQ(loadInCluster(accountFiles(), {"", "", "10.96.0.1", "tcp"}).error(),
            "KUBERNETES_SERVICE_HOST \"10.96.0.1\" and KUBERNETES_SERVICE_PORT \"tcp\": \"tcp\" is "
            "not a port");
}

TEST(WhereToLook, InKubectlsOrder) {
  MemoryFiles files = accountFiles();
  for (const char* path : {"/flag", "/env", "/home/me/.kube/config"}) files.texts[path] = kConfig;
  ClientEnvironment environment{"/env::/env2", "/home/me", "10.96.0.1", "443"};
  const auto origin = [&](const std::string& flag) {
    const auto config = loadClientConfig(files, environment, flag, "");
    return config ? config->origin : config.error();
  };
  EXPECT_EQ(origin("/flag"), "kubeconfig /flag, context a");
  EXPECT_EQ(origin(""), "kubeconfig /env, context a");
  environment.kubeconfig.clear();
  EXPECT_EQ(origin(""), "service account of the pod");
  environment.serviceHost.clear();
  EXPECT_EQ(origin(""), "kubeconfig /home/me/.kube/config, context a");
  environment.home.clear();
  EXPECT_EQ(origin(""), "no API server is named: set KUBECONFIG or pass --kubeconfig");
}

TEST(TlsMaterial, WithoutAnAuthorityTheSystemsBundleIsTrusted) {
  ClientConfig config;
  config.origin = "kubeconfig /x, context a";
  const MemoryFiles files = {{"/etc/pki/tls/certs/ca-bundle.crt", "BUNDLE"}};
  EXPECT_EQ(loadTls(files, config)->caPem, "BUNDLE");
  EXPECT_EQ(loadTls(MemoryFiles(), config).error(),
            "kubeconfig /x, context a: names no certificate authority, and the system's "
            "certificates are not in any known place: set certificate-authority");
  config.endpoint.scheme = "http";
  EXPECT_EQ(loadTls(MemoryFiles(), config)->caPem, "");
  config.endpoint.scheme = "https";
  config.insecureSkipVerify = true;
  EXPECT_EQ(loadTls(files, config)->caPem, "");
}

TEST(Tokens, RefuseWhatNoHeaderMayCarry) {
  ClientConfig config;
  config.token.file = "/t";
  for (const char* text : {"", " \n", "a b", "a\nb", "a\x01", "\xc3\xa9"}) {
    const auto token = loadToken(MemoryFiles{{"/t", text}}, config);
    ASSERT_FALSE(token.ok()) << text;
    EXPECT_EQ(token.error(), "/t: holds no bearer token (one word of visible ASCII)");
  }
}

TEST(Tokens, SubjectRows) {
  struct Row {
    const char* name;
    const char* token;
    const char* subject;
  };
  const Row rows[] = {
      {"a web token", "e30.eyJzdWIiOiJtZSJ9.x", "me"},
      {"no dots", "abcdef", ""},
      {"one dot", "a.b", ""},
      {"not base64", "a.%%%.c", ""},
      {"not JSON", "a.YWJj.c", ""},
      {"a subject that is a number", "e30.eyJzdWIiOjF9.x", ""},
  };
  for (const Row& row : rows) EXPECT_EQ(subjectOfToken(row.token), row.subject) << row.name;
}

}  // namespace
}  // namespace slipway::kube
