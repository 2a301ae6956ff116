#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "kube/client/api.h"
#include "kube/loop/loop.h"

namespace slipway::kube::test {

// An Api that says what a test tells it to say. It knows nothing of Kubernetes: requests are
// recorded, answers come from the script, always from a timer.
class ScriptedApi final : public Api {
 public:
  explicit ScriptedApi(Timers& timers) : timers_(timers) {}

  // --- Requests for one object: `answer` is asked when a request is sent, and what it says arrives
  // `latency` later; without `answer`, or while `hold`, requests stay unanswered until release().
  std::function<ApiResult(const ApiRequest&)> answer;
  Duration latency = std::chrono::milliseconds(1);
  bool hold = false;
  std::vector<ApiRequest> sent;
  std::size_t held() const { return held_.size(); }
  void release(ApiResult result);  // answers the oldest request held

  // --- Lists: one page per request, in this order; none left: unanswered.
  struct Page {
    std::vector<Value> items;
    ListResult result;
  };
  std::deque<Page> pages;
  std::vector<ListRequest> lists;

  // --- Watches: the last one opened, as long as nobody has cancelled it.
  std::vector<WatchRequest> watches;
  bool watching() const { return watch_ && *watch_->alive; }
  void emit(WatchEventType type, Value object);
  void endWatch(ApiError error = {});

  PendingPtr send(ApiRequest request, std::function<void(ApiResult)> done) override;
  PendingPtr list(ListRequest request, std::function<void(Value)> item,
                  std::function<void(ListResult)> done) override;
  PendingPtr watch(WatchRequest request, std::function<void(WatchEvent)> event,
                   std::function<void(WatchEnd)> ended) override;

 private:
  struct Call {
    std::shared_ptr<bool> alive = std::make_shared<bool>(true);
    std::function<void(ApiResult)> done;
    std::function<void(WatchEvent)> event;
    std::function<void(WatchEnd)> ended;
  };
  class Cancel;
  void later(Duration delay, std::shared_ptr<bool> alive, Task task);

  Timers& timers_;
  std::deque<Call> held_;
  std::unique_ptr<Call> watch_;
  std::vector<TimerPtr> answers_;
};

// Results and pages, for short.
ApiResult applied(Value object = {});
ApiResult rejected(int code, std::string reason = {}, std::string message = {});
ApiResult unknown();
ApiResult notSent();
ApiError apiError(int code, std::string reason = {}, std::string message = {});
ScriptedApi::Page page(std::string version, std::vector<Value> items, std::string next = {});
ScriptedApi::Page failedPage(ApiError error);

}  // namespace slipway::kube::test
