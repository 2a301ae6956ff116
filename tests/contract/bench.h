#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"
#include "kube/client/api.h"
#include "kube/loop/loop.h"
#include "kube/types/resources.h"

namespace slipway::contract {

using kube::ApiRequest;
using kube::ApiResult;
using kube::Resource;
using kube::WatchEvent;
using kube::WatchEventType;

class WatchSession;

// One of the two servers that must behave alike.
class Backend {
 public:
  Backend();
  virtual ~Backend();
  Backend(const Backend&) = delete;
  Backend& operator=(const Backend&) = delete;
  virtual std::string name() const = 0;
  virtual kube::Api& api() = 0;
  // Runs the loop until `done` says so; false when it didn't within `limit` (of that server's
  // time).
  virtual bool drive(const std::function<bool()>& done, Duration limit) = 0;
  // Forgets the history up to now.
  virtual void compact() = 0;

  // A watch that is open from the beginning, for what takes a minute to happen. Implementations
  // end it before their Api.
  std::unique_ptr<WatchSession> longWatch;
};

// A literal document of a test.
Value json(std::string_view text);

// A list request of which a row names only what it is about.
struct ListOf {
  Resource resource;
  std::string ns = {};  // empty: the row's own
  std::string labelSelector = {};
  std::string fieldSelector = {};
  std::int64_t limit = 500;
  std::string continueToken = {};
};

struct Listed {
  kube::ListResult result;
  std::vector<Value> items;
  std::vector<std::string> names() const;
};

// An open watch and what it has told.
class WatchSession {
 public:
  WatchSession(Backend& backend, kube::WatchRequest request);
  // Until there are that many events (bookmarks apart), or the watch ended; false after 20 s.
  bool waitForEvents(std::size_t count);
  bool waitForEnd(Duration limit = std::chrono::seconds(20));
  bool waitForBookmark(Duration limit = std::chrono::seconds(90));
  // "ADDED a", "MODIFIED a", "DELETED a".
  std::vector<std::string> told() const;
  const std::vector<WatchEvent>& events() const { return events_; }
  const std::vector<WatchEvent>& bookmarks() const { return bookmarks_; }
  const std::optional<kube::WatchEnd>& ended() const { return ended_; }

 private:
  Backend& backend_;
  std::vector<WatchEvent> events_;
  std::vector<WatchEvent> bookmarks_;
  std::optional<kube::WatchEnd> ended_;
  kube::PendingPtr pending_;
};

struct ApplyAs {
  std::string manager = "slipway";
  bool force = false;
  std::string subresource = {};
};

struct DeleteIf {
  std::string uid = {};
  std::string version = {};
  std::string propagation = {};
};

// One row's own namespace on one server, and requests that wait for their answer.
class Bench {
 public:
  Bench(Backend& backend, std::string ns);

  const std::string& ns() const { return ns_; }
  Backend& backend() { return backend_; }

  ApiResult send(ApiRequest request);
  ApiResult get(const Resource& resource, const std::string& name, std::string subresource = {});
  // The object, expected to be there.
  Value read(const Resource& resource, const std::string& name, std::string subresource = {});
  ApiResult create(const Resource& resource, Value object, bool dryRun = false);
  ApiResult jsonPatch(const Resource& resource, const std::string& name, Value patch,
                      std::string subresource = {});
  ApiResult mergePatch(const Resource& resource, const std::string& name, Value patch,
                       std::string subresource = {});
  ApiResult apply(const Resource& resource, Value config, const ApplyAs& as = {});
  ApiResult remove(const Resource& resource, const std::string& name,
                   const DeleteIf& conditions = {});
  // Creates and expects success; answers the object.
  Value made(const Resource& resource, Value object);

  Listed list(const ListOf& what);
  std::unique_ptr<WatchSession> watch(const Resource& resource, std::string resourceVersion,
                                      std::string labelSelector = {});
  // Until that object is gone.
  bool waitUntilGone(const Resource& resource, const std::string& name);

 private:
  ApiRequest request(kube::Verb verb, const Resource& resource, std::string name) const;

  Backend& backend_;
  std::string ns_;
};

std::string versionOf(const Value& object);
std::string uidOf(const Value& object);
std::int64_t generationOf(const Value& object);
// {"op": ..., "path": ..., "value": ...}
Value op(std::string_view what, std::string_view path, Value value = nullptr);

// --- rows ---------------------------------------------------------------------------------------

struct Row {
  std::string name;  // an English sentence
  std::function<void(Bench&)> run;
  std::string realOnly = {};  // why the fake does not take part
};
std::vector<Row> createRows();
std::vector<Row> patchRows();
std::vector<Row> applyRows();
std::vector<Row> ownershipRows();
std::vector<Row> deleteRows();
std::vector<Row> generationRows();
std::vector<Row> watchRows();
std::vector<Row> listRows();
std::vector<Row> schemaRows();
std::vector<Row> celRows();
std::vector<Row> subresourceRows();
std::vector<Row> builtinRows();
std::vector<Row> releaseRows();
std::vector<Row> inputRows();
std::vector<Row> realOnlyRows();
std::vector<Row> bookmarkRows();

// A custom resource with one of everything, for these rows.
const Resource& widgets();
Value widgetDefinition();
Value widget(const std::string& name, Value spec = Value::object());

// Served from the moment on that a list of it answers.
void define(Backend& backend, const Value& definition, const Resource& resource);
// All of crds/.
void defineReleases(Backend& backend);

}  // namespace slipway::contract
