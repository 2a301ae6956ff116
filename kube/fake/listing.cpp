#include <algorithm>
#include <charconv>
#include <optional>

#include "base/text.h"
#include "kube/fake/errors.h"
#include "kube/fake/server.h"

namespace slipway::kube::fake {
namespace {

std::optional<std::int64_t> versionOf(std::string_view text) {
  std::int64_t version = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), version);
  if (text.empty() || parsed.ptr != text.data() + text.size() || version < 0) return std::nullopt;
  return version;
}

struct Continuation {
  std::int64_t version = 0;
  ObjectKey after;  // the last one shown
};

// Base64 for URLs, without padding.
std::string tokenOf(const Continuation& place) {
  std::string token = base64Encode(printJson(Value::object({{"v", "meta.k8s.io/v1"},
                                                            {"rv", place.version},
                                                            {"ns", place.after.ns},
                                                            {"start", place.after.name}})));
  std::replace(token.begin(), token.end(), '+', '-');
  std::replace(token.begin(), token.end(), '/', '_');
  while (token.ends_with('=')) token.pop_back();
  return token;
}

std::optional<Continuation> placeOf(std::string token) {
  std::replace(token.begin(), token.end(), '-', '+');
  std::replace(token.begin(), token.end(), '_', '/');
  while (token.size() % 4 != 0) token += '=';
  const auto text = base64Decode(token);
  const auto json = text ? parseJson(*text) : Unexpected{ParseError{}};
  if (!json.ok() || !(*json)["rv"].asInt()) return std::nullopt;
  return Continuation{
      *(*json)["rv"].asInt(),
      {std::string((*json)["ns"].stringOr("")), std::string((*json)["start"].stringOr(""))}};
}

// The objects as they were at that version: the present with later changes taken back.
ObjectMap snapshot(const State& state, const std::string& resource, std::int64_t version) {
  ObjectMap objects = state.objects(resource);
  const auto& changes = state.changes();
  for (std::size_t i = changes.end(); i > changes.first(); --i) {
    const ChangeRecord& change = *changes.at(i - 1);
    if (change.version <= version) break;
    if (change.resource != resource) continue;
    if (change.before) {
      objects[change.key] = change.before;
    } else {
      objects.erase(change.key);
    }
  }
  return objects;
}

template <typename Request>
bool selects(const Request& request, const ObjectKey& key, const Value& object) {
  return (request.ns.empty() || key.ns == request.ns) &&
         matchesLabels(object, request.labelSelector) &&
         matchesFields(object, request.fieldSelector);
}

Page failed(ApiError error) {
  Page page;
  page.result.error = std::move(error);
  return page;
}

ApiError tooLarge(std::int64_t version, std::int64_t current) {
  ApiError error = errors::expired("Too large resource version: " + std::to_string(version) +
                                   ", current: " + std::to_string(current));
  error.code = 504;
  error.reason = "Timeout";
  error.retryAfter = std::chrono::seconds(1);
  return error;
}

Page fill(const State& state, const ListRequest& request, const Continuation& from) {
  Page page;
  page.result.ok = true;
  page.result.resourceVersion = std::to_string(from.version);
  const std::string name = request.resource.name();
  const bool current = from.version == state.version();
  const ObjectMap past = current ? ObjectMap{} : snapshot(state, name, from.version);
  const ObjectMap& objects = current ? state.objects(name) : past;
  const bool first = from.after.name.empty();
  for (auto it = first ? objects.begin() : objects.upper_bound(from.after); it != objects.end();
       ++it) {
    if (!selects(request, it->first, it->second->value)) continue;
    if (request.limit > 0 && static_cast<std::int64_t>(page.items.size()) == request.limit) {
      const Value& last = page.items.back()["metadata"];
      page.result.continueToken = tokenOf(
          {from.version,
           {std::string(last["namespace"].stringOr("")), std::string(last["name"].stringOr(""))}});
      break;
    }
    page.items.push_back(it->second->value);
  }
  return page;
}

WatchBatch::Item eventOf(WatchEventType type, Value object, const ChangeRecord& change) {
  return {{type, std::move(object)}, change.version, change.at};
}

Value atVersion(const Value& object, std::int64_t version) {
  return object.withPointer("/metadata/resourceVersion", std::to_string(version));
}

// What one change is to a watch: an object that leaves the selection is as good as deleted.
std::optional<WatchBatch::Item> seen(const WatchRequest& request, const ChangeRecord& change) {
  const bool was = change.before && selects(request, change.key, change.before->value);
  const bool is = change.after && selects(request, change.key, change.after->value);
  if (is) {
    const auto type = was ? WatchEventType::Modified : WatchEventType::Added;
    return eventOf(type, change.after->value, change);
  }
  if (!was) return std::nullopt;
  Value last = change.after ? atVersion(change.before->value, change.version) : change.last;
  return eventOf(WatchEventType::Deleted, std::move(last), change);
}

// Index of the first change after that version.
std::size_t firstAfter(const SharedLog<ChangePtr>& changes, std::int64_t version) {
  std::size_t low = changes.first();
  std::size_t high = changes.end();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (changes.at(middle)->version > version) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

}  // namespace

Page listPage(const State& state, const ListRequest& request, std::int64_t atVersion) {
  const ResourceTypePtr type = state.type(request.resource.name());
  if (!type || type->resource.version != request.resource.version)
    return failed(errors::notServed());
  Continuation from{atVersion > 0 ? std::min(atVersion, state.version()) : state.version(), {}};
  if (!request.continueToken.empty()) {
    const auto place = placeOf(request.continueToken);
    if (!place) return failed(errors::badRequest("continue key is not valid"));
    from = *place;
  } else if (const auto wanted = versionOf(request.resourceVersion);
             wanted && *wanted > state.version()) {
    return failed(tooLarge(*wanted, state.version()));
  }
  if (from.version < state.compactedVersion())
    return failed(errors::expired(
        "The provided continue parameter is too old to display a consistent list result."));
  return fill(state, request, from);
}

WatchBatch initialEvents(const State& state, const WatchRequest& request) {
  WatchBatch batch;
  batch.upTo = state.version();
  for (const auto& [key, object] : state.objects(request.resource.name()))
    if (selects(request, key, object->value))
      batch.events.push_back({{WatchEventType::Added, object->value}, object->version, MonoTime{}});
  return batch;
}

WatchBatch changesSince(const State& state, const WatchRequest& request, std::int64_t since,
                        std::size_t limit) {
  WatchBatch batch;
  batch.upTo = since;
  if (since < state.compactedVersion()) {
    batch.error = errors::expired("too old resource version: " + std::to_string(since) + " (" +
                                  std::to_string(state.compactedVersion()) + ")");
    return batch;
  }
  if (since > state.version()) {
    batch.error = tooLarge(since, state.version());
    return batch;
  }
  const std::string name = request.resource.name();
  const auto& changes = state.changes();
  for (std::size_t i = firstAfter(changes, since); i < changes.end(); ++i) {
    const ChangeRecord& change = *changes.at(i);
    if (change.resource == name) {
      if (batch.events.size() == limit) return batch;
      if (auto event = seen(request, change)) batch.events.push_back(std::move(*event));
    }
    batch.upTo = change.version;
  }
  batch.upTo = state.version();
  return batch;
}

}  // namespace slipway::kube::fake
