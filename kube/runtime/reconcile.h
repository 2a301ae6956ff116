#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "base/clock.h"
#include "kube/client/api.h"

namespace slipway::kube {

// How a reconcile ended.
struct Finish {
  enum class Kind : std::uint8_t {
    Settled,       // nothing more until something changes
    RequeueAfter,  // look again in `after`
    Failed,        // try again with backoff
    Terminal,      // only a changed spec can help; counted as an error, not requeued
  } kind = Kind::Settled;
  Duration after{};
  std::string message;  // of Failed and Terminal

  static Finish settled() { return {}; }
  static Finish requeueAfter(Duration d) { return {Kind::RequeueAfter, d, {}}; }
  static Finish failed(std::string why) { return {Kind::Failed, {}, std::move(why)}; }
  static Finish terminal(std::string why) { return {Kind::Terminal, {}, std::move(why)}; }
};

// What a reconcile wants next: one request, or to end.
using Step = std::variant<ApiRequest, Finish>;

// One reconcile in flight: a state machine fed with answers, with at most one request
// outstanding. It does no IO itself.
class Run {
 public:
  virtual ~Run() = default;
  // First with nullopt, then with the answer to the request returned before.
  virtual Step next(std::optional<ApiResult> answer) = 0;
};

// Makes the reconcile of one object. Called on the loop thread, when the caches are synced and not
// older than the last write of this key.
class Reconciler {
 public:
  virtual ~Reconciler() = default;
  virtual std::unique_ptr<Run> start(const ObjectKey& key) = 0;
};

}  // namespace slipway::kube
