#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/value.h"
#include "kube/types/object.h"

namespace slipway::kube {

// metav1.Status as an error. `code` 0: no answer was read (see Outcome).
struct ApiError {
  int code = 0;
  std::string reason;   // AlreadyExists, Conflict, Expired, Invalid, NotFound, Forbidden, ...
  std::string message;  // one line, valid UTF-8, at most 1 KiB
  std::optional<Duration> retryAfter;
  // What says which field a 422 is about: "spec.template.spec.containers[0].image: Required value".
  std::vector<std::string> causes;

  bool notFound() const { return code == 404; }
  bool conflict() const { return code == 409 && reason != "AlreadyExists"; }
  bool alreadyExists() const { return code == 409 && reason == "AlreadyExists"; }
  bool invalid() const { return code == 422 || code == 400; }
  bool gone() const { return code == 410; }
};

// What is known of a request after it ended. For reads only Applied / not Applied matters.
enum class Outcome : std::uint8_t {
  Applied,   // the server said so
  Rejected,  // the server said no: `error`
  NotSent,   // it cannot have reached the server
  Unknown,   // it may or may not have been carried out: read back before planning again
};

struct ApiResult {
  Outcome outcome = Outcome::Unknown;
  Value object;    // the answer's body when Applied
  ApiError error;  // otherwise
  bool applied() const { return outcome == Outcome::Applied; }
};

enum class Verb : std::uint8_t { Get, Create, JsonPatch, MergePatch, Apply, Delete };

// One request for one object.
struct ApiRequest {
  Verb verb = Verb::Get;
  Resource resource;
  ObjectKey key;             // Create: the name may be empty (generateName)
  std::string subresource;   // "status", "scale", "binding"
  Value body;                // object, or patch; Delete: further DeleteOptions, may be null
  std::string fieldManager;  // Apply needs one; other writes carry it too
  bool force = false;        // Apply: take fields over
  bool dryRun = false;
  std::string uidPrecondition;      // Delete
  std::string versionPrecondition;  // Delete
  std::string propagation;          // Delete: Background, Foreground, Orphan
  Duration timeout = std::chrono::seconds(30);
  bool isWrite() const { return verb != Verb::Get; }
};

struct ListRequest {
  Resource resource;
  std::string ns;  // empty: all namespaces
  std::string labelSelector;
  std::string fieldSelector;
  std::int64_t limit = 500;     // items per page
  std::string continueToken;    // of the page before
  std::string resourceVersion;  // usually empty: most recent; "0": any
};
struct ListResult {
  bool ok = false;
  std::string resourceVersion;  // of the list
  std::string continueToken;    // empty: this was the last page
  ApiError error;               // 410: start again without a token
};

struct WatchRequest {
  Resource resource;
  std::string ns;
  std::string labelSelector;
  std::string fieldSelector;
  std::string resourceVersion;  // from here on
  bool bookmarks = true;
};
enum class WatchEventType : std::uint8_t { Added, Modified, Deleted, Bookmark };
struct WatchEvent {
  WatchEventType type = WatchEventType::Added;
  Value object;  // Bookmark: only metadata.resourceVersion
};
// Why a watch ended. Clean ends (the server's own timeout) have code 0 and an empty message.
struct WatchEnd {
  ApiError error;
};

// A running request. Destroying it means that its callbacks never run; the request itself is
// cancelled where that is still possible (a write may be carried out all the same).
class Pending {
 public:
  virtual ~Pending() = default;
};
using PendingPtr = std::unique_ptr<Pending>;

// A Kubernetes API server, seen from the loop thread. Every callback runs on the loop, never from
// inside the call that started it, and not after its Pending is gone. The callback may destroy its
// own Pending. Objects arrive without bookkeeping (managedFields, last-applied).
class Api {
 public:
  virtual ~Api() = default;

  [[nodiscard]] virtual PendingPtr send(ApiRequest request,
                                        std::function<void(ApiResult)> done) = 0;
  // One page. Items arrive one by one, each with apiVersion and kind filled in, then `done`.
  [[nodiscard]] virtual PendingPtr list(ListRequest request, std::function<void(Value)> item,
                                        std::function<void(ListResult)> done) = 0;
  // Events until `ended`, which comes once and last.
  [[nodiscard]] virtual PendingPtr watch(WatchRequest request,
                                         std::function<void(WatchEvent)> event,
                                         std::function<void(WatchEnd)> ended) = 0;
};

}  // namespace slipway::kube
