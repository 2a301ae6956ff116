#include "kube/client/diagnose.h"

#include <gtest/gtest.h>

#include "kube/client/config.h"
#include "kube/types/resources.h"
#include "net/transport.h"

namespace slipway::kube {
namespace {

const Resource kReleases{"slipway.dev", "v1alpha1", "releases", "Release", true};

ClientConfig testConfig() {
  ClientConfig config;
  config.endpoint = {"https", "api.test", 6443};
  config.user = "admin";
  config.origin = "kubeconfig /x, context a";
  return config;
}

TEST(Diagnosis, ExchangesWithoutAnAnswer) {
  struct Row {
    const char* name;
    net::EndReason end;
    std::string_view reason;
    const char* message;
  };
  using net::End;
  const Row rows[] = {
      {"refused",
       {End::NotSent, "api.test:6443: nobody listens there, or no route leads there"},
       reasons::kUnreachable,
       "cannot reach https://api.test:6443: nobody listens there, or no route leads there; is the "
       "API server up, and is its address in the kubeconfig /x, context a right?"},
      {"another authority",
       {End::NotSent,
        "api.test:6443: server certificate is signed by an authority that the CA "
        "bundle does not hold: CN=x"},
       reasons::kCertificateUntrusted,
       "cannot reach https://api.test:6443: server certificate is signed by an authority that the "
       "CA bundle does not hold: CN=x; does the certificate authority in the kubeconfig /x, "
       "context a belong to this server?"},
      {"expired",
       {End::NotSent,
        "api.test:6443: server certificate has expired on 2026-01-01T00:"
        "00:00Z: renew it"},
       reasons::kCertificateExpired,
       "cannot reach https://api.test:6443: server certificate has expired on "
       "2026-01-01T00:00:00Z: renew it"},
      {"another name",
       {End::NotSent,
        "api.test:6443: server certificate is for a.test and not for "
        "api.test: add that name to it"},
       reasons::kCertificateName,
       "cannot reach https://api.test:6443: server certificate is for a.test and not for "
       "api.test: add that name to it"},
      {"ours is refused",
       {End::NotSent,
        "api.test:6443: the server refuses our client certificate "
        "(valid until 2026-01-01T00:00:00Z): certificate expired"},
       reasons::kClientCertificate,
       "cannot reach https://api.test:6443: the server refuses our client certificate (valid until "
       "2026-01-01T00:00:00Z): certificate expired; renew the client certificate of user admin in "
       "the kubeconfig /x, context a"},
      {"timeout",
       {End::Timeout, "api.test:6443: silence for 30s"},
       reasons::kTimeout,
       "no answer from https://api.test:6443 in time: silence for 30s"},
      {"broken",
       {End::Broken, "api.test:6443: the server reset the connection"},
       reasons::kDisconnected,
       "the connection to https://api.test:6443 broke: the server reset the connection"},
      {"cancelled",
       {End::Cancelled, "api.test:6443: cancelled"},
       reasons::kCancelled,
       "the request was cancelled"},
  };
  for (const Row& row : rows) {
    const auto error = explainEnd(row.end, testConfig());
    EXPECT_EQ(error.code, 0) << row.name;
    EXPECT_EQ(error.reason, row.reason) << row.name;
    EXPECT_EQ(error.message, row.message) << row.name;
  }
}

TEST(Diagnosis, RefusalsSayWhatToDo) {
  struct Row {
    const char* name;
    int code;
    const char* message;
    const char* expected;
  };
  const Row rows[] = {
      {"not allowed by RBAC", 403, R"(x is forbidden: User "admin" cannot patch resource "x")",
       R"(x is forbidden: User "admin" cannot patch resource "x"; grant verb patch on )"
       R"(releases/status in API group "slipway.dev" by a Role or ClusterRole)"},
      {"over quota is not RBAC", 403, "pods is forbidden: exceeded quota",
       "pods is forbidden: exceeded quota"},
      {"not logged in", 401, "Unauthorized",
       "the API server at https://api.test:6443 does not accept the credentials of user admin "
       "(kubeconfig /x, context a): Unauthorized; renew its token or client certificate"},
      {"anything else stays as it is", 409, "conflict", "conflict"},
  };
  for (const Row& row : rows) {
    ApiError error;
    error.code = row.code;
    error.message = row.message;
    EXPECT_EQ(explainRefusal(error, testConfig(), {"patch", kReleases, "status"}).message,
              row.expected)
        << row.name;
  }
}

TEST(Diagnosis, StartupProblems) {
  struct Row {
    const char* name;
    int code;
    const char* message;
    const Resource& resource;
    const char* expected;
  };
  const Row rows[] = {
      {"the CRD is missing", 404, "HTTP 404: 404 page not found", kReleases,
       "the API server does not serve releases.slipway.dev (slipway.dev/v1alpha1): install "
       "Slipway's CustomResourceDefinitions (kubectl apply -f crds/)"},
      {"an old Kubernetes", 404, "HTTP 404: 404 page not found", resources::endpointSlices(),
       "the API server does not serve endpointslices.discovery.k8s.io (discovery.k8s.io/v1): it "
       "is older than Slipway supports"},
      {"the apps group is built in", 404, "x", resources::replicaSets(),
       "the API server does not serve replicasets.apps (apps/v1): it is older than Slipway "
       "supports"},
      {"no permission", 403, "forbidden; grant verb list", kReleases,
       "may not read releases.slipway.dev (slipway.dev/v1alpha1): forbidden; grant verb list"},
      {"unreachable", 0, "cannot reach https://api.test:6443: refused", kReleases,
       "cannot reach https://api.test:6443: refused"},
      {"not logged in", 401, "renew it", kReleases, "renew it"},
      {"a server error", 500, "etcd is gone", resources::pods(),
       "cannot read pods (v1): etcd is gone"},
  };
  for (const Row& row : rows) {
    ApiError error;
    error.code = row.code;
    error.message = row.message;
    EXPECT_EQ(describeStartupProblem(error, row.resource), row.expected) << row.name;
  }
}

}  // namespace
}  // namespace slipway::kube
