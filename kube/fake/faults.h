#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "kube/client/api.h"

namespace slipway::kube::fake {

// What happens to one request. An answer of 5xx to a write says nothing about whether it was
// carried out: as the REST client has it, its outcome is Unknown, with that code in the error.
struct Fault {
  enum class Kind : std::uint8_t {
    None,            // it is carried out and answered
    Reject,          // not carried out; answered with `error`
    ApplyThenLose,   // carried out; the answer is lost: Unknown
    LoseUnapplied,   // never arrives, and the sender cannot know: Unknown
    NotSent,         // it could not be sent
    ApplyThenError,  // carried out, but answered with `error` (a 504 after the write)
  } kind = Kind::None;
  ApiError error;    // of Reject and ApplyThenError
  Duration delay{};  // more latency before it is carried out; beyond the request's own timeout the
                     // sender hears Unknown first

  static Fault none() { return {}; }
  static Fault reject(int code, std::optional<Duration> retryAfter = {});
  static Fault applyThenLose() { return {Kind::ApplyThenLose, {}, {}}; }
  static Fault loseUnapplied() { return {Kind::LoseUnapplied, {}, {}}; }
  static Fault notSent() { return {Kind::NotSent, {}, {}}; }
  static Fault applyThenError(int code);
  static Fault slow(Duration by) { return {Kind::None, {}, by}; }
};

// What happens to one page of a list.
struct ListFault {
  enum class Kind : std::uint8_t { None, Reject, Stale } kind = Kind::None;
  ApiError error;         // of Reject; 410 makes the reader start again
  std::int64_t asOf = 0;  // of Stale: the version that is shown
  Duration delay{};
  static ListFault none() { return {}; }
  static ListFault reject(int code);
  static ListFault stale(std::int64_t asOfVersion) { return {Kind::Stale, {}, asOfVersion, {}}; }
};

// What happens to one event of one watch.
struct WatchFault {
  enum class Kind : std::uint8_t {
    Deliver,
    Delay,  // this and all later ones of this watch wait for `delay`
    Drop,   // the connection is cut instead: the watch ends, the event was not delivered
    Gone,   // an ERROR event with 410 instead
  } kind = Kind::Deliver;
  Duration delay{};
  static WatchFault deliver() { return {}; }
  static WatchFault delayed(Duration by) { return {Kind::Delay, by}; }
  static WatchFault drop() { return {Kind::Drop, {}}; }
  static WatchFault gone() { return {Kind::Gone, {}}; }
};

// The seam through which trouble enters; asked on the loop, in a fixed order.
class Faults {
 public:
  virtual ~Faults() = default;
  // writeIndex: number of this sender's write requests before this one; -1 for a read.
  virtual Fault onRequest(const ApiRequest&, int /*writeIndex*/) { return Fault::none(); }
  virtual ListFault onList(const ListRequest&) { return ListFault::none(); }
  // nullopt: opened; an error: refused.
  virtual std::optional<ApiError> onWatchOpen(const WatchRequest&) { return std::nullopt; }
  virtual WatchFault onWatchEvent(const WatchRequest&, const WatchEvent&) {
    return WatchFault::deliver();
  }
};

// The error a real server gives with that code: reason and a message.
ApiError apiError(int code, const std::string& message = {});

}  // namespace slipway::kube::fake
