#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>

#include "kube/client/api.h"
#include "kube/fake/faults.h"
#include "kube/fake/server.h"
#include "kube/fake/state.h"
#include "kube/loop/loop.h"

namespace slipway::kube::fake {

class FakeApi;

// One running fake API server: a State, and everybody who watches it. Outlives its FakeApis.
class FakeCluster {
 public:
  explicit FakeCluster(Timers& timers, State state = State{});
  FakeCluster(const FakeCluster&) = delete;
  FakeCluster& operator=(const FakeCluster&) = delete;
  ~FakeCluster();

  const State& state() const { return state_; }
  // For what only tests may do (compaction, types); not for changing objects: watches would not
  // hear of it.
  State& mutableState() { return state_; }

  // Carries out a request at once, as `actor`, without latency and faults. For setting scenes.
  ApiResult handleNow(const ApiRequest& request, const std::string& actor = "user");

  // Called for every write that was carried out, right after it. `index`: number of write requests
  // that this cluster carried out before, over all actors.
  struct WriteSeen {
    const State& before;
    const State& after;
    const AuditEntry& entry;
    int index;
  };
  void onWrite(std::function<void(const WriteSeen&)> hook) { onWrite_ = std::move(hook); }

  Timers& timers() { return timers_; }

 private:
  friend class FakeApi;
  void attach(FakeApi& api) { apis_.push_back(&api); }
  void detach(FakeApi& api) { apis_.remove(&api); }
  void announce();

  Timers& timers_;
  State state_;
  std::function<void(const WriteSeen&)> onWrite_;
  std::list<FakeApi*> apis_;
  int writes_ = 0;
};

struct FakeApiOptions {
  std::string actor = "operator";                          // in the audit log
  Duration requestLatency = std::chrono::milliseconds(1);  // until it is carried out
  Duration answerLatency = std::chrono::milliseconds(1);   // from there until it is answered
  Duration watchLatency = std::chrono::milliseconds(2);    // from the write until the event
  Duration bookmarkInterval = std::chrono::minutes(1);
  Duration watchTimeout = std::chrono::minutes(9);  // the server ends every watch after this
  bool textCodecs = false;                          // objects go through JSON text both ways
  Faults* faults = nullptr;                         // outlives the FakeApi
};

// One client's view of a FakeCluster, in virtual time. Several may look at one cluster.
class FakeApi final : public Api {
 public:
  explicit FakeApi(FakeCluster& cluster, FakeApiOptions options = {});
  ~FakeApi() override;
  FakeApi(const FakeApi&) = delete;
  FakeApi& operator=(const FakeApi&) = delete;

  [[nodiscard]] PendingPtr send(ApiRequest request, std::function<void(ApiResult)> done) override;
  [[nodiscard]] PendingPtr list(ListRequest request, std::function<void(Value)> item,
                                std::function<void(ListResult)> done) override;
  [[nodiscard]] PendingPtr watch(WatchRequest request, std::function<void(WatchEvent)> event,
                                 std::function<void(WatchEnd)> ended) override;

  // Watches of this client on that resource (Resource::name(); empty: all), now and opened later.
  // Held: nothing is delivered, not even bookmarks; released: everything in order.
  void holdWatches(const std::string& resourceName = {});
  void releaseWatches(const std::string& resourceName = {});
  bool holding(const std::string& resourceName) const;
  // Cuts the open ones: they end, the client resumes from what it has seen.
  void dropWatches(const std::string& resourceName = {});
  // Ends the open ones with an ERROR event that holds a 410.
  void expireWatches(const std::string& resourceName = {});
  // Partition: nothing gets through in either direction (requests: NotSent; watches silent).
  void cut(bool isCut);

  int writesSent() const { return writes_; }
  int openWatches() const { return static_cast<int>(watches_.size()); }
  const FakeApiOptions& options() const { return options_; }
  void setFaults(Faults* faults) { options_.faults = faults; }

 private:
  friend class FakeCluster;
  class Call;
  class Listing;
  class Watch;
  void poke();
  void endWatches(const std::string& resourceName, const ApiError& error);
  ApiResult carryOut(const ApiRequest& request);
  // For requests whose sender no longer waits.
  void carryOutLater(Duration delay, const ApiRequest& request);
  Value wire(const Value& value) const;

  FakeCluster& cluster_;
  FakeApiOptions options_;
  std::list<Watch*> watches_;
  std::list<TimerPtr> late_;
  std::map<std::string, bool> held_;
  bool holdAll_ = false;
  bool cut_ = false;
  int writes_ = 0;
};

}  // namespace slipway::kube::fake
