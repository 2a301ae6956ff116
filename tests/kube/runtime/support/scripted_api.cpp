#include "tests/kube/runtime/support/scripted_api.h"

namespace slipway::kube::test {

class ScriptedApi::Cancel final : public Pending {
 public:
  explicit Cancel(std::shared_ptr<bool> alive) : alive_(std::move(alive)) {}
  Cancel(const Cancel&) = delete;
  Cancel& operator=(const Cancel&) = delete;
  ~Cancel() override { *alive_ = false; }

 private:
  std::shared_ptr<bool> alive_;
};

void ScriptedApi::later(Duration delay, std::shared_ptr<bool> alive, Task task) {
  answers_.push_back(timers_.after(delay, [alive = std::move(alive), task = std::move(task)] {
    if (*alive) task();
  }));
}

PendingPtr ScriptedApi::send(ApiRequest request, std::function<void(ApiResult)> done) {
  Call call;
  call.done = std::move(done);
  auto alive = call.alive;
  if (answer && !hold) {
    later(latency, alive, [done = call.done, result = answer(request)] { done(result); });
  } else {
    held_.push_back(std::move(call));
  }
  sent.push_back(std::move(request));
  return std::make_unique<Cancel>(alive);
}

void ScriptedApi::release(ApiResult result) {
  Call call = std::move(held_.front());
  held_.pop_front();
  later(Duration{0}, call.alive, [done = call.done, result = std::move(result)] { done(result); });
}

PendingPtr ScriptedApi::list(ListRequest request, std::function<void(Value)> item,
                             std::function<void(ListResult)> done) {
  lists.push_back(std::move(request));
  auto alive = std::make_shared<bool>(true);
  if (!pages.empty()) {
    Page next = std::move(pages.front());
    pages.pop_front();
    later(latency, alive, [alive, item = std::move(item), done = std::move(done), next] {
      for (const auto& value : next.items)
        if (*alive) item(value);
      if (*alive) done(next.result);
    });
  }
  return std::make_unique<Cancel>(alive);
}

PendingPtr ScriptedApi::watch(WatchRequest request, std::function<void(WatchEvent)> event,
                              std::function<void(WatchEnd)> ended) {
  watches.push_back(std::move(request));
  watch_ = std::make_unique<Call>();
  watch_->event = std::move(event);
  watch_->ended = std::move(ended);
  return std::make_unique<Cancel>(watch_->alive);
}

void ScriptedApi::emit(WatchEventType type, Value object) {
  later(Duration{0}, watch_->alive,
        [event = watch_->event, what = WatchEvent{type, std::move(object)}] { event(what); });
}

void ScriptedApi::endWatch(ApiError error) {
  later(Duration{0}, watch_->alive,
        [ended = watch_->ended, end = WatchEnd{std::move(error)}] { ended(end); });
}

ApiError apiError(int code, std::string reason, std::string message) {
  ApiError error;
  error.code = code;
  error.reason = std::move(reason);
  error.message = std::move(message);
  return error;
}

ApiResult applied(Value object) {
  return {Outcome::Applied, std::move(object), {}};
}

ApiResult rejected(int code, std::string reason, std::string message) {
  return {Outcome::Rejected, {}, apiError(code, std::move(reason), std::move(message))};
}

ApiResult unknown() {
  return {Outcome::Unknown, {}, {}};
}

ApiResult notSent() {
  return {Outcome::NotSent, {}, {}};
}

ScriptedApi::Page page(std::string version, std::vector<Value> items, std::string next) {
  ScriptedApi::Page p;
  p.items = std::move(items);
  p.result.ok = true;
  p.result.resourceVersion = std::move(version);
  p.result.continueToken = std::move(next);
  return p;
}

ScriptedApi::Page failedPage(ApiError error) {
  ScriptedApi::Page p;
  p.result.error = std::move(error);
  return p;
}

}  // namespace slipway::kube::test
