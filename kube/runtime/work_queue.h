#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "base/clock.h"
#include "base/random.h"
#include "kube/loop/loop.h"
#include "kube/types/object.h"

namespace slipway::kube {

class Metrics;

// Keys that wait for a reconcile: each at most once, never handed out while being worked on (a key
// added meanwhile comes back when it is done), earliest due time first, then by key. Backoff per
// key: 5 ms * 2^failures, at most 1000 s, plus up to 10 % jitter.
class WorkQueue {
 public:
  WorkQueue(std::string name, Timers& timers, Random& random, Metrics& metrics);
  WorkQueue(const WorkQueue&) = delete;
  WorkQueue& operator=(const WorkQueue&) = delete;

  // `ready` runs whenever take() may have something; from a timer, never from inside add(), so that
  // whoever adds finishes first what it is doing.
  void onReady(Task ready) { onReady_ = std::move(ready); }

  void add(const ObjectKey& key) { addAfter(key, Duration{0}); }
  // An earlier due time wins over a later one.
  void addAfter(const ObjectKey& key, Duration delay);
  void addBackedOff(const ObjectKey& key);
  // For a look that nothing has asked for. Ignored for a key that waits to be tried again after a
  // failure, or that is due earlier.
  void addForResync(const ObjectKey& key, Duration delay);
  void forget(const ObjectKey& key);  // resets the backoff
  int failures(const ObjectKey& key) const;

  std::optional<ObjectKey> take();  // marks it as being worked on
  // Of a key being worked on: only addForResync() asked for it.
  bool takenForResync(const ObjectKey& key) const;
  void done(const ObjectKey& key);

  // All keys that wait, due or not.
  std::size_t depth() const { return wait_.size(); }
  std::size_t working() const { return working_.size(); }
  void stop();  // drops everything that waits, takes nothing new

 private:
  struct Wait {
    MonoTime due;
    bool resync;  // nothing else asked for it
  };
  struct Work {
    MonoTime since;
    bool resync;
    std::optional<Wait> again;  // added while being worked on
  };
  using Order = std::set<std::pair<MonoTime, ObjectKey>>;
  void enqueue(const ObjectKey& key, Wait wait);
  void promote();
  void arm();
  void fire();
  void reportDepth();

  std::string name_;
  Timers& timers_;
  Random& random_;
  Metrics& metrics_;
  Task onReady_;
  std::map<ObjectKey, Wait> wait_;
  Order later_;  // not due yet when last looked at
  Order due_;
  std::map<ObjectKey, Work> working_;
  std::map<ObjectKey, int> failures_;
  std::optional<MonoTime> armedFor_;
  TimerPtr timer_;
  bool stopped_ = false;
};

}  // namespace slipway::kube
