#include "kube/client/request.h"

#include <algorithm>
#include <chrono>

#include "base/text.h"

namespace slipway::kube {
namespace {

constexpr Duration kIdle = std::chrono::seconds(30);
constexpr Duration kWatchIdle = std::chrono::minutes(5);  // bookmarks come about once a minute

// The path and query of one request, each part encoded as it is added.
class Target {
 public:
  Target(const std::string& prefix, const Resource& resource) : text_(prefix) {
    segment(resource.group.empty() ? "api" : "apis");
    if (!resource.group.empty()) segment(resource.group);
    segment(resource.version);
  }
  void segment(std::string_view part) { text_ += "/" + percentEncode(part); }
  void collection(const Resource& resource, const std::string& ns) {
    if (resource.namespaced && !ns.empty()) {
      segment("namespaces");
      segment(ns);
    }
    segment(resource.plural);
  }
  // Left out when empty, as the API server reads an empty parameter.
  void query(std::string_view key, std::string_view value) {
    if (value.empty()) return;
    text_ += (hasQuery_ ? "&" : "?") + percentEncode(key) + "=" + percentEncode(value);
    hasQuery_ = true;
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
  bool hasQuery_ = false;
};

std::string_view methodOf(Verb verb) {
  switch (verb) {
    case Verb::Get:
      return "GET";
    case Verb::Create:
      return "POST";
    case Verb::JsonPatch:
    case Verb::MergePatch:
    case Verb::Apply:
      return "PATCH";
    case Verb::Delete:
      break;
  }
  return "DELETE";
}

std::string_view contentTypeOf(Verb verb) {
  switch (verb) {
    case Verb::Get:
      return "";
    case Verb::JsonPatch:
      return "application/json-patch+json";
    case Verb::MergePatch:
      return "application/merge-patch+json";
    case Verb::Apply:
      return "application/apply-patch+yaml";  // JSON is YAML
    case Verb::Create:
    case Verb::Delete:
      break;
  }
  return "application/json";
}

// "." and ".." survive percent-encoding and would climb up the path.
bool isPathPart(std::string_view part) {
  return !part.empty() && part != "." && part != ".." && part.find('/') == std::string_view::npos;
}

std::string problemOf(const ApiRequest& request) {
  const bool collection = request.verb == Verb::Create && request.subresource.empty();
  if (request.resource.plural.empty() || request.resource.version.empty())
    return "the request names no resource";
  if (request.resource.namespaced && !isPathPart(request.key.ns))
    return "a request for " + request.resource.name() + " needs a namespace, not \"" +
           truncateUtf8(sanitizeUtf8(request.key.ns), 64) + "\"";
  if (!collection && !isPathPart(request.key.name))
    return "a request for " + request.resource.name() + " needs a name, not \"" +
           truncateUtf8(sanitizeUtf8(request.key.name), 64) + "\"";
  if (request.verb == Verb::Apply && request.fieldManager.empty())
    return "server-side apply needs a field manager";
  return "";
}

Value deleteOptions(const ApiRequest& request) {
  // What the body says, gracePeriodSeconds for one, goes along.
  Value options = request.body.with("apiVersion", "v1").with("kind", "DeleteOptions");
  if (!request.uidPrecondition.empty())
    options = options.withPointer("/preconditions/uid", request.uidPrecondition);
  if (!request.versionPrecondition.empty())
    options = options.withPointer("/preconditions/resourceVersion", request.versionPrecondition);
  if (!request.propagation.empty())
    options = options.with("propagationPolicy", request.propagation);
  // With a body the server ignores the query of a DELETE: dry run belongs here.
  if (request.dryRun) options = options.with("dryRun", Value::array({"All"}));
  return options;
}

void addWriteQuery(const ApiRequest& request, Target& target) {
  if (request.dryRun) target.query("dryRun", "All");
  target.query("fieldManager", request.fieldManager);
  target.query("fieldValidation", "Strict");
  if (request.verb == Verb::Apply && request.force) target.query("force", "true");
}

net::Request jsonRequest(std::string method, std::string target) {
  net::Request http;
  http.method = std::move(method);
  http.target = std::move(target);
  http.headers = {{"Accept", "application/json"}};
  http.idleTimeout = kIdle;
  return http;
}

}  // namespace

Expected<net::Request, std::string> buildRequest(const ApiRequest& request,
                                                 const std::string& prefix) {
  if (std::string problem = problemOf(request); !problem.empty()) return Unexpected{problem};
  Target target(prefix, request.resource);
  target.collection(request.resource, request.key.ns);
  if (request.verb != Verb::Create || !request.subresource.empty())
    target.segment(request.key.name);
  if (!request.subresource.empty()) target.segment(request.subresource);
  if (request.isWrite() && request.verb != Verb::Delete) addWriteQuery(request, target);

  net::Request http = jsonRequest(std::string(methodOf(request.verb)), target.take());
  http.contentType = contentTypeOf(request.verb);
  if (request.verb == Verb::Delete) {
    http.body = printJson(deleteOptions(request));
  } else if (request.isWrite()) {
    http.body = printJson(request.body);
  }
  http.idleTimeout = std::min(kIdle, request.timeout);
  http.totalTimeout = request.timeout;
  return http;
}

net::Request buildList(const ListRequest& request, const std::string& prefix) {
  Target target(prefix, request.resource);
  target.collection(request.resource, request.ns);
  target.query("labelSelector", request.labelSelector);
  target.query("fieldSelector", request.fieldSelector);
  if (request.limit > 0) target.query("limit", std::to_string(request.limit));
  target.query("continue", request.continueToken);
  // A continued list has its version inside the token and refuses another.
  if (request.continueToken.empty() && !request.resourceVersion.empty()) {
    target.query("resourceVersion", request.resourceVersion);
    target.query("resourceVersionMatch", "NotOlderThan");
  }
  return jsonRequest("GET", target.take());
}

net::Request buildWatch(const WatchRequest& request, const std::string& prefix,
                        std::int64_t serverSeconds) {
  Target target(prefix, request.resource);
  target.collection(request.resource, request.ns);
  target.query("watch", "1");
  target.query("labelSelector", request.labelSelector);
  target.query("fieldSelector", request.fieldSelector);
  target.query("resourceVersion", request.resourceVersion);
  if (request.bookmarks) target.query("allowWatchBookmarks", "true");
  target.query("timeoutSeconds", std::to_string(serverSeconds));
  net::Request http = jsonRequest("GET", target.take());
  http.idleTimeout = kWatchIdle;
  http.totalTimeout = Duration::zero();
  return http;
}

}  // namespace slipway::kube
