#pragma once

#include <deque>
#include <functional>
#include <memory>

#include "kube/fake/fake_api.h"

namespace slipway::kube::fake {

// One open watch of a FakeApi: takes events over as they are committed, tells them later.
class FakeApi::Watch final : public Pending {
 public:
  Watch(FakeApi& api, WatchRequest request, std::function<void(WatchEvent)> event,
        std::function<void(WatchEnd)> ended);
  ~Watch() override;
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  void start();
  // Something may have changed: in the cluster, or in what holds this watch.
  void poke();
  void end(ApiError error);
  // Nothing more is told; the end comes in a moment.
  void endSoon(const ApiError& error);
  const WatchRequest& request() const { return request_; }

 private:
  void open();
  void take();
  void arm();
  void fire();
  void deliver(WatchEvent event);
  void bookmark();
  void armBookmark();
  bool held() const;

  FakeApi& api_;
  WatchRequest request_;
  std::function<void(WatchEvent)> event_;
  std::function<void(WatchEnd)> ended_;
  std::deque<WatchBatch::Item> queue_;  // `at`: when it may be told
  std::int64_t cursor_ = 0;             // everything up to here is told or in the queue
  bool open_ = false;
  bool overdue_ = false;     // the server has ended it while it was held
  bool faultAsked_ = false;  // for the front of the queue
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  TimerPtr timer_;
  TimerPtr bookmarkTimer_;
  TimerPtr endTimer_;
};

}  // namespace slipway::kube::fake
