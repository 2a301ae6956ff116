#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "kube/client/api.h"
#include "kube/fake/state.h"

namespace slipway::kube::fake {

// When and by whom a request is made.
struct Caller {
  WallTime now{};
  MonoTime mono{};
  std::string actor;  // for the audit log
};

// An API server without wires: one request on a State, carried out at once. Answers are Applied or
// Rejected; whatever else can happen to a request happens outside (fake_api.h).
ApiResult handle(State& state, const ApiRequest& request, const Caller& caller);

// One page, all items. Pages after the first show the version of the first one, or answer 410 when
// that is compacted. `atVersion` > 0: an older view, as an API server that lags behind gives it.
struct Page {
  std::vector<Value> items;
  ListResult result;
};
Page listPage(const State& state, const ListRequest& request, std::int64_t atVersion = 0);

// What a watch has to tell next.
struct WatchBatch {
  struct Item {
    WatchEvent event;
    std::int64_t version = 0;
    MonoTime at{};  // when it was committed
  };
  std::vector<Item> events;
  std::int64_t upTo = 0;  // all changes up to here were looked at
  ApiError error;         // code 410: the history since then is compacted
};
// Changes of what the watch selects after version `since`, at most `limit` events.
WatchBatch changesSince(const State& state, const WatchRequest& request, std::int64_t since,
                        std::size_t limit = 1000);
// What a watch without a version starts with: everything there is, as Added events.
WatchBatch initialEvents(const State& state, const WatchRequest& request);

// Parses labelSelector=; answers false for one that can't be parsed.
bool matchesLabels(const Value& object, const std::string& labelSelector);
// metadata.name, metadata.namespace, spec.nodeName, status.phase, involved fields of Events.
bool matchesFields(const Value& object, const std::string& fieldSelector);

}  // namespace slipway::kube::fake
