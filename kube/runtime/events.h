#pragma once

#include <memory>
#include <string>

#include "base/log.h"
#include "base/random.h"
#include "kube/client/api.h"
#include "kube/loop/loop.h"

namespace slipway::kube {

enum class EventType : std::uint8_t { Normal, Warning };

// What happened, for people.
struct EventNote {
  Resource resource;  // of the object it is about
  ObjectKey object;
  std::string uid;
  std::string resourceVersion;
  EventType type = EventType::Normal;
  std::string reason;  // CamelCase
  std::string action;  // CamelCase, what the controller did or wants to do
  std::string note;    // at most 1 KiB is sent
};

// Writes events.k8s.io/v1 Events, one request at a time. The same note about the same object again
// within six minutes becomes a series of the first one instead of a new object; repetitions that
// come while the series waits to be written are written together. An Event that is gone or was
// changed by others is written anew. About cluster-scoped objects: in namespace "default".
//
// Never blocks, never fails its caller: at most 256 notes wait, more are dropped and counted in the
// log; a failed write is tried three times, unless the server's answer says that it is hopeless.
class EventRecorder {
 public:
  EventRecorder(Api& api, Timers& timers, Random& random, Log& log, std::string reportingController,
                const std::string& reportingInstance);
  ~EventRecorder();
  EventRecorder(const EventRecorder&) = delete;
  EventRecorder& operator=(const EventRecorder&) = delete;

  void record(EventNote note);
  bool idle() const;  // nothing waits to be written or answered

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace slipway::kube
