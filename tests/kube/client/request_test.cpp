#include "kube/client/request.h"

#include <gtest/gtest.h>

#include "kube/types/resources.h"
#include "tests/kube/types/json.h"

namespace slipway::kube {
namespace {

const Resource kReleases{"slipway.dev", "v1alpha1", "releases", "Release", true};

ApiRequest one(Verb verb, const Resource& resource, ObjectKey key) {
  ApiRequest request;
  request.verb = verb;
  request.resource = resource;
  request.key = std::move(key);
  return request;
}

std::string lineOf(const ApiRequest& request, const std::string& prefix = "") {
  const auto http = buildRequest(request, prefix);
  return http.ok() ? http->method + " " + http->target : "refused: " + http.error();
}

TEST(BuildRequest, PathsAndQueries) {
  ApiRequest apply = one(Verb::Apply, kReleases, {"shop", "web"});
  apply.subresource = "status";
  apply.fieldManager = "slipway";
  ApiRequest force = apply;
  force.force = true;
  ApiRequest forcedPatch = one(Verb::MergePatch, kReleases, {"shop", "web"});
  forcedPatch.force = true;
  ApiRequest dryRun = one(Verb::Create, resources::pods(), {"shop", ""});
  dryRun.dryRun = true;
  dryRun.fieldManager = "slipway cli";
  ApiRequest binding = one(Verb::Create, resources::pods(), {"shop", "web-1"});
  binding.subresource = "binding";
  ApiRequest scale = one(Verb::Get, resources::replicaSets(), {"shop", "web-1"});
  scale.subresource = "scale";
  struct Row {
    const char* name;
    ApiRequest request;
    const char* expected;
  };
  const Row rows[] = {
      {"core group, namespaced", one(Verb::Get, resources::pods(), {"shop", "web-1"}),
       "GET /api/v1/namespaces/shop/pods/web-1"},
      {"core group, cluster-scoped", one(Verb::Get, resources::nodes(), {"", "n1"}),
       "GET /api/v1/nodes/n1"},
      {"a cluster-scoped kind ignores a namespace",
       one(Verb::Get, resources::nodes(), {"shop", "n1"}), "GET /api/v1/nodes/n1"},
      {"named group", one(Verb::Get, resources::leases(), {"ops", "slipway"}),
       "GET /apis/coordination.k8s.io/v1/namespaces/ops/leases/slipway"},
      {"a subresource", scale, "GET /apis/apps/v1/namespaces/shop/replicasets/web-1/scale"},
      {"names are percent-encoded once", one(Verb::Get, resources::pods(), {"shop", "a b%20:c"}),
       "GET /api/v1/namespaces/shop/pods/a%20b%2520%3Ac"},
      {"create posts to the collection", one(Verb::Create, resources::pods(), {"shop", "web-1"}),
       "POST /api/v1/namespaces/shop/pods?fieldValidation=Strict"},
      {"create of a cluster-scoped kind",
       one(Verb::Create, resources::selfSubjectAccessReviews(), {}),
       "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews?fieldValidation=Strict"},
      {"create of a subresource goes below its object", binding,
       "POST /api/v1/namespaces/shop/pods/web-1/binding?fieldValidation=Strict"},
      {"dry run, and a field manager with a blank", dryRun,
       "POST /api/v1/namespaces/shop/pods?dryRun=All&fieldManager=slipway%20cli"
       "&fieldValidation=Strict"},
      {"JSON patch", one(Verb::JsonPatch, resources::pods(), {"shop", "web-1"}),
       "PATCH /api/v1/namespaces/shop/pods/web-1?fieldValidation=Strict"},
      {"apply to a subresource", apply,
       "PATCH /apis/slipway.dev/v1alpha1/namespaces/shop/releases/web/status"
       "?fieldManager=slipway&fieldValidation=Strict"},
      {"apply with force", force,
       "PATCH /apis/slipway.dev/v1alpha1/namespaces/shop/releases/web/status"
       "?fieldManager=slipway&fieldValidation=Strict&force=true"},
      {"force means nothing to other patches", forcedPatch,
       "PATCH /apis/slipway.dev/v1alpha1/namespaces/shop/releases/web?fieldValidation=Strict"},
      {"delete has its options in the body", one(Verb::Delete, resources::pods(), {"shop", "w"}),
       "DELETE /api/v1/namespaces/shop/pods/w"},
  };
  for (const Row& row : rows) EXPECT_EQ(lineOf(row.request), row.expected) << row.name;
}

TEST(BuildRequest, KeepsThePathOfTheServerUrl) {
  EXPECT_EQ(lineOf(one(Verb::Get, resources::nodes(), {"", "n1"}), "/k8s/c-1"),
            "GET /k8s/c-1/api/v1/nodes/n1");
}

TEST(BuildRequest, RefusesWhatWouldReachAnotherObject) {
  struct Row {
    const char* name;
    ApiRequest request;
    const char* expected;
  };
  const Row rows[] = {
      {"no name would be the collection", one(Verb::Delete, resources::pods(), {"shop", ""}),
       "refused: a request for pods needs a name, not \"\""},
      {"no namespace", one(Verb::Get, resources::replicaSets(), {"", "web"}),
       "refused: a request for replicasets.apps needs a namespace, not \"\""},
      {"dots climb up the path", one(Verb::Get, resources::pods(), {"..", "web"}),
       "refused: a request for pods needs a namespace, not \"..\""},
      {"a slash", one(Verb::Get, resources::pods(), {"shop", "a/status"}),
       "refused: a request for pods needs a name, not \"a/status\""},
      {"apply without a field manager", one(Verb::Apply, resources::pods(), {"shop", "web"}),
       "refused: server-side apply needs a field manager"},
      {"no resource", one(Verb::Get, {}, {"shop", "web"}),
       "refused: the request names no resource"},
  };
  for (const Row& row : rows) EXPECT_EQ(lineOf(row.request), row.expected) << row.name;
}

TEST(BuildRequest, BodiesAndTheirTypes) {
  struct Row {
    Verb verb;
    const char* contentType;
    const char* body;
  };
  const Row rows[] = {
      {Verb::Get, "", ""},
      {Verb::Create, "application/json", R"({"a":1})"},
      {Verb::JsonPatch, "application/json-patch+json", R"({"a":1})"},
      {Verb::MergePatch, "application/merge-patch+json", R"({"a":1})"},
      {Verb::Apply, "application/apply-patch+yaml", R"({"a":1})"},
      {Verb::Delete, "application/json", R"({"a":1,"apiVersion":"v1","kind":"DeleteOptions"})"},
  };
  for (const Row& row : rows) {
    ApiRequest request = one(row.verb, resources::pods(), {"shop", "web"});
    request.body = json(R"({"a": 1})");
    request.fieldManager = "slipway";
    const auto http = buildRequest(request, "");
    ASSERT_TRUE(http.ok());
    EXPECT_EQ(http->contentType, row.contentType);
    EXPECT_EQ(http->body, row.body);
    const std::pair<std::string, std::string> accept{"Accept", "application/json"};
    EXPECT_EQ(http->headers.at(0), accept);
  }
}

TEST(BuildRequest, DeleteCarriesItsPreconditions) {
  ApiRequest request = one(Verb::Delete, resources::pods(), {"shop", "web"});
  request.uidPrecondition = "u-1";
  request.versionPrecondition = "42";
  request.propagation = "Background";
  request.dryRun = true;
  EXPECT_EQ(buildRequest(request, "")->body,
            R"({"apiVersion":"v1","kind":"DeleteOptions",)"
            R"("preconditions":{"uid":"u-1","resourceVersion":"42"},)"
            R"("propagationPolicy":"Background","dryRun":["All"]})");
}

TEST(BuildRequest, TimeoutsFollowTheRequest) {
  ApiRequest request = one(Verb::Get, resources::nodes(), {"", "n1"});
  request.timeout = std::chrono::seconds(5);
  EXPECT_EQ(buildRequest(request, "")->totalTimeout, std::chrono::seconds(5));
  EXPECT_EQ(buildRequest(request, "")->idleTimeout, std::chrono::seconds(5));
  request.timeout = std::chrono::minutes(5);
  EXPECT_EQ(buildRequest(request, "")->idleTimeout, std::chrono::seconds(30));
}

TEST(BuildList, Targets) {
  ListRequest all;
  all.resource = resources::pods();
  all.limit = 0;
  ListRequest some;
  some.resource = kReleases;
  some.ns = "shop";
  some.labelSelector = "app=web,tier in (a,b)";
  some.fieldSelector = "metadata.name=x";
  ListRequest cached = all;
  cached.resourceVersion = "0";
  ListRequest next = cached;
  next.limit = 500;
  next.continueToken = "ab+/=";
  struct Row {
    const char* name;
    ListRequest request;
    const char* expected;
  };
  const Row rows[] = {
      {"every namespace, no limit", all, "/api/v1/pods"},
      {"one namespace, selectors, a limit", some,
       "/apis/slipway.dev/v1alpha1/namespaces/shop/releases"
       "?labelSelector=app%3Dweb%2Ctier%20in%20%28a%2Cb%29&fieldSelector=metadata.name%3Dx"
       "&limit=500"},
      {"any version will do", cached,
       "/api/v1/pods?resourceVersion=0&resourceVersionMatch=NotOlderThan"},
      {"a further page names no version", next, "/api/v1/pods?limit=500&continue=ab%2B%2F%3D"},
  };
  for (const Row& row : rows)
    EXPECT_EQ(buildList(row.request, "").target, row.expected) << row.name;
}

TEST(BuildWatch, EndsByTheServerAndHasNoTotalTimeout) {
  WatchRequest request;
  request.resource = resources::pods();
  request.labelSelector = "slipway.dev/release";
  request.resourceVersion = "42";
  const auto http = buildWatch(request, "/p", 290);
  EXPECT_EQ(http.target,
            "/p/api/v1/pods?watch=1&labelSelector=slipway.dev%2Frelease&resourceVersion=42"
            "&allowWatchBookmarks=true&timeoutSeconds=290");
  EXPECT_EQ(http.totalTimeout, Duration::zero());
  EXPECT_EQ(http.idleTimeout, std::chrono::minutes(5));
  request.bookmarks = false;
  EXPECT_EQ(buildWatch(request, "", 1).target.find("Bookmarks"), std::string::npos);
}

}  // namespace
}  // namespace slipway::kube
