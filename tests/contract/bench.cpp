#include "tests/contract/bench.h"

#include <gtest/gtest.h>
#include <stdexcept>

namespace slipway::contract {
namespace {

constexpr Duration kPatience = std::chrono::seconds(20);

const char* text(WatchEventType type) {
  switch (type) {
    case WatchEventType::Added:
      return "ADDED";
    case WatchEventType::Modified:
      return "MODIFIED";
    case WatchEventType::Deleted:
      return "DELETED";
    case WatchEventType::Bookmark:
      return "BOOKMARK";
  }
  return "";
}

}  // namespace

Value json(std::string_view text) {
  auto parsed = parseJson(text);
  if (!parsed.ok())
    throw std::invalid_argument(parsed.error().message + " in " + std::string(text));
  return *parsed;
}

std::vector<std::string> Listed::names() const {
  std::vector<std::string> names;
  names.reserve(items.size());
  for (const Value& item : items) names.emplace_back(item["metadata"]["name"].stringOr("?"));
  return names;
}

Backend::Backend() = default;
Backend::~Backend() = default;

// --- WatchSession -------------------------------------------------------------------------------

WatchSession::WatchSession(Backend& backend, kube::WatchRequest request) : backend_(backend) {
  pending_ = backend.api().watch(
      std::move(request),
      [this](WatchEvent event) {
        auto& kept = event.type == WatchEventType::Bookmark ? bookmarks_ : events_;
        kept.push_back(std::move(event));
      },
      [this](kube::WatchEnd end) { ended_ = std::move(end); });
}

bool WatchSession::waitForEvents(std::size_t count) {
  backend_.drive([&] { return events_.size() >= count || ended_; }, kPatience);
  return events_.size() >= count;
}

bool WatchSession::waitForEnd(Duration limit) {
  return backend_.drive([&] { return ended_.has_value(); }, limit);
}

bool WatchSession::waitForBookmark(Duration limit) {
  return backend_.drive([&] { return !bookmarks_.empty(); }, limit);
}

std::vector<std::string> WatchSession::told() const {
  std::vector<std::string> lines;
  lines.reserve(events_.size());
  for (const auto& event : events_)
    lines.push_back(std::string(text(event.type)) + " " +
                    std::string(event.object["metadata"]["name"].stringOr("?")));
  return lines;
}

// --- Bench --------------------------------------------------------------------------------------

Bench::Bench(Backend& backend, std::string ns) : backend_(backend), ns_(std::move(ns)) {
  if (ns_.empty()) return;
  const ApiResult made = create(
      kube::resources::namespaces(),
      json(R"({"apiVersion": "v1", "kind": "Namespace"})").withPointer("/metadata/name", ns_));
  if (!made.applied()) throw std::runtime_error("namespace " + ns_ + ": " + made.error.message);
}

ApiRequest Bench::request(kube::Verb verb, const Resource& resource, std::string name) const {
  ApiRequest request;
  request.verb = verb;
  request.resource = resource;
  request.key = {resource.namespaced ? ns_ : "", std::move(name)};
  request.fieldManager = "contract";
  return request;
}

ApiResult Bench::send(ApiRequest request) {
  std::optional<ApiResult> result;
  const auto pending =
      backend_.api().send(std::move(request), [&](ApiResult r) { result = std::move(r); });
  if (!backend_.drive([&] { return result.has_value(); }, std::chrono::seconds(40)))
    throw std::runtime_error("no answer");
  return *result;
}

ApiResult Bench::get(const Resource& resource, const std::string& name, std::string subresource) {
  ApiRequest r = request(kube::Verb::Get, resource, name);
  r.subresource = std::move(subresource);
  return send(std::move(r));
}

Value Bench::read(const Resource& resource, const std::string& name, std::string subresource) {
  const ApiResult result = get(resource, name, std::move(subresource));
  EXPECT_TRUE(result.applied()) << name << ": " << result.error.message;
  return result.object;
}

ApiResult Bench::create(const Resource& resource, Value object, bool dryRun) {
  ApiRequest r =
      request(kube::Verb::Create, resource, std::string(object["metadata"]["name"].stringOr("")));
  r.body = std::move(object);
  r.dryRun = dryRun;
  return send(std::move(r));
}

Value Bench::made(const Resource& resource, Value object) {
  const ApiResult result = create(resource, std::move(object));
  EXPECT_TRUE(result.applied()) << result.error.code << " " << result.error.message;
  return result.object;
}

ApiResult Bench::jsonPatch(const Resource& resource, const std::string& name, Value patch,
                           std::string subresource) {
  ApiRequest r = request(kube::Verb::JsonPatch, resource, name);
  r.body = std::move(patch);
  r.subresource = std::move(subresource);
  return send(std::move(r));
}

ApiResult Bench::mergePatch(const Resource& resource, const std::string& name, Value patch,
                            std::string subresource) {
  ApiRequest r = request(kube::Verb::MergePatch, resource, name);
  r.body = std::move(patch);
  r.subresource = std::move(subresource);
  return send(std::move(r));
}

ApiResult Bench::apply(const Resource& resource, Value config, const ApplyAs& as) {
  ApiRequest r =
      request(kube::Verb::Apply, resource, std::string(config["metadata"]["name"].stringOr("")));
  r.body = std::move(config);
  r.fieldManager = as.manager;
  r.force = as.force;
  r.subresource = as.subresource;
  return send(std::move(r));
}

ApiResult Bench::remove(const Resource& resource, const std::string& name,
                        const DeleteIf& conditions) {
  ApiRequest r = request(kube::Verb::Delete, resource, name);
  r.uidPrecondition = conditions.uid;
  r.versionPrecondition = conditions.version;
  r.propagation = conditions.propagation;
  return send(std::move(r));
}

Listed Bench::list(const ListOf& what) {
  kube::ListRequest request;
  request.resource = what.resource;
  request.ns = what.ns.empty() && what.resource.namespaced ? ns_ : what.ns;
  request.labelSelector = what.labelSelector;
  request.fieldSelector = what.fieldSelector;
  request.limit = what.limit;
  request.continueToken = what.continueToken;
  Listed listed;
  bool done = false;
  const auto pending = backend_.api().list(
      std::move(request), [&](Value item) { listed.items.push_back(std::move(item)); },
      [&](kube::ListResult result) {
        listed.result = std::move(result);
        done = true;
      });
  if (!backend_.drive([&] { return done; }, kPatience)) throw std::runtime_error("no list");
  return listed;
}

std::unique_ptr<WatchSession> Bench::watch(const Resource& resource, std::string resourceVersion,
                                           std::string labelSelector) {
  kube::WatchRequest r;
  r.resource = resource;
  r.ns = resource.namespaced ? ns_ : "";
  r.resourceVersion = std::move(resourceVersion);
  r.labelSelector = std::move(labelSelector);
  return std::make_unique<WatchSession>(backend_, std::move(r));
}

bool Bench::waitUntilGone(const Resource& resource, const std::string& name) {
  const Listed now = list({.resource = resource});
  kube::WatchRequest r;
  r.resource = resource;
  r.ns = resource.namespaced ? ns_ : "";
  r.fieldSelector = "metadata.name=" + name;
  r.resourceVersion = now.result.resourceVersion;
  for (const auto& present : now.names())
    if (present == name)
      return WatchSession(backend_, r).waitForEvents(1) ? waitUntilGone(resource, name) : false;
  return true;
}

std::string versionOf(const Value& object) {
  return std::string(object["metadata"]["resourceVersion"].stringOr(""));
}
std::string uidOf(const Value& object) {
  return std::string(object["metadata"]["uid"].stringOr(""));
}
std::int64_t generationOf(const Value& object) {
  return object["metadata"]["generation"].asInt().value_or(-1);
}

Value op(std::string_view what, std::string_view path, Value value) {
  Value result = Value::object({{"op", what}, {"path", path}});
  return what == "remove" ? result : result.with("value", std::move(value));
}

}  // namespace slipway::contract
